/**
 * Runs a pod's containers as plain processes of this machine.
 *
 *   run folder   $XDG_RUNTIME_DIR/scaffold-<run>/   volumes/<volume>  messages/<container>-<instance>  work/<container>
 *   container    process group and session of its own, marked SCAFFOLD_RUN=<run>/<container>/<instance>
 *   watchdog     outlives this process and ends all of the above
 *
 * What a container has and a process has not: an image's file system (mount paths are rewritten instead), a network of its own
 * (ports are the host's), users, limits.
 */
import { setMaxListeners } from "node:events";
import { hostname } from "node:os";
import { EXIT, ScaffoldError } from "../../errors.ts";
import type { Container, Pod } from "../../pod/model.ts";
import type { Command, Driver, DriverEvent, SignalName } from "../driver.ts";
import type { PodFacts } from "../env-fields.ts";
import { expand } from "../expand.ts";
import type { Rewrite } from "../mounts-rewrite.ts";
import { makeRunFolder, planRunFolder, removeTree } from "../run-folder.ts";
import { terminationMessage } from "../termination-message.ts";
import { setUpVolumes, type VolumePaths } from "../volumes.ts";
import { watchUsage } from "../volumes-usage.ts";
import { startWatchdog } from "../watchdog.ts";
import { runHook } from "./process/hook.ts";
import { type Instance, startInstance } from "./process/instance.ts";
import type { OnOutput } from "./process/output.ts";
import { runProbe } from "./process/probe.ts";
import { type ProgramOptions, programOf, StartRefused } from "./process/program.ts";
import { createSweeper, MARKER } from "./process/sweep.ts";

export interface ProcessDriverOptions extends ProgramOptions {
  /** With name, namespace and uid filled in. */
  readonly pod: Pod;
  readonly onOutput?: OnOutput;
  /** Files outside the run folder that go when this process dies. */
  readonly temporaryFiles?: readonly string[];
  /** How long the pod is set up at the least, ms: what is there before anything starts can be seen by a reader who looks now and then. */
  readonly pendingMs?: number;
  /** How containers are kept apart. `none`: they share this machine's file system. */
  readonly isolation?: "none";
}

export interface ProcessDriver extends Driver {
  /** The run folder. */
  readonly folder: string;
  /** The container's process at the moment, or undefined when it has none. */
  pid(container: string): number | undefined;
}

const LOOPBACK = "127.0.0.1";

interface Running {
  readonly container: Container;
  readonly instance: Instance;
  readonly here: Rewrite;
}

/** Starts the watchdog and makes the run folder; both are gone after `close()`. */
export function createProcessDriver(options: ProcessDriverOptions): ProcessDriver {
  const { pod, objects, onOutput } = options;
  const folder = planRunFolder(options.env);
  const watchdog = startWatchdog({ marker: `${MARKER}=${folder.id}/`, folder: folder.path, files: options.temporaryFiles ?? [] });
  try {
    makeRunFolder(folder);
  } catch (cause) {
    void watchdog.close();
    throw new ScaffoldError("RUN_FOLDER", `cannot make ${folder.path}: ${textOf(cause)}`, { exit: EXIT.failed, cause });
  }
  const sweeper = createSweeper(folder.id);
  const facts: PodFacts = { pod, podIP: LOOPBACK, hostIP: LOOPBACK, nodeName: hostname() };
  const running = new Map<string, Running>();
  /** Starts under way, each with the signal that came meanwhile. */
  const starting = new Map<string, { signal?: SignalName; work?: Promise<void> }>();
  const instances = new Set<Instance>();
  const closing = new AbortController();
  setMaxListeners(0, closing.signal);
  let closed: Promise<void> | undefined;
  let volumes: VolumePaths = new Map();
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
      endWatch();
      endWatch = watchUsage(pod.spec.volumes ?? [], volumes, (message) => emit({ kind: "evicted", message }));
      const ready = (): void => emit({ kind: "podReady", podIP: facts.podIP });
      if (options.pendingMs === undefined) ready();
      else setTimeout(ready, options.pendingMs);
    } catch (error) {
      emit({ kind: "podFailed", reason: "FailedMount", message: textOf(error) });
    }
  }

  async function start(container: Container, instance: number): Promise<void> {
    const name = container.name;
    const id = key(name, instance);
    try {
      const program = await programOf(container, instance, options, { facts, folder, volumes });
      if (closing.signal.aborted) return;
      const context = { container: name, instance, ledger: watchdog, sweeper, onOutput };
      const begun = await startInstance(program, context).catch((error: unknown) => {
        throw new StartRefused("StartError", error);
      });
      running.set(id, { container, instance: begun, here: program.here });
      instances.add(begun);
      emit({ kind: "started", container: name, instance, containerID: `process://${folder.id}-${name}-${instance}` });
      const meanwhile = starting.get(id)?.signal;
      if (meanwhile) begun.signal(meanwhile);
      void begun.over.then((exitCode) => {
        running.delete(id);
        void begun.drained.then(() => instances.delete(begun));
        const tail = container.terminationMessagePolicy === "FallbackToLogsOnError" ? begun.logTail() : undefined;
        const message = terminationMessage(program.messageFile, exitCode, tail);
        removeTree(program.messageFile);
        emit({ kind: "exited", container: name, instance, exitCode, ...(message !== undefined && { message }) });
      });
    } catch (error) {
      const reason = error instanceof StartRefused ? error.reason : "CreateContainerError";
      emit({ kind: "startFailed", container: name, instance, reason, message: textOf(error) });
    }
  }

  function signal(container: string, instance: number, name: SignalName): void {
    const known = running.get(key(container, instance));
    if (known) known.instance.signal(name);
    const coming = starting.get(key(container, instance));
    if (coming && !known) coming.signal = name;
  }

  async function probe({ id, container, instance, probe: kind, spec }: Extract<Command, { kind: "probe" }>): Promise<void> {
    const known = running.get(key(container.name, instance));
    const literal = new Map((container.env ?? []).map((entry) => [entry.name, entry.value ?? ""]));
    const outcome = known
      ? await runProbe(
          spec,
          target(known, (text) => expand(text, (name) => literal.get(name))),
        )
      : ({ result: "unknown", output: `container "${container.name}" is not running` } as const);
    emit({ kind: "probed", id, container: container.name, instance, probe: kind, ...outcome });
  }

  async function hook({ id, container, instance, hook: kind, handler }: Extract<Command, { kind: "hook" }>): Promise<void> {
    const known = running.get(key(container.name, instance));
    let error: string | undefined;
    try {
      if (!known) throw new Error(`container "${container.name}" is not running`);
      await runHook(
        handler,
        target(known, (text) => text),
      );
    } catch (failure) {
      error = textOf(failure);
    }
    emit({ kind: "hookDone", id, container: container.name, instance, hook: kind, ...(error !== undefined && { error }) });
  }

  const target = ({ container, instance, here }: Running, expanded: Rewrite) => ({
    container,
    instance,
    podIP: facts.podIP,
    command: (command: readonly string[]) => command.map((text) => here(expanded(text))),
    signal: closing.signal,
  });

  function begin(container: Container, instance: number): void {
    const id = key(container.name, instance);
    const entry: { work?: Promise<void> } = {};
    starting.set(id, entry);
    entry.work = start(container, instance).finally(() => starting.delete(id));
  }

  async function endEverything(): Promise<void> {
    endWatch();
    await Promise.all([...starting.values()].map(({ work }) => work));
    for (const { instance } of running.values()) instance.signal("SIGKILL");
    await Promise.all([...running.values()].map(({ instance }) => instance.over));
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
    for (const instance of instances) instance.release();
    removeTree(folder.path);
    await watchdog.close();
  }

  return {
    folder: folder.path,
    onEvent(next) {
      listener = next;
    },
    execute(command) {
      if (closing.signal.aborted) return;
      switch (command.kind) {
        case "setUp":
          return setUp();
        case "start":
          return begin(command.container, command.instance);
        case "signal":
          return signal(command.container, command.instance, command.signal);
        case "probe":
          return void probe(command);
        case "hook":
          return void hook(command);
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
    pid: (container) => [...running.values()].findLast((one) => one.container.name === container)?.instance.pid,
  };
}

/** With the place of each mistake, where it has one: a program that cannot be built says where. */
function textOf(error: unknown): string {
  if (!(error instanceof ScaffoldError)) return error instanceof Error ? error.message : String(error);
  return error.issues.map(({ message, where }) => (where ? `${where.file}:${where.line}:${where.column}: ${message}` : message)).join("; ");
}
