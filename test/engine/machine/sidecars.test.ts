import { describe, expect, test } from "vitest";
import type { RestartPolicy } from "../../../src/pod/model.ts";
import { condition, container, play, pod, postStart, preStop, probe, sidecar, state, status } from "../../support/fake-pod.ts";

describe("native sidecars", () => {
  test("2.1 the next container starts as soon as the sidecar runs", () => {
    const { life } = play(
      pod({ initContainers: [sidecar("s"), container("a")] }),
      { s: { startMs: 500 }, a: { forMs: 1000 } },
      { forMs: 3000 },
    );
    expect(life).toEqual(["0 start s#1", "0.5 start a#1", "1.5 exit a#1 0", "1.5 start app#1"]);
  });

  test("2.1 where programs race to their first lines, a sidecar has a lead of the next container", () => {
    const { life } = play(
      pod({ initContainers: [sidecar("s"), sidecar("probed", { startupProbe: probe() }), sidecar("dies")] }),
      { dies: [{ exitCode: 1, forMs: 40 }, {}] },
      { forMs: 2000, machine: { sidecarLeadMs: 100 } },
    );
    expect(life).toEqual([
      "0 start s#1",
      "0.1 start probed#1",
      "1 start dies#1",
      "1.04 exit dies#1 1",
      "1.04 start app#1",
      "1.04 start dies#2",
    ]);
  });

  test("2.1 a deletion does not wait for the lead of a sidecar to be over", () => {
    const { life } = play(pod({ initContainers: [sidecar("s")] }), {}, { machine: { sidecarLeadMs: 100 }, deletions: [{ atMs: 50 }] });
    expect(life).toEqual(["0 start s#1", "0.05 SIGTERM s#1", "0.05 exit s#1 143"]);
  });

  test("2.1 the next container waits for the sidecar's startup probe", () => {
    const s = sidecar("s", { startupProbe: probe({ failureThreshold: 30 }) });
    const played = play(
      pod({ initContainers: [s, container("a")] }),
      { s: { probes: { startup: (ran) => (ran >= 3000 ? "success" : "failure") } }, a: { forMs: 1000 } },
      { forMs: 6000 },
    );
    expect(played.life).toEqual(["0 start s#1", "3 start a#1", "4 exit a#1 0", "4 start app#1"]);
    expect(status(played.at(2), "s")).toMatchObject({ started: false, ready: false });
    expect(status(played.at(3), "s")).toMatchObject({ started: true, ready: true });
  });

  test("2.1 the next container waits for the sidecar's postStart hook", () => {
    const { life } = play(pod({ initContainers: [sidecar("s", postStart)] }), { s: { postStart: { ms: 2000 } } }, { forMs: 5000 });
    expect(life).toEqual(["0 start s#1", "0 postStart s#1", "2 start app#1"]);
  });

  test("2.2 readiness does not gate, but the pod is not ready without it", () => {
    const s = sidecar("s", { readinessProbe: probe() });
    const played = play(
      pod({ initContainers: [s] }),
      { s: { probes: { readiness: (ran) => (ran >= 5000 ? "success" : "failure") } } },
      { forMs: 10_000 },
    );
    expect(played.starts("app")).toEqual([0]);
    expect(condition(played.at(4), "Ready")).toBe("False ContainersNotReady: containers with unready status: [s]");
    expect(condition(played.at(5), "Ready")).toBe("True");
  });

  test.each<[RestartPolicy, number]>([
    ["Always", 0],
    ["OnFailure", 0],
    ["OnFailure", 1],
    ["Never", 0],
    ["Never", 1],
  ])("2.3 are restarted under %s after exit %i, with back-off", (restartPolicy, exitCode) => {
    const played = play(pod({ restartPolicy, initContainers: [sidecar("s")] }), { s: { forMs: 1000, exitCode } }, { forMs: 40_000 });
    expect(played.starts("s")).toEqual([0, 1, 12, 33]);
    expect(played.end.status?.phase).toBe("Running");
  });

  test("2.4 one that died is restarted while a later init container runs on undisturbed", () => {
    const { life } = play(
      pod({ initContainers: [sidecar("s"), container("a")] }),
      { s: [{ forMs: 1000 }, {}], a: { forMs: 4000 } },
      { forMs: 5000 },
    );
    expect(life).toEqual(["0 start s#1", "0 start a#1", "1 exit s#1 0", "1 start s#2", "4 exit a#1 0", "4 start app#1"]);
  });

  test("2.4 one that died before it was started gates again", () => {
    const s = sidecar("s", { startupProbe: probe({ failureThreshold: 60 }) });
    const played = play(
      pod({ initContainers: [s] }),
      {
        s: [
          { forMs: 1500, exitCode: 1, probes: { startup: "failure" } },
          { probes: { startup: (ran) => (ran > 2000 ? "success" : "failure") } },
        ],
      },
      { forMs: 10_000 },
    );
    expect(played.life).toEqual(["0 start s#1", "1.5 exit s#1 1", "1.5 start s#2", "4 start app#1"]);
  });

  test("2.5 a failed startup probe runs preStop, kills and restarts; the pod stays Pending", () => {
    const s = sidecar("s", { startupProbe: probe({ failureThreshold: 2 }), ...preStop });
    const played = play(pod({ initContainers: [s] }), { s: { probes: { startup: "failure" }, preStop: { ms: 1000 } } }, { forMs: 4000 });
    expect(played.life).toEqual(["0 start s#1", "2 preStop s#1", "3 SIGTERM s#1", "3 exit s#1 143", "3 start s#2"]);
    expect(played.events("Killing")).toEqual(["2 Killing Init container s failed startup probe"]);
    expect(played.phases).toEqual([[0, "Pending"]]);
  });

  test("2.5 a failed liveness probe restarts the sidecar only, and does not keep the next container from starting", () => {
    const s = sidecar("s", { livenessProbe: probe({ failureThreshold: 2 }) });
    const played = play(
      pod({ initContainers: [s, container("a")] }),
      { s: { probes: { liveness: "failure" } }, a: { forMs: 3000 } },
      { forMs: 3500 },
    );
    expect(played.life).toEqual([
      "0 start s#1",
      "0 start a#1",
      "2 SIGTERM s#1",
      "2 exit s#1 143",
      "2 start s#2",
      "3 exit a#1 0",
      "3 start app#1",
    ]);
    expect(played.events("Killing")).toEqual(["2 Killing Init container s failed liveness probe"]);
  });

  test("2.6 a dead app waits for a dead sidecar, which is the last init container, to start again", () => {
    const s = sidecar("s", { startupProbe: probe({ failureThreshold: 60 }) });
    const played = play(
      pod({ initContainers: [s] }),
      {
        s: [{ forMs: 5000, exitCode: 1 }, { probes: { startup: (ran) => (ran > 2500 ? "success" : "failure") } }],
        app: [{ forMs: 4000, exitCode: 1 }, {}],
      },
      { forMs: 20_000 },
    );
    // Both die at 5 s, the app's first restart would be immediate.
    expect(played.life).toEqual(["0 start s#1", "1 start app#1", "5 exit s#1 1", "5 start s#2", "5 exit app#1 1", "8 start app#2"]);
  });

  test("2.7 do not keep the pod alive", () => {
    const { life, phases } = play(pod({ restartPolicy: "OnFailure", initContainers: [sidecar("s")] }), { app: { forMs: 3000 } });
    expect(life).toEqual(["0 start s#1", "0 start app#1", "3 exit app#1 0", "3 SIGTERM s#1", "3 exit s#1 143"]);
    expect(phases.at(-1)).toEqual([3, "Succeeded"]);
  });

  test("2.7 one that waits to be restarted when the app is done is not restarted", () => {
    const played = play(pod({ restartPolicy: "Never", initContainers: [sidecar("s")] }), {
      s: { forMs: 1000, exitCode: 1 },
      app: { forMs: 5000 },
    });
    expect(played.starts("s")).toEqual([0, 1]);
    expect(played.end.status?.phase).toBe("Succeeded");
  });

  test("2.8 neither their exit code nor SIGKILL spoils the success of the app, and until they are gone it is not published", () => {
    const played = play(pod({ restartPolicy: "Never", terminationGracePeriodSeconds: 5, initContainers: [sidecar("s")] }), {
      s: { onTerm: "ignore" },
      app: { forMs: 1000 },
    });
    expect(played.phases).toEqual([
      [0, "Pending"],
      [0, "Running"],
      [6, "Succeeded"],
    ]);
    expect(state(played.end, "s")).toBe("terminated Error 137");
  });

  test("2.9 one that exits during the pod's termination is not restarted", () => {
    const { life } = play(
      pod({ initContainers: [sidecar("s")] }),
      { s: { forMs: 5000 }, app: { onTerm: { ms: 4000 } } },
      { deletions: [{ atMs: 3000 }] },
    );
    expect(life).toEqual(["0 start s#1", "0 start app#1", "3 SIGTERM app#1", "5 exit s#1 0", "7 exit app#1 143"]);
  });

  test("2.11 are listed with the init containers, in the order of the spec", () => {
    const played = play(pod({ initContainers: [sidecar("z"), container("m"), sidecar("a")] }), { m: { forMs: 1000 } }, { forMs: 2000 });
    expect(played.end.status?.initContainerStatuses?.map(({ name, ready, started }) => [name, ready, started])).toEqual([
      ["z", true, true],
      ["m", true, false],
      ["a", true, true],
    ]);
  });
});
