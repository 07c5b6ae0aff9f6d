import { expect, test } from "vitest";
import { goDuration } from "../../src/engine/backoff.ts";
import { container, play, pod, probe, state, status } from "../support/fake-pod.ts";

const gaps = (starts: number[], ranSeconds: number) => starts.slice(1).map((at, index) => at - (starts[index] ?? 0) - ranSeconds);

test("6.1 6.2 restarts wait 0, 10, 20, 40 … 300 s, counted from the last exit", () => {
  const starts = play(pod(), { app: { forMs: 1000, exitCode: 1 } }, { forMs: 2_000_000 }).starts("app");
  expect(gaps(starts, 1)).toEqual([0, 10, 20, 40, 80, 160, 300, 300, 300, 300, 300]);
});

test("6.2 exit 0 under Always waits as long", () => {
  const played = play(pod(), { app: { forMs: 1000 } }, { forMs: 100_000 });
  expect(gaps(played.starts("app"), 1)).toEqual([0, 10, 20, 40]);
});

test("6.3 an instance that ran for more than ten minutes resets the wait, one of ten minutes does not", () => {
  const script = {
    app: [{ forMs: 1000 }, { forMs: 1000 }, { forMs: 1000 }, { forMs: 600_001 }, { forMs: 1000 }, { forMs: 600_000 }, { forMs: 1000 }],
  };
  const starts = play(pod(), script, { forMs: 1_300_000 }).starts("app");
  expect(starts).toEqual([0, 1, 12, 33, 633.001, 644.001, 1264.001]);
});

test("6.4 the status and the event say so, and restartCount changes with the new start", () => {
  const played = play(pod(), { app: { forMs: 1000, exitCode: 4 } }, { forMs: 40_000 });
  const label = "web_default(00000000-0000-4000-8000-000000000001)";
  expect(status(played.at(5), "app")).toMatchObject({
    state: { waiting: { reason: "CrashLoopBackOff", message: `back-off 10s restarting failed container=app pod=${label}` } },
    lastState: { terminated: { exitCode: 4, reason: "Error" } },
    restartCount: 1,
    ready: false,
    started: false,
  });
  expect(played.events("BackOff")).toEqual([
    `2 BackOff Back-off restarting failed container app in pod ${label}`,
    `13 BackOff Back-off restarting failed container app in pod ${label}`,
    `34 BackOff Back-off restarting failed container app in pod ${label}`,
  ]);
  expect([status(played.at(12), "app").restartCount, played.at(5).status?.phase]).toEqual([2, "Running"]);
});

test("6.5 initial and maximal delay can be set; a smaller maximum lowers the initial delay", () => {
  const run = (initialMs: number, maxMs: number) =>
    gaps(play(pod(), { app: { forMs: 1000 } }, { forMs: 9000, machine: { backoff: { initialMs, maxMs } } }).starts("app"), 1);
  expect(run(200, 1000).map((gap) => Math.round(gap * 1000))).toEqual([0, 200, 400, 800, 1000]);
  expect(run(10_000, 1000)).toEqual([0, 1, 1, 1, 1]);
});

test("6.1 each container has its own wait", () => {
  const played = play(
    pod({ containers: [container("a"), container("b")] }),
    { a: { forMs: 1000 }, b: { forMs: 30_000 } },
    { forMs: 70_000 },
  );
  expect(played.starts("a")).toEqual([0, 1, 12, 33]);
  expect(played.starts("b")).toEqual([0, 30, 70]);
});

test("7.11 a probe's kill is backed off by the exit before it, so later than a crash is", () => {
  const app = container("app", { livenessProbe: probe({ failureThreshold: 3 }) });
  const played = play(pod({ containers: [app] }), { app: { probes: { liveness: "failure" } } }, { forMs: 40_000 });
  // First kill: no dead instance is known. Second: one is, it makes the entry. Third: the second ended 3 s ago, 10 are due.
  expect(played.starts("app").slice(0, 3)).toEqual([0, 3, 6]);
  expect(state(played.at(10), "app")).toBe("waiting CrashLoopBackOff");
  expect(played.starts("app")[3]).toBeGreaterThanOrEqual(16);
});

test.each([
  [0, "0s"],
  [200, "200ms"],
  [1500, "1.5s"],
  [10_000, "10s"],
  [160_000, "2m40s"],
  [300_000, "5m0s"],
  [3_600_000, "1h0m0s"],
])("%i ms is printed as %s, as Go does", (ms, text) => {
  expect(goDuration(ms)).toBe(text);
});
