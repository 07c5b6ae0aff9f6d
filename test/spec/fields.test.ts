import { describe, expect, test } from "vitest";
import type { z } from "zod";
import * as fields from "../../src/spec/fields.ts";

const rows: Record<string, { schema: z.ZodType; good: unknown[]; bad: unknown[] }> = {
  dnsLabel: {
    schema: fields.dnsLabel,
    good: ["a", "log-agent", "0a", "a".repeat(63)],
    bad: ["", "-a", "a-", "A", "a.b", "a_b", "a".repeat(64), 1],
  },
  port: { schema: fields.port, good: [1, 65535], bad: [0, 65536, 80.5, "80", Number.NaN] },
  absolutePath: {
    schema: fields.absolutePath,
    good: ["/", "/var/log", "/a/..b/c..", "/a b"],
    bad: ["", "a", "/..", "/a/../b", "/a/..", "/a:b", "/a\0"],
  },
  globPath: { schema: fields.globPath, good: ["/var/log/*.log", "/l/**/{a,b}.[ch]", "/a:b"], bad: ["*.log", "/a/../*.log", "/a\0"] },
  relativePath: {
    schema: fields.relativePath,
    good: [".", "app", "app/server", "./app", "..app", "a..", "a/..b"],
    bad: ["", "/app", "..", "../app", "a/..", "a/../b", "a\\b", "C:/x", "c:x"],
  },
  duration: { schema: fields.duration, good: ["500ms", "30s", "1.5m", "1h", "0s"], bad: ["", "30", 30, "1d", "-1s", "1 s", "1h30m", "s"] },
  bytes: { schema: fields.bytes, good: ["1MiB", "512KiB", "10MB", "1B", "1.5GiB"], bad: ["", "1", 1024, "1Mi", "-1MiB", "1 MiB"] },
  httpUrl: {
    schema: fields.httpUrl,
    good: ["http://a", "https://a:1/b?c#d", "http://[::1]:80/x"],
    bad: ["a", "ftp://a", "http://", "http:// a", "http://a b", "http://[x", "HTTP//a"],
  },
  sha256: {
    schema: fields.sha256,
    good: ["0".repeat(64), "abcdef0123456789".repeat(4)],
    bad: ["", "0".repeat(63), "0".repeat(65), "A".repeat(64), "g".repeat(64)],
  },
  envMap: {
    schema: fields.envMap,
    good: [{}, { A: "1", "b.c-d": "" }, { A: { secret: "db", key: "password" } }, { A: { configMap: "c", key: "k.yaml" } }],
    bad: [
      { "1A": "x" },
      { A: 1 },
      { A: true },
      { A: null },
      { A: { secret: "db" } },
      { A: { secret: "a", configMap: "b", key: "c" } },
      { "A=B": "x" },
    ],
  },
  resources: {
    schema: fields.resources,
    good: [{}, { cpu: "250m" }, { cpu: 1 }, { cpu: 0.5 }, { cpu: "0.5" }, { memory: "256Mi" }, { memory: "1G" }],
    bad: [{ cpu: 0 }, { cpu: -1 }, { cpu: "1 core" }, { memory: 256 }, { memory: "256MB" }, { memory: "0" }, { disk: "1Gi" }],
  },
};

describe.each(Object.entries(rows))("%s", (_, { schema, good, bad }) => {
  test.each(good)("takes %j", (value) => {
    expect(schema.safeParse(value).success).toBe(true);
  });
  test.each(bad)("refuses %j", (value) => {
    expect(schema.safeParse(value).success).toBe(false);
  });
});

test.each([
  ["500ms", 500],
  ["30s", 30_000],
  ["1.5m", 90_000],
  ["1h", 3_600_000],
  ["0.4ms", 0],
])("the duration %s is %d milliseconds", (text, want) => {
  expect(fields.parseDuration(text)).toBe(want);
});

test.each([
  ["1B", 1],
  ["10kB", 10_000],
  ["1MiB", 1_048_576],
  ["1.5GiB", 1_610_612_736],
  ["0.1B", 0],
])("the size %s is %d bytes", (text, want) => {
  expect(fields.parseBytes(text)).toBe(want);
});

test("text that is no duration or size is an error, never a number", () => {
  expect(() => fields.parseDuration("30")).toThrow("not a duration: 30");
  expect(() => fields.parseDuration("1h30m")).toThrow(RangeError);
  expect(() => fields.parseBytes("1Mi")).toThrow("not a size: 1Mi");
});
