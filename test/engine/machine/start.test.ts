import { describe, expect, test } from "vitest";
import { container, play, pod, postStart, state, status } from "../../support/fake-pod.ts";

const both = { lifecycle: { ...postStart.lifecycle, preStop: { exec: { command: ["bye"] } } } };

describe("the start of app containers", () => {
  test("3.1 follows the spec and waits only for postStart hooks", () => {
    const apps = [container("z", postStart), container("a", { readinessProbe: { exec: { command: ["check"] } } }), container("m")];
    const { life } = play(
      pod({ containers: apps }),
      { z: { postStart: { ms: 3000 } }, a: { probes: { readiness: "failure" } } },
      { forMs: 5000 },
    );
    expect(life).toEqual(["0 start z#1", "0 postStart z#1", "3 start a#1", "3 start m#1"]);
  });

  test("a start says which restart it is, as the status will once it runs; one that came to nothing does not count", () => {
    const failed = { startFails: { reason: "CreateContainerError", message: "no" } };
    const played = play(pod(), { app: [failed, { forMs: 1000 }, failed, { forMs: 1000 }, {}] });
    expect(played.restartCounts("app")).toEqual([0, 0, 1, 1, 2]);
    expect(status(played.end, "app").restartCount).toBe(2);
  });

  test("3.2 a hook that hangs holds up everything behind it", () => {
    const played = play(pod({ containers: [container("a", postStart), container("b")] }), {
      a: { postStart: { ms: Number.POSITIVE_INFINITY } },
    });
    expect(played.starts("b")).toEqual([]);
    expect(played.end.status?.phase).toBe("Pending");
  });

  test("3.3 while the hook runs the status shows the container as it was before", () => {
    const played = play(
      pod({ containers: [container("a", postStart)] }),
      { a: [{ postStart: { ms: 2000 }, forMs: 4000 }, { postStart: { ms: 2000 } }] },
      { forMs: 7000 },
    );
    expect(state(played.at(1), "a")).toBe("waiting ContainerCreating");
    expect(state(played.at(2), "a")).toBe("running");
    expect([state(played.at(5), "a"), status(played.at(5), "a").restartCount]).toEqual(["terminated Completed 0", 0]);
    expect([state(played.at(6), "a"), status(played.at(6), "a").restartCount]).toEqual(["running", 1]);
  });

  test("3.4 a failed hook kills its container with preStop and the whole grace period; the others still start", () => {
    const played = play(
      pod({ terminationGracePeriodSeconds: 6, containers: [container("a", both), container("b")] }),
      { a: [{ postStart: { ms: 1000, error: "exited with 1" }, preStop: { ms: 2000 }, onTerm: "ignore" }, {}] },
      { forMs: 10_000 },
    );
    expect(played.life).toEqual([
      "0 start a#1",
      "0 postStart a#1",
      "1 preStop a#1",
      "3 SIGTERM a#1",
      "7 SIGKILL a#1",
      "7 exit a#1 137",
      "7 start b#1",
      "7 start a#2",
      "7 postStart a#2",
    ]);
    expect(played.events("FailedPostStartHook", "Killing")).toEqual([
      "1 FailedPostStartHook PostStartHook failed",
      "1 Killing FailedPostStartHook",
    ]);
  });

  test("3.4 the container then waits with PostStartHookError if it is to be restarted, under Never it has failed", () => {
    const script = { a: { postStart: { error: "exited with 1" } } };
    const again = play(pod({ containers: [container("a", postStart)] }), script, { forMs: 5000 });
    expect(status(again.end, "a")).toMatchObject({ state: { waiting: { reason: "CrashLoopBackOff" } }, restartCount: 1 });
    const never = play(pod({ restartPolicy: "Never", containers: [container("a", postStart)] }), script);
    expect([never.end.status?.phase, state(never.end, "a")]).toEqual(["Failed", "terminated Error 143"]);
  });

  test("3.4 a command that dies with its container is a failed hook", () => {
    const played = play(pod({ restartPolicy: "Never", containers: [container("a", postStart), container("b")] }), {
      a: { forMs: 1000, postStart: { ms: 5000 } },
      b: { forMs: 1000 },
    });
    expect(played.starts("b")).toEqual([1]);
    expect(played.events("FailedPostStartHook")).toEqual(["1 FailedPostStartHook PostStartHook failed"]);
  });

  test("3.5 a sleep hook keeps its own time", () => {
    const sleep = { lifecycle: { postStart: { sleep: { seconds: 4 } } } };
    expect(play(pod({ containers: [container("a", sleep), container("b")] }), {}, { forMs: 9000 }).starts("b")).toEqual([4]);
  });

  test.each([
    ["CreateContainerConfigError", 'configmap "x" not found'],
    ["ErrImageNeverPull", 'Container image "example/a" is not present with pull policy of Never'],
  ])("10.3 11.2 a start that fails with %s is tried again later and is no restart; the others run", (reason, message) => {
    const fails = { startFails: { reason, message } };
    const played = play(pod({ containers: [container("a"), container("b")] }), { a: [fails, fails, {}] }, { forMs: 60_000 });
    expect(played.starts("a")).toEqual([0, 10, 30]);
    expect(status(played.at(5), "a").state).toEqual({ waiting: { reason, message } });
    expect(played.phases).toEqual([
      [0, "Pending"],
      [30, "Running"],
    ]);
    expect(status(played.end, "a").restartCount).toBe(0);
  });

  test("4.4 10.3 a program that cannot be executed is an instance that exited 128", () => {
    const startFails = { reason: "StartError", message: 'exec: "nope": executable file not found in $PATH' };
    const again = play(pod(), { app: { startFails } }, { forMs: 5000 });
    expect(again.starts("app")).toEqual([0, 0]);
    expect(status(again.at(0), "app").lastState.terminated).toMatchObject({
      exitCode: 128,
      reason: "StartError",
      message: startFails.message,
    });
    expect(state(again.at(0), "app")).toBe("waiting CrashLoopBackOff");
    const never = play(pod({ restartPolicy: "Never" }), { app: { startFails } });
    expect([never.end.status?.phase, state(never.end, "app")]).toEqual(["Failed", "terminated StartError 128"]);
  });

  test("13.1 nothing starts before the volumes are there; setting them up is tried again", () => {
    const played = play(pod(), {}, { setUpFails: 2, forMs: 60_000 });
    expect(played.log.filter((line) => line.endsWith("setUp"))).toEqual(["0 setUp", "10 setUp", "30 setUp"]);
    expect(played.starts("app")).toEqual([30]);
    expect(played.events("FailedMount").length).toBe(2);
  });
});

describe("what happens when a container exits", () => {
  test.each([
    ["Always", 0, true],
    ["Always", 1, true],
    ["OnFailure", 0, false],
    ["OnFailure", 1, true],
    ["Never", 0, false],
    ["Never", 1, false],
  ] as const)("4.1 %s after exit %i: restarted %s", (restartPolicy, exitCode, restarted) => {
    const played = play(
      pod({ restartPolicy, containers: [container("a"), container("other")] }),
      { a: { forMs: 1000, exitCode } },
      { forMs: 5000 },
    );
    expect(played.starts("a")).toEqual(restarted ? [0, 1] : [0]);
  });

  test("4.3 its preStop hook is not run", () => {
    const { life } = play(pod({ restartPolicy: "Never", containers: [container("a", both)] }), { a: { forMs: 1000 } });
    expect(life).toEqual(["0 start a#1", "0 postStart a#1", "1 exit a#1 0"]);
  });

  test("4.4 the status says how it ended", () => {
    const played = play(pod({ restartPolicy: "Never", containers: ["ok", "bad", "oom"].map((name) => container(name)) }), {
      ok: { forMs: 1000, message: "done" },
      bad: { forMs: 2000, exitCode: 9 },
      oom: { forMs: 3000, oomKilled: true },
    });
    expect(["ok", "bad", "oom"].map((name) => state(played.end, name))).toEqual([
      "terminated Completed 0",
      "terminated Error 9",
      "terminated OOMKilled 137",
    ]);
    expect(status(played.end, "ok").state.terminated).toMatchObject({
      message: "done",
      startedAt: "2030-01-01T00:00:00Z",
      finishedAt: "2030-01-01T00:00:01Z",
    });
    expect(status(played.end, "bad").state.terminated).not.toHaveProperty("message");
  });
});
