/**
 * Runs a pod's containers as plain processes of this machine.
 *
 *   run folder   $XDG_RUNTIME_DIR/scaffold-<run>/   volumes/<volume>  messages/<container>-<instance>  work/<container>
 *   container    process group and session of its own, marked SCAFFOLD_RUN=<run>/<container>/<instance>
 *   watchdog     outlives this process and ends all of the above
 *
 * What a container has and a process has not: an image's file system (mount paths are rewritten instead), a network of its own
 * (ports are the host's), users, limits. Three collaborators can be given to come closer: `world` (what processes see), `limits` (what they
 * may use) and `logs` (where their output is kept).
 */
import { setMaxListeners } from "node:events";
import { hostname } from "node:os";
import { EXIT, ScaffoldError } from "../../errors.ts";
import type { ObjectMeta, Pod } from "../../pod/model.ts";
import type { Command, Driver, DriverEvent, SignalName } from "../driver.ts";
import type { PodFacts } from "../env-fields.ts";
import { makeRunFolder, planRunFolder, type RunFolder, removeTree } from "../run-folder.ts";
import { ownUser, userNotices } from "../security.ts";
import { setUpVolumes, updateVolumes, type VolumePaths } from "../volumes.ts";
import { volumeNotices } from "../volumes-support.ts";
import { watchUsage } from "../volumes-usage.ts";
import { startWatchdog, type Watchdog } from "../watchdog.ts";
import { errorText } from "./process/error-text.ts";
import { answerHook, answerProbe } from "./process/inside.ts";
import type { Attachment } from "./process/instance.ts";
import { type MakeLimits, noLimits } from "./process/limits.ts";
import { type MakeLogs, noLogs } from "./process/logs.ts";
import type { OnOutput } from "./process/output.ts";
import { type ProgramOptions, StartRefused } from "./process/program.ts";
import { type Ending, type Running, startContainer } from "./process/start.ts";
import { createSweeper, MARKER } from "./process/sweep.ts";
import { type MakeWorld, plainWorld, type World } from "./process/world.ts";

export interface ProcessDriverOptions extends ProgramOptions {
  /** With name, namespace and uid filled in. */
  readonly pod: Pod;
  readonly onOutput?: OnOutput;
  /** Hears what goes wrong and is no event of the pod: a process that cannot be killed. */
  readonly onTrouble?: (text: string) => void;
  /** Files outside the run folder that go when this process dies. */
  readonly temporaryFiles?: readonly string[];
  /** How long the pod is set up at the least, ms: what is there before anything starts can be seen by a reader who looks now and then. */
  readonly pendingMs?: number;
  /** Plain processes of this machine unless given. */
  readonly world?: MakeWorld;
  /** None unless given. */
  readonly limits?: MakeLimits;
  /** None unless given. */
  readonly logs?: MakeLogs;
}

export interface ProcessDriver extends Driver {
  /** The run folder. */
  readonly folder: string;
  /** How containers are kept apart. */
  readonly isolation: World["isolation"];
  /** What a person should know of how the pod is run here. */
  readonly notices: readonly string[];
  /** Runs a program beside the container's, for a person. Rejects when the container does not run, or the program cannot be executed. */
  exec(container: string, command: readonly string[], attachment: Attachment): Promise<number>;
  /** From now on the pod has these labels and annotations; volumes that show them follow. */
  relabel(metadata: Labelled): void;
  /** The container's process at the moment, or undefined when it has none. */
  pid(container: string): number | undefined;
}

export type Labelled = Pick<ObjectMeta, "labels" | "annotations">;

const LOOPBACK = "127.0.0.1";

/** The run folder, and who takes part in every start. Nothing is left, and nobody waits, where one of them cannot be made. */
function prepared(options: ProcessDriverOptions, folder: RunFolder, watchdog: Watchdog) {
  try {
    makeRunFolder(folder);
    return {
      world: (options.world ?? plainWorld)(options.pod, folder, watchdog),
      limits: (options.limits ?? noLimits)(options.pod, folder, watchdog),
      logs: (options.logs ?? noLogs)(options.pod, folder),
    };
  } catch (cause) {
    void watchdog.close();
    throw new ScaffoldError("RUN_FOLDER", `cannot make ${folder.path}: ${errorText(cause)}`, { exit: EXIT.failed, cause });
  }
}

/** Starts the watchdog and makes the run folder; both are gone after `close()`. */
export function createProcessDriver(options: ProcessDriverOptions): ProcessDriver {
  const { pod, objects } = options;
  const folder = planRunFolder(options.env);
  const watchdog = startWatchdog({ marker: `${MARKER}=${folder.id}/`, folder: folder.path, files: options.temporaryFiles ?? [] });
  const { world, limits, logs } = prepared(options, folder, watchdog);
  const sweeper = createSweeper(folder.id);
  let facts: PodFacts = { pod, podIP: LOOPBACK, hostIP: LOOPBACK, nodeName: hostname() };
  const running = new Map<string, Running>();
  /** Starts under way, each with the signal that came meanwhile. */
  const starting = new Map<string, { signal?: SignalName; work?: Promise<void> }>();
  /** Those whose output was not all taken yet. */
  const unread = new Set<Running>();
  const closing = new AbortController();
  setMaxListeners(0, closing.signal);
  const context = { options, folder, world, limits, logs, ledger: watchdog, sweeper, signal: closing.signal };
  const around = { podIP: facts.podIP, signal: closing.signal };
  let closed: Promise<void> | undefined;
  let volumes: VolumePaths | undefined;
  let endWatch = (): void => {};
  let listener: (event: DriverEvent) => void = () => {};

  const key = (container: string, instance: number): string => `${container}/${instance}`;
  const emit = (event: DriverEvent): void => {
    queueMicrotask(() => {
      if (!closing.signal.aborted) listener(event);
    });
  };

  function setUp(): void {
    try {
      volumes = setUpVolumes(facts, objects, folder.volumes);
      world.ahead?.(volumes);
      endWatch();
      endWatch = watchUsage(pod.spec.volumes ?? [], volumes, (message) => emit({ kind: "evicted", message }));
      const ready = (): void => emit({ kind: "podReady", podIP: facts.podIP });
      if (options.pendingMs === undefined) ready();
      else setTimeout(ready, options.pendingMs);
    } catch (error) {
      emit({ kind: "podFailed", reason: "FailedMount", message: errorText(error) });
    }
  }

  /** Once they are there: what is missing at first is tried again by the machine. */
  function update(): void {
    for (const message of volumes ? updateVolumes(facts, objects, volumes) : []) emit({ kind: "outdated", reason: "FailedMount", message });
  }
  const endUpdates = objects.onChange(update);

  async function start(command: Extract<Command, { kind: "start" }>): Promise<void> {
    const { instance } = command;
    const container = command.container.name;
    const id = key(container, instance);
    try {
      const begun = await startContainer(command, { ...context, facts, volumes: volumes ?? new Map() });
      if (begun === undefined) return;
      running.set(id, begun);
      unread.add(begun);
      emit({ kind: "started", container, instance, containerID: `process://${folder.id}-${container}-${instance}`, ...ownUser() });
      const meanwhile = starting.get(id)?.signal;
      if (meanwhile) begun.instance.signal(meanwhile);
      // Whatever goes wrong afterwards, it has ended.
      const over = begun.over.catch((error: unknown): Ending => ({ exitCode: 137, oomKilled: false, message: errorText(error) }));
      void over.then(({ exitCode, oomKilled, message }) => {
        running.delete(id);
        void begun.instance.drained.then(() => unread.delete(begun));
        emit({ kind: "exited", container, instance, exitCode, ...(oomKilled && { oomKilled }), ...(message !== undefined && { message }) });
      });
    } catch (error) {
      const reason = error instanceof StartRefused ? error.reason : "CreateContainerError";
      emit({ kind: "startFailed", container, instance, reason, message: errorText(error) });
    }
  }

  function signal(container: string, instance: number, name: SignalName): void {
    const known = running.get(key(container, instance));
    if (known) known.instance.signal(name);
    const coming = starting.get(key(container, instance));
    if (coming && !known) coming.signal = name;
  }

  const known = ({ container, instance }: Extract<Command, { kind: "probe" | "hook" }>): Running | undefined =>
    running.get(key(container.name, instance));

  const current = (container: string): Running | undefined => [...running.values()].findLast((one) => one.container.name === container);

  function begin(command: Extract<Command, { kind: "start" }>): void {
    const id = key(command.container.name, command.instance);
    const entry: { work?: Promise<void> } = {};
    starting.set(id, entry);
    entry.work = start(command).finally(() => starting.delete(id));
  }

  async function endEverything(): Promise<void> {
    endWatch();
    endUpdates();
    await Promise.all([...starting.values()].map(({ work }) => work));
    for (const { instance } of running.values()) instance.signal("SIGKILL");
    await Promise.allSettled([...running.values()].map(({ over }) => over));
    world.close?.();
    await sweeper.everything();
  }

  async function tearDown(): Promise<void> {
    await endEverything();
    removeTree(folder.volumes);
    emit({ kind: "tornDown" });
  }

  async function close(): Promise<void> {
    closing.abort();
    await endEverything();
    for (const one of unread) one.release();
    await limits.close();
    removeTree(folder.path);
    await watchdog.close();
  }

  return {
    folder: folder.path,
    isolation: world.isolation,
    notices: [...volumeNotices(pod.spec), ...userNotices(pod), ...world.notices, ...limits.notices],
    onEvent(next) {
      listener = next;
    },
    execute(command) {
      if (closing.signal.aborted) return;
      switch (command.kind) {
        case "setUp":
          return setUp();
        case "start":
          return begin(command);
        case "signal":
          return signal(command.container, command.instance, command.signal);
        case "probe":
          return void answerProbe(command, known(command), around).then(emit);
        case "hook":
          return void answerHook(command, known(command), around).then(emit);
        case "tearDown":
          return void tearDown();
        default:
          command satisfies never;
      }
    },
    close() {
      closed ??= close();
      return closed;
    },
    async exec(container, command, attachment) {
      const found = current(container);
      if (found === undefined) throw new Error(`container "${container}" is not running`);
      return found.instance.attach(command.map(found.here), attachment);
    },
    relabel(metadata) {
      facts = { ...facts, pod: relabelled(facts.pod, metadata) };
      update();
    },
    pid: (container) => current(container)?.instance.pid,
  };
}

function relabelled(pod: Pod, { labels, annotations }: Labelled): Pod {
  const { labels: _labels, annotations: _annotations, ...rest } = pod.metadata;
  return { ...pod, metadata: { ...rest, ...(labels && { labels }), ...(annotations && { annotations }) } };
}
