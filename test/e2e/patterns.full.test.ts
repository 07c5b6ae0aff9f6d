import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { runProgram } from "../../src/cli/program.ts";
import type { Pod } from "../../src/pod/model.ts";
import { fixManifest } from "../../src/pod/validate/fix.ts";
import { validateManifest } from "../../src/pod/validate/validate.ts";
import { Bench, until } from "../engine/run/scaffold-run.ts";
import { testHost } from "../support/host.ts";
import { freePort } from "../support/tarball.ts";

const fixtures = fileURLToPath(new URL("../fixtures/patterns", import.meta.url));

/** A manifest of the text that taught these patterns, tabs and misspellings put right. */
function fixed(name: string): string {
  const text = readFileSync(join(fixtures, name), "utf8");
  return fixManifest(text, validateManifest(text, name)).text;
}

/** Says when it can be asked to stop: a shell that has only begun would die of the signal. */
const untilStopped = (name: string) => `trap 'exit 0' TERM; echo ${name} can be stopped; while :; do sleep 0.05; done`;

const isRunning = (pod: Pod | undefined, name: string) =>
  pod?.status?.containerStatuses?.some((status) => status.name === name && status.state.running) ?? false;

let bench: Bench;
/** The app's port, 8080, as one that is free on this machine. */
let mapped: string[];
beforeEach(async () => {
  bench = new Bench();
  mapped = ["--port-map", `8080=${await freePort()}`];
});
afterEach(() => bench.close());

describe("the two manifests that the patterns are taught with, after --fix", () => {
  test("app and log agent run together and are stopped together", async () => {
    const file = bench.file("pod.yaml", fixed("simple-webapp.yaml"));
    const run = bench.start(
      file,
      ...mapped,
      "--run",
      `simple-webapp=${untilStopped("app")}`,
      "--run",
      `log-agent=${untilStopped("agent")}`,
      "--status-file",
      bench.statusFile,
    );
    await until(() => isRunning(bench.status(), "simple-webapp") && isRunning(bench.status(), "log-agent"), "both run");
    for (const name of ["app", "agent"]) await until(() => run.stderr().includes(`| ${name} can be stopped\n`), `${name} can be stopped`);
    run.child.kill("SIGTERM");
    expect(await run.finished).toMatchObject({ code: 0 });
    expect(bench.status()?.status?.phase).toBe("Succeeded");
  });

  test("Init:0/1 and Pending as long as the init container sleeps", async () => {
    const file = bench.file("pod.yaml", fixed("simple-webapp-init.yaml"));
    const run = bench.start(file, ...mapped, "--run", "simple-webapp=sleep 60", "--status-file", bench.statusFile);
    await until(() => run.stderr().includes("The app is running!"), "the init container says what it says");
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(bench.status()?.status).toMatchObject({
      phase: "Pending",
      initContainerStatuses: [{ name: "init-myservice", state: { running: {} }, ready: false }],
      containerStatuses: [{ name: "simple-webapp", state: { waiting: { reason: "PodInitializing" } }, restartCount: 0 }],
    });
    expect(run.stderr()).toContain("Init:0/1");
    run.child.kill("SIGTERM");
    expect(await run.finished).toMatchObject({ code: 1 });
  });

  test("the app starts when the init container is done", async () => {
    const file = bench.file("pod.yaml", fixed("simple-webapp-init.yaml").replace("sleep 3600", "sleep 2"));
    const run = bench.start(file, ...mapped, "--run", `simple-webapp=${untilStopped("app")}`, "--status-file", bench.statusFile);
    await until(() => isRunning(bench.status(), "simple-webapp"), "the app runs");
    await until(() => run.stderr().includes("| app can be stopped\n"), "the app can be stopped");
    expect(bench.status()?.status?.initContainerStatuses).toMatchObject([
      { ready: true, state: { terminated: { exitCode: 0, reason: "Completed" } } },
    ]);
    run.child.kill("SIGTERM");
    expect(await run.finished).toMatchObject({ code: 0 });
  });
});

test("`lifecycle: together`, generated: one failure restarts all containers, and the init container runs again", async () => {
  const host = testHost(bench.folder);
  expect(await runProgram(["init", "--no-build", "--task", "run", "--run", "echo init >> $LOG_DIR/life"], host)).toBe(0);
  expect(await runProgram(["pod", "--no-build", "--lifecycle", "together"], host)).toBe(0);
  bench.file(
    "scaffold.yaml",
    readFileSync(join(bench.folder, "scaffold.yaml"), "utf8")
      .replace(
        "run: node server.mjs",
        "run: echo app >> $LOG_DIR/life; [ $(grep -c app $LOG_DIR/life) -ge 2 ] || exit 7; cat $LOG_DIR/life; exec sleep 60",
      )
      .replace(/ {2}ready:\n {4}tcp: 8080\n/, "")
      .replace("/var/log/app/*.log]", "/var/log/app/*]"),
  );
  expect(await runProgram(["generate", "--no-build"], testHost(bench.folder))).toBe(0);
  const run = bench.start("pod.yaml", ...mapped, "--status-file", bench.statusFile);
  await until(() => run.stderr().includes("| init\n"), "the life of the pod is told");
  expect(run.stderr().match(/\| (init|app)\n/g)).toEqual(["| init\n", "| app\n", "| init\n", "| app\n"]);
  expect(bench.status()?.status?.containerStatuses?.[0]?.restartCount).toBe(1);
});
