import { afterEach, beforeEach, expect, test } from "vitest";
import { Bench, pod, shell, until } from "../engine/run/scaffold-run.ts";

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
});
afterEach(() => bench.close());

const app = shell("app", "trap 'echo app-term; exit 0' TERM; echo app-up; while :; do sleep 0.05; done");

test.each([{ npm_command: "exec" }, { npm_execpath: "/usr/lib/npm/bin/npm-cli.js" }])(
  "when the npm that started it is gone the pod is stopped: %o",
  async (env) => {
    const { child, finished, stderr } = bench.startBelow(env, bench.file("pod.yaml", [pod({ containers: [app] })]));
    await until(() => stderr().includes("app | app-up"), "the start");
    child.kill("SIGTERM");
    expect((await finished).stderr).toMatch(/pod > Terminating[\s\S]*app \| app-term[\s\S]*pod > Completed/);
    await until(() => bench.processes().length === 0 && bench.leftovers().length === 0, "the end of everything");
  },
);

test("a runner that was put into the background of a shell goes on without it", async () => {
  const { child, stderr } = bench.startBelow({}, bench.file("pod.yaml", [pod({ containers: [app] })]));
  await until(() => stderr().includes("app | app-up"), "the start");
  child.kill("SIGTERM");
  await new Promise((resolve) => setTimeout(resolve, 2500));
  expect(stderr()).not.toContain("Terminating");
  const [runner] = bench.runners();
  process.kill(Number(runner), "SIGTERM");
  await until(() => stderr().includes("app | app-term"), "the stop");
});

test.each([{}, { npm_command: "exec" }])(
  "behind nohup the end of the terminal, and of the npm that started it, stop nothing: %o",
  async (env) => {
    const { child, stderr } = bench.startBehindNohup(env, bench.file("pod.yaml", [pod({ containers: [app] })]));
    await until(() => stderr().includes("app | app-up"), "the start");
    const [runner] = bench.runners();
    process.kill(Number(runner), "SIGHUP");
    child.kill("SIGKILL");
    await new Promise((resolve) => setTimeout(resolve, 2500));
    expect(stderr()).not.toContain("Terminating");
    process.kill(Number(runner), "SIGTERM");
    await until(() => stderr().includes("app | app-term"), "the stop");
  },
);

test("without nohup the end of the terminal is a request to stop", async () => {
  const { finished, stderr } = bench.startBelow({}, bench.file("pod.yaml", [pod({ containers: [app] })]));
  await until(() => stderr().includes("app | app-up"), "the start");
  const [runner] = bench.runners();
  process.kill(Number(runner), "SIGHUP");
  expect((await finished).stderr).toMatch(/pod > Terminating[\s\S]*app \| app-term[\s\S]*pod > Completed/);
});
