import { describe, expect, test } from "vitest";
import { createTerminal } from "../../src/console/terminal.ts";
import { isPodReady, newsOf, readyColumn, statusColumn } from "../../src/console/terminal-status.ts";
import type { Container, ContainerState, ContainerStatus, Pod, PodPhase } from "../../src/pod/model.ts";

const at = "2026-01-01T00:00:00Z";
const running: ContainerState = { running: { startedAt: at } };
const waiting = (reason: string, message?: string): ContainerState => ({ waiting: { reason, ...(message !== undefined && { message }) } });
const ended = (exitCode: number, reason = exitCode === 0 ? "Completed" : "Error"): ContainerState => ({
  terminated: { exitCode, reason, startedAt: at, finishedAt: at },
});

interface Seen extends Partial<ContainerStatus> {
  readonly sidecar?: boolean;
}

/** A pod in one literal: what each container's status says. */
function podOf(
  init: Record<string, Seen>,
  app: Record<string, Seen>,
  more: { phase?: PodPhase; conditions?: string[]; deleted?: boolean } = {},
): Pod {
  const statuses = (all: Record<string, Seen>): ContainerStatus[] =>
    Object.entries(all).map(([name, { sidecar: _, ...status }]) => ({
      name,
      image: name,
      imageID: "",
      state: waiting("PodInitializing"),
      lastState: {},
      ready: false,
      started: false,
      restartCount: 0,
      ...status,
    }));
  const containers = (all: Record<string, Seen>): Container[] =>
    Object.entries(all).map(([name, { sidecar }]) => ({ name, ...(sidecar && { restartPolicy: "Always" as const }) }));
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "web", ...(more.deleted && { deletionTimestamp: at }) },
    spec: { initContainers: containers(init), containers: containers(app) },
    status: {
      phase: more.phase ?? "Pending",
      conditions: (more.conditions ?? []).map((type) => ({ type, status: "True", lastTransitionTime: at })),
      initContainerStatuses: statuses(init),
      containerStatuses: statuses(app),
    },
  };
}

const up: Seen = { state: running, ready: true, started: true };

describe("the column STATUS (10.5)", () => {
  test.each<[string, Pod]>([
    ["Init:0/2", podOf({ a: { state: running }, b: {} }, { app: {} })],
    ["Init:1/2", podOf({ a: { state: ended(0) }, b: {} }, { app: {} })],
    ["Init:Error", podOf({ a: { state: ended(3) } }, { app: {} })],
    ["Init:CrashLoopBackOff", podOf({ a: { state: waiting("CrashLoopBackOff") } }, { app: {} })],
    ["Init:1/2", podOf({ side: { ...up, sidecar: true }, b: { state: running } }, { app: {} })],
    ["Init:0/1", podOf({ side: { state: running, sidecar: true } }, { app: {} })],
    ["PodInitializing", podOf({ a: { state: ended(0) } }, { app: {} })],
    ["ContainerCreating", podOf({}, { app: { state: waiting("ContainerCreating") } })],
    ["Running", podOf({}, { app: up }, { phase: "Running" })],
    ["Running", podOf({}, { app: { state: running } }, { phase: "Running" })],
    ["CrashLoopBackOff", podOf({}, { a: up, b: { state: waiting("CrashLoopBackOff") } }, { phase: "Running" })],
    ["Error", podOf({}, { a: { state: ended(1) }, b: { state: ended(0) } }, { phase: "Failed" })],
    ["Completed", podOf({}, { app: { state: ended(0) } }, { phase: "Succeeded" })],
    ["NotReady", podOf({}, { a: { state: ended(0) }, b: up }, { phase: "Running" })],
    ["Running", podOf({}, { a: { state: ended(0) }, b: up }, { phase: "Running", conditions: ["Ready"] })],
    ["Terminating", podOf({}, { app: up }, { phase: "Running", deleted: true })],
    ["Error", podOf({}, { app: { state: ended(143) } }, { phase: "Failed", deleted: true })],
    [
      "Error",
      podOf({ side: { state: ended(1), sidecar: true } }, { app: { state: ended(2) } }, { phase: "Failed", conditions: ["Initialized"] }),
    ],
  ])("%s", (want, pod) => {
    expect(statusColumn(pod)).toBe(want);
  });

  test("READY counts sidecars, not plain init containers", () => {
    expect(readyColumn(podOf({ init: { state: ended(0), ready: true }, side: { ...up, sidecar: true } }, { a: up, b: {} }))).toEqual({
      ready: 2,
      all: 3,
    });
  });

  test("a pod is ready when it says so, or has Succeeded", () => {
    expect(isPodReady(podOf({}, { a: up }, { conditions: ["Ready"] }))).toBe(true);
    expect(isPodReady(podOf({}, { a: { state: ended(0) } }, { phase: "Succeeded" }))).toBe(true);
    expect(isPodReady(podOf({}, { a: up }))).toBe(false);
  });
});

describe("news of a container", () => {
  const one = (status: Seen): Pod => podOf({}, { app: status }, { phase: "Running" });
  test.each<[string, Pod | undefined, Pod, string[]]>([
    ["nothing while it waits for its turn", undefined, one({ state: waiting("ContainerCreating") }), []],
    ["started", one({}), one({ state: running }), ["started"]],
    ["started and ready at once", one({}), one(up), ["started, ready"]],
    ["ready later", one({ state: running }), one(up), ["ready"]],
    ["not ready any more", one(up), one({ state: running }), ["not ready"]],
    ["completed", one(up), one({ state: ended(0) }), ["completed"]],
    ["failed", one(up), one({ state: ended(3) }), ["Error, exit code 3"]],
    ["why it waits", one({}), one({ state: waiting("CreateContainerConfigError", "no") }), ["CreateContainerConfigError: no"]],
    ["not the same again", one({ state: waiting("X", "no") }), one({ state: waiting("X", "no") }), []],
    ["its restart", one({ state: ended(3) }), one({ ...up, restartCount: 2 }), ["started again (restart 2), ready"]],
    ["its restart that was over before anyone looked", one(up), one({ ...up, restartCount: 1 }), ["started again (restart 1), ready"]],
    [
      "how it ended when only its waiting was seen",
      one(up),
      one({ state: waiting("CrashLoopBackOff", "back-off 10s"), lastState: ended(3) }),
      ["Error, exit code 3; CrashLoopBackOff: back-off 10s"],
    ],
  ])("%s", (_, before, after, want) => {
    expect(
      newsOf(before, after)
        .filter(({ container }) => container)
        .map(({ text }) => text),
    ).toEqual(want);
  });
});

describe("the terminal", () => {
  function terminal(color = false) {
    let text = "";
    const pod = podOf({ init: {} }, { app: {}, "long-name": {} });
    const write = (part: string): void => {
      text += part;
    };
    const view = createTerminal({ write, color, pod });
    return { ...view, text: () => text };
  }
  const bytes = (text: string): Uint8Array => Buffer.from(text);

  test("puts an aligned name before each line, whole lines only", () => {
    const { output, text } = terminal();
    output("app", "stdout", bytes("one\ntw"));
    output("long-name", "stdout", bytes("between\r\n"));
    output("app", "stderr", bytes("error\n"));
    output("app", "stdout", bytes("o\n\n"));
    expect(text()).toBe("app       | one\nlong-name | between\napp       | error\napp       | two\napp       | \n");
  });

  test("joins a character that was cut in two", () => {
    const { output, text } = terminal();
    const [first, second] = [bytes("ü\n").subarray(0, 1), bytes("ü\n").subarray(1)];
    output("app", "stdout", first);
    output("app", "stdout", second);
    expect(text()).toBe("app       | ü\n");
  });

  test("shows a line without an end in parts", () => {
    const { output, text } = terminal();
    for (let i = 0; i < 40; i++) output("app", "stdout", bytes("x".repeat(1024)));
    expect(
      text()
        .split("\n")
        .map((line) => line.length),
    ).toEqual([12 + 16384, 12 + 16384, 0]);
  });

  test("tells warnings once, and leaves to the status what the status says", () => {
    const { event, text } = terminal();
    const warn = (reason: string, message: string) => event({ at: 0, type: "Warning", reason, message, container: "app" });
    warn("Unhealthy", "Readiness probe failed: no");
    warn("Unhealthy", "Readiness probe failed: no");
    warn("BackOff", "Back-off restarting failed container");
    event({ at: 0, type: "Normal", reason: "Started", message: "Container started", container: "app" });
    warn("Unhealthy", "Readiness probe failed: other");
    expect(text()).toBe("app       > Unhealthy: Readiness probe failed: no\napp       > Unhealthy: Readiness probe failed: other\n");
  });

  test("says once what an event and the status both say", () => {
    const { event, status, text } = terminal();
    event({ at: 0, type: "Warning", reason: "ErrImageNeverPull", message: "no image", container: "app" });
    status(podOf({}, { app: { state: waiting("ErrImageNeverPull", "no image") } }));
    expect(text()).toBe("app       > ErrImageNeverPull: no image\npod       > ErrImageNeverPull\n");
  });

  test("ends with what was left unended and one line per container", () => {
    const { output, status, summary, text } = terminal();
    status(podOf({}, { app: { state: running } }, { phase: "Running" }));
    status(podOf({}, { app: { state: ended(143), restartCount: 2 } }, { phase: "Running" }));
    const before = text().length;
    output("app", "stdout", bytes("tail"));
    summary(
      podOf(
        { init: { state: ended(0), restartCount: 1 } },
        { app: { state: ended(143), restartCount: 2 }, "long-name": {} },
        { phase: "Failed" },
      ),
    );
    expect(text().slice(before).split("\n")).toEqual([
      "app       | tail",
      "pod       > web Failed: app ended with 143",
      "init      > Completed, exit code 0, 1 restart",
      "app       > Error, exit code 143 (SIGTERM ended it: a program that handles SIGTERM can exit 0), 2 restarts",
      "long-name > never ran (PodInitializing)",
      "",
    ]);
  });

  test("colours names, one colour each, and nothing without colours", () => {
    const { output, text } = terminal(true);
    output("app", "stdout", bytes("a\n"));
    output("long-name", "stdout", bytes("b\n"));
    const codes = [...text().matchAll(/\u001b\[(\d+)m/g)].map(([, code]) => code).filter((code) => code !== "0");
    expect(new Set(codes).size).toBe(2);
  });
});
