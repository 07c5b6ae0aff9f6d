import { describe, expect, test } from "vitest";
import type { Probe } from "../../src/pod/model.ts";
import { condition, container, play, pod, postStart, preStop, probe, sidecar, state, status } from "../support/fake-pod.ts";

const withProbes = (fields: Parameters<typeof container>[1]) => pod({ containers: [container("app", fields)] });
const plain: Probe = { exec: { command: ["check"] } };

describe("when probes run", () => {
  test("7.1 every ten seconds unless the probe says otherwise, and three failures decide", () => {
    const played = play(withProbes({ livenessProbe: plain }), { app: { probes: { liveness: "failure" } } }, { forMs: 30_000 });
    expect(played.probes("app", "liveness")).toEqual([10, 20, 30]);
    expect(played.events("Killing")).toEqual(["30 Killing Container app failed liveness probe, will be restarted"]);
  });

  test("7.1 a zero is the default", () => {
    const zero = { ...plain, periodSeconds: 0, failureThreshold: 0, successThreshold: 0, timeoutSeconds: 0, initialDelaySeconds: 0 };
    expect(play(withProbes({ livenessProbe: zero }), {}, { forMs: 25_000 }).probes("app", "liveness")).toEqual([10, 20]);
  });

  test("7.2 on a ticker that runs from the pod's first sync, not from the container's start", () => {
    const played = play(
      pod({ initContainers: [container("setup")], containers: [container("app", { livenessProbe: { ...plain, periodSeconds: 5 } })] }),
      { setup: { forMs: 7000 } },
      { forMs: 16_000 },
    );
    expect(played.probes("app", "liveness")).toEqual([10, 15]);
  });

  test.each([
    [0, [3, 6, 9]],
    [1, [3, 6, 9]],
    [3, [3, 6, 9]],
    [4, [6, 9]],
  ])("7.2 with an initial delay of %i s, at the first tick after it", (initialDelaySeconds, at) => {
    const played = play(withProbes({ livenessProbe: { ...plain, periodSeconds: 3, initialDelaySeconds } }), {}, { forMs: 9000 });
    expect(played.probes("app", "liveness")).toEqual(at);
  });

  test("7.2 readiness is asked at once when the container has started, and its ticker begins anew", () => {
    const played = play(
      withProbes({ readinessProbe: { ...plain, periodSeconds: 5 } }),
      { app: { startMs: 3000, probes: { readiness: "failure" } } },
      { forMs: 15_000 },
    );
    expect(played.probes("app", "readiness")).toEqual([3, 8, 13]);
  });

  test("7.2 readiness is asked at once when something else of the pod changed", () => {
    const played = play(
      pod({ containers: [container("app", { readinessProbe: { ...plain, periodSeconds: 60 } }), container("other")] }),
      { app: { probes: { readiness: (ran) => (ran >= 5000 ? "success" : "failure") } }, other: [{ forMs: 7000 }, {}] },
      { forMs: 20_000 },
    );
    expect(played.probes("app", "readiness").slice(0, 2)).toEqual([0, 7]);
    expect(status(played.at(7), "app").ready).toBe(true);
  });

  test("7.3 before the startup probe succeeded only it runs, afterwards the others and it no more", () => {
    const played = play(
      withProbes({ startupProbe: probe({ failureThreshold: 10 }), livenessProbe: probe(), readinessProbe: probe() }),
      { app: { probes: { startup: (ran) => (ran >= 3000 ? "success" : "failure") } } },
      { forMs: 6500 },
    );
    expect(played.probes("app", "startup")).toEqual([1, 2, 3]);
    expect(played.probes("app", "liveness")).toEqual([4, 5, 6]);
    expect(played.probes("app", "readiness")[0]).toBe(3);
    expect(status(played.at(2), "app")).toMatchObject({ started: false, ready: false });
    expect(status(played.at(3), "app")).toMatchObject({ started: true, ready: true });
  });

  test("7.3 3.3 none while a postStart hook runs", () => {
    const played = play(withProbes({ livenessProbe: probe(), ...postStart }), { app: { postStart: { ms: 3500 } } }, { forMs: 5000 });
    expect(played.probes("app", "liveness")).toEqual([4, 5]);
  });

  test("7.3 none while the container is down", () => {
    const played = play(
      withProbes({ livenessProbe: probe(), readinessProbe: probe() }),
      { app: [{ forMs: 1500 }, { forMs: 2000 }, {}] },
      { forMs: 20_000 },
    );
    expect(played.starts("app")).toEqual([0, 1.5, 13.5]);
    expect(played.probes("app", "liveness").filter((at) => at > 3.5 && at < 13.5)).toEqual([]);
  });

  test("7.2 one at a time: a slow answer keeps one tick waiting and loses the others", () => {
    const played = play(
      withProbes({ livenessProbe: probe({ timeoutSeconds: 5, failureThreshold: 9 }) }),
      { app: { probes: { liveness: () => ({ result: "success", ms: 2500 }) } } },
      { forMs: 8000 },
    );
    expect(played.probes("app", "liveness")).toEqual([1, 3.5, 6]);
  });
});

describe("what results mean", () => {
  test("7.3 consecutive results below the threshold change nothing", () => {
    const answers = ["failure", "failure", "success", "failure", "failure", "success"] as const;
    const played = play(
      withProbes({ livenessProbe: probe({ failureThreshold: 3 }) }),
      { app: { probes: { liveness: (ran) => answers[Math.round(ran / 1000) - 1] ?? "success" } } },
      { forMs: 10_000 },
    );
    expect(played.starts("app")).toEqual([0]);
    expect(played.events("Unhealthy")).toEqual([1, 2, 4, 5].map((at) => `${at} Unhealthy Liveness probe failed: failed`));
  });

  test("7.3 7.5 readiness follows both thresholds, and never kills", () => {
    const played = play(
      withProbes({ readinessProbe: probe({ successThreshold: 2, failureThreshold: 3 }) }),
      { app: { probes: { readiness: (ran) => (ran < 5000 ? "success" : "failure") } } },
      { forMs: 20_000 },
    );
    expect([0, 1, 6, 7].map((at) => status(played.at(at), "app").ready)).toEqual([false, true, true, false]);
    expect(played.starts("app")).toEqual([0]);
    expect(condition(played.end, "Ready")).toBe("False ContainersNotReady: containers with unready status: [app]");
  });

  test("7.4 after a published liveness failure the probe pauses until there is a new instance", () => {
    const played = play(
      withProbes({ livenessProbe: probe(), ...preStop }),
      { app: [{ probes: { liveness: "failure" }, preStop: { ms: 5000 } }, {}] },
      { forMs: 8500 },
    );
    expect(played.starts("app")).toEqual([0, 6]);
    expect(played.probes("app", "liveness")).toEqual([1, 7, 8]);
  });

  test("7.5 readiness is gone at once when the container stops", () => {
    const played = play(
      withProbes({ readinessProbe: probe() }),
      { app: [{ forMs: 2500 }, { probes: { readiness: "failure" } }] },
      { forMs: 3000 },
    );
    expect(status(played.at(2), "app").ready).toBe(true);
    expect(status(played.at(2.5), "app")).toMatchObject({ ready: false });
  });

  test("7.6 counters outlive a restart that no probe caused", () => {
    const played = play(
      withProbes({ livenessProbe: probe({ failureThreshold: 3 }) }),
      { app: [{ forMs: 2500, probes: { liveness: "failure" } }, { probes: { liveness: "failure" } }] },
      { forMs: 3500 },
    );
    expect(played.events("Killing")).toEqual(["3 Killing Container app failed liveness probe, will be restarted"]);
  });

  test("7.7 a probe that could not be run counts for nothing", () => {
    const played = play(
      withProbes({ livenessProbe: probe() }),
      { app: { probes: { liveness: () => ({ result: "unknown", output: "no such port" }) } } },
      { forMs: 5000 },
    );
    expect(played.starts("app")).toEqual([0]);
    expect(played.events("Unhealthy")[0]).toBe("1 Unhealthy Liveness probe errored and resulted in unknown state: no such port");
  });

  test("7.8 an overrun timeout is a failure", () => {
    const played = play(
      withProbes({ livenessProbe: probe({ timeoutSeconds: 2, periodSeconds: 5 }) }),
      { app: { probes: { liveness: () => ({ result: "success", ms: 60_000 }) } } },
      { forMs: 8000 },
    );
    expect(played.events("Unhealthy", "Killing")).toEqual([
      "7 Unhealthy Liveness probe failed: command timed out",
      "7 Killing Container app failed liveness probe, will be restarted",
    ]);
  });

  test("7.9 7.12 a warning is a success and an event", () => {
    const played = play(
      withProbes({ readinessProbe: probe({ periodSeconds: 60 }) }),
      { app: { probes: { readiness: () => ({ result: "warning", output: "redirected" }) } } },
      { forMs: 1000 },
    );
    expect(played.events("ProbeWarning")).toEqual(["0 ProbeWarning Readiness probe warning: redirected"]);
    expect(status(played.end, "app").ready).toBe(true);
  });

  test.each([
    ["liveness", { livenessProbe: probe({ terminationGracePeriodSeconds: 4 }) }, 4],
    ["startup", { startupProbe: probe({ terminationGracePeriodSeconds: 5 }) }, 5],
    ["liveness", { livenessProbe: probe() }, 9],
  ] as const)(
    "7.11 5.1 a failed %s probe kills with preStop and its own grace period, or the pod's, then restarts",
    (kind, fields, grace) => {
      const played = play(
        pod({ terminationGracePeriodSeconds: 9, containers: [container("app", { ...fields, ...preStop })] }),
        { app: [{ probes: { [kind]: "failure" }, preStop: { ms: 1000 }, onTerm: "ignore" }, {}] },
        { forMs: 20_000 },
      );
      expect(played.life).toEqual([
        "0 start app#1",
        "1 preStop app#1",
        "2 SIGTERM app#1",
        `${1 + grace} SIGKILL app#1`,
        `${1 + grace} exit app#1 137`,
        `${1 + grace} start app#2`,
      ]);
      expect(played.events("Killing")).toEqual([`1 Killing Container app failed ${kind} probe, will be restarted`]);
    },
  );

  test("4.2 under OnFailure a container that a probe killed is restarted even if it exits 0 and the backoff allows", () => {
    const app = container("app", { livenessProbe: probe() });
    const played = play(
      pod({ restartPolicy: "OnFailure", containers: [app] }),
      { app: [{ probes: { liveness: "failure" }, onTerm: { exitCode: 0 } }, {}] },
      { forMs: 10_000 },
    );
    expect(played.starts("app")).toEqual([0, 1]);
    expect(state(played.end, "app")).toBe("running");
  });

  test("4.2 under Never it is not, and the others run on", () => {
    const played = play(
      pod({ restartPolicy: "Never", containers: [container("app", { livenessProbe: probe() }), container("other")] }),
      { app: { probes: { liveness: "failure" } } },
      { forMs: 10_000 },
    );
    expect(played.starts("app")).toEqual([0]);
    expect(played.events("Killing")).toEqual(["1 Killing Container app failed liveness probe"]);
    expect([state(played.end, "app"), state(played.end, "other"), played.end.status?.phase]).toEqual([
      "terminated Error 143",
      "running",
      "Running",
    ]);
  });

  test("0.1 a kill that takes its time holds up what another container needs", () => {
    const played = play(
      pod({ containers: [container("app", { livenessProbe: probe() }), container("other")] }),
      { app: { probes: { liveness: "failure" }, onTerm: { ms: 6000 } }, other: { forMs: 3000 } },
      { forMs: 7500 },
    );
    // `other` exits at 3 s; its immediate restart comes when the kill is over.
    expect(played.starts("other")).toEqual([0, 7]);
  });

  test("2.10 sidecars may have all of them", () => {
    const s = sidecar("s", { startupProbe: probe(), livenessProbe: probe(), readinessProbe: probe() });
    const played = play(pod({ initContainers: [s] }), {}, { forMs: 2500 });
    expect([played.probes("s", "startup"), played.probes("s", "liveness"), played.probes("s", "readiness")]).toEqual([[1], [2], [1, 2]]);
  });
});
