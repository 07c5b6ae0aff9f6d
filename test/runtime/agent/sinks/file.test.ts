import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { file } from "../../../../src/runtime/agent/sinks/file.ts";
import type { Sink } from "../../../../src/runtime/agent/sinks/sink.ts";
import { batchOf } from "../support/batches.ts";
import { testFolder } from "../support/folder.ts";
import { never, opened } from "../support/opened.ts";

/** A limit on the size of files stands for a disk that is full: the write that crosses it is done in part. */
const noLimits = process.env["CI"] !== "true" && spawnSync("prlimit", ["--version"]).status !== 0;

async function sendAll(sink: Sink, ...batches: readonly (readonly string[])[]): Promise<void> {
  for (const lines of batches) expect(await sink.send(batchOf(lines), never)).toEqual({ kind: "delivered" });
}

function contents(folder: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(folder)
      .filter((name) => name.startsWith("out"))
      .map((name) => [name, readFileSync(join(folder, name), "utf8")]),
  );
}

function limitFileSize(limit: string): void {
  execFileSync("prlimit", ["--pid", String(process.pid), `--fsize=${limit}:`]);
}

describe("rotation of the file sink", () => {
  test("puts a file aside before it would become too large, keeps some, and splits no batch", async () => {
    const folder = testFolder();
    const sink = opened(file({ path: join(folder, "out"), format: "raw", maxFileBytes: 10, keepFiles: 2 }));
    await sendAll(sink, ["one", "two"], ["3"], ["four"], ["a line longer than a file"], ["5"]);
    await sink.close();
    expect(contents(folder)).toEqual({ out: "5\n", "out.1": "a line longer than a file\n", "out.2": "four\n" });
  });

  test("goes on where an earlier agent stopped, gaps included", async () => {
    const folder = testFolder();
    writeFileSync(join(folder, "out"), "old\n");
    writeFileSync(join(folder, "out.2"), "older\n");
    const sink = opened(file({ path: join(folder, "out"), format: "raw", maxFileBytes: 10, keepFiles: 3 }));
    await sendAll(sink, ["a"], ["bbbb"]);
    await sink.close();
    expect(contents(folder)).toEqual({ out: "bbbb\n", "out.1": "old\na\n", "out.3": "older\n" });
  });

  test("can keep nothing", async () => {
    const folder = testFolder();
    const sink = opened(file({ path: join(folder, "out"), format: "raw", maxFileBytes: 4, keepFiles: 0 }));
    await sendAll(sink, ["one"], ["two"]);
    await sink.close();
    expect(contents(folder)).toEqual({ out: "two\n" });
  });

  test("does not happen where nobody asked for it", async () => {
    const folder = testFolder();
    const sink = opened(file({ path: join(folder, "out"), format: "raw" }));
    await sendAll(sink, ["x".repeat(100_000)], ["y"]);
    await sink.close();
    expect(Object.keys(contents(folder))).toEqual(["out"]);
  });
});

describe("a write of the file sink that goes wrong", () => {
  test("half a line that a crash left is ended: what follows stands on lines of its own", async () => {
    const folder = testFolder();
    writeFileSync(join(folder, "out"), 'whole\n{"body":"ha');
    const sink = opened(file({ path: join(folder, "out"), format: "raw" }));
    await sendAll(sink, ["a"], ["b"]);
    await sink.close();
    expect(contents(folder)["out"]).toBe('whole\n{"body":"ha\na\nb\n');
  });

  test.skipIf(noLimits)("a batch for which there is not enough room leaves nothing behind, and is written once there is", async () => {
    const folder = testFolder();
    const sink = opened(file({ path: join(folder, "out"), format: "raw" }));
    await sendAll(sink, ["first"]);
    limitFileSize("1000");
    try {
      expect(await sink.send(batchOf(["x".repeat(600), "y".repeat(600)]), never)).toMatchObject({ kind: "retry" });
      expect(contents(folder)["out"]).toBe("first\n");
      await sendAll(sink, ["short"]);
    } finally {
      limitFileSize("unlimited");
    }
    await sendAll(sink, ["x".repeat(600), "y".repeat(600)]);
    await sink.close();
    expect(contents(folder)["out"]).toBe(`first\nshort\n${"x".repeat(600)}\n${"y".repeat(600)}\n`);
  });

  test("a folder that is taken away is made again", async () => {
    const folder = testFolder();
    const path = join(folder, "deep", "out");
    const sink = opened(file({ path, format: "raw" }));
    await sendAll(sink, ["a"]);
    execFileSync("rm", ["-r", join(folder, "deep")]);
    await sendAll(sink, ["b"]);
    await sink.close();
    expect(existsSync(path) && readFileSync(path, "utf8")).toBe("b\n");
  });
});
