import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { createObjects } from "../../../src/engine/objects.ts";
import { drive, shell } from "./drive.ts";

const data = { volumes: [{ name: "data", emptyDir: {} }] };
const mounted = { volumeMounts: [{ name: "data", mountPath: "/data" }] };

describe("the environment of a container", () => {
  test("is the manifest's, PATH, HOME, HOSTNAME, its mounts, and nothing else of the caller's", async () => {
    const env = [
      { name: "LOGS", value: "/data/logs" },
      { name: "BOTH", value: "$(LOGS):$(NO)" },
    ];
    const { run, output, driver } = await drive([{ name: "app", command: ["env"], env, ...mounted }], { spec: data });
    await run("app");
    const mount = join(driver.folder, "volumes/data");
    expect(output().trimEnd().split("\n").sort()).toEqual([
      `BOTH=${mount}/logs:$(NO)`,
      "HOME=/nowhere",
      "HOSTNAME=web",
      `LOGS=${mount}/logs`,
      `PATH=${process.env["PATH"]}`,
      `SCAFFOLD_MOUNTS={"/data":"${mount}"}`,
      `SCAFFOLD_MOUNT_DATA=${mount}`,
      expect.stringMatching(/^SCAFFOLD_RUN=[0-9a-f]{12}\/app\/1$/),
      `TERMINATION_MESSAGE_PATH=${join(driver.folder, "messages/app-1")}`,
    ]);
  });

  test("has what --inherit-env names; the manifest wins, and may set PATH", async () => {
    const env = [
      { name: "PATH", value: "/usr/bin:/bin" },
      { name: "TZ", value: "Asia/Tokyo" },
    ];
    const containers = [shell("app", 'echo "$PATH $TZ"', { env }), shell("other", 'echo "$TZ $SECRET_OF_CALLER"')];
    const { run, output } = await drive(containers, { inheritEnv: ["TZ", "NOT_SET"] });
    await run("app");
    await run("other");
    expect(output()).toBe("/usr/bin:/bin Asia/Tokyo\nUTC \n");
  });

  test("HOSTNAME is spec.hostname where there is one, cut to 63 (11.8, 14.1)", async () => {
    const { run, output } = await drive([shell("app", "echo $HOSTNAME")], { spec: { hostname: "h".repeat(70) } });
    await run("app");
    expect(output()).toBe(`${"h".repeat(63)}\n`);
  });
});

describe("a start that fails", () => {
  test.each([
    [
      "a missing ConfigMap",
      { env: [{ name: "X", valueFrom: { configMapKeyRef: { name: "no", key: "k" } } }] },
      "CreateContainerConfigError",
      'configmap "no" not found',
    ],
    [
      "a subPathExpr without its variable",
      { volumeMounts: [{ name: "data", mountPath: "/d", subPathExpr: "$(NO)" }] },
      "CreateContainerConfigError",
      "missing value for NO",
    ],
    [
      "a program that is not on PATH",
      { command: ["no-such-program"] },
      "StartError",
      'exec: "no-such-program": executable file not found in $PATH',
    ],
    ["a path that is not there", { command: ["/no/such"] }, "StartError", 'exec: "/no/such": stat /no/such: no such file or directory'],
    ["a file that is no program", { command: ["/etc/passwd"] }, "StartError", 'exec: "/etc/passwd": permission denied'],
    [
      "nothing to run",
      { command: [], image: "shop/app" },
      "ErrImageNeverPull",
      "Container image \"shop/app\" is not present with pull policy of Never; say what it runs: --run app='COMMAND'",
    ],
  ])("%s", async (_, container, reason, message) => {
    const { start } = await drive([{ name: "app", command: ["true"], ...container }], { spec: data });
    expect(await start("app")).toEqual({ kind: "startFailed", container: "app", instance: 1, reason, message });
  });

  test("a build that fails is CreateContainerError with its text", async () => {
    const resolve = async () => Promise.reject(new Error("src/main.ts:3: no"));
    const { start } = await drive([{ name: "app" }], { resolve });
    expect(await start("app")).toMatchObject({ reason: "CreateContainerError", message: "src/main.ts:3: no" });
  });

  test("volumes that cannot be made yet fail the pod, and can be made later", async () => {
    const spec = { volumes: [{ name: "settings", configMap: { name: "late" } }] };
    const objects = createObjects({});
    const { driver, events, next } = await drive([shell("app", "cat /s/a", { volumeMounts: [{ name: "settings", mountPath: "/s" }] })], {
      spec,
      await: "podFailed",
      objects,
    });
    expect(events).toEqual([
      { kind: "podFailed", reason: "FailedMount", message: 'MountVolume.SetUp failed for volume "settings" : configmap "late" not found' },
    ]);
    objects.replace({ configMaps: [{ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "late" }, data: { a: "1" } }] });
    driver.execute({ kind: "setUp" });
    await next("podReady");
  });
});

describe("files of a container", () => {
  test("an emptyDir is shared by the containers, and survives a restart", async () => {
    const { run, output } = await drive([shell("a", "echo $$$$ | wc -l >> /data/x", mounted), shell("b", "cat /data/x", mounted)], {
      spec: data,
    });
    await run("a");
    await run("a", 2);
    await run("b");
    expect(output().replaceAll(" ", "")).toBe("1\n1\n");
  });

  test("the termination message is read at the end, a fresh file for each instance (10.6)", async () => {
    const script = 'test -s /dev/termination-log && exit 9; echo "bye $SCAFFOLD_RUN" > /dev/termination-log';
    const { run } = await drive([shell("app", script)]);
    expect(await run("app")).toMatchObject({ exitCode: 0, message: expect.stringMatching(/^bye .*\/1\n$/) });
    expect(await run("app", 2)).toMatchObject({ exitCode: 0, message: expect.stringMatching(/^bye .*\/2\n$/) });
  });

  test("terminationMessagePath and FallbackToLogsOnError (10.6)", async () => {
    const { run } = await drive([
      shell("own", "echo mine > /run/last", { terminationMessagePath: "/run/last" }),
      shell("logs", "echo one; echo two >&2; exit 2", { terminationMessagePolicy: "FallbackToLogsOnError" }),
      shell("file", "echo one; exit 2"),
    ]);
    expect((await run("own")).message).toBe("mine\n");
    expect((await run("logs")).message?.split("\n").sort()).toEqual(["", "one", "two"]);
    expect((await run("file")).message).toBeUndefined();
  });

  test("workingDir is made in a mount, used where the machine has it, else an empty folder of the run (12.4)", async () => {
    const there = mkdtempSync(join(tmpdir(), "scaffold-cwd-"));
    onTestFinished(() => rmSync(there, { recursive: true }));
    const { run, output, driver, runtime } = await drive(
      [
        { name: "mounted", command: ["pwd"], workingDir: "/data/new/deep", ...mounted },
        { name: "there", command: ["pwd"], workingDir: there },
        { name: "missing", command: ["pwd"], workingDir: "/no/such/folder" },
        { name: "none", command: ["pwd"] },
        { name: "called", workingDir: there },
        { name: "image", workingDir: "/app" },
      ],
      {
        spec: data,
        commands: { called: "pwd" },
        runDirectory: "/",
        resolve: ({ name }) => (name === "image" ? { entrypoint: ["pwd"], cwd: there } : undefined),
      },
    );
    for (const name of ["mounted", "there", "missing", "none", "called", "image"]) await run(name);
    expect(output().split("\n")).toEqual([
      join(driver.folder, "volumes/data/new/deep"),
      there,
      join(driver.folder, "work/missing"),
      runtime,
      "/",
      there,
      "",
    ]);
  });

  test("the run folder is private, and gone after close, also when a program closed its folders", async () => {
    const { run, driver, runtime } = await drive([shell("app", "mkdir /data/x && touch /data/x/y && chmod 0 /data/x", mounted)], {
      spec: data,
    });
    expect(statSync(driver.folder).mode & 0o777).toBe(0o700);
    await run("app");
    await driver.close();
    expect(readdirSync(runtime)).toEqual([]);
  });
});

describe("processes of a container", () => {
  const linux = test.skipIf(process.platform !== "linux");
  const alive = (pidFile: string): boolean => {
    try {
      return !/^\S+ \(.*\) [ZX]/.test(readFileSync(`/proc/${readFileSync(pidFile, "utf8").trim()}/stat`, "utf8"));
    } catch {
      return false;
    }
  };

  test.each([
    ["those of its group", "sleep 600 & echo $! > $OUT; exit 3"],
    [
      "one that left the group",
      "setsid sh -c 'echo $$$$ > $OUT; exec sleep 600' >/dev/null 2>&1 & while ! test -s $OUT; do sleep 0.01; done; exit 3",
    ],
    ["a stopped one", "sh -c 'echo $$$$ > $OUT; kill -STOP $$$$' & while ! test -s $OUT; do sleep 0.01; done; exit 3"],
  ])("end with it: %s", async (_, script) => {
    const { run, runtime } = await drive([shell("app", script.replaceAll("$OUT", "$(OUT)"), { env: [{ name: "OUT", value: "out.pid" }] })]);
    expect((await run("app")).exitCode).toBe(3);
    expect(existsSync(join(runtime, "out.pid"))).toBe(true);
    expect(alive(join(runtime, "out.pid"))).toBe(false);
  });

  linux("a shell that dies of SIGTERM leaves its program the time to finish (4.5)", async () => {
    const program = `${process.execPath} -e 'setTimeout(()=>{},60000);process.on("SIGTERM",()=>setTimeout(()=>{console.log("drained");process.exit()},200));console.log("up")'`;
    const { start, driver, next, output } = await drive([shell("app", `${program} & wait`)]);
    await start("app");
    while (!output().includes("up")) await new Promise((resolve) => setTimeout(resolve, 10));
    driver.execute({ kind: "signal", container: "app", instance: 1, signal: "SIGTERM" });
    expect((await next("exited")).exitCode).toBe(143);
    expect(output()).toBe("up\ndrained\n");
  });

  linux("and no longer than until SIGKILL", async () => {
    const { start, driver, next, output } = await drive([
      shell("app", `sh -c 'trap "" TERM; echo up; while :; do sleep 0.05; done' & wait`),
    ]);
    await start("app");
    while (!output().includes("up")) await new Promise((resolve) => setTimeout(resolve, 10));
    driver.execute({ kind: "signal", container: "app", instance: 1, signal: "SIGTERM" });
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(driver.pid("app")).toBeDefined();
    driver.execute({ kind: "signal", container: "app", instance: 1, signal: "SIGKILL" });
    expect((await next("exited")).exitCode).toBe(143);
  });

  test("close ends those that nobody stopped", async () => {
    const { start, driver, runtime } = await drive([
      shell("app", "trap '' TERM; echo $$$$ > new; mv new pid; while :; do sleep 0.05; done"),
    ]);
    await start("app");
    while (!existsSync(join(runtime, "pid"))) await new Promise((resolve) => setTimeout(resolve, 10));
    await driver.close();
    expect(alive(join(runtime, "pid"))).toBe(false);
  });
});

describe("output of a container", () => {
  test("a container that floods its output waits for a slow listener, and nothing is lost", async () => {
    const lines = 200_000;
    let bytes = 0;
    let open: () => void = () => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const { start, next, events } = await drive([shell("app", `seq 1 ${lines}`)], {
      onOutput: async (chunk) => {
        bytes += chunk.bytes.length;
        await gate;
      },
    });
    await start("app");
    await new Promise((resolve) => setTimeout(resolve, 300));
    // seq writes 1.3 MB; what it could get rid of is one pipe and one buffer.
    expect(bytes).toBeLessThan(200_000);
    expect(events.some(({ kind }) => kind === "exited")).toBe(false);
    open();
    await next("exited");
    expect(bytes).toBe(Array.from({ length: lines }, (_, index) => String(index + 1).length + 1).reduce((sum, length) => sum + length));
  });

  test("a listener that never takes the last bytes does not keep the container from ending", async () => {
    const { run } = await drive([shell("app", "echo last words")], { onOutput: () => new Promise(() => {}) });
    expect((await run("app")).exitCode).toBe(0);
  });

  test("a listener that fails does not disturb the container", async () => {
    const onOutput = (): void => {
      throw new Error("gone");
    };
    const { run } = await drive([shell("app", "seq 1 100000")], { onOutput });
    expect((await run("app")).exitCode).toBe(0);
  });
});

test.skipIf(process.platform !== "linux")("a watchdog that is killed is replaced, and there is none after the run", async () => {
  const { run, driver } = await drive([shell("app", "exit 0")]);
  const watchdogs = (): number[] => {
    const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
    return pids.filter((pid) => commandLine(pid).includes("\0scaffold-watchdog\0") && commandLine(pid).includes(driver.folder)).map(Number);
  };
  const [first = 0] = watchdogs();
  expect(first).toBeGreaterThan(0);
  process.kill(first, "SIGKILL");
  while (watchdogs().length !== 1 || watchdogs()[0] === first) await new Promise((resolve) => setTimeout(resolve, 10));
  expect((await run("app")).exitCode).toBe(0);
  await driver.close();
  expect(watchdogs()).toEqual([]);
});

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "latin1");
  } catch {
    return "";
  }
}
