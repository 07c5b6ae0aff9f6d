import { describe, expect, test } from "vitest";
import { condition, container, play, pod, preStop, probe, sidecar, state, status } from "../../support/fake-pod.ts";

describe("a container that a person restarts", () => {
  const at = (atMs: number, name = "app") => ({ restarts: [{ atMs, container: name }], forMs: 60_000 });

  test("5.2 is stopped as for a probe, with preStop and the pod's grace, and started at once", () => {
    const played = play(pod({ containers: [container("app", preStop)], terminationGracePeriodSeconds: 5 }), { app: { onTerm: "ignore" } }, at(3000)); // biome-ignore format: one pod
    expect(played.life).toEqual([
      "0 start app#1",
      "3 preStop app#1",
      "3 SIGTERM app#1",
      "8 SIGKILL app#1",
      "8 exit app#1 137",
      "8 start app#2",
    ]);
    expect(played.restartCounts("app")).toEqual([0, 1]);
    expect(played.events("Killing")).toEqual(["3 Killing Stopping container app"]);
  });

  test("4.1 is started whatever its policy says, and the pod does not end over it", () => {
    const played = play(pod({ restartPolicy: "Never" }), {}, at(3000));
    expect(played.life.slice(0, 4)).toEqual(["0 start app#1", "3 SIGTERM app#1", "3 exit app#1 143", "3 start app#2"]);
    expect(played.phases.map(([, phase]) => phase)).toEqual(["Pending", "Running"]);
    expect(played.simulation.timeline.flatMap((m) => (m.kind === "status" ? [condition(m.pod, "Ready")] : []))).not.toContain(
      "False PodFailed",
    );
  });

  test("4.1 one that had completed runs again while the pod lives", () => {
    const spec = { restartPolicy: "OnFailure" as const, containers: [container("app"), container("other")] };
    expect(play(pod(spec), { app: { forMs: 1000 } }, at(5000)).starts("app")).toEqual([0, 5]);
  });

  test("6.1 one that waits in CrashLoopBackOff is started at once, and the back-off goes on afterwards", () => {
    const played = play(pod(), { app: { forMs: 1000, exitCode: 1 } }, at(5000));
    expect(played.starts("app").slice(0, 4)).toEqual([0, 1, 5, 16]);
  });

  test("2.3 a sidecar is restarted without its app", () => {
    const played = play(pod({ initContainers: [sidecar("side")] }), {}, at(3000, "side"));
    expect([played.starts("side"), played.starts("app")]).toEqual([[0, 3], [0]]); // biome-ignore format: short
  });

  test("1.5 a plain init container is not restarted by itself", () => {
    const played = play(pod({ initContainers: [container("init")] }), { init: { forMs: 1000 } }, at(3000, "init"));
    expect(played.starts("init")).toEqual([0]);
  });

  test("5.10 nothing is restarted once the pod is deleted", () => {
    const played = play(pod(), { app: { onTerm: { ms: 5000 } } }, { ...at(3000), deletions: [{ atMs: 2000 }] });
    expect(played.starts("app")).toEqual([0]);
    expect(played.simulation.done).toBe(true);
  });
});

describe("a pod that a person restarts", () => {
  const spec = { initContainers: [container("init"), sidecar("side")], containers: [container("app", { readinessProbe: probe() })] };
  const restarts = [{ atMs: 10_000 }];

  test("1.5 runs all init containers again, after an end in order, and goes on", () => {
    const played = play(pod(spec), { init: { forMs: 1000 }, app: { onTerm: { ms: 1000, exitCode: 0 } } }, { restarts, forMs: 60_000 });
    expect(played.life).toEqual([
      "0 start init#1",
      "1 exit init#1 0",
      "1 start side#1",
      "1 start app#1",
      "10 SIGTERM app#1",
      "11 exit app#1 0",
      "11 SIGTERM side#1",
      "11 exit side#1 143",
      "11 start init#2",
      "12 exit init#2 0",
      "12 start side#2",
      "12 start app#2",
    ]);
    expect(played.events("SandboxChanged")).toHaveLength(1);
    expect(state(played.at(11), "app")).toBe("waiting PodInitializing");
    expect(["init", "side", "app"].map((name) => status(played.end, name).restartCount)).toEqual([1, 1, 1]);
    expect([played.end.status?.phase, condition(played.end, "Ready")]).toEqual(["Running", "True"]);
  });

  test("1.5 an exit that the policy would leave does not fail it", () => {
    const played = play(pod({ ...spec, restartPolicy: "Never" }), { init: { forMs: 1000 } }, { restarts, forMs: 60_000 });
    expect(played.starts("app")).toHaveLength(2);
    expect(played.phases.map(([, phase]) => phase)).not.toContain("Failed");
  });

  test("5.10 a deletion meanwhile is the pod's end", () => {
    const played = play(pod(spec), { init: { forMs: 1000 }, app: { onTerm: { ms: 5000 } } }, { restarts, deletions: [{ atMs: 12_000 }] });
    expect(played.starts("init")).toEqual([0]);
    expect(played.simulation.done).toBe(true);
  });

  test("1.9 a deadline meanwhile fails it", () => {
    const played = play(
      pod({ ...spec, activeDeadlineSeconds: 12 }),
      { init: { forMs: 1000 }, app: { onTerm: { ms: 5000 } } },
      { restarts },
    );
    expect([played.end.status?.phase, played.end.status?.reason, played.starts("init")]).toEqual(["Failed", "DeadlineExceeded", [0]]);
  });
});
