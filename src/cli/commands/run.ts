/** `scaffold run`: a pod on this machine, with the kubelet's semantics. */
import { dirname, resolve as resolvePath } from "node:path";
import type { Argv } from "yargs";
import { isPodReady, readyColumn, statusColumn } from "../../console/terminal-status.ts";
import { mapPorts, requireFreePorts } from "../../engine/ports.ts";
import { type PodRun, startPod } from "../../engine/run.ts";
import { createStatusFile } from "../../engine/run-status-file.ts";
import type { Host } from "../../host.ts";
import { imagesAround } from "../../project/images-around.ts";
import { appHasStarted, type Ending, exitCode } from "../run/ending.ts";
import { readRunInput } from "../run/input.ts";
import { readRunOptions } from "../run/options.ts";
import { onStopSignals } from "../run/stop-signals.ts";
import { createRunView } from "../run/view.ts";

export function flags(yargs: Argv): Argv {
  return yargs
    .positional("manifest", { type: "string", describe: "the file with the pod; default pod.yaml beside scaffold.yaml" })
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

export async function run(argv: Record<string, unknown>, host: Host): Promise<number> {
  const options = readRunOptions(argv);
  const ending: Ending = {};
  let podRun: PodRun | undefined;
  // From here on a signal is a request, also while there is nothing to stop yet.
  const signals = onStopSignals((signal, count) => {
    if (count === 1) {
      ending.signal = signal;
      ending.begun = podRun !== undefined && appHasStarted(podRun.pod());
    }
    podRun?.delete(count === 1 ? options.graceSeconds : 0);
  });
  let timer: NodeJS.Timeout | undefined;
  try {
    const { file, pod, objects } = await readRunInput(options, host);
    const statusFile = options.statusFile === undefined ? undefined : createStatusFile(resolvePath(host.cwd, options.statusFile));
    await requireFreePorts(mapPorts(pod, options.portMap));

    const view = createRunView({ host, pod, json: options.json, statusFile });
    view.note(
      "containers are plain processes here: no image file system, no limits, this machine's ports and user; mount paths are rewritten",
    );
    const started = startPod({
      pod,
      objects,
      commands: options.commands,
      resolve: imagesAround(file, host),
      env: host.env,
      inheritEnv: options.inheritEnv,
      directory: dirname(file),
      runDirectory: host.cwd,
      portMap: options.portMap,
      backoff: options.backoff,
      ...(statusFile !== undefined && { temporaryFiles: [statusFile.temporary], pendingMs: 200 }),
      ...view.listeners,
    });
    podRun = started;
    if (pod.spec.volumes?.length) view.note(`volumes are in ${started.folder}/volumes`);
    if (ending.signal) started.delete(options.graceSeconds);
    if (options.forMs !== undefined) {
      timer = setTimeout(() => {
        if (ending.signal) return;
        const current = started.pod();
        const { ready, all } = readyColumn(current);
        ending.ready = isPodReady(current);
        const how = ending.ready ? "every container is ready" : `not ready: ${statusColumn(current)}, ${ready}/${all} ready`;
        view.note(`time is up, ${how}`);
        started.delete(options.graceSeconds);
      }, options.forMs);
    }
    const result = await started.finished;
    const exit = exitCode(result.exit, ending, options.statusFile !== undefined);
    await view.end(result.pod, exit, ending.ready);
    return exit;
  } finally {
    clearTimeout(timer);
    signals.stop();
  }
}
