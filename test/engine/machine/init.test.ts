import { describe, expect, test } from "vitest";
import type { RestartPolicy } from "../../../src/pod/model.ts";
import { container, play, pod, sidecar, state, status } from "../../support/fake-pod.ts";

const setUp = (fields = {}) => pod({ initContainers: [container("a"), container("b")], ...fields });

describe("init containers", () => {
  test("1.1 run one at a time, in order, and the app starts after the last", () => {
    const { life } = play(setUp({ restartPolicy: "Never" }), { a: { forMs: 1000 }, b: { forMs: 2000 }, app: { forMs: 1000 } });
    expect(life).toEqual(["0 start a#1", "1 exit a#1 0", "1 start b#1", "3 exit b#1 0", "3 start app#1", "4 exit app#1 0"]);
  });

  test("1.2 fail when they were killed for memory, whatever the code says", () => {
    const { end, life } = play(setUp({ restartPolicy: "Never" }), { a: { forMs: 1000, oomKilled: true } });
    expect(life).toEqual(["0 start a#1", "1 exit a#1 137"]);
    expect([end.status?.phase, state(end, "a")]).toEqual(["Failed", "terminated OOMKilled 137"]);
  });

  test("1.3 fail the pod under Never, and nothing else runs", () => {
    const { life, phases } = play(setUp({ restartPolicy: "Never" }), { a: { forMs: 1000 }, b: { forMs: 1000, exitCode: 2 } });
    expect(life).toEqual(["0 start a#1", "1 exit a#1 0", "1 start b#1", "2 exit b#1 2"]);
    expect(phases).toEqual([
      [0, "Pending"],
      [2, "Failed"],
    ]);
  });

  test.each<RestartPolicy>(["OnFailure", "Always"])(
    "1.3 1.4 under %s the failed one alone is repeated, with back-off, and success is final",
    (restartPolicy) => {
      const played = play(
        setUp({ restartPolicy }),
        { a: { forMs: 1000 }, b: [{ forMs: 1000, exitCode: 1 }, { forMs: 1000, exitCode: 1 }, { forMs: 1000 }], app: { forMs: 5000 } },
        { forMs: 20_000 },
      );
      expect(played.starts("a")).toEqual([0]);
      expect(played.starts("b")).toEqual([1, 2, 13]);
      expect(played.starts("app")[0]).toBe(14);
      expect(status(played.end, "b")).toMatchObject({ restartCount: 2, ready: true });
    },
  );

  test("1.5 are not run again when the app restarts", () => {
    const played = play(setUp(), { a: { forMs: 1000 }, b: { forMs: 1000 }, app: { forMs: 1000, exitCode: 1 } }, { forMs: 60_000 });
    expect(played.starts("app").length).toBeGreaterThan(2);
    expect([played.starts("a"), played.starts("b")]).toEqual([[0], [1]]);
  });

  test("1.6 keep the pod Pending; whoever has not started shows PodInitializing", () => {
    const during = play(setUp(), { a: { forMs: 5000 } }).at(1);
    expect(during.status?.phase).toBe("Pending");
    expect(["a", "b", "app"].map((name) => state(during, name))).toEqual(["running", "waiting PodInitializing", "waiting PodInitializing"]);
  });

  test.each([
    ["Never overrides the pod's Always", "Always", "Never", ["0 start a#1", "1 exit a#1 1"], "Failed"],
    [
      "OnFailure overrides the pod's Never",
      "Never",
      "OnFailure",
      ["0 start a#1", "1 exit a#1 1", "1 start a#2", "2 exit a#2 1"],
      "Pending",
    ],
  ] as const)("1.8 a container's own policy %s", (_title, restartPolicy, own, life, phase) => {
    const played = play(
      pod({ restartPolicy, initContainers: [container("a", { restartPolicy: own })] }),
      { a: { forMs: 1000, exitCode: 1 } },
      { forMs: 5000 },
    );
    expect(played.life).toEqual(life);
    expect(played.end.status?.phase).toBe(phase);
  });

  test("1.9 use up activeDeadlineSeconds", () => {
    const played = play(setUp({ activeDeadlineSeconds: 5, terminationGracePeriodSeconds: 4 }), { a: { onTerm: "ignore" } });
    expect(played.life).toEqual(["0 start a#1", "5 SIGTERM a#1", "9 SIGKILL a#1", "9 exit a#1 137"]);
    expect(played.end.status).toMatchObject({ phase: "Failed", reason: "DeadlineExceeded" });
  });

  test("1.10 are stopped at once when the pod is deleted, later ones never start, and the pod has failed", () => {
    const played = play(
      setUp({ initContainers: [sidecar("s"), container("a"), container("b")] }),
      { a: { onTerm: { ms: 500 } } },
      { deletions: [{ atMs: 3000 }] },
    );
    expect(played.life).toEqual(["0 start s#1", "0 start a#1", "3 SIGTERM s#1", "3 SIGTERM a#1", "3 exit s#1 143", "3.5 exit a#1 143"]);
    expect(played.end.status?.phase).toBe("Failed");
    expect(["a", "b", "app"].map((name) => state(played.end, name))).toEqual([
      "terminated Error 143",
      "waiting PodInitializing",
      "waiting PodInitializing",
    ]);
  });

  test("1.10 a pod deleted before its volumes are ready ends without starting anything", () => {
    const played = play(setUp(), {}, { setUpFails: 99, deletions: [{ atMs: 15_000 }] });
    expect(played.life).toEqual([]);
    expect(played.simulation.done).toBe(true);
    expect(played.end.status?.phase).toBe("Failed");
  });
});
