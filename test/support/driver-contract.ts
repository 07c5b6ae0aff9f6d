/** What every driver owes the machine. The same cases run against each of them, in the driver's own kind of time. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Command, Driver, DriverEvent } from "../../src/engine/driver.ts";
import type { FakeScript } from "../../src/engine/drivers/fake.ts";
import type { Container, Handler, Pod, Probe } from "../../src/pod/model.ts";

export interface DriverUnderTest {
  readonly driver: Driver;
  /** Lets time pass until this holds; fails when it does not within ten seconds of the driver's time. */
  until(holds: () => boolean): Promise<void>;
}

const shell = (name: string, script: string): Container => ({ name, image: "example/contract", command: ["sh", "-c", script] });

/** The containers of the contract, as real commands. Names say how they behave. */
const contractContainers = {
  quick: shell("quick", "exit 0"),
  failing: shell("failing", "exit 3"),
  forever: shell("forever", "exec sleep 600"),
  polite: shell("polite", "trap 'exit 7' TERM; while :; do sleep 0.05; done"),
  stubborn: shell("stubborn", "trap '' TERM; while :; do sleep 0.05; done"),
  missing: { name: "missing", image: "example/contract", command: ["/no/such/program"] },
} satisfies Record<string, Container>;

/** The same behaviour for the fake driver. */
export const contractScript: FakeScript = {
  quick: { forMs: 10 },
  failing: { forMs: 10, exitCode: 3 },
  forever: {
    probes: { liveness: "success", readiness: "failure", startup: () => ({ result: "success", ms: 60_000 }) },
    preStop: { error: "exited with 1" },
  },
  polite: { onTerm: { exitCode: 7 } },
  stubborn: { onTerm: "ignore" },
  missing: { startFails: { reason: "StartError", message: "no such file or directory" } },
};

const contractPod: Pod = {
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "contract", namespace: "default", uid: "00000000-0000-4000-8000-000000000002" },
  spec: { containers: Object.values(contractContainers), terminationGracePeriodSeconds: 1 },
};

const succeeds: Probe = { exec: { command: ["sh", "-c", "exit 0"] } };
const fails: Probe = { exec: { command: ["sh", "-c", "exit 1"] } };
const hangs: Probe = { exec: { command: ["sleep", "60"] }, timeoutSeconds: 1 };

export function describeDriver(name: string, create: (pod: Pod) => Promise<DriverUnderTest>): void {
  describe(`the ${name} driver`, () => {
    let subject: DriverUnderTest;
    let events: DriverEvent[];
    let inside = false;

    const execute = (command: Command) => {
      inside = true;
      subject.driver.execute(command);
      inside = false;
    };
    const seen = <K extends DriverEvent["kind"]>(kind: K) =>
      events.filter((event): event is Extract<DriverEvent, { kind: K }> => event.kind === kind);
    const start = async (container: Container, instance = 1) => {
      execute({ kind: "start", container, instance, restartCount: instance - 1 });
      await subject.until(() =>
        events.some(
          (event) =>
            (event.kind === "started" || event.kind === "startFailed") && event.container === container.name && event.instance === instance,
        ),
      );
    };
    const ended = (container: string, instance = 1) =>
      seen("exited").find((event) => event.container === container && event.instance === instance);

    beforeEach(async () => {
      events = [];
      subject = await create(structuredClone(contractPod));
      subject.driver.onEvent((event) => {
        if (inside) throw new Error(`${event.kind} was delivered from inside execute`);
        events.push(event);
      });
      execute({ kind: "setUp" });
      await subject.until(() => events.length > 0);
    });
    afterEach(async () => {
      await subject.driver.close();
    });

    test("answers setUp with podReady and an address", () => {
      expect(events).toEqual([{ kind: "podReady", podIP: expect.stringMatching(/\./) }]);
    });

    test("says started, with an id, and then exited with the process's own code", async () => {
      await start(contractContainers.quick);
      await subject.until(() => ended("quick") !== undefined);
      expect(events.slice(1)).toMatchObject([
        { kind: "started", container: "quick", instance: 1, containerID: expect.stringMatching(/.+/) },
        { kind: "exited", container: "quick", instance: 1, exitCode: 0 },
      ]);
      await start(contractContainers.failing);
      await subject.until(() => ended("failing") !== undefined);
      expect(ended("failing")?.exitCode).toBe(3);
    });

    test("runs a second instance of a container under its own number", async () => {
      await start(contractContainers.quick);
      await subject.until(() => ended("quick") !== undefined);
      await start(contractContainers.quick, 2);
      await subject.until(() => ended("quick", 2) !== undefined);
      expect(seen("started").map(({ instance }) => instance)).toEqual([1, 2]);
      expect(new Set(seen("started").map(({ containerID }) => containerID)).size).toBe(2);
    });

    test("says startFailed, and nothing more, when there is no such program", async () => {
      await start(contractContainers.missing);
      expect(seen("startFailed")).toMatchObject([
        { container: "missing", instance: 1, reason: "StartError", message: expect.stringMatching(/.+/) },
      ]);
      expect(seen("started")).toEqual([]);
    });

    test("reports 143 after SIGTERM, or the code of a process that handles it", async () => {
      await start(contractContainers.forever);
      await start(contractContainers.polite);
      // A shell needs a moment until its trap is set.
      execute({
        kind: "hook",
        id: 1,
        container: contractContainers.polite,
        instance: 1,
        hook: "postStart",
        handler: { sleep: { seconds: 1 } },
      });
      await subject.until(() => seen("hookDone").length === 1);
      execute({ kind: "signal", container: "forever", instance: 1, signal: "SIGTERM" });
      execute({ kind: "signal", container: "polite", instance: 1, signal: "SIGTERM" });
      await subject.until(() => seen("exited").length === 2);
      expect(ended("forever")?.exitCode).toBe(143);
      expect(ended("polite")?.exitCode).toBe(7);
    });

    test("reports 137 after SIGKILL, which nothing survives", async () => {
      await start(contractContainers.stubborn);
      execute({
        kind: "hook",
        id: 1,
        container: contractContainers.stubborn,
        instance: 1,
        hook: "postStart",
        handler: { sleep: { seconds: 1 } },
      });
      await subject.until(() => seen("hookDone").length === 1);
      execute({ kind: "signal", container: "stubborn", instance: 1, signal: "SIGTERM" });
      execute({
        kind: "hook",
        id: 2,
        container: contractContainers.stubborn,
        instance: 1,
        hook: "preStop",
        handler: { sleep: { seconds: 1 } },
      });
      await subject.until(() => seen("hookDone").length === 2);
      expect(seen("exited")).toEqual([]);
      execute({ kind: "signal", container: "stubborn", instance: 1, signal: "SIGKILL" });
      await subject.until(() => ended("stubborn") !== undefined);
      expect(ended("stubborn")?.exitCode).toBe(137);
    });

    test("takes a signal for an instance that is gone, or never was, without a word", async () => {
      await start(contractContainers.quick);
      await subject.until(() => ended("quick") !== undefined);
      await start(contractContainers.forever, 2);
      const before = events.length;
      for (const [container, instance] of [
        ["quick", 1],
        ["quick", 2],
        ["forever", 1],
        ["nobody", 1],
      ] as const) {
        execute({ kind: "signal", container, instance, signal: "SIGKILL" });
      }
      await start(contractContainers.quick, 3);
      await subject.until(() => ended("quick", 3) !== undefined);
      expect(events.slice(before).map(({ kind }) => kind)).toEqual(["started", "exited"]);
    });

    test("answers each probe once, under its own id; a probe that overruns its timeout failed", async () => {
      await start(contractContainers.forever);
      const container = contractContainers.forever;
      execute({ kind: "probe", id: 11, container, instance: 1, probe: "startup", spec: hangs });
      execute({ kind: "probe", id: 12, container, instance: 1, probe: "liveness", spec: succeeds });
      execute({ kind: "probe", id: 13, container, instance: 1, probe: "readiness", spec: fails });
      await subject.until(() => seen("probed").length === 3);
      const results = Object.fromEntries(seen("probed").map(({ id, probe, result }) => [id, `${probe} ${result}`]));
      expect(results).toEqual({ 11: "startup failure", 12: "liveness success", 13: "readiness failure" });
    });

    test("answers a probe of an instance that is gone, but not with success", async () => {
      await start(contractContainers.quick);
      await subject.until(() => ended("quick") !== undefined);
      execute({ kind: "probe", id: 21, container: contractContainers.quick, instance: 1, probe: "liveness", spec: succeeds });
      await subject.until(() => seen("probed").length === 1);
      expect(seen("probed")[0]).toMatchObject({ id: 21, instance: 1, result: expect.stringMatching(/failure|unknown/) });
    });

    test("answers each hook under its own id, with an error exactly when it failed", async () => {
      await start(contractContainers.forever);
      const hook = (id: number, which: "postStart" | "preStop", handler: Handler) =>
        execute({ kind: "hook", id, container: contractContainers.forever, instance: 1, hook: which, handler });
      hook(31, "postStart", { exec: { command: ["sh", "-c", "exit 0"] } });
      hook(32, "preStop", { exec: { command: ["sh", "-c", "exit 1"] } });
      hook(33, "preStop", { sleep: { seconds: 1 } });
      await subject.until(() => seen("hookDone").length === 3);
      const errors = Object.fromEntries(seen("hookDone").map(({ id, error }) => [id, error !== undefined]));
      expect(errors).toEqual({ 31: false, 32: true, 33: false });
    });

    test("ends everything that runs with tearDown, and says so once", async () => {
      await start(contractContainers.forever);
      execute({ kind: "tearDown" });
      await subject.until(() => seen("tornDown").length === 1);
      expect(events.at(-1)).toEqual({ kind: "tornDown" });
    });

    test("says nothing after close", async () => {
      await start(contractContainers.forever);
      await subject.driver.close();
      const before = events.length;
      execute({ kind: "signal", container: "forever", instance: 1, signal: "SIGKILL" });
      execute({ kind: "start", container: contractContainers.quick, instance: 1, restartCount: 0 });
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(events.slice(before)).toEqual([]);
    });
  });
}
