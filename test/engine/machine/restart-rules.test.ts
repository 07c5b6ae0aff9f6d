import { describe, expect, test } from "vitest";
import type { Container, RestartRule } from "../../../src/pod/model.ts";
import { condition, container, play, pod, preStop, sidecar, state, status } from "../../support/fake-pod.ts";

const rule = (action: RestartRule["action"], operator: "In" | "NotIn", ...values: number[]): RestartRule => ({
  action,
  exitCodes: { operator, values },
});
const ruled = (name: string, restartPolicy: "Always" | "OnFailure" | "Never", ...rules: RestartRule[]): Container =>
  container(name, { restartPolicy, restartPolicyRules: rules });

describe("container restart rules", () => {
  test.each([
    ["a rule that matches restarts what the policy would leave", ruled("app", "Never", rule("Restart", "In", 42)), 42, true],
    ["no match falls back to the container's policy", ruled("app", "Never", rule("Restart", "In", 42)), 1, false],
    ["NotIn matches exit 0 too", ruled("app", "Never", rule("Restart", "NotIn", 1)), 0, true],
    ["NotIn does not match what it lists", ruled("app", "Never", rule("Restart", "NotIn", 1)), 1, false],
    ["the container's policy comes before the pod's", ruled("app", "OnFailure"), 1, true],
    ["the second rule may match", ruled("app", "Never", rule("Restart", "In", 1), rule("Restart", "In", 2)), 2, true],
  ])("6.6 %s", (_title, app, exitCode, restarted) => {
    const played = play(pod({ restartPolicy: "Never", containers: [app] }), { app: { forMs: 1000, exitCode } }, { forMs: 5000 });
    expect(played.starts("app")).toEqual(restarted ? [0, 1] : [0]);
    expect(played.end.status?.phase).toBe(restarted ? "Running" : exitCode === 0 ? "Succeeded" : "Failed");
  });

  test("6.7 a container that would restart keeps the pod Running, and backs off", () => {
    const played = play(
      pod({ restartPolicy: "Never", containers: [ruled("app", "Never", rule("Restart", "In", 42)), container("other")] }),
      { app: [{ forMs: 1000, exitCode: 42 }, { forMs: 1000, exitCode: 42 }, { forMs: 1000 }], other: { forMs: 2000, exitCode: 1 } },
    );
    expect(played.starts("app")).toEqual([0, 1, 12]);
    expect(played.phases.slice(1)).toEqual([
      [0, "Running"],
      [13, "Failed"],
    ]);
  });

  test("6.7 a container that was stopped for good goes on if a rule for its exit code restarts it", () => {
    const app = {
      ...ruled("app", "Never", rule("Restart", "In", 143)),
      livenessProbe: { exec: { command: ["x"] }, periodSeconds: 1, failureThreshold: 1 },
    };
    const played = play(pod({ restartPolicy: "Never", containers: [app] }), {
      app: [{ probes: { liveness: "failure" } }, { forMs: 3000 }],
    });
    expect(played.life).toEqual(["0 start app#1", "1 SIGTERM app#1", "1 exit app#1 143", "1 start app#2", "4 exit app#2 0"]);
    expect(played.end.status?.phase).toBe("Succeeded");
  });

  test("4.2 a probe's kill looks at the container's policy, not at its rules", () => {
    const app = {
      ...ruled("app", "Never", rule("Restart", "In", 0)),
      livenessProbe: { exec: { command: ["x"] }, periodSeconds: 1, failureThreshold: 1 },
    };
    const played = play(
      pod({ containers: [app, container("other")] }),
      { app: { probes: { liveness: "failure" }, onTerm: { exitCode: 1 } } },
      { forMs: 5000 },
    );
    expect(played.starts("app")).toEqual([0]);
    expect(played.events("Killing")).toEqual(["1 Killing Container app failed liveness probe"]);
  });
});

describe("restart of all containers", () => {
  const together = [rule("RestartAllContainers", "NotIn", 0)];
  const whole = pod({
    restartPolicy: "Never",
    initContainers: [container("setup"), sidecar("proxy", preStop)],
    containers: [
      container("worker", { restartPolicy: "Never", restartPolicyRules: together }),
      container("helper", preStop),
      container("once"),
    ],
  });
  const script = {
    setup: { forMs: 1000 },
    worker: [{ forMs: 4000, exitCode: 3 }, {}],
    helper: { onTerm: "ignore" as const },
    proxy: { onTerm: { ms: 500 } },
    once: { forMs: 1000 },
  };

  test("6.8 kills all without preStop, last to first, then the pod starts over with its first init container", () => {
    const { life } = play(whole, script, { forMs: 8500 });
    expect(life.filter((line) => Number(line.split(" ")[0]) >= 5)).toEqual([
      "5 exit worker#1 3",
      "5 SIGTERM helper#1",
      "7 SIGKILL helper#1",
      "7 exit helper#1 137",
      "7 SIGTERM proxy#1",
      "7.5 exit proxy#1 143",
      "7.5 start setup#2",
      "8.5 exit setup#2 0",
      "8.5 start proxy#2",
      "8.5 start worker#2",
      "8.5 start helper#2",
      "8.5 start once#2",
    ]);
  });

  test("6.8 counts one restart for every container, even for one that had completed, and says why in lastState", () => {
    const played = play(whole, script, { forMs: 9000 });
    const { end } = played;
    const names = ["setup", "proxy", "worker", "helper", "once"];
    expect(names.map((name) => status(end, name).restartCount)).toEqual([1, 1, 1, 1, 1]);
    expect(played.restartCounts("once")).toEqual([0, 1]);
    for (const name of names)
      expect(status(end, name).lastState.terminated).toMatchObject({ exitCode: 137, reason: "RestartingAllContainers" });
  });

  test("6.8 shows the condition while it lasts, and the pod stays initialized", () => {
    const played = play(whole, script, { forMs: 9000 });
    expect(condition(played.at(4), "AllContainersRestarting")).toBe("False");
    expect(condition(played.at(6), "AllContainersRestarting")).toBe(
      "True RestartAllContainersStarted: container exited with restart policy rule",
    );
    expect(condition(played.at(8), "AllContainersRestarting")).toBe("False");
    expect(condition(played.at(8), "Initialized")).toBe("True");
    expect(state(played.at(8), "worker")).toBe("waiting RestartingAllContainers");
    expect(condition(play(pod(), {}, { forMs: 1000 }).end, "AllContainersRestarting")).toBe("absent");
  });

  test("6.8 does not wait before the new instances, however often it happens", () => {
    const app = container("app", { restartPolicy: "Never", restartPolicyRules: together });
    const played = play(pod({ restartPolicy: "Never", containers: [app] }), {
      app: [{ forMs: 1000, exitCode: 1 }, { forMs: 1000, exitCode: 1 }, { forMs: 1000, exitCode: 1 }, { forMs: 1000 }],
    });
    expect(played.starts("app")).toEqual([0, 1, 2, 3]);
    expect([status(played.end, "app").restartCount, played.end.status?.phase]).toEqual([3, "Succeeded"]);
  });

  test("6.8 happens at most once a second, as the kubelet looks for exits", () => {
    const app = container("app", { restartPolicy: "Never", restartPolicyRules: together });
    const played = play(pod({ restartPolicy: "Never", containers: [app] }), { app: { forMs: 0, exitCode: 1 } }, { forMs: 3500 });
    expect(played.starts("app")).toEqual([0, 0, 1, 2, 3]);
  });

  test.each([
    [
      "a plain init container",
      container("setup", { restartPolicy: "Never", restartPolicyRules: together }),
      { setup: [{ forMs: 1000, exitCode: 1 }, { forMs: 1000 }] },
    ],
    ["a sidecar", sidecar("setup", { restartPolicyRules: together }), { setup: [{ forMs: 1000, exitCode: 1 }, {}] }],
  ])("6.8 can be asked for by %s", (_title, setup, runs) => {
    const played = play(
      pod({ restartPolicy: "Never", initContainers: [container("first"), setup] }),
      { first: { forMs: 1000 }, ...runs },
      { forMs: 10_000 },
    );
    expect(played.starts("first")).toEqual([0, 2]);
    expect(played.end.status?.phase).toBe("Running");
  });

  test("6.8 is not begun by sidecars that the pod's own end stops", () => {
    const proxy = sidecar("proxy", { restartPolicyRules: together });
    const { life, end } = play(pod({ restartPolicy: "Never", initContainers: [proxy] }), { app: { forMs: 1000 } });
    expect(life).toEqual(["0 start proxy#1", "0 start app#1", "1 exit app#1 0", "1 SIGTERM proxy#1", "1 exit proxy#1 143"]);
    expect(end.status?.phase).toBe("Succeeded");
  });

  test("6.8 is given up for a deletion", () => {
    const played = play(whole, script, { deletions: [{ atMs: 6000 }] });
    expect(played.starts("setup")).toEqual([0]);
    expect(played.end.status?.phase).toBe("Failed");
  });
});
