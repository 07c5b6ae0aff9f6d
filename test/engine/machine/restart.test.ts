import { describe, expect, test } from "vitest";
import type { Command } from "../../../src/engine/driver.ts";
import { type FakeScript, fakeDriver } from "../../../src/engine/drivers/fake.ts";
import { VirtualClock } from "../../../src/engine/drivers/virtual-clock.ts";
import { createMachine } from "../../../src/engine/machine.ts";
import type { RestartPolicy } from "../../../src/pod/model.ts";
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

describe("what a machine says of a restart before it is asked for", () => {
  const spec = { initContainers: [container("init"), sidecar("side")], containers: [container("app")] };

  /** At each of these seconds of the pod, of the pod as a whole and of some containers. */
  function verdicts(options: Parameters<typeof play>[2], script: FakeScript, at: readonly number[], policy: RestartPolicy = "Always") {
    const clock = new VirtualClock(0);
    const driver = fakeDriver({ clock, script, ...(options?.setUpFails !== undefined && { setUpFails: options.setUpFails }) });
    const machine = createMachine(pod({ ...spec, restartPolicy: policy }), { uid: "u", backoff: { initialMs: 10_000, maxMs: 300_000 } });
    const run = (commands: readonly Command[]): void => {
      for (const command of commands) driver.execute(command);
    };
    driver.onEvent((event) => run(machine.handle(event, clock.nowMs)));
    run(machine.start(0));
    const asks = at.map((seconds) => ({ atMs: seconds * 1000, kind: "ask" as const }));
    const deletions = (options?.deletions ?? []).map(({ atMs }) => ({ atMs, kind: "delete" as const }));
    const restarts = (options?.restarts ?? []).map(({ atMs }) => ({ atMs, kind: "restart" as const }));
    const said: string[][] = [];
    for (const { atMs, kind } of [...asks, ...deletions, ...restarts].sort((a, b) => a.atMs - b.atMs)) {
      for (;;) {
        const next = Math.min(clock.next() ?? Number.POSITIVE_INFINITY, machine.nextWake() ?? Number.POSITIVE_INFINITY);
        if (next > atMs) break;
        if (clock.next() === next) clock.step();
        else {
          clock.nowMs = next;
          run(machine.tick(next));
        }
      }
      clock.nowMs = atMs;
      if (kind === "delete") run(machine.delete(atMs));
      if (kind === "restart") run(machine.restart(atMs));
      if (kind === "ask") said.push([undefined, "init", "side", "app", "nobody"].map((name) => machine.mayRestart(name)));
    }
    return said;
  }

  test("the pod and its containers, but no plain init container and nobody that it does not have", () => {
    expect(verdicts({}, { init: { forMs: 1000 } }, [0, 5])).toEqual(Array(2).fill(["yes", "init container", "yes", "yes", "no such container"])); // biome-ignore format: short
  });

  test("13.1 nothing before the volumes are there", () => {
    const begun = ["yes", "init container", "yes", "yes", "no such container"];
    const not = ["not begun", "init container", "not begun", "not begun", "no such container"];
    expect(verdicts({ setUpFails: 1 }, {}, [5, 11])).toEqual([not, begun]);
  });

  test("5.10 nothing once the pod is deleted, or ends because its app is done while a sidecar is still being stopped", () => {
    const ending = ["ending", "ending", "ending", "ending", "no such container"];
    const slow = { init: { forMs: 1000 }, app: { onTerm: { ms: 5000 } }, side: { onTerm: { ms: 5000 } } };
    expect(verdicts({ deletions: [{ atMs: 2000 }] }, slow, [3])).toEqual([ending]);
    expect(verdicts({}, { ...slow, app: { forMs: 2000 } }, [5], "Never")).toEqual([ending]);
  });

  test("nothing while all are being stopped for a restart already", () => {
    const slow = { init: { forMs: 1000 }, app: { onTerm: { ms: 5000 } } };
    const restarting = [...Array(4).fill("restarting"), "no such container"];
    expect(verdicts({ restarts: [{ atMs: 2000 }] }, slow, [3])).toEqual([restarting]);
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
