import { mkdirSync, readFileSync, watch, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Pod } from "../../../src/pod/model.ts";
import { Bench, pod, shell, until } from "./scaffold-run.ts";

let bench: Bench;
let shared: string;
beforeEach(() => {
  bench = new Bench();
  shared = join(bench.folder, "shared");
  mkdirSync(shared);
});
afterEach(() => bench.close());

const quick = ["--backoff-initial", "200ms", "--backoff-max", "1s"];
/** Starts a pod whose containers write events, one word a line, to /shared/events. */
const start = (spec: object, ...args: string[]) =>
  bench.start(bench.file("pod.yaml", [pod(spec, shared)]), "--status-file", bench.statusFile, ...quick, ...args);
const events = (): string[] => {
  try {
    return readFileSync(join(shared, "events"), "utf8").trim().split("\n");
  } catch {
    return [];
  }
};
const say = (word: string): string => `echo ${word} >> /shared/events`;
/** A container that says `<name>` and then, at SIGTERM, `<name>-stop`, and exits with this code. */
const service = (name: string, exitCode = 0, more: object = {}) =>
  shell(name, `trap '${say(`${name}-stop`)}; exit ${exitCode}' TERM; ${say(name)}; while :; do sleep 0.05; done`, more);

const exits = (status: Pod | undefined): Record<string, number | undefined> =>
  Object.fromEntries(
    [...(status?.status?.initContainerStatuses ?? []), ...(status?.status?.containerStatuses ?? [])].map(({ name, state }) => [
      name,
      state.terminated?.exitCode,
    ]),
  );

describe("a whole pod with real processes", () => {
  test("init containers run one after the other, then the app; Succeeded is exit 0 (1.1, 5.10)", async () => {
    const { finished } = start({
      restartPolicy: "Never",
      initContainers: [shell("one", `sleep 0.1; ${say("one")}`), shell("two", say("two"))],
      containers: [shell("app", say("app"))],
    });
    expect((await finished).code).toBe(0);
    expect(events()).toEqual(["one", "two", "app"]);
    expect(bench.status()?.status?.phase).toBe("Succeeded");
  });

  test("an init container that fails twice is retried, alone, until it succeeds (1.3, 1.4)", async () => {
    const { finished } = start({
      restartPolicy: "OnFailure",
      initContainers: [shell("first", say("first")), shell("flaky", `${say("flaky")}; test $(grep -c flaky /shared/events) -ge 3`)],
      containers: [shell("app", say("app"))],
    });
    expect((await finished).code).toBe(0);
    expect(events()).toEqual(["first", "flaky", "flaky", "flaky", "app"]);
    expect(bench.status()?.status?.initContainerStatuses).toMatchObject([
      { name: "first", restartCount: 0, ready: true },
      { name: "flaky", restartCount: 2, ready: true, lastState: { terminated: { exitCode: 1, reason: "Error" } } },
    ]);
  });

  test("an init container that fails under Never fails the pod: exit 1 (1.3)", async () => {
    const { finished } = start({
      restartPolicy: "Never",
      initContainers: [shell("init", "exit 5")],
      containers: [shell("app", say("app"))],
    });
    expect((await finished).code).toBe(1);
    expect(events()).toEqual([]);
    expect([bench.status()?.status?.phase, exits(bench.status())["init"]]).toEqual(["Failed", 5]);
  });

  test("the app starts after the sidecar's startup probe; sidecars stop in reverse order, after the app (2.1, 5.6)", async () => {
    const gate = { startupProbe: { exec: { command: ["test", "-e", "/shared/open"] }, periodSeconds: 1, failureThreshold: 60 } };
    const { finished, child } = start({
      initContainers: [service("one", 0, { restartPolicy: "Always" }), service("two", 0, { restartPolicy: "Always", ...gate })],
      containers: [service("app")],
    });
    await until(() => events().includes("two"), "the second sidecar");
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(events()).toEqual(["one", "two"]);
    writeFileSync(join(shared, "open"), "");
    await until(() => events().includes("app"), "the app");
    child.kill("SIGTERM");
    expect((await finished).code).toBe(0);
    expect(events()).toEqual(["one", "two", "app", "app-stop", "two-stop", "one-stop"]);
  });

  test("a Job's pod ends, and stops its sidecar, when the app is done; a sidecar's exit code does not count (2.7, 2.8)", async () => {
    const { finished } = start({
      restartPolicy: "Never",
      initContainers: [service("sidecar", 3, { restartPolicy: "Always" })],
      containers: [shell("app", `while ! test -s /shared/events; do sleep 0.02; done; ${say("app")}`)],
    });
    expect((await finished).code).toBe(0);
    expect(events()).toEqual(["sidecar", "app", "sidecar-stop"]);
    expect(bench.status()).toMatchObject({
      status: { phase: "Succeeded", initContainerStatuses: [{ state: { terminated: { exitCode: 3 } } }] },
    });
  });

  test("a container that fails is restarted with back-off, the first time at once (6.2)", async () => {
    const { finished } = start({
      restartPolicy: "OnFailure",
      containers: [shell("app", `${say("try")}; test $(grep -c try /shared/events) -ge 4`)],
    });
    expect((await finished).code).toBe(0);
    expect(bench.status()?.status?.containerStatuses?.[0]).toMatchObject({ restartCount: 3, state: { terminated: { exitCode: 0 } } });
  });

  test("RestartAllContainers starts over from the first init container, volumes kept (6.8)", async () => {
    const together = {
      restartPolicy: "Never",
      restartPolicyRules: [{ action: "RestartAllContainers", exitCodes: { operator: "In", values: [42] } }],
    };
    const { finished } = start({
      restartPolicy: "Never",
      initContainers: [shell("init", say("init"))],
      containers: [
        shell("app", `${say("app")}; sleep 0.2; test $(grep -c app /shared/events) -ge 2 || exit 42`, together),
        shell("other", "test $(grep -c init /shared/events) -ge 2 && exit 0; trap 'exit 0' TERM; while :; do sleep 0.05; done"),
      ],
    });
    expect((await finished).code).toBe(0);
    expect(events()).toEqual(["init", "app", "init", "app"]);
    const counts = [...(bench.status()?.status?.initContainerStatuses ?? []), ...(bench.status()?.status?.containerStatuses ?? [])];
    expect(counts.map(({ name, restartCount }) => [name, restartCount])).toEqual([
      ["init", 1],
      ["app", 1],
      ["other", 1],
    ]);
  });

  test("a preStop hook runs before SIGTERM, in the container's own world (5.2)", async () => {
    const { finished, child } = start({
      containers: [service("app", 0, { lifecycle: { preStop: { exec: { command: ["sh", "-c", say("hook")] } } } })],
    });
    await until(() => events().includes("app"), "the app");
    child.kill("SIGTERM");
    expect((await finished).code).toBe(0);
    expect(events()).toEqual(["app", "hook", "app-stop"]);
  });

  test("a missing ConfigMap holds its container back, and no other (10.3)", async () => {
    const { finished, child } = start({
      containers: [service("app"), shell("held", "true", { envFrom: [{ configMapRef: { name: "missing" } }] })],
    });
    await until(() => events().includes("app"), "the app");
    await until(() => bench.status()?.status?.containerStatuses?.[1]?.state.waiting?.reason === "CreateContainerConfigError", "the reason");
    expect(bench.status()?.status).toMatchObject({
      phase: "Pending",
      containerStatuses: [
        { state: { running: {} } },
        { state: { waiting: { message: 'configmap "missing" not found' } }, restartCount: 0 },
      ],
    });
    child.kill("SIGTERM");
    await finished;
  });

  test("ConfigMaps and Secrets of the same file arrive in environment and volumes", async () => {
    const objects = [
      { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "settings" }, data: { mode: "0644", file: "content" } },
      { apiVersion: "v1", kind: "Secret", metadata: { name: "login" }, stringData: { password: "p" } },
    ];
    const app = shell("app", `echo "$mode $PASSWORD $(cat /etc/settings/file)" >> /shared/events`, {
      envFrom: [{ configMapRef: { name: "settings" } }],
      env: [{ name: "PASSWORD", valueFrom: { secretKeyRef: { name: "login", key: "password" } } }],
    });
    app.volumeMounts.push({ name: "settings", mountPath: "/etc/settings" });
    const manifest = pod({ restartPolicy: "Never", containers: [app] }, shared);
    Object.assign(manifest.spec, { volumes: [...manifest.spec.volumes, { name: "settings", configMap: { name: "settings" } }] });
    const { code, stderr } = await bench.run(bench.file("pod.yaml", [...objects, manifest]));
    expect([code, stderr]).toEqual([0, expect.any(String)]);
    expect(events()).toEqual(["0644 p content"]);
  });
});

describe("stopping", () => {
  test("SIGTERM deletes gracefully; an app that ends with 0 makes exit 0 (5.10)", async () => {
    const { finished, child } = start({ containers: [service("app"), service("other")] });
    await until(() => events().length === 2, "both");
    child.kill("SIGTERM");
    expect((await finished).code).toBe(0);
    expect(bench.status()).toMatchObject({ status: { phase: "Succeeded" }, metadata: { deletionTimestamp: expect.any(String) } });
  });

  test.each([
    ["one that ends with another code", service("app", 7), 7],
    ["one that SIGTERM itself ends (4.5)", shell("app", `${say("app")}; exec sleep 600`), 143],
  ])("%s makes exit 1", async (_, container, exitCode) => {
    const { finished, child } = start({ containers: [container] });
    await until(() => events().includes("app"), "the app");
    child.kill("SIGTERM");
    expect((await finished).code).toBe(1);
    expect([bench.status()?.status?.phase, exits(bench.status())]).toEqual(["Failed", { app: exitCode }]);
  });

  test("a second SIGTERM does not wait for the grace period", async () => {
    const stubborn = shell("app", `trap '${say("term")}' TERM; ${say("app")}; while :; do sleep 0.05; done`);
    const { finished, child } = start({ terminationGracePeriodSeconds: 600, containers: [stubborn] });
    await until(() => events().includes("app"), "the app");
    child.kill("SIGTERM");
    await until(() => events().includes("term"), "SIGTERM");
    child.kill("SIGTERM");
    expect((await finished).code).toBe(1);
    expect(exits(bench.status())).toEqual({ app: 137 });
  });

  test("the grace period ends in SIGKILL: 137, and exit 1 (5.2)", async () => {
    const stubborn = shell("app", `trap '' TERM; ${say("app")}; while :; do sleep 0.05; done`);
    const { finished, child } = start({ terminationGracePeriodSeconds: 1, containers: [stubborn] });
    await until(() => events().includes("app"), "the app");
    child.kill("SIGINT");
    expect((await finished).code).toBe(1);
    expect(exits(bench.status())).toEqual({ app: 137 });
  });

  test("before any app container was started it is 143 or 130, but 1 with a status file", async () => {
    const spec = { initContainers: [service("init", 1)], containers: [shell("app", say("app"))] };
    const file = bench.file("pod.yaml", [pod(spec, shared)]);
    for (const [signal, args, want] of [
      ["SIGTERM", [], 143],
      ["SIGINT", [], 130],
      ["SIGTERM", ["--status-file", bench.statusFile], 1],
    ] as const) {
      writeFileSync(join(shared, "events"), "");
      const { finished, child } = bench.start(file, ...args);
      await until(() => events().includes("init"), "the init container");
      child.kill(signal);
      expect((await finished).code).toBe(want);
    }
  });

  test("nothing is left after any end", async () => {
    const { finished } = start({ restartPolicy: "Never", containers: [shell("app", "setsid sleep 600 & sleep 601 & exit 0")] });
    expect((await finished).code).toBe(0);
    expect([bench.processes(), bench.leftovers()]).toEqual([[], []]);
    expect(bench.files().sort()).toEqual(["pod.yaml", "runtime", "shared", "status.json"]);
  });
});

test("a reader of the status file finds a whole pod at every moment, and the last one at the end", async () => {
  const phases = new Set<string>();
  let reads = 0;
  const look = (): void => {
    const text = (() => {
      try {
        return readFileSync(bench.statusFile, "utf8");
      } catch {
        return undefined;
      }
    })();
    if (text === undefined) return;
    reads++;
    phases.add((JSON.parse(text) as Pod).status?.phase ?? "");
  };
  const watcher = watch(bench.folder, look);
  const { finished } = start({
    restartPolicy: "Never",
    initContainers: [shell("a", "sleep 0.1"), shell("b", "sleep 0.1")],
    containers: [shell("app", "sleep 0.2")],
  });
  const timer = setInterval(look, 1);
  await finished;
  clearInterval(timer);
  watcher.close();
  expect(reads).toBeGreaterThan(10);
  expect([...phases]).toEqual(["Pending", "Running"].concat(phases.has("Succeeded") ? ["Succeeded"] : []));
  expect(bench.status()).toMatchObject({ apiVersion: "v1", kind: "Pod", status: { phase: "Succeeded" } });
});
