import { expect, test } from "vitest";
import { createHostClock } from "../../src/engine/host-clock.ts";
import { createMachine } from "../../src/engine/machine.ts";
import { pod } from "../support/fake-pod.ts";

const begin = Date.UTC(2030, 0, 1);

function fakeHost() {
  const at = { forward: begin, wall: begin };
  const clock = createHostClock(
    () => at.forward,
    () => at.wall,
  );
  const pass = (ms: number, wallMs = ms): number => {
    at.forward += ms;
    at.wall += wallMs;
    return clock.now();
  };
  return { clock, pass };
}

test("a clock that is set changes neither what is measured nor what was shown before", () => {
  const { clock, pass } = fakeHost();
  const first = pass(1000);
  const suspended = pass(1000, 3_600_000);
  const back = pass(1000, -7_200_000);
  expect([first, suspended, back].map((ms) => ms - begin)).toEqual([1000, 2000, 3000]);
  expect([first, suspended, back].map((ms) => clock.wall(ms) - begin)).toEqual([1000, 3_601_000, -3_599_000]);
  pass(1000, 1200);
  expect(clock.wall(first) - begin).toBe(1000);
});

test("10.1 the times of a status are those of the wall clock when it happened; a grace period is not shortened by a suspend", () => {
  const { clock, pass } = fakeHost();
  const backoff = { initialMs: 10_000, maxMs: 300_000 };
  const machine = createMachine(pod({ terminationGracePeriodSeconds: 5 }), { uid: "u", backoff, wall: clock.wall });
  machine.start(pass(0));
  machine.handle({ kind: "podReady", podIP: "127.0.0.1" }, pass(0));
  machine.handle({ kind: "started", container: "app", instance: 1, containerID: "x" }, pass(1000));
  const deleted = pass(1000, 3_600_000);
  machine.delete(deleted);
  expect(machine.nextWake()).toBe(deleted + 5000);
  machine.handle({ kind: "exited", container: "app", instance: 1, exitCode: 0 }, pass(1000));
  const { status, metadata } = machine.pod();
  expect(status?.startTime).toBe("2030-01-01T00:00:00Z");
  expect(metadata.deletionTimestamp).toBe("2030-01-01T01:00:06Z");
  expect(status?.containerStatuses?.[0]?.state.terminated).toMatchObject({
    startedAt: "2030-01-01T00:00:01Z",
    finishedAt: "2030-01-01T01:00:02Z",
  });
  expect(machine.takeEvents().map(({ reason, at }) => [reason, at - begin])).toContainEqual(["Killing", 3_601_000]);
});
