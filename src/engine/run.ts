/**
 * A pod that runs: machine, driver and clock joined.
 *
 *            commands                     onStatus(pod)
 *   machine ----------> driver            onEvent(event)
 *      ^  <-------------  |               onOutput(chunk)
 *      |      events
 *      +--- timer (machine.nextWake)
 */
import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import type { Pod } from "../pod/model.ts";
import type { Command, Driver, PodEvent } from "./driver.ts";
import { cgroupLimits } from "./drivers/process/limits-cgroups.ts";
import type { Isolation } from "./drivers/process/world.ts";
import { createProcessDriver, type Labelled, type ProcessDriver, type ProcessDriverOptions } from "./drivers/process.ts";
import { createHostClock } from "./host-clock.ts";
import { withIsolation } from "./isolation.ts";
import { createMachine, type Machine, type RestartVerdict } from "./machine.ts";
import { mapPorts, type PortMap, portRewrite } from "./ports.ts";

export interface RunRequest extends Omit<ProcessDriverOptions, "rewrite"> {
  /** CrashLoopBackOff, ms; the cluster's 10 s doubling to 300 s unless given. */
  readonly backoff?: { readonly initialMs: number; readonly maxMs: number };
  readonly portMap?: PortMap;
  /** Called whenever the pod has changed, first before anything starts. */
  readonly onStatus?: (pod: Pod) => void;
  readonly onEvent?: (event: PodEvent) => void;
}

export interface RunResult {
  /** With its final status. */
  readonly pod: Pod;
  /** 0 = Succeeded: every app container ended with exit code 0; 1 = Failed. */
  readonly exit: number;
}

export interface PodRun {
  /** Where the pod's volumes and messages are, as long as it runs. */
  readonly folder: string;
  /** How its containers are kept apart from this machine's files. */
  readonly isolation: Isolation;
  /** What a person should know of how the pod is run here, as sentences. */
  readonly notices: readonly string[];
  /** Rejects only when the run itself broke; nothing of it is left then either. */
  readonly finished: Promise<RunResult>;
  pod(): Pod;
  /** `kubectl delete pod`: graceful; 0 = at once; again, with less, shortens the grace. */
  delete(graceSeconds?: number): void;
  /** Stops a container and starts it again; the whole pod when none is named. See `Machine.restart`. */
  restart(container?: string): void;
  /** What `restart` would do now. */
  mayRestart(container?: string): RestartVerdict;
  /** Runs a program beside a container's. */
  readonly exec: ProcessDriver["exec"];
  /** The pod has these labels and annotations from now on; volumes that show them follow. */
  relabel(metadata: Labelled): void;
  /** The process of a container at the moment. */
  pid(container: string): number | undefined;
}

export function runPod(request: RunRequest): Promise<RunResult> {
  return startPod(request).finished;
}

/** Starts the pod. Ports are not looked at: see `requireFreePorts`. */
export function startPod(request: RunRequest): PodRun {
  const portMap: PortMap = request.portMap ?? new Map();
  const pod = identified(mapPorts(request.pod, portMap));
  const driver = createProcessDriver({ limits: cgroupLimits(), ...request, pod, rewrite: portRewrite(portMap) });
  const clock = createHostClock();
  const machine = createMachine(
    { ...pod, metadata: withIsolation(pod.metadata, driver.isolation) },
    {
      wall: clock.wall,
      uid: pod.metadata.uid ?? "",
      backoff: request.backoff ?? { initialMs: 10_000, maxMs: 300_000 },
      sidecarLeadMs: 100,
      nodeName: hostname(),
    },
  );
  const loop = runLoop(machine, driver, request, clock.now);
  const relabel = (metadata: Labelled): void => {
    loop.relabel(withIsolation(metadata, driver.isolation));
    driver.relabel(metadata);
  };
  return {
    ...loop,
    relabel,
    pid: driver.pid,
    exec: driver.exec,
    folder: driver.folder,
    notices: driver.notices,
    isolation: driver.isolation,
  };
}

/** Name, namespace and uid, as the API server would give them. */
function identified(pod: Pod): Pod {
  const { name, generateName = "pod-", namespace = "default", uid = randomUUID() } = pod.metadata;
  return { ...pod, metadata: { ...pod.metadata, name: name ?? `${generateName}${uid.slice(0, 5)}`, namespace, uid } };
}

const LONGEST_TIMER = 2 ** 31 - 1;

/** Runs any machine on any driver, to the end. */
export function runLoop(
  machine: Machine,
  driver: Driver,
  watch: Pick<RunRequest, "onStatus" | "onEvent">,
  now: () => number = createHostClock().now,
): Omit<PodRun, "pid" | "exec" | "folder" | "notices" | "isolation"> {
  let timer: NodeJS.Timeout | undefined;
  let shown: Pod | undefined;
  let busy = false;
  let over = false;
  let settle: { resolve(result: RunResult): void; reject(error: unknown): void };
  const finished = new Promise<RunResult>((resolve, reject) => {
    settle = { resolve, reject };
  });

  function turn(step: () => Command[]): void {
    if (over) return;
    // A listener may ask for the end of the pod; that is a turn of its own.
    if (busy) {
      queueMicrotask(() => turn(step));
      return;
    }
    busy = true;
    try {
      const commands = step();
      // What is seen comes before what is done next: a reader of the status is never behind the processes.
      for (const event of machine.takeEvents()) watch.onEvent?.(event);
      const pod = machine.pod();
      if (pod !== shown) watch.onStatus?.(pod);
      shown = pod;
      for (const command of commands) driver.execute(command);
      clearTimeout(timer);
      const wake = machine.nextWake();
      if (wake !== undefined) timer = setTimeout(() => turn(() => machine.tick(now())), Math.min(Math.max(0, wake - now()), LONGEST_TIMER));
      if (machine.done()) end(() => settle.resolve({ pod: machine.pod(), exit: machine.pod().status?.phase === "Succeeded" ? 0 : 1 }));
    } catch (error) {
      end(() => settle.reject(error));
    } finally {
      busy = false;
    }
  }

  function end(then: () => void): void {
    over = true;
    clearTimeout(timer);
    driver.close().then(then, (error: unknown) => settle.reject(error));
  }

  driver.onEvent((event) => turn(() => machine.handle(event, now())));
  turn(() => machine.start(now()));
  return {
    finished,
    pod: () => machine.pod(),
    delete: (graceSeconds) => turn(() => machine.delete(now(), graceSeconds)),
    restart: (container) => turn(() => machine.restart(now(), container)),
    mayRestart: (container) => machine.mayRestart(container),
    relabel: (metadata) => turn(() => machine.relabel(metadata, now())),
  };
}
