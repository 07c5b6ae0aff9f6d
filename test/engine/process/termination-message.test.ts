import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { terminationMessage } from "../../../src/engine/termination-message.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "scaffold-message-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const written = (content: string): string => {
  const path = join(folder, "message");
  writeFileSync(path, content);
  return path;
};
const log = (text: string): Uint8Array => Buffer.from(text);

describe("the termination message (10.6)", () => {
  test.each<[string, string, number, Uint8Array | undefined, string | undefined]>([
    ["is the file's content", "bye\n", 1, undefined, "bye\n"],
    ["is read on success as well", "fine", 0, undefined, "fine"],
    ["is nothing when the file is empty", "", 1, undefined, undefined],
    ["is the end of a file that is too long", `${"a".repeat(100)}${"b".repeat(4096)}`, 1, undefined, "b".repeat(4096)],
    ["falls back to the log on an error", "", 1, log("boom\n"), "boom\n"],
    ["does not fall back on success", "", 0, log("fine\n"), undefined],
    ["does not fall back when the file says something", "bye", 1, log("boom\n"), "bye"],
    ["takes 2048 bytes of the log", "", 1, log(`${"a".repeat(50)}${"b".repeat(2048)}`), "b".repeat(2048)],
    ["takes 80 lines of the log", "", 1, log("x\n".repeat(100)), "x\n".repeat(80)],
    ["is nothing when the log is empty too", "", 1, log(""), undefined],
  ])("%s", (_, content, exitCode, tail, want) => {
    expect(terminationMessage(written(content), exitCode, tail)).toBe(want);
  });

  test("10.6 is nothing when the program made a FIFO or a link of the file, and nobody waits", () => {
    execFileSync("mkfifo", [join(folder, "fifo")]);
    symlinkSync(written("of others"), join(folder, "link"));
    expect(terminationMessage(join(folder, "fifo"), 0)).toBeUndefined();
    expect(terminationMessage(join(folder, "link"), 0)).toBeUndefined();
  });

  test("is nothing when the program made away with the file, or made something else of it", () => {
    mkdirSync(join(folder, "directory"));
    expect(terminationMessage(join(folder, "no"), 0)).toBeUndefined();
    expect(terminationMessage(join(folder, "directory"), 0)).toBeUndefined();
  });
});
