/** Whatever containers do, some things always hold. Pods, scripts, deletions and the restarts that a person asks for are random here. */
import fc from "fast-check";
import { expect, test } from "vitest";
import type { FakeRun } from "../../../src/engine/drivers/fake.ts";
import type { Simulation } from "../../../src/engine/simulate.ts";
import type { Container, Pod } from "../../../src/pod/model.ts";
import { Play, play } from "../../support/fake-pod.ts";

const ms = fc.constantFrom(0, 1, 500, 1000, 2500, 7000, 40_000);
const command = ["x"];
const handler = { exec: { command } };
const answer = fc.constantFrom("success", "failure", "unknown", "warning") as fc.Arbitrary<"success" | "failure" | "unknown" | "warning">;
const hook = fc.option(
  fc.record({ ms: fc.constantFrom(0, 800, 5000, Number.POSITIVE_INFINITY), error: fc.constantFrom("failed", undefined) }),
  { nil: undefined },
);

const run = fc.record(
  {
    startFails: fc.option(fc.constantFrom({ reason: "StartError", message: "x" }, { reason: "CreateContainerConfigError", message: "y" }), {
      nil: undefined,
      freq: 8,
    }),
    startMs: ms,
    forMs: ms,
    exitCode: fc.constantFrom(0, 1, 42),
    onTerm: fc.oneof(fc.constant("ignore" as const), fc.record({ ms, exitCode: fc.constantFrom(0, 143) })),
    postStart: hook,
    preStop: hook,
    probes: fc.record({ startup: answer, liveness: answer, readiness: answer }),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<FakeRun>;

const probe = fc.option(
  fc.record({ exec: fc.constant({ command }), periodSeconds: fc.constantFrom(1, 3), failureThreshold: fc.constantFrom(1, 2) }),
  { nil: undefined },
);

const container = (name: string, init: boolean): fc.Arbitrary<Container> =>
  fc
    .record({
      sidecar: fc.boolean(),
      policy: fc.constantFrom("Always", "OnFailure", "Never", undefined),
      rules: fc.boolean(),
      startupProbe: probe,
      livenessProbe: probe,
      readinessProbe: probe,
      postStart: fc.boolean(),
      preStop: fc.boolean(),
    })
    .map(({ sidecar, policy, rules, startupProbe, livenessProbe, readinessProbe, postStart, preStop }) => {
      const restartPolicy = init ? (sidecar ? "Always" : policy === "Always" ? undefined : policy) : policy;
      const lifecycle = { ...(postStart && { postStart: handler }), ...(preStop && { preStop: handler }) };
      const mayHaveProbes = !init || sidecar;
      return {
        name,
        ...(restartPolicy !== undefined && { restartPolicy }),
        ...(restartPolicy !== undefined &&
          rules && {
            restartPolicyRules: [{ action: "RestartAllContainers" as const, exitCodes: { operator: "In" as const, values: [42] } }],
          }),
        ...(mayHaveProbes && {
          lifecycle,
          ...(startupProbe && { startupProbe }),
          ...(livenessProbe && { livenessProbe }),
          ...(readinessProbe && { readinessProbe }),
        }),
      };
    });

const names = ["i0", "i1", "i2", "a0", "a1"];
const pods: fc.Arbitrary<Pod> = fc
  .record({
    inits: fc.tuple(container("i0", true), container("i1", true), container("i2", true)),
    initCount: fc.nat(3),
    apps: fc.tuple(container("a0", false), container("a1", false)),
    appCount: fc.constantFrom(1, 2),
    restartPolicy: fc.constantFrom("Always", "OnFailure", "Never", undefined),
    grace: fc.constantFrom(0, 1, 5, undefined),
    deadline: fc.constantFrom(20, undefined),
  })
  .map(({ inits, initCount, apps, appCount, restartPolicy, grace, deadline }) => ({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "any" },
    spec: {
      initContainers: inits.slice(0, initCount),
      containers: apps.slice(0, appCount),
      ...(restartPolicy !== undefined && { restartPolicy }),
      ...(grace !== undefined && { terminationGracePeriodSeconds: grace }),
      ...(deadline !== undefined && { activeDeadlineSeconds: deadline }),
    },
  }));
const scripts = fc.record(Object.fromEntries(names.map((name) => [name, fc.array(run, { minLength: 1, maxLength: 3 })])));

const cases = fc.record({
  pod: pods,
  script: scripts,
  setUpFails: fc.nat(1),
  deleteAtMs: fc.constantFrom(0, 1, 1000, 3300, 15_000, 60_000),
  again: fc.boolean(),
  restarts: fc.array(
    fc.record(
      { atMs: fc.constantFrom(0, 1, 500, 1000, 3000, 3300, 8000, 15_000, 15_400, 61_000), container: fc.constantFrom(...names, "nobody") },
      { requiredKeys: ["atMs"] },
    ),
    { maxLength: 3 },
  ),
});

test("every pod that is deleted ends, whatever it was doing, with nothing alive and nothing started after it", () => {
  check((simulation, deleteAtMs) => {
    expect(simulation.done).toBe(true);
    const { life } = new Play(simulation);
    const late = life.filter((line) => line.includes(" start ") && Number(line.split(" ")[0]) * 1000 > deleteAtMs);
    expect(late).toEqual([]);
    expect(["Succeeded", "Failed"]).toContain(simulation.pod.status?.phase);
  });
});

test("no container ever has two instances, and every instance that ran ended before the next was started", () => {
  check((simulation) => {
    const alive = new Map<string, number>();
    for (const moment of simulation.timeline) {
      if (moment.kind === "command" && moment.command.kind === "start") {
        expect(alive.get(moment.command.container.name)).toBeUndefined();
        alive.set(moment.command.container.name, moment.command.instance);
      }
      if (moment.kind === "driver" && (moment.event.kind === "exited" || moment.event.kind === "startFailed"))
        alive.delete(moment.event.container);
      if (moment.kind === "command" && moment.command.kind === "tearDown") expect([...alive.keys()]).toEqual([]);
    }
    expect(alive.size).toBe(0);
  });
});

test("a terminal phase is published once, with nothing alive, and stays; restartCount never falls", () => {
  check((simulation) => {
    let terminal: string | undefined;
    const counts = new Map<string, number>();
    for (const moment of simulation.timeline) {
      if (moment.kind !== "status") continue;
      const { phase, containerStatuses = [], initContainerStatuses = [] } = moment.pod.status ?? { phase: "Pending" };
      if (terminal !== undefined) expect(phase).toBe(terminal);
      if (phase === "Succeeded" || phase === "Failed") {
        terminal = phase;
        for (const { state } of [...containerStatuses, ...initContainerStatuses]) expect(state.running).toBeUndefined();
      }
      for (const { name, restartCount, ready, started } of [...containerStatuses, ...initContainerStatuses]) {
        expect(restartCount).toBeGreaterThanOrEqual(counts.get(name) ?? 0);
        counts.set(name, restartCount);
        if (ready && !initContainerStatuses.some((status) => status.name === name)) expect(started).toBe(true);
      }
    }
  });
});

function check(holds: (simulation: Simulation, deleteAtMs: number) => void): void {
  fc.assert(
    fc.property(cases, ({ pod, script, setUpFails, deleteAtMs, again, restarts }) => {
      const deletions = [{ atMs: deleteAtMs }, ...(again ? [{ atMs: deleteAtMs + 700, graceSeconds: 0 }] : [])];
      const inOrder = restarts.toSorted((a, b) => a.atMs - b.atMs);
      holds(play(pod, script, { setUpFails, deletions, restarts: inOrder, forMs: 3_600_000 }).simulation, deleteAtMs);
    }),
    { numRuns: 150 },
  );
}
