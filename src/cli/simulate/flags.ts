/** The flags of `scaffold simulate`; what they mean is read in options.ts. */
import type { Argv } from "yargs";

const repeated = { type: "string", array: true, requiresArg: true, nargs: 1 } as const;

export function flags(yargs: Argv): Argv {
  return yargs
    .positional("manifest", { type: "string", describe: "the file with the pod; default pod.yaml beside scaffold.yaml" })
    .option("exit", {
      ...repeated,
      describe: "NAME[#RUN]@TIME[:CODE]: a container ends by itself that long after its start, with 0 or CODE",
    })
    .option("fail", {
      ...repeated,
      describe: "the same with 1 for a code, or `oom`; NAME#2@3s is its second run only, #1..3 the first three",
    })
    .option("ready-after", { ...repeated, describe: "NAME[#RUN]@TIME: startup and readiness probes fail that long after its start" })
    .option("probe-fail", {
      ...repeated,
      describe: "NAME/(startup|readiness|liveness)@FROM[..TO]: a probe fails between these times of the pod",
    })
    .option("hook", { ...repeated, describe: "NAME/(postStart|preStop)@TIME[:fail]: how long a hook takes, and that it fails" })
    .option("term", { ...repeated, describe: "NAME@TIME[:CODE]: how long it takes to end after SIGTERM; at once with 143 otherwise" })
    .option("ignore-term", { ...repeated, describe: "NAME: SIGTERM does nothing to it" })
    .option("delete", { type: "string", requiresArg: true, describe: "TIME[:GRACE]: the pod is deleted then" })
    .option("for", {
      type: "string",
      requiresArg: true,
      defaultDescription: "1h",
      describe: "how much of the pod's time, if it does not end before",
    })
    .option("backoff-initial", {
      type: "string",
      requiresArg: true,
      defaultDescription: "10s",
      describe: "first delay of CrashLoopBackOff",
    })
    .option("backoff-max", { type: "string", requiresArg: true, defaultDescription: "300s", describe: "longest delay of CrashLoopBackOff" })
    .option("file", { ...repeated, alias: "f", describe: "more files with ConfigMaps and Secrets; they are only read" })
    .option("svg", { type: "string", requiresArg: true, describe: "draw a picture into this file: a lane for each container" })
    .option("json", { type: "boolean", describe: "what happens as JSON lines, the last one of kind result" })
    .example("$0 pod.yaml --fail app@3s --for 6h", "What does a crash loop look like over six hours?")
    .example("$0 pod.yaml --probe-fail app/liveness@60s..90s", "What does half a minute without answers lead to?")
    .example("$0 pod.yaml --ready-after db@20s --delete 2m --svg pod.svg", "How does it start and stop?")
    .epilogue(
      "Nothing is started and no time passes: the rules of `scaffold run` on containers that do as they are told. What is not told: sidecars, and app " +
        "containers that are always restarted, run for ever; init containers, and containers that are restarted OnFailure or Never (as in a Job), " +
        "end with 0 after 1s; probes succeed, hooks take no time, every ConfigMap, Secret and image exists. TIME is 500ms, 3s, 1m30s, 6h. " +
        "JSON lines: at (seconds), kind (event, state, probe, ready, started, phase, condition, result) and what belongs to the kind. " +
        "Exit codes: 0 whatever became of the pod; 2 usage or manifest; 3 could not write the picture.",
    );
}
