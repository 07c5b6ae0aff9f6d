/** The flags of `scaffold run`; what they mean is read in options.ts. */
import type { Argv } from "yargs";
import { isolations } from "./options.ts";

export function flags(yargs: Argv): Argv {
  return yargs
    .positional("manifest", {
      type: "string",
      describe: "the file with the pod, or a folder with a kustomization; default pod.yaml beside scaffold.yaml",
    })
    .option("run", {
      type: "string",
      array: true,
      requiresArg: true,
      nargs: 1,
      describe: "NAME='command': what a container runs; may be repeated",
    })
    .option("file", {
      alias: "f",
      type: "string",
      array: true,
      requiresArg: true,
      nargs: 1,
      describe: "more files with ConfigMaps and Secrets; may be repeated",
    })
    .option("for", { type: "string", requiresArg: true, describe: "stop after this long, e.g. 5s; exit 0 if the pod is ready then" })
    .option("grace", { type: "string", requiresArg: true, describe: "grace period of a stop, e.g. 3s; default the pod's own" })
    .option("env", {
      type: "string",
      array: true,
      requiresArg: true,
      nargs: 1,
      describe: "CONTAINER.NAME=VALUE: a variable over those of the manifest; may be repeated",
    })
    .option("inherit-env", {
      type: "string",
      array: true,
      requiresArg: true,
      nargs: 1,
      describe: "a variable of yours that containers get; may be repeated",
    })
    .option("port-map", {
      type: "string",
      array: true,
      requiresArg: true,
      nargs: 1,
      describe: "PORT=PORT: use another port of this machine; may be repeated",
    })
    .option("isolation", {
      type: "string",
      requiresArg: true,
      choices: isolations,
      default: "auto",
      describe: "namespace: volumes at their mount paths (Linux); none: mount paths rewritten; auto: namespace where it is possible",
    })
    .option("status-file", { type: "string", requiresArg: true, describe: "keep the pod's current JSON in this file" })
    .option("backoff-initial", {
      type: "string",
      requiresArg: true,
      defaultDescription: "10s",
      describe: "first delay of CrashLoopBackOff",
    })
    .option("backoff-max", { type: "string", requiresArg: true, defaultDescription: "300s", describe: "longest delay of CrashLoopBackOff" })
    .option("json", { type: "boolean", describe: "events as JSON lines on standard output" })
    .example("$0", "Run pod.yaml until Ctrl-C (once more: at once)")
    .example("$0 --env wait-for-db.WAIT_FOR=tcp://localhost:5432", "Wait for the database on this machine instead")
    .example("$0 pod.yaml --run app='node server.js' --for 5s", "Is everything ready after five seconds?")
    .epilogue(
      "Exit codes: 0 the pod Succeeded, or every app container ended with 0 after a stop (one that dies of SIGTERM itself, 143, did not); " +
        "1 the pod Failed; with --for: 0 if it was ready (or had Succeeded) when the time was up, else 1; " +
        "2 usage or manifest; 3 could not do it; 130, 143 stopped before any app container was started (never with --status-file).",
    );
}
