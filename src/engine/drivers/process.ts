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
import { closeSync, existsSync, fchmodSync, mkdirSync, openSync } from "node:fs";
import { hostname } from "node:os";
import { isAbsolute, join } from "node:path";
import { EXIT, ScaffoldError } from "../../errors.ts";
import type { Container, Pod } from "../../pod/model.ts";
import type { Command, Driver, DriverEvent } from "../driver.ts";
import { containerEnv } from "../env.ts";
import type { PodFacts } from "../env-fields.ts";
import { expand } from "../expand.ts";
import { type LaunchPlan, type LaunchSources, nothingToRun, planLaunch } from "../launch.ts";
import { containerMounts, type Mount, mountVariables } from "../mounts.ts";
import { type Rewrite, rewritePaths } from "../mounts-rewrite.ts";
import type { PodObjects } from "../objects.ts";
import { makeRunFolder, planRunFolder, removeTree } from "../run-folder.ts";
import { terminationMessage } from "../termination-message.ts";
import { setUpVolumes, type VolumePaths } from "../volumes.ts";
import { startWatchdog } from "../watchdog.ts";
import { runHook } from "./process/hook.ts";
import { type Instance, startInstance } from "./process/instance.ts";
import type { OnOutput } from "./process/output.ts";
import { runProbe } from "./process/probe.ts";
import { createSweeper, MARKER } from "./process/sweep.ts";

export interface ProcessDriverOptions extends LaunchSources {
  /** With name, namespace and uid filled in. */
  readonly pod: Pod;
  readonly objects: PodObjects;
  /** The caller's environment, of which containers get PATH and HOME, and what `inheritEnv` names. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly inheritEnv?: readonly string[];
  /** Where a container works that names no folder of its own: the manifest's folder; for `--run` the caller's. */
  readonly directory: string;
  readonly runDirectory?: string;
  /** What else changes in texts that are written for the container, e.g. mapped ports; before mount paths do. */
  readonly rewrite?: Rewrite;
  readonly onOutput?: OnOutput;
  /** Files outside the run folder that go when this process dies. */
  readonly temporaryFiles?: readonly string[];
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
  const starting = new Map<string, { signal?: "SIGTERM" | "SIGKILL"; work?: Promise<void> }>();
  const instances = new Set<Instance>();
  const closing = new AbortController();
  setMaxListeners(0, closing.signal);
  let closed: Promise<void> | undefined;
  let volumes: VolumePaths = new Map();
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
      emit({ kind: "podReady", podIP: facts.podIP });
    } catch (error) {
      emit({ kind: "podFailed", reason: "FailedMount", message: textOf(error) });
    }
  }

  async function start(container: Container, instance: number): Promise<void> {
    const name = container.name;
    const refuse = (reason: string, message: string): void => emit({ kind: "startFailed", container: name, instance, reason, message });

    const variables = containerEnv(container, facts, objects);
    if (!variables.ok) return refuse("CreateContainerConfigError", variables.message);
    let mounts: Mount[];
    try {
      mounts = containerMounts(container, volumes, variables.env);
    } catch (error) {
      return refuse("CreateContainerConfigError", textOf(error));
    }
    const messageFile = makeMessageFile(join(folder.messages, `${name}-${instance}`));
    const messagePath = container.terminationMessagePath ?? "/dev/termination-log";
    const paths = rewritePaths([
      ...mounts.map(({ mountPath, target }) => ({ from: mountPath, to: target })),
      { from: messagePath, to: messageFile },
    ]);
    const here: Rewrite = (text) => paths(options.rewrite?.(text) ?? text);

    let plan: LaunchPlan | undefined;
    try {
      plan = await planLaunch(container, variables.env, options, here);
    } catch (error) {
      return refuse("CreateContainerError", textOf(error));
    }
    if (!plan) return refuse("ErrImageNeverPull", nothingToRun(container));
    if (closing.signal.aborted) return;
    const env = {
      ...callerEnv(),
      TERMINATION_MESSAGE_PATH: messageFile,
      ...plan.env,
      ...Object.fromEntries([...variables.env].map(([variable, value]) => [variable, here(value)])),
      ...Object.fromEntries(mountVariables(mounts)),
      [MARKER]: `${folder.id}/${key(name, instance)}`,
    };
    try {
      const context = { container: name, instance, ledger: watchdog, sweeper, onOutput };
      const begun = await startInstance({ argv: plan.argv, env, cwd: workingDirectory(container, plan, here) }, context);
      running.set(key(name, instance), { container, instance: begun, here });
      instances.add(begun);
      emit({ kind: "started", container: name, instance, containerID: `process://${folder.id}-${name}-${instance}` });
      const meanwhile = starting.get(key(name, instance))?.signal;
      if (meanwhile) begun.signal(meanwhile);
      void begun.over.then((exitCode) => {
        running.delete(key(name, instance));
        begun.drained.then(() => instances.delete(begun));
        const tail = container.terminationMessagePolicy === "FallbackToLogsOnError" ? begun.logTail() : undefined;
        const message = terminationMessage(messageFile, exitCode, tail);
        emit({ kind: "exited", container: name, instance, exitCode, ...(message !== undefined && { message }) });
      });
    } catch (error) {
      refuse("StartError", textOf(error));
    }
  }

  function callerEnv(): Record<string, string> {
    const { PATH = "/usr/local/bin:/usr/bin:/bin", HOME = "/", ...rest } = options.env;
    const inherited = (options.inheritEnv ?? []).flatMap((name) => (rest[name] === undefined ? [] : [[name, rest[name]] as const]));
    return { PATH, HOME, HOSTNAME: (pod.spec.hostname || pod.metadata.name || "pod").slice(0, 63), ...Object.fromEntries(inherited) };
  }

  /**
   * workingDir counts where it lies in a mount; for a command of the manifest also where this machine has such a folder, else a new
   * empty one stands for it, as a container runtime would make it. An image's folder has another place here, and the launch names it.
   */
  function workingDirectory({ name, workingDir }: Container, plan: LaunchPlan, here: Rewrite): string {
    const mapped = workingDir === undefined ? undefined : here(workingDir);
    if (mapped !== undefined && mapped !== workingDir) return made(mapped);
    if (plan.from === "run") return options.runDirectory ?? options.directory;
    if (plan.from === "image") return plan.cwd ?? options.directory;
    if (mapped === undefined) return options.directory;
    return isAbsolute(mapped) && existsSync(mapped) ? mapped : made(join(folder.work, name));
  }

  function signal(container: string, instance: number, name: "SIGTERM" | "SIGKILL"): void {
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

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function made(path: string): string {
  mkdirSync(path, { recursive: true });
  return path;
}

/** Empty and writable for everyone, whatever the umask. */
function makeMessageFile(path: string): string {
  const file = openSync(path, "w");
  fchmodSync(file, 0o666);
  closeSync(file);
  return path;
}
