/** `scaffold run`: a pod on this machine, with the kubelet's semantics. */
import { dirname, resolve as resolvePath } from "node:path";
import { isPodReady, readyColumn, statusColumn } from "../../console/terminal-status.ts";
import { type Control, createControl } from "../../engine/control/server.ts";
import { diskLogs, podLogFolder } from "../../engine/logs/disk.ts";
import { requireFreePorts } from "../../engine/ports.ts";
import { type PodRun, startPod } from "../../engine/run.ts";
import { createStatusFile } from "../../engine/run-status-file.ts";
import { EXIT } from "../../errors.ts";
import type { Host } from "../../host.ts";
import { imagesAround, loopbackPortsAround } from "../../project/images-around.ts";
import { appHasStarted, type Ending, exitCode } from "../run/ending.ts";
import { exampleKeys } from "../run/example-keys.ts";
import { followFiles } from "../run/follow.ts";
import { readRunInput } from "../run/input.ts";
import { worldFor } from "../run/isolation.ts";
import { readRunOptions } from "../run/options.ts";
import { onStopSignals } from "../run/stop-signals.ts";
import { createRunView } from "../run/view.ts";

export { flags } from "../run/flags.ts";

/** How long after a second Ctrl-C the runner ends at the latest, ms: 2 s of grace, and all that has a limit of its own. */
const LAST_RESORT = 30_000;

export async function run(argv: Record<string, unknown>, host: Host): Promise<number> {
  const options = readRunOptions(argv);
  const ending: Ending = {};
  let podRun: PodRun | undefined;
  let lastResort: NodeJS.Timeout | undefined;
  // From here on a signal is a request, also while there is nothing to stop yet.
  const signals = onStopSignals((signal, count) => {
    if (count === 1) {
      ending.signal = signal;
      ending.begun = podRun !== undefined && appHasStarted(podRun.pod());
    }
    podRun?.delete(count === 1 ? options.graceSeconds : 0);
    // What the pod's end may still wait for is a matter of the watchdog's then.
    if (count === 2) lastResort = setTimeout(() => host.quit?.(exitCode(EXIT.findings, ending, false)), podRun ? LAST_RESORT : 0);
  }, host.env);
  let unfollow = (): void => {};
  let timer: NodeJS.Timeout | undefined;
  let control: Control | undefined;
  try {
    const worldHere = worldFor(options.isolation, host);
    // Looked at when everything else has been found to be right.
    worldHere.catch(() => {});
    const input = await readRunInput(options, host);
    const { file, pod, objects, notes } = input;
    const statusFile = options.statusFile === undefined ? undefined : createStatusFile(resolvePath(host.cwd, options.statusFile));
    await requireFreePorts(pod, options.portMap, await loopbackPortsAround(file, pod, host));

    const { world, text } = await worldHere;
    const view = createRunView({ host, pod, json: options.json, statusFile, keysOf: exampleKeys(dirname(file), host) });
    view.note(`containers are plain processes here: no image file system, this machine's ports and user; ${text}`);
    for (const each of notes) view.note(each);
    control = createControl(view.note);
    const started = startPod({
      pod,
      objects,
      world,
      commands: options.commands,
      resolve: imagesAround(file, host),
      env: host.env,
      inheritEnv: options.inheritEnv,
      directory: dirname(file),
      runDirectory: host.cwd,
      portMap: options.portMap,
      backoff: options.backoff,
      ...(statusFile !== undefined && { temporaryFiles: [statusFile.temporary], pendingMs: 200 }),
      logs: diskLogs({ onTrouble: view.note }),
      onTrouble: view.note,
      ...control.listening(view.listeners),
    });
    podRun = started;
    control.open(started);
    unfollow = followFiles({ input, run: started, note: view.note });
    for (const notice of started.notices) view.note(notice);
    if (pod.spec.volumes?.length) view.note(`volumes are in ${started.folder}/volumes`);
    view.note(`container logs are in ${podLogFolder(started.folder, started.pod())}`);
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
    await control?.close();
    clearTimeout(lastResort);
    unfollow();
    signals.stop();
  }
}
