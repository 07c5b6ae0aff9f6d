import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type DiskLogsOptions, diskLogs } from "../../../src/engine/logs/disk.ts";
import type { Pod } from "../../../src/pod/model.ts";
import { until } from "../run/scaffold-run.ts";

const pod: Pod = { apiVersion: "v1", kind: "Pod", metadata: { name: "web", namespace: "shop", uid: "u-1" }, spec: { containers: [] } };
let path: string;
beforeEach(() => {
  path = mkdtempSync(join(tmpdir(), "scaffold-logs-"));
});
afterEach(() => rmSync(path, { recursive: true, force: true }));

function logs(options: Partial<DiskLogsOptions> = {}) {
  const said: string[] = [];
  const made = diskLogs({ onTrouble: (sentence) => said.push(sentence), ...options });
  const own = join(path, "logs", "shop_web_u-1", "app");
  const { open } = made(pod, { id: "0", path, volumes: "", messages: "", work: "" });
  return { open, own, said, names: () => readdirSync(own).sort() };
}

const texts = (log: string): string[] => log.trimEnd().split("\n").map((line) => line.split(" ").slice(3).join(" ")); // biome-ignore format: short

test("a container's log lies where a node has it, and that of the instance before stays", () => {
  const { open, own, names } = logs();
  for (const restartCount of [0, 1, 2]) {
    const log = open("app", restartCount);
    log.write("stdout", Buffer.from(`instance ${restartCount}\n`));
    log.close();
    log.write("stdout", Buffer.from("too late\n"));
  }
  expect(names()).toEqual(["1.log", "2.log"]);
  expect(texts(readFileSync(join(own, "2.log"), "utf8"))).toEqual(["instance 2"]);
});

test("a full file is rotated as the kubelet does: dated, compressed but for the newest, five in all, and no record lost before that", async () => {
  const { open, own, names, said } = logs({ rotation: { maxBytes: 500, maxFiles: 5 } });
  const log = open("app", 0);
  const lines = Array.from({ length: 40 }, (_, i) => `line ${i} ${"x".repeat(20)}`);
  for (const line of lines) log.write("stdout", Buffer.from(`${line}\n`));
  log.close();
  await until(() => names().filter((name) => name.endsWith(".gz")).length === 3, "compression");
  const all = names();
  expect(all.map((name) => name.replace(/\d{8}-\d{6}/, "DATE"))).toEqual([
    "0.log",
    "0.log.DATE.gz",
    "0.log.DATE.gz",
    "0.log.DATE.gz",
    "0.log.DATE",
  ]);
  const read = (name: string): string[] => {
    const bytes = readFileSync(join(own, name));
    return texts((name.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString());
  };
  const kept = [...all.slice(1), "0.log"].flatMap(read);
  expect(kept).toEqual(lines.slice(-kept.length));
  expect(kept.length).toBeGreaterThan(25);
  expect(said).toEqual([]);
});

test.skipIf(!existsSync("/dev/full"))("a disk that is full is said once, and nothing is thrown", () => {
  const { open, own, said } = logs();
  mkdirSync(own, { recursive: true });
  symlinkSync("/dev/full", join(own, "0.log"));
  const log = open("app", 0);
  for (let i = 0; i < 3; i++) log.write("stderr", Buffer.from("words\n"));
  log.close();
  expect(said).toEqual([expect.stringMatching(/container output is shown, but not all of it is kept in .*shop_web_u-1: ENOSPC/)]);
});

test("a log that cannot be opened is said once, and nothing is thrown", () => {
  const { open, own, said } = logs();
  mkdirSync(join(own, "0.log"), { recursive: true });
  const log = open("app", 0);
  log.write("stdout", Buffer.from("words\n"));
  log.close();
  expect(said).toHaveLength(1);
});
