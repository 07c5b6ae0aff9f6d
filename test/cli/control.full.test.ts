/** Commands as processes of their own, on pods whose runners are processes of their own. */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Bench, pod, shell, until } from "../engine/run/scaffold-run.ts";

const bin = fileURLToPath(new URL("../../bin/scaffold.js", import.meta.url));
let bench: Bench;
beforeEach(() => {
  bench = new Bench();
});
afterEach(() => bench.close());

function scaffold(args: string[], input = ""): Promise<{ out: string; err: string; code: number | null }> {
  const env = { PATH: process.env["PATH"], XDG_RUNTIME_DIR: bench.runtime, NO_COLOR: "1" };
  const child = spawn(process.execPath, [bin, ...args], { cwd: bench.folder, env });
  let [out, err] = ["", ""];
  child.stdout.on("data", (bytes) => (out += bytes));
  child.stderr.on("data", (bytes) => (err += bytes));
  child.stdin.on("error", () => {});
  child.stdin.end(input);
  return new Promise((resolve) => child.once("close", (code) => resolve({ out, err, code })));
}

const named = (name: string, spec: object) => ({ ...pod(spec), metadata: { name } });
const service = (name: string) => shell(name, "trap 'exit 0' TERM; echo up; while :; do sleep 0.02; done");

test("two pods at once: a command says which there are, until one is named; delete ends the runner with its exit code", async () => {
  const runs = ["shop", "web"].map((name) => bench.start(bench.file(`${name}.yaml`, [named(name, { containers: [service("app")] })])));
  await until(() => runs.every(({ stderr }) => stderr().includes("app | up")), "both pods");
  expect((await scaffold(["ps", "-o", "name"])).out).toBe("pod/shop\npod/web\n");
  const { err, code } = await scaffold(["describe"]);
  expect([err, code]).toEqual(["error: several pods are running: shop, web\n  hint: say which: --pod NAME\n", 1]);
  const [gone, deleted] = await Promise.all([scaffold(["wait", "shop", "--for=delete"]), scaffold(["delete", "pod/shop"])]);
  expect([gone.code, deleted]).toEqual([0, { out: 'pod "shop" deleted from default namespace\n', err: "", code: 0 }]);
  expect((await runs[0]?.finished)?.code).toBe(0);
  expect((await scaffold(["exec", "app", "-i", "--", "tr", "a-z", "A-Z"], "words\n")).out).toBe("WORDS\n");
  expect(await scaffold(["exec", "web", "--", "/bin/sh", "-c", "echo out; echo err >&2; exit 5"])).toEqual({
    out: "out\n",
    err: "err\ncommand terminated with exit code 5\n",
    code: 5,
  });
  expect((await scaffold(["delete", "--grace-period=0"])).code).toBe(0);
  await runs[1]?.finished;
  expect(bench.leftovers()).toEqual([]);
});

test("1.5 restart of the pod: init containers run again, and it becomes ready again", async () => {
  const spec = { initContainers: [shell("init", "echo again >> /shared/log")], containers: [service("app")] };
  const { finished, stderr, child } = bench.start(bench.file("web.yaml", [pod(spec, bench.folder)]), "--status-file", bench.statusFile);
  await until(() => /^app +\| up$/m.test(stderr()), "the app");
  expect(await scaffold(["restart"])).toEqual({ out: "pod/web restarted\n", err: "", code: 0 });
  const condition = "--for=jsonpath={.status.containerStatuses[0].restartCount}=1";
  expect((await scaffold(["wait", condition])).out).toBe("pod/web condition met\n");
  expect((await scaffold(["wait", "--for=condition=Ready"])).code).toBe(0);
  expect(bench.status()?.status?.initContainerStatuses?.[0]).toMatchObject({ restartCount: 1, ready: true });
  child.kill("SIGTERM");
  expect((await finished).code).toBe(0);
});
