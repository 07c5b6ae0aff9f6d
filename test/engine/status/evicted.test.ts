import { expect, test } from "vitest";
import { createMachine } from "../../../src/engine/machine.ts";
import { pod } from "../../support/fake-pod.ts";

test("9 an evicted pod is a disruption target; no other pod has that condition", () => {
  const machine = createMachine(pod(), { uid: "5f0c", backoff: { initialMs: 10_000, maxMs: 300_000 } });
  machine.start(0);
  machine.handle({ kind: "podReady", podIP: "127.0.0.1" }, 0);
  const target = () => machine.pod().status?.conditions.find(({ type }) => type === "DisruptionTarget");
  expect(target()).toBeUndefined();
  machine.handle({ kind: "evicted", message: "Usage of EmptyDir volume" }, 5000);
  expect(target()).toMatchObject({
    status: "True",
    reason: "TerminationByKubelet",
    message: "Usage of EmptyDir volume",
    lastTransitionTime: "1970-01-01T00:00:05Z",
  });
});
