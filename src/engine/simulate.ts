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

export interface Simulation {
  readonly timeline: readonly Moment[];
  readonly pod: Pod;
  readonly endMs: number;
  /** The pod is over and torn down. */
  readonly done: boolean;
}

/** More than this at one instant is an endless loop. */
const stepsPerInstant = 10_000;
const startMs = Date.UTC(2030, 0, 1);

export function simulate(pod: Pod, script: FakeScript = {}, options: SimulateOptions = {}): Simulation {
  const clock = new VirtualClock(startMs);
  const driver = fakeDriver({ clock, script, ...(options.setUpFails !== undefined && { setUpFails: options.setUpFails }) });
  const machine = createMachine(pod, {
    uid: "00000000-0000-4000-8000-000000000001",
    backoff: { initialMs: 10_000, maxMs: 300_000 },
    ...options.machine,
  });
  const timeline: Moment[] = [];
  let shown: Pod["status"];
  let shownText = "";

  const run = (commands: Command[]) => {
    const atMs = clock.nowMs - startMs;
    for (const event of machine.takeEvents()) timeline.push({ atMs, kind: "event", event });
    const now = machine.pod();
    if (now.status !== shown) {
      const text = JSON.stringify(now.status);
      if (text !== shownText) timeline.push({ atMs, kind: "status", pod: now });
      shownText = text;
    }
    shown = now.status;
    for (const command of commands) {
      timeline.push({ atMs, kind: "command", command });
      driver.execute(command);
    }
  };

  driver.onEvent((event) => {
    timeline.push({ atMs: clock.nowMs - startMs, kind: "driver", event });
    run(machine.handle(event, clock.nowMs));
  });
  const deletions = [...(options.deletions ?? [])];
  const restarts = [...(options.restarts ?? [])];
  const endMs = startMs + (options.forMs ?? 3_600_000);

  run(machine.start(clock.nowMs));
  let steps = 0;
  while (!machine.done()) {
    const deletion = deletions[0];
    const deleteAt = deletion === undefined ? Number.POSITIVE_INFINITY : startMs + deletion.atMs;
    const driverAt = clock.next() ?? Number.POSITIVE_INFINITY;
    const wakeAt = machine.nextWake() ?? Number.POSITIVE_INFINITY;
    const restartAt = startMs + (restarts[0]?.atMs ?? Number.POSITIVE_INFINITY);
    const next = Math.min(deleteAt, restartAt, driverAt, wakeAt);
    if (next > endMs) break;
    steps = next > clock.nowMs ? 0 : steps + 1;
    if (steps > stepsPerInstant) throw new Error(`time stands still at ${clock.nowMs - startMs} ms`);
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
  return { timeline, pod: machine.pod(), endMs: (machine.done() ? clock.nowMs : endMs) - startMs, done: machine.done() };
}
