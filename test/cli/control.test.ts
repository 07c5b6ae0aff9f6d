/** A pod that runs in this process, and what commands from another terminal get from it. */
import { existsSync, linkSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runProgram } from "../../src/cli/program.ts";
import { converse, runningPods } from "../../src/engine/control/client.ts";
import { type Answer, controlSocket } from "../../src/engine/control/protocol.ts";
import { type Control, createControl } from "../../src/engine/control/server.ts";
import { diskLogs } from "../../src/engine/logs/disk.ts";
import { createObjects } from "../../src/engine/objects.ts";
import { type PodRun, startPod } from "../../src/engine/run.ts";
import { until } from "../engine/run/scaffold-run.ts";
import { testHost } from "../support/host.ts";

const runtime = mkdtempSync(join(tmpdir(), "scaffold-control-"));
const env = { PATH: process.env["PATH"], XDG_RUNTIME_DIR: runtime };
const troubles: string[] = [];
let run: PodRun;
let control: Control;

const script = (text: string): string[] => ["/bin/sh", "-c", text];
const spec = {
  initContainers: [
    { name: "setup", image: "x", command: script("echo set up") },
    { name: "side", image: "x", restartPolicy: "Always" as const, command: script("exec sleep 600") },
  ],
  containers: [
    {
      name: "app",
      image: "x",
      env: [{ name: "COLOR", value: "red" }],
      command: script("echo one; echo two; printf three; trap 'exit 3' TERM; while :; do sleep 0.02; done"),
    },
  ],
};

beforeAll(async () => {
  control = createControl((sentence) => troubles.push(sentence));
  run = startPod({
    pod: { apiVersion: "v1", kind: "Pod", metadata: { name: "web" }, spec },
    objects: createObjects({}),
    env,
    directory: runtime,
    logs: diskLogs({ onTrouble: (sentence) => troubles.push(sentence) }),
    ...control.listening({ onStatus: () => {}, onEvent: () => {} }),
  });
  control.open(run);
  await until(() => run.pod().status?.conditions.some(({ type, status }) => type === "Ready" && status === "True") === true, "Ready");
});
afterAll(async () => {
  run.delete(0);
  await run.finished;
  await control.close();
  rmSync(runtime, { recursive: true, force: true });
});

/** What a command prints, its talk, and its exit code. */
async function scaffold(...args: string[]): Promise<[string, string, number]> {
  const host = testHost(runtime, { env });
  const code = await runProgram(args, host);
  return [host.out(), host.err(), code];
}
const socket = (): string => controlSocket(run.folder);
const restartsOf = (name: string): number | undefined =>
  [...(run.pod().status?.initContainerStatuses ?? []), ...(run.pod().status?.containerStatuses ?? [])].find((one) => one.name === name)
    ?.restartCount;

async function execute(command: readonly string[], input?: string): Promise<{ out: string; exit: number | string | undefined }> {
  const { answers, send } = await converse(socket(), { verb: "exec", container: "app", command, stdin: input !== undefined });
  if (input !== undefined) {
    await send({ kind: "stdin", data: Buffer.from(input).toString("base64") });
    await send({ kind: "end" });
  }
  let out = "";
  let last: Answer | undefined;
  for await (const answer of answers) {
    if (answer.kind === "output") out += Buffer.from(answer.data, "base64").toString();
    last = answer;
  }
  return { out, exit: last?.kind === "exit" ? last.exitCode : last?.kind === "refused" ? last.message : undefined };
}

describe("the socket", () => {
  test("is its user's alone", () => {
    expect(statSync(run.folder).mode & 0o777).toBe(0o700);
    expect(statSync(socket()).mode & 0o777).toBe(0o600);
    expect(troubles).toEqual([]);
  });

  test.each(["{}", "no json", '{"verb":"exec","container":"app","command":[]}', '{"verb":"delete","graceSeconds":-1}', '["show"]'])(
    "refuses what is no question: %s",
    async (line) => {
      const connection = connect(socket());
      connection.write(`${line}\n`);
      let answer = "";
      for await (const bytes of connection) answer += bytes;
      expect(JSON.parse(answer)).toMatchObject({ kind: "refused" });
    },
  );

  test("one that a killed runner left behind goes with its folder; what is not of its kind stays", async () => {
    const stale = join(runtime, "scaffold-0123456789ab");
    mkdirSync(stale);
    // A name on disk that nobody listens behind: the server's own file goes when it is closed, a link to it does not.
    const server = createServer().listen(join(runtime, "listening"));
    await until(() => server.listening);
    linkSync(join(runtime, "listening"), controlSocket(stale));
    await new Promise((resolve) => server.close(resolve));
    mkdirSync(join(runtime, "scaffold-another"));
    const names = (await runningPods(env)).map(({ pod }) => pod.metadata.name);
    expect([names, existsSync(stale), readdirSync(runtime).length]).toEqual([["web"], false, 2]);
  });
});

describe("exec", () => {
  test("has the container's environment, and its exit code comes through", async () => {
    expect(await execute(script("echo $COLOR; echo err >&2; exit 7"))).toEqual({ out: expect.stringMatching(/red\n|err\n/), exit: 7 });
    expect(await execute(script("echo $COLOR"))).toEqual({ out: "red\n", exit: 0 });
  });

  test("passes input on, and all output however much it is", async () => {
    const text = "x".repeat(300_000);
    const { out, exit } = await execute(["cat"], text);
    expect([out.length, out === text, exit]).toEqual([300_000, true, 0]);
  });

  test("input that nobody reads is no trouble", async () => {
    expect(await execute(["true"], "x".repeat(300_000))).toEqual({ out: "", exit: 0 });
  });

  test("a program that is not there is refused in the runtime's words", async () => {
    expect((await execute(["no-such-program"])).exit).toBe('exec: "no-such-program": executable file not found in $PATH');
  });

  test("who goes away takes the program along", async () => {
    const { answers, close } = await converse(socket(), { verb: "exec", container: "app", command: script("echo $$; sleep 600"), stdin: false }); // biome-ignore format: one call
    let pid = 0;
    for await (const answer of answers) {
      if (answer.kind === "output") pid = Number(Buffer.from(answer.data, "base64").toString());
      break;
    }
    close();
    await until(() => !existsSync(`/proc/${pid}`), "the end of the program");
    expect(pid).toBeGreaterThan(1);
  });
});

describe("commands", () => {
  test("ps lists pods as kubectl does", async () => {
    const [out] = await scaffold("ps");
    expect(out).toMatch(/^NAME {3}READY {3}STATUS {4}RESTARTS {3}AGE\nweb {4}2\/2 {5}Running {3}0 {10}\d+s\n$/);
    expect(JSON.parse((await scaffold("ps", "web", "-o", "json"))[0])).toMatchObject({ kind: "Pod", status: { phase: "Running" } });
    expect((await scaffold("ps", "-o", "name"))[0]).toBe("pod/web\n");
  });

  test("logs: the app unless another is named; tail, timestamps, and what waits for its newline is not shown yet", async () => {
    expect(await scaffold("logs", "web")).toEqual(["one\ntwo\n", 'Defaulted container "app" out of: app, setup (init), side (init)\n', 0]);
    expect(await scaffold("logs", "setup")).toEqual(["set up\n", "", 0]);
    expect(await scaffold("logs", "-c", "app", "--tail", "1")).toEqual(["two\n", "", 0]);
    expect((await scaffold("logs", "app", "--timestamps", "--tail", "1"))[0]).toMatch(/^\d{4}-\S+Z two\n$/);
    expect((await scaffold("logs", "app", "--since", "0"))[0]).toBe("");
    expect((await scaffold("logs", "app", "-p")).slice(1)).toEqual([
      expect.stringContaining('previous terminated container "app" in pod "web" not found'),
      1,
    ]);
  });

  test("describe tells all, with events and counts", async () => {
    const [out] = await scaffold("describe");
    expect(out).toMatch(/^Name: {13}web\nNamespace: {8}default\n/);
    expect(out).toContain("    State:          Running\n");
    expect(out).toContain("      COLOR:  red\n");
    expect(out).toMatch(/ {2}Type {4}Reason {3}Age {3,}From {5}Message\n {2}---- /);
    expect(out).toMatch(/Normal {2}Started {2}\d+s( \(x\d over \d+s\))? +kubelet {2}Container started\n/);
  });

  test.each<[string[], string]>([
    [["ps", "wbe"], 'pods "wbe" not found\n  hint: did you mean web?'],
    [["logs", "nope"], 'pods "nope" not found'],
    [["logs", "web", "-c", "ap"], "container ap is not valid for pod web\n  hint: did you mean app?"],
    [["exec", "app", "--", "/bin/sh", "-c", "exit 0", "--help"], ""],
    [["exec", "app"], "you must specify at least one command for the container"],
    [["restart", "setup"], '"setup" is an init container'],
    [["restart", "nope"], "container nope is not valid for pod web"],
    [["wait", "--for=nonsense"], "--for=nonsense is no condition"],
    [["wait", "--for=condition=Ready=false", "--timeout=50ms"], "timed out waiting for the condition on pods/web"],
  ])("%j", async (args, wanted) => {
    const [, err, code] = await scaffold(...args);
    expect(err).toContain(wanted);
    expect(code).toBe(wanted === "" ? 0 : 1);
  });

  test.each(["condition=Ready", "condition=ready=true", "jsonpath={.status.phase}=Running", "jsonpath={.metadata.uid}"])(
    "wait --for=%s",
    async (condition) => expect(await scaffold("wait", "--for", condition)).toEqual(["pod/web condition met\n", "", 0]),
  );

  test("1.5 restart of a container: a new instance with a log of its own, followed to the end of the one before", async () => {
    const following = scaffold("logs", "app", "-f");
    const before = restartsOf("app") ?? 0;
    expect(await scaffold("restart", "app")).toEqual(["container/app of pod/web restarted\n", "", 0]);
    await until(() => restartsOf("app") === before + 1, "the restart");
    expect((await following)[0]).toMatch(/^one\ntwo\n(Terminated\n)?three/);
    expect((await scaffold("logs", "app", "-p"))[0]).toMatch(/^one\ntwo\n(Terminated\n)?three/);
    expect((await scaffold("ps"))[0]).toMatch(/ 1 \(\d+s ago\) /);
    expect(restartsOf("side")).toBe(0);
  });

  test("no pod: ps says so and is content, the others are not", async () => {
    const elsewhere = mkdtempSync(join(runtime, "empty-"));
    const host = testHost(runtime, { env: { XDG_RUNTIME_DIR: elsewhere } });
    expect([await runProgram(["ps"], host), await runProgram(["logs"], host), await runProgram(["wait", "--for=delete"], host)]).toEqual([
      0, 1, 0,
    ]);
    expect(host.err()).toContain("no pod is running\n  hint: start one with `scaffold run`");
    expect(host.out()).toBe("");
  });
});
