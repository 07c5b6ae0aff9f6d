/** What a pod would do: the machine over the fake driver, from wake to wake, without a real timer. */
import type { Pod } from "../pod/model.ts";
import type { Command, DriverEvent, PodEvent } from "./driver.ts";
import { type FakeScript, fakeDriver } from "./drivers/fake.ts";
import { VirtualClock } from "./drivers/virtual-clock.ts";
import { createMachine, type MachineOptions } from "./machine.ts";

export interface SimulateOptions {
  readonly machine?: Partial<MachineOptions>;
  /** Stops after this much virtual time; an hour unless given. */
  readonly forMs?: number;
  /** When the pod is deleted, in ms since its start. */
  readonly deletions?: readonly { readonly atMs: number; readonly graceSeconds?: number }[];
  /** When restarts are asked for, in ms since its start: of one container, or of the pod. */
  readonly restarts?: readonly { readonly atMs: number; readonly container?: string }[];
  readonly setUpFails?: number;
}

/** Times are ms since the pod's start. */
type Moment = { readonly atMs: number } & (
  | { readonly kind: "command"; readonly command: Command }
  | { readonly kind: "driver"; readonly event: DriverEvent }
  | { readonly kind: "event"; readonly event: PodEvent }
  /** The status as it is from now on; only when it changed. */
  | { readonly kind: "status"; readonly pod: Pod }
);

/** Told of what happens, as it happens; what is not asked for costs nothing. Times are ms since the pod's start. */
export interface SimulationWatch {
  readonly onCommand?: (command: Command, atMs: number) => void;
  readonly onDriverEvent?: (event: DriverEvent, atMs: number) => void;
  readonly onEvent?: (event: PodEvent, atMs: number) => void;
  /** The status as it is from now on; only when it changed. */
  readonly onStatus?: (pod: Pod, atMs: number) => void;
}

export interface SimulationEnd {
  readonly pod: Pod;
  readonly endMs: number;
  /** The pod is over and torn down. */
  readonly done: boolean;
}

export interface Simulation extends SimulationEnd {
  readonly timeline: readonly Moment[];
}

/** More than this at one instant is an endless loop. */
const stepsPerInstant = 10_000;
/** The time at which every simulated pod starts, ms since the epoch. */
export const simulationStartMs = Date.UTC(2030, 0, 1);

/** Everything that happens, kept. Long runs of pods with probes fill the memory with them: see `watchSimulation`. */
export function simulate(pod: Pod, script: FakeScript = {}, options: SimulateOptions = {}): Simulation {
  const timeline: Moment[] = [];
  const watch: SimulationWatch = {
    onCommand: (command, atMs) => timeline.push({ atMs, kind: "command", command }),
    onDriverEvent: (event, atMs) => timeline.push({ atMs, kind: "driver", event }),
    onEvent: (event, atMs) => timeline.push({ atMs, kind: "event", event }),
    onStatus: (now, atMs) => timeline.push({ atMs, kind: "status", pod: now }),
  };
  return { timeline, ...watchSimulation(pod, watch, script, options) };
}

export function watchSimulation(pod: Pod, watch: SimulationWatch, script: FakeScript = {}, options: SimulateOptions = {}): SimulationEnd {
  const { onCommand, onDriverEvent, onEvent, onStatus } = watch;
  const clock = new VirtualClock(simulationStartMs);
  const driver = fakeDriver({ clock, script, ...(options.setUpFails !== undefined && { setUpFails: options.setUpFails }) });
  const machine = createMachine(pod, {
    uid: "00000000-0000-4000-8000-000000000001",
    backoff: { initialMs: 10_000, maxMs: 300_000 },
    ...options.machine,
  });
  let shown: Pod["status"];

  const run = (commands: readonly Command[]) => {
    const atMs = clock.nowMs - simulationStartMs;
    for (const event of machine.takeEvents()) onEvent?.(event, atMs);
    const now = machine.pod();
    if (now.status !== shown) {
      shown = now.status;
      onStatus?.(now, atMs);
    }
    for (const command of commands) {
      onCommand?.(command, atMs);
      driver.execute(command);
    }
  };

  driver.onEvent((event) => {
    onDriverEvent?.(event, clock.nowMs - simulationStartMs);
    run(machine.handle(event, clock.nowMs));
  });
  const deletions = [...(options.deletions ?? [])];
  const restarts = [...(options.restarts ?? [])];
  const endMs = simulationStartMs + (options.forMs ?? 3_600_000);

  run(machine.start(clock.nowMs));
  let steps = 0;
  const limit = stepsPerInstant * (1 + pod.spec.containers.length + (pod.spec.initContainers?.length ?? 0));
  while (!machine.done()) {
    const deletion = deletions[0];
    const deleteAt = deletion === undefined ? Number.POSITIVE_INFINITY : simulationStartMs + deletion.atMs;
    const driverAt = clock.next() ?? Number.POSITIVE_INFINITY;
    const wakeAt = machine.nextWake() ?? Number.POSITIVE_INFINITY;
    const restartAt = simulationStartMs + (restarts[0]?.atMs ?? Number.POSITIVE_INFINITY);
    const next = Math.min(deleteAt, restartAt, driverAt, wakeAt);
    if (next > endMs) break;
    steps = next > clock.nowMs ? 0 : steps + 1;
    if (steps > limit) throw new Error(`time stands still at ${clock.nowMs - simulationStartMs} ms`);
    // What happened comes before what was waited for, as it would on a busy machine.
    if (driverAt === next) {
      clock.step();
    } else {
      clock.nowMs = Math.max(clock.nowMs, next);
      if (deleteAt === next) {
        deletions.shift();
        run(machine.delete(clock.nowMs, deletion?.graceSeconds));
      } else if (restartAt === next) {
        run(machine.restart(clock.nowMs, restarts.shift()?.container));
      } else {
        run(machine.tick(clock.nowMs));
      }
    }
  }
  return { pod: machine.pod(), endMs: (machine.done() ? clock.nowMs : endMs) - simulationStartMs, done: machine.done() };
}
