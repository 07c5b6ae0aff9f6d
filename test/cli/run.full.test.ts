import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { stringify } from "yaml";
import { privilegeHere } from "../../src/engine/drivers/process/namespace/trial.ts";
import { Bench, pod, shell, until } from "../engine/run/scaffold-run.ts";

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
});
afterEach(() => bench.close());

const once = (container: object, more: object = {}) => [pod({ restartPolicy: "Never", containers: [container], ...more })];
const image = (name: string) => ({ name, image: "example/none" });

describe("what a container runs", () => {
  test("--run goes through a shell, in the folder where it was typed, with mount paths rewritten on --isolation none", async () => {
    mkdirSync(join(bench.folder, "deploy"));
    const container = { ...image("app"), volumeMounts: [{ name: "shared", mountPath: "/shared" }] };
    const file = bench.file("deploy/pod.yaml", once(container));
    const { code, stderr } = await bench.run(file, "--isolation", "none", "--run", "app=echo a=1 > /shared/f; cat /shared/f; pwd");
    expect(code).toBe(0);
    expect(stderr).toContain("app | a=1\n");
    expect(stderr).toContain(`app | ${bench.folder}\n`);
  });

  test("its command runs in the manifest's folder", async () => {
    mkdirSync(join(bench.folder, "deploy"));
    const { stderr } = await bench.run(bench.file("deploy/pod.yaml", once(shell("app", "pwd"))));
    expect(stderr).toContain(`app | ${bench.folder}/deploy\n`);
  });

  test("an image that nothing stands for waits, and says what to type", async () => {
    const { code, stderr } = await bench.run(bench.file("pod.yaml", once(image("app"))), "--for", "300ms");
    expect(code).toBe(1);
    expect(stderr).toContain(
      "ErrImageNeverPull: Container image \"example/none\" is not present with pull policy of Never; say what it runs: --run app='COMMAND'",
    );
  });

  test("--inherit-env hands a variable on", async () => {
    const { stderr } = await bench.run(bench.file("pod.yaml", once(shell("app", 'echo "[$NO_COLOR]"'))), "--inherit-env", "NO_COLOR");
    expect(stderr).toContain("app | [1]\n");
  });
});

describe.runIf(process.platform === "linux")("--isolation", () => {
  const script = 'd=shared; echo it > "/$d/f"; cat /shared/f';
  const given = () => bench.file("pod.yaml", once(shell("app", script)));

  test("is a namespace where one can be made: a mount is at its path, also where no rewriting would see it", async () => {
    const { privilege } = await privilegeHere(process.env);
    const { code, stderr } = await bench.run(given());
    expect(code).toBe(privilege === undefined ? 1 : 0);
    expect(stderr.split("\n")[0]).toContain(privilege === undefined ? "(isolation: none; " : "(isolation: namespace)");
  });

  test("is none where none can be made, and says why; to ask for one is an error then", async () => {
    writeFileSync(join(bench.folder, "unshare"), "#!/bin/sh\necho unshare: Operation not permitted >&2; exit 1\n", { mode: 0o755 });
    vi.stubEnv("PATH", `${bench.folder}:${process.env["PATH"]}`);
    onTestFinished(() => void vi.unstubAllEnvs());
    const why = "this machine allows no mount namespaces: unshare: Operation not permitted";
    const file = bench.file("pod.yaml", once(shell("app", "echo it > /shared/f; cat /shared/f")));
    const automatic = await bench.run(file);
    expect(automatic.stderr.split("\n")[0]).toContain(`mount paths are rewritten (isolation: none; ${why})`);
    expect([automatic.code, automatic.stderr]).toEqual([0, expect.stringContaining("app | it\n")]);
    const asked = await bench.run(file, "--isolation", "namespace");
    expect([asked.code, asked.stderr]).toEqual([3, expect.stringContaining(why)]);
  });
});

describe("--for", () => {
  test("is 0 when every container is ready as the time is up, whatever SIGTERM makes of them", async () => {
    const { code, stderr } = await bench.run(bench.file("pod.yaml", once(shell("app", "exec sleep 600"))), "--for", "500ms");
    expect(code).toBe(0);
    expect(stderr).toContain("time is up, every container is ready");
  });

  test("is 1 when one is not", async () => {
    const container = shell("app", "exec sleep 600", { readinessProbe: { exec: { command: ["false"] } } });
    const { code, stderr } = await bench.run(bench.file("pod.yaml", once(container)), "--for", "500ms");
    expect(code).toBe(1);
    expect(stderr).toContain("time is up, not ready: Running, 0/1 ready");
  });

  test.each([
    ["exit 0", 0],
    ["exit 3", 1],
  ])("a pod that is over before counts by itself: %s", async (script, want) => {
    expect((await bench.run(bench.file("pod.yaml", once(shell("app", script))), "--for", "60s")).code).toBe(want);
  });

  test("--grace shortens the stop", async () => {
    const stubborn = shell("app", "trap '' TERM; while :; do sleep 0.05; done");
    const file = bench.file("pod.yaml", once(stubborn, { terminationGracePeriodSeconds: 600 }));
    const { code } = await bench.run(file, "--for", "1500ms", "--grace", "1s");
    expect(code).toBe(0);
  });
});

describe("other files", () => {
  const reads = (kind: "configMapKeyRef" | "secretKeyRef") =>
    shell("app", 'echo "[$VALUE]"', { env: [{ name: "VALUE", valueFrom: { [kind]: { name: "store", key: "a.b" } } }] });

  test("-f brings ConfigMaps and Secrets", async () => {
    bench.file("more.yaml", [{ apiVersion: "v1", kind: "Secret", metadata: { name: "store" }, stringData: { "a.b": "from -f" } }]);
    const { stderr } = await bench.run(bench.file("pod.yaml", once(reads("secretKeyRef"))), "-f", "more.yaml");
    expect(stderr).toContain("app | [from -f]\n");
  });

  test("what no file has comes from .scaffold/local.env", async () => {
    mkdirSync(join(bench.folder, ".scaffold"));
    writeFileSync(join(bench.folder, ".scaffold/local.env"), "# mine\nstore.a.b=from local.env\n");
    const { stderr } = await bench.run(bench.file("pod.yaml", once(reads("secretKeyRef"))));
    expect(stderr).toContain("app | [from local.env]\n");
  });

  test.each([
    ["Deployment", { selector: { matchLabels: { app: "web" } } }, /^web-[a-z0-9]{10}-[a-z0-9]+$/],
    ["StatefulSet", { selector: { matchLabels: { app: "web" } }, serviceName: "web" }, /^web-0$/],
  ])("a %s is run as one pod of its template", async (kind, more, name) => {
    const template = {
      metadata: { labels: { app: "web" } },
      spec: { containers: [shell("app", "echo up; exec sleep 600")], volumes: [{ name: "shared" }] },
    };
    const file = bench.file("web.yaml", [{ apiVersion: "apps/v1", kind, metadata: { name: "web" }, spec: { ...more, template } }]);
    await bench.run(file, "--for", "400ms", "--status-file", bench.statusFile);
    expect(bench.status()).toMatchObject({ kind: "Pod", metadata: { name: expect.stringMatching(name), labels: { app: "web" } } });
  });
});

describe("what cannot be run", () => {
  test.each<[string, string, string[], number, string[]]>([
    ["no manifest", "", ["no.yaml"], 2, ["no.yaml"]],
    [
      "a mistake in the manifest, at its place",
      stringify({ apiVersion: "v1", kind: "Pod", metadata: { name: "x" }, spec: { containers: [{ name: "a", imaeg: "b" }] } }),
      [],
      2,
      ["imaeg", 'did you mean "image"?', "pod.yaml:8:7"],
    ],
    ["a file without a pod", "apiVersion: v1\nkind: Service\nmetadata: {name: x}\n", [], 2, ["there is no pod in pod.yaml"]],
    [
      "--run of a container that is not there",
      "ok",
      ["--run", "apq=true"],
      2,
      ["--run apq: the pod has no container of that name", "did you mean app?"],
    ],
    ["--run without a name", "ok", ["--run", "true"], 2, ["--run true names no container"]],
    ["a duration that is none", "ok", ["--for", "soon"], 2, ["--for soon is not a duration"]],
    ["a port map that is none", "ok", ["--port-map", "80"], 2, ["--port-map 80 is not PORT=PORT"]],
    ["a status file in no folder", "ok", ["--status-file", "no/such/status.json"], 3, ["cannot write the status file"]],
  ])("%s", async (_, manifest, args, code, texts) => {
    const file = manifest === "" ? [] : [bench.file("pod.yaml", manifest === "ok" ? once(shell("app", "exit 0")) : manifest)];
    const finished = await bench.run(...file, ...args);
    expect(finished.code).toBe(code);
    for (const text of texts) expect(finished.stderr).toContain(text);
  });

  test("two pods in one file", async () => {
    const { code, stderr } = await bench.run(bench.file("pod.yaml", [...once(shell("a", "true")), ...once(shell("b", "true"))]));
    expect([code, stderr]).toEqual([2, expect.stringContaining("pod.yaml holds 2 pods")]);
  });
});

describe("ports", () => {
  const server = createServer((_, response) => void response.end("someone else"));
  let port: number;
  beforeEach(async () => {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    port = typeof address === "object" && address ? address.port : 0;
  });
  afterEach(() => new Promise<void>((resolve) => void server.close(() => resolve())));

  const listening = () => {
    const script = `require("node:http").createServer((_, r) => r.end()).listen(process.env.PORT, "127.0.0.1")`;
    return {
      name: "db",
      image: "example/db",
      command: [process.execPath, "-e", script],
      env: [{ name: "PORT", value: String(port) }],
      ports: [{ name: "sql", containerPort: port }],
      readinessProbe: { httpGet: { port: "sql" }, periodSeconds: 1 },
    };
  };

  test("one that is taken stops everything before it starts: exit 3, with what to type", async () => {
    const init = shell("init", "echo started > started");
    const { code, stderr } = await bench.run(bench.file("pod.yaml", once(listening(), { initContainers: [init] })));
    expect(code).toBe(3);
    expect(stderr).toMatch(new RegExp(`port ${port} of container "db" is taken on this machine\\n +hint: --port-map ${port}=\\d+\\n`));
    expect(bench.files()).not.toContain("started");
  });

  test("so does one that an ambassador listens on, on localhost alone: no containerPort names it", async () => {
    bench.file(
      "scaffold.yaml",
      "name: shop\ncompanions:\n  db: { pattern: ambassador, routes: { dev: {}, test: {}, prod: {} }, port: 9101, admin: 9102 }\n",
    );
    const container = { name: "db", image: "shop-db:dev", env: [{ name: "LISTEN_PORT", value: "1" }] };
    const started = shell("init", "echo started > started");
    const other = { ...shell("other", "true"), env: [{ name: "LISTEN_PORT", value: String(port) }] };
    const file = bench.file("pod.yaml", once(container, { initContainers: [started], containers: [container, other] }));
    for (const args of [
      ["--env", `db.LISTEN_PORT=${port}`],
      ["--env", `db.ADMIN_PORT=${port}`],
      ["--port-map", `1=${port}`],
    ]) {
      const { code, stderr } = await bench.run(file, ...args);
      expect(code).toBe(3);
      const from = args[0] === "--port-map" ? 1 : port;
      expect(stderr).toMatch(new RegExp(`port ${port} of container "db" is taken on this machine\\n +hint: --port-map ${from}=\\d+\\n`));
    }
    expect(bench.files()).not.toContain("started");
  });

  test("--port-map, as the hint says, makes it run and become ready", async () => {
    const file = bench.file("pod.yaml", once(listening()));
    const hint = /--port-map (\d+=\d+)/.exec((await bench.run(file)).stderr)?.[1] ?? "";
    const { finished, child, stderr } = bench.start(file, "--port-map", hint);
    await until(() => stderr().includes("db  > ready"), "the db's readiness");
    child.kill("SIGTERM");
    await finished;
  });
});

test("--json gives events, status and result as lines on standard output", async () => {
  const { code, stdout } = await bench.run(bench.file("pod.yaml", once(shell("app", "exit 3"))), "--json");
  const lines = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(code).toBe(1);
  expect(lines).toContainEqual({
    kind: "event",
    at: expect.stringMatching(/^\d{4}-.*Z$/),
    type: "Normal",
    reason: "Started",
    message: "Container started",
    container: "app",
  });
  expect(lines).toContainEqual({ kind: "status", status: "ContainerCreating", ready: 0, all: 1 });
  expect(lines.at(-1)).toMatchObject({ kind: "result", phase: "Failed", exit: 1, containers: [{ name: "app", reason: "Error" }] });
});

test("says at the start what plain processes lack, and in the end how each container ended", async () => {
  const { stderr } = await bench.run(bench.file("pod.yaml", once(shell("app", "printf no-newline; exit 3"))));
  expect(stderr).toMatch(/^pod > containers are plain processes here: no image file system/);
  expect(stderr).toContain("app | no-newline\n");
  expect(stderr).toMatch(/app > Error, exit code 3\n$/);
});

test("the pod.yaml beside scaffold.yaml is the default", async () => {
  const { code, stderr } = await bench.run();
  expect([code, stderr]).toEqual([2, expect.stringContaining("there is no pod.yaml")]);
  bench.file("pod.yaml", once(shell("app", "echo mine")));
  expect((await bench.run()).stderr).toContain("app | mine\n");
  expect(readFileSync(join(bench.folder, "pod.yaml"), "utf8")).toContain("echo mine");
});

test("nobody who reads does not stop the pod from living, ending and leaving", async () => {
  const script = "trap 'exit 0' TERM; seq 1 100000; echo all written; while :; do sleep 0.05; done";
  const probed = { readinessProbe: { exec: { command: ["sh", "-c", "echo p >> probes"] }, periodSeconds: 1 } };
  const file = bench.file("pod.yaml", once(shell("app", script, probed)));
  const { child, finished } = bench.start(file, "--status-file", bench.statusFile);
  child.stderr?.pause();
  await until(() => bench.status()?.status?.containerStatuses?.[0]?.ready === true, "readiness");
  const probes = () => readFileSync(join(bench.folder, "probes"), "utf8").length;
  const before = probes();
  await until(() => probes() > before, "another probe");
  child.kill("SIGTERM");
  await until(() => child.exitCode !== null, "the end");
  child.stderr?.resume();
  expect((await finished).code).toBe(0);
  expect(bench.leftovers()).toEqual([]);
});
