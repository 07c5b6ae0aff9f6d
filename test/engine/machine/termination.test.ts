import { describe, expect, test } from "vitest";
import { condition, container, play, pod, postStart, preStop, probe, sidecar, state } from "../../support/fake-pod.ts";

const deleteAt = (seconds: number, graceSeconds?: number) => ({
  deletions: [{ atMs: seconds * 1000, ...(graceSeconds !== undefined && { graceSeconds }) }],
});

describe("grace periods", () => {
  test.each([
    ["the pod's own", { terminationGracePeriodSeconds: 7 }, undefined, 7],
    ["30 s unless the pod says", {}, undefined, 30],
    ["a shorter one that was asked for", { terminationGracePeriodSeconds: 7 }, 4, 4],
    ["a longer one that was asked for", { terminationGracePeriodSeconds: 7 }, 20, 20],
    ["at least 2 s between SIGTERM and SIGKILL", { terminationGracePeriodSeconds: 1 }, undefined, 2],
    ["at least 2 s when the pod's is negative", { terminationGracePeriodSeconds: -5 }, undefined, 2],
  ])("5.1 5.2 a deletion waits %s", (_title, spec, asked, seconds) => {
    const { life } = play(pod(spec), { app: { onTerm: "ignore" } }, deleteAt(1, asked));
    expect(life).toEqual(["0 start app#1", "1 SIGTERM app#1", `${1 + seconds} SIGKILL app#1`, `${1 + seconds} exit app#1 137`]);
  });

  test("5.1 a deletion leaves at least a second, so preStop runs though the pod gives no time", () => {
    const given = pod({ terminationGracePeriodSeconds: 0, containers: [container("app", preStop)] });
    const { life, end } = play(given, { app: { preStop: { ms: 100 } } }, deleteAt(1));
    expect(life.slice(1, 3)).toEqual(["1 preStop app#1", "1.1 SIGTERM app#1"]);
    expect(end.metadata.deletionGracePeriodSeconds).toBe(1);
  });

  test("5.1 the deletion is written into the metadata", () => {
    const { end } = play(pod({ terminationGracePeriodSeconds: 7 }), { app: { onTerm: "ignore" } }, deleteAt(1));
    expect(end.metadata).toMatchObject({ deletionGracePeriodSeconds: 7, deletionTimestamp: "2030-01-01T00:00:08Z" });
  });

  test.each([
    ["ends early", 3.9, 5, ["3.9 SIGTERM", "10.9 SIGKILL"]],
    ["takes whole seconds of it", 4, 5, ["4 SIGTERM", "10 SIGKILL"]],
    ["leaves less than 2 s", 9, 5, ["9 SIGTERM", "11 SIGKILL"]],
  ])("5.2 preStop and SIGTERM share one budget of 10 s: a hook that %s", (_title, hookSeconds, _grace, [term, kill]) => {
    const { life } = play(
      pod({ terminationGracePeriodSeconds: 10, containers: [container("app", preStop)] }),
      { app: { preStop: { ms: hookSeconds * 1000 }, onTerm: "ignore" } },
      deleteAt(0.001),
    );
    const round = (line: string) => line.replace(/^\S+/, (at) => String(Math.round(Number(at) * 10) / 10));
    expect(life.slice(1).map(round)).toEqual([
      "0 preStop app#1",
      `${term} app#1`,
      `${kill} app#1`,
      `${kill?.split(" ")[0]} exit app#1 137`,
    ]);
  });

  test("5.11 lifecycle.stopSignal takes the place of SIGTERM, and the status shows it", () => {
    const given = pod({ os: { name: "linux" }, containers: [container("app", { lifecycle: { stopSignal: "SIGQUIT" } })] });
    const { life, end } = play(given, { app: { onTerm: "ignore" } }, deleteAt(1, 4));
    expect(life).toEqual(["0 start app#1", "1 SIGQUIT app#1", "5 SIGKILL app#1", "5 exit app#1 137"]);
    expect(end.status?.containerStatuses?.[0]).toMatchObject({ stopSignal: "SIGQUIT" });
  });

  test("5.3 a preStop hook that overruns is abandoned: SIGTERM at the end of the period and SIGKILL 2 s later", () => {
    const played = play(
      pod({ terminationGracePeriodSeconds: 5, containers: [container("app", preStop)] }),
      { app: { preStop: { ms: Number.POSITIVE_INFINITY }, onTerm: "ignore" } },
      deleteAt(1),
    );
    expect(played.life.slice(1)).toEqual(["1 preStop app#1", "6 SIGTERM app#1", "8 SIGKILL app#1", "8 exit app#1 137"]);
    expect(played.events("FailedPreStopHook")).toEqual([]);
  });

  test("5.3 a preStop hook that fails is an event and nothing else", () => {
    const played = play(
      pod({ containers: [container("app", preStop)] }),
      { app: { preStop: { ms: 1000, error: "exited with 1" } } },
      deleteAt(1),
    );
    expect(played.life.slice(1)).toEqual(["1 preStop app#1", "2 SIGTERM app#1", "2 exit app#1 143"]);
    expect(played.events("FailedPreStopHook")).toEqual(["2 FailedPreStopHook PreStopHook failed"]);
  });

  test("5.4 without grace there is no preStop, but SIGTERM and 2 s", () => {
    const { life } = play(pod({ containers: [container("app", preStop)] }), { app: { onTerm: "ignore" } }, deleteAt(1, 0));
    expect(life.slice(1)).toEqual(["1 SIGTERM app#1", "3 SIGKILL app#1", "3 exit app#1 137"]);
  });

  test.each([
    ["during preStop", { preStop: { ms: 20_000 } }, 4, 0, ["1 preStop app#1", "4 SIGTERM app#1", "6 SIGKILL app#1", "6 exit app#1 137"]],
    ["after SIGTERM", { preStop: {} }, 9, 0, ["1 preStop app#1", "1 SIGTERM app#1", "9 SIGKILL app#1", "9 exit app#1 137"]],
    [
      "after SIGTERM, with some grace",
      { preStop: {} },
      9,
      3,
      ["1 preStop app#1", "1 SIGTERM app#1", "12 SIGKILL app#1", "12 exit app#1 137"],
    ],
  ])("5.1 a second deletion %s shortens the wait", (_title, run, at, graceSeconds, life) => {
    const played = play(
      pod({ containers: [container("app", preStop)] }),
      { app: { ...run, onTerm: "ignore" } },
      { deletions: [{ atMs: 1000 }, { atMs: at * 1000, graceSeconds }] },
    );
    expect(played.life.slice(1)).toEqual(life);
  });

  test("5.1 a second deletion with more grace changes nothing", () => {
    const { life } = play(
      pod(),
      { app: { onTerm: "ignore" } },
      {
        deletions: [
          { atMs: 1000, graceSeconds: 3 },
          { atMs: 2000, graceSeconds: 60 },
        ],
      },
    );
    expect(life.slice(1)).toEqual(["1 SIGTERM app#1", "4 SIGKILL app#1", "4 exit app#1 137"]);
  });
});

describe("the order of termination", () => {
  const three = pod({
    terminationGracePeriodSeconds: 20,
    initContainers: [sidecar("s1", preStop), container("setup"), sidecar("s2", preStop)],
    containers: [container("x"), container("y", preStop)],
  });
  const done = { setup: { forMs: 0 } };

  test("5.5 5.6 5.7 hooks run at once, app containers stop in parallel, then sidecars from the last to the first", () => {
    const { life } = play(
      three,
      { ...done, x: { onTerm: { ms: 3000 } }, y: { preStop: { ms: 1000 }, onTerm: { ms: 3000 } }, s2: { onTerm: { ms: 1000 } } },
      deleteAt(5),
    );
    expect(life.filter((line) => line.startsWith("0 ") === false)).toEqual([
      "5 preStop s1#1",
      "5 preStop s2#1",
      "5 SIGTERM x#1",
      "5 preStop y#1",
      "6 SIGTERM y#1",
      "8 exit x#1 143",
      "9 exit y#1 143",
      "9 SIGTERM s2#1",
      "10 exit s2#1 143",
      "10 SIGTERM s1#1",
      "10 exit s1#1 143",
    ]);
  });

  test("5.6 without sidecars nobody waits for anybody", () => {
    const { life } = play(pod({ containers: [container("x"), container("y")] }), { x: { onTerm: { ms: 3000 } } }, deleteAt(5));
    expect(life.slice(2)).toEqual(["5 SIGTERM x#1", "5 SIGTERM y#1", "5 exit y#1 143", "8 exit x#1 143"]);
  });

  test("5.6 a plain init container waits for nobody", () => {
    const { life } = play(pod({ initContainers: [sidecar("s"), container("a")] }), { s: { onTerm: { ms: 3000 } } }, deleteAt(5));
    expect(life.slice(2)).toEqual(["5 SIGTERM s#1", "5 SIGTERM a#1", "5 exit a#1 143", "8 exit s#1 143"]);
  });

  test("5.8 when the app used up the period every sidecar gets SIGTERM and 2 s, all together", () => {
    const { life, phases } = play(
      pod({ terminationGracePeriodSeconds: 6, initContainers: [sidecar("s1"), sidecar("s2")] }),
      { app: { onTerm: "ignore" }, s1: { onTerm: "ignore" }, s2: { onTerm: "ignore" } },
      deleteAt(1),
    );
    expect(life.slice(3)).toEqual([
      "1 SIGTERM app#1",
      "7 SIGTERM s1#1",
      "7 SIGTERM s2#1",
      "7 SIGKILL app#1",
      "7 exit app#1 137",
      "9 SIGKILL s1#1",
      "9 SIGKILL s2#1",
      "9 exit s1#1 137",
      "9 exit s2#1 137",
    ]);
    expect(phases.at(-1)).toEqual([9, "Failed"]);
  });

  test("5.7 a sidecar's hook uses up its own budget while it waits", () => {
    const { life } = play(
      pod({ terminationGracePeriodSeconds: 10, initContainers: [sidecar("s", preStop)] }),
      { app: { onTerm: { ms: 4000 } }, s: { preStop: { ms: 3000 }, onTerm: "ignore" } },
      deleteAt(1),
    );
    // 3 s hook, 1 s wait: 6 s are left.
    expect(life.slice(2)).toEqual([
      "1 preStop s#1",
      "1 SIGTERM app#1",
      "5 exit app#1 143",
      "5 SIGTERM s#1",
      "11 SIGKILL s#1",
      "11 exit s#1 137",
    ]);
  });

  test("5.9 liveness and startup probes of app containers stop, readiness goes on until the end", () => {
    const app = container("app", { ...preStop, livenessProbe: probe(), readinessProbe: probe() });
    const played = play(
      pod({ containers: [app] }),
      {
        app: {
          probes: { liveness: (ran) => (ran > 5000 ? "failure" : "success"), readiness: (ran) => (ran > 7000 ? "failure" : "success") },
          preStop: { ms: 5000 },
        },
      },
      deleteAt(5.5),
    );
    expect(Math.max(...played.probes("app", "liveness"))).toBe(5);
    expect(Math.max(...played.probes("app", "readiness"))).toBe(10);
    expect(condition(played.at(7), "Ready")).toBe("True");
    expect(condition(played.at(8), "Ready")).toBe("False ContainersNotReady: containers with unready status: [app]");
    expect(played.events("Killing")).toEqual(["5.5 Killing Stopping container app"]);
  });

  test.each([
    ["Always", 0, "Succeeded"],
    ["Always", 1, "Failed"],
    ["Never", 143, "Failed"],
  ] as const)("5.10 nothing is restarted, and the exit codes alone decide the phase: %s, exit %i", (restartPolicy, exitCode, phase) => {
    const played = play(pod({ restartPolicy }), { app: { onTerm: { exitCode } } }, deleteAt(1));
    expect(played.starts("app")).toEqual([0]);
    expect([played.end.status?.phase, played.simulation.done]).toEqual([phase, true]);
  });

  test("5.10 a deleted pod whose container waits to be restarted shows how it ended", () => {
    const played = play(pod(), { app: { forMs: 1000, exitCode: 3 } }, deleteAt(6));
    expect(state(played.at(5), "app")).toBe("waiting CrashLoopBackOff");
    expect([state(played.end, "app"), played.end.status?.phase]).toEqual(["terminated Error 3", "Failed"]);
    expect(played.simulation.endMs).toBe(6000);
  });

  test("5.12 a Never pod whose only container fails liveness ends with the pod's grace period, not the probe's", () => {
    const app = container("app", { livenessProbe: probe({ terminationGracePeriodSeconds: 3 }) });
    const played = play(pod({ restartPolicy: "Never", terminationGracePeriodSeconds: 8, containers: [app] }), {
      app: { probes: { liveness: "failure" }, onTerm: "ignore" },
    });
    expect(played.life).toEqual(["0 start app#1", "1 SIGTERM app#1", "9 SIGKILL app#1", "9 exit app#1 137"]);
    expect(played.events("Killing")).toEqual(["1 Killing Stopping container app"]);
  });

  test("3.2 a deletion does not wait for a postStart hook that hangs", () => {
    const app = container("app", { lifecycle: { ...postStart.lifecycle, ...preStop.lifecycle } });
    const { life } = play(
      pod({ containers: [app, container("b")] }),
      { app: { postStart: { ms: Number.POSITIVE_INFINITY } } },
      deleteAt(2),
    );
    expect(life).toEqual(["0 start app#1", "0 postStart app#1", "2 preStop app#1", "2 SIGTERM app#1", "2 exit app#1 143"]);
  });

  test("5.10 a container whose start is under way is stopped as soon as it runs", () => {
    const { life } = play(pod(), { app: { startMs: 3000 } }, deleteAt(1));
    expect(life).toEqual(["0 start app#1", "3 SIGTERM app#1", "3 exit app#1 143"]);
  });

  test("5.10 a kill that was under way goes on, no slower than the deletion asks for", () => {
    const app = container("app", { livenessProbe: probe(), ...preStop });
    const { life } = play(
      pod({ containers: [app, container("b")] }),
      { app: { probes: { liveness: "failure" }, preStop: { ms: 60_000 }, onTerm: "ignore" } },
      deleteAt(5, 3),
    );
    expect(life).toEqual([
      "0 start app#1",
      "0 start b#1",
      "1 preStop app#1",
      "5 SIGTERM b#1",
      "5 exit b#1 143",
      "8 SIGTERM app#1",
      "10 SIGKILL app#1",
      "10 exit app#1 137",
    ]);
  });
});

describe("activeDeadlineSeconds", () => {
  test.each(["Always", "OnFailure", "Never"] as const)("8.3 ends a %s pod as Failed, whatever its containers do", (restartPolicy) => {
    const played = play(pod({ restartPolicy, activeDeadlineSeconds: 10, terminationGracePeriodSeconds: 5 }), {
      app: { onTerm: { ms: 3000, exitCode: 0 } },
    });
    expect(played.life).toEqual(["0 start app#1", "10 SIGTERM app#1", "13 exit app#1 0"]);
    expect(played.phases.slice(1)).toEqual([
      [0, "Running"],
      [13, "Failed"],
    ]);
    expect(played.end.status).toMatchObject({
      reason: "DeadlineExceeded",
      message: "Pod was active on the node longer than the specified deadline",
    });
    expect(played.events("DeadlineExceeded")).toEqual([
      "10 DeadlineExceeded Pod was active on the node longer than the specified deadline",
    ]);
    expect(condition(played.at(12), "Ready")).toBe("False PodFailed");
  });

  test("8.2 8.3 is nothing to a pod that ended before", () => {
    const { end } = play(pod({ restartPolicy: "Never", activeDeadlineSeconds: 10 }), { app: { forMs: 9000 } });
    expect(end.status?.phase).toBe("Succeeded");
    expect(end.status).not.toHaveProperty("reason");
  });
});
