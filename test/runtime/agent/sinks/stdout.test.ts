import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { closeSync, constants, existsSync, openSync, readFileSync, readSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { codeOf } from "../../../../src/runtime/service/log.ts";
import { testFolder, until } from "../support/folder.ts";
import { Oracle } from "../support/oracle.ts";
import { buildProgram } from "../support/spawned.ts";

const program = buildProgram();

interface Piped {
  readonly child: ChildProcess;
  readonly log: string;
  readonly oracle: Oracle;
  stderr(): string;
}

/** An agent whose standard output is the open file `fd`. */
function agentOn(fd: number, folder = testFolder()): Piped {
  const log = join(folder, "logs", "a.log");
  writeFileSync(log, "");
  const child = spawn(process.execPath, [program], {
    env: {
      ...{ TEST_SINK: "stdout", SINK_FORMAT: "raw", WATCH: log, STATE_DIR: join(folder, "state"), POLL_INTERVAL: "10ms" },
      ...{ BATCH_MAX_WAIT: "5ms", RETRY_INITIAL: "10ms", RETRY_MAX: "50ms", DRAIN_SETTLE: "50ms", DRAIN_TIMEOUT: "5s" },
    },
    stdio: ["ignore", fd, "pipe"],
  });
  let stderr = "";
  child.stderr?.on("data", (chunk) => {
    stderr += String(chunk);
  });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  return { child, log, oracle: new Oracle(), stderr: () => stderr };
}

function exitOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.once("exit", resolve));
}

/** A named pipe, read only when it is asked for. */
class Fifo {
  text = "";
  readonly writer: number;
  readonly #path: string;
  #reader: number;

  constructor(folder: string) {
    this.#path = join(folder, "fifo");
    execFileSync("mkfifo", [this.#path]);
    this.#reader = this.#open();
    this.writer = openSync(this.#path, constants.O_WRONLY);
    onTestFinished(() => {
      for (const fd of [this.#reader, this.writer]) closeSync(fd);
    });
  }

  get lines(): string[] {
    this.#read();
    return this.text.split("\n").slice(0, -1);
  }

  leave(): void {
    closeSync(this.#reader);
  }

  comeBack(): void {
    this.#reader = this.#open();
  }

  #open(): number {
    return openSync(this.#path, constants.O_RDONLY | constants.O_NONBLOCK);
  }

  #read(): void {
    const bytes = Buffer.alloc(65_536);
    try {
      for (let count = -1; count !== 0; ) {
        count = readSync(this.#reader, bytes, 0, bytes.length, null);
        this.text += bytes.toString("utf8", 0, count);
      }
    } catch (error) {
      if (codeOf(error) !== "EAGAIN") throw error;
    }
  }
}

describe("the sink on standard output", () => {
  test("holds lines while nobody reads its pipe, and goes on for the next reader", async () => {
    const folder = testFolder();
    const fifo = new Fifo(folder);
    const { child, log, oracle, stderr } = agentOn(fifo.writer, folder);
    oracle.append(log, 10);
    await until("ten lines", () => fifo.lines.length === 10);
    if (existsSync(`/proc/${child.pid}/fdinfo/1`)) {
      const flags = /^flags:\s*(\d+)/m.exec(readFileSync(`/proc/${child.pid}/fdinfo/1`, "utf8"))?.[1];
      // Others that share the descriptor would get EAGAIN.
      expect(Number.parseInt(flags ?? "0", 8) & constants.O_NONBLOCK).toBe(0);
    }
    fifo.leave();
    oracle.append(log, 10);
    await until("a complaint", () => stderr().includes("EPIPE"));
    expect(child.exitCode).toBeNull();
    fifo.comeBack();
    await until("the other ten lines", () => fifo.lines.length >= 20);
    const exited = exitOf(child);
    child.kill("SIGTERM");
    expect(await exited).toBe(0);
    expect(oracle.judge(fifo.lines)).toEqual({ lost: [], invented: [], duplicates: 0 });
  });

  test("writes more than a pipe holds to a reader that is slow, in order and once", async () => {
    const folder = testFolder();
    const fifo = new Fifo(folder);
    const { log, oracle } = agentOn(fifo.writer, folder);
    oracle.append(log, 20_000);
    await until("all lines", () => fifo.lines.length === 20_000);
    expect(fifo.lines).toEqual(oracle.written);
  });

  test("appends to a file that the shell opened", async () => {
    const folder = testFolder();
    const path = join(folder, "out");
    const fd = openSync(path, "a");
    const { child, log, oracle } = agentOn(fd, folder);
    closeSync(fd);
    oracle.append(log, 1000);
    await until("all lines", () => readFileSync(path, "utf8").endsWith(`${oracle.written.at(-1)}\n`));
    const exited = exitOf(child);
    child.kill("SIGTERM");
    expect(await exited).toBe(0);
    expect(readFileSync(path, "utf8").split("\n").slice(0, -1)).toEqual(oracle.written);
  });
});
