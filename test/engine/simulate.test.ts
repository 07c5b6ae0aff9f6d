import { expect, test } from "vitest";
import { watchSimulation } from "../../src/engine/simulate.ts";
import type { Pod } from "../../src/pod/model.ts";
import { container, pod, probe, sidecar } from "../support/fake-pod.ts";

test("a status is said only when it differs from the one before, and what did not change in it is the same object", () => {
  const seen: Pod[] = [];
  const given = pod({
    initContainers: [sidecar("side", { readinessProbe: probe() })],
    containers: [container("steady", { livenessProbe: probe() }), container("crashing")],
  });
  watchSimulation(given, { onStatus: (now) => seen.push(now) }, { crashing: { forMs: 2000, exitCode: 1 } }, { forMs: 600_000 });
  const texts = seen.map(({ status }) => JSON.stringify(status));
  expect(texts.filter((text, index) => text === texts[index - 1])).toEqual([]);
  const steady = seen.slice(-10).map(({ status }) => status?.containerStatuses?.find(({ name }) => name === "steady"));
  expect(new Set(steady).size).toBe(1);
});

test("probes that answer as before have no part in how often the status is looked at", () => {
  const count = (periodSeconds: number) => {
    let statuses = 0;
    const app = container("app", { readinessProbe: probe({ periodSeconds }), livenessProbe: probe({ periodSeconds }) });
    let probes = 0;
    const watch = { onStatus: () => statuses++, onDriverEvent: (event: { kind: string }) => (probes += event.kind === "probed" ? 1 : 0) };
    watchSimulation(pod({ containers: [app] }), watch, {}, { forMs: 3_600_000 });
    return { statuses, probes };
  };
  const [often, seldom] = [count(1), count(60)];
  expect(often.statuses).toBe(seldom.statuses);
  expect(often.probes).toBeGreaterThan(7000);
});
