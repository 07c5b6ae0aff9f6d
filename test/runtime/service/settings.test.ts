import { describe, expect, test } from "vitest";
import {
  boolean,
  bytes,
  choice,
  describeSettings,
  duration,
  httpUrl,
  integer,
  list,
  optional,
  pairs,
  readSettings,
  string,
} from "../../../src/runtime/service/settings.ts";
import { formatBytes, formatDuration, parseBytes, parseDuration } from "../../../src/runtime/service/units.ts";

const table = {
  name: string({ env: "NAME", about: "a name" }),
  port: optional(integer({ env: "PORT", about: "a port", max: 65_535 })),
  wait: duration({ env: "WAIT", about: "a wait", default: 1000, min: 10 }),
  size: bytes({ env: "SIZE", about: "a size", default: 2 ** 20 }),
  files: list({ env: "FILES", about: "files", of: "globs", default: ["a"], minItems: 1 }),
  mode: choice({ env: "MODE", about: "a mode", of: ["fast", "safe"], default: "fast" }),
  on: boolean({ env: "ON", about: "a switch", default: false }),
  url: httpUrl({ env: "URL", about: "a place", default: "http://localhost" }),
  token: pairs({ env: "TOKEN", about: "headers", default: {}, secret: true }),
} as const;

describe("readSettings", () => {
  test("the environment wins over what is given, which wins over the default; an empty variable is not set", () => {
    const read = readSettings(table, { NAME: "env", WAIT: "2s", SIZE: "" }, { name: "given", size: 5, mode: "safe", port: undefined });
    const want = {
      name: "env",
      port: undefined,
      wait: 2000,
      size: 5,
      files: ["a"],
      mode: "safe",
      on: false,
      url: "http://localhost",
      token: {},
    };
    expect(read).toEqual({ ok: true, value: want, right: want });
  });

  test("reports every bad setting at once, each with what to type, and no secret", () => {
    const env = { PORT: "70000", WAIT: "soon", SIZE: "1QB", FILES: ", ,", MODE: "slow", ON: "perhaps", URL: "ftp://x", TOKEN: "s3cret" };
    expect(readSettings(table, env, {})).toMatchObject({
      ok: false,
      problems: [
        "NAME is required: a name",
        'PORT must be at least 0 and at most 65535, got "70000"',
        'WAIT must be a duration such as 500ms, 30s or 5m, got "soon"',
        'SIZE must be a size such as 512, 64KiB or 1MiB, got "1QB"',
        'FILES must name at least 1: files, got ", ,"',
        'MODE must be fast or safe, got "slow"',
        'ON must be true or false, got "perhaps"',
        'URL must be an http or https URL such as http://localhost:4318, got "ftp://x"',
        "TOKEN must be name=value pairs, comma separated",
      ],
    });
  });

  test("what is given is checked as well", () => {
    expect(readSettings(table, { NAME: "x" }, { wait: 1 })).toMatchObject({ ok: false, problems: ["WAIT must be at least 10ms"] });
  });

  test("a comma inside braces does not separate", () => {
    const read = readSettings(table, { NAME: "x", FILES: "/a/{b,c}.log, /d/*" }, {});
    expect(read.ok && read.value.files).toEqual(["/a/{b,c}.log", "/d/*"]);
  });

  test("values of pairs may be percent-encoded", () => {
    const read = readSettings(table, { NAME: "x", TOKEN: "Authorization=Bearer%20a%2Cb, X-Other=100%" }, {});
    expect(read.ok && read.value.token).toEqual({ Authorization: "Bearer a,b", "X-Other": "100%" });
  });
});

test("a table describes itself", () => {
  expect(describeSettings(table).map((row) => [row.env, row.type, row.default])).toEqual([
    ["NAME", "text", "required"],
    ["PORT", "a whole number", ""],
    ["WAIT", "a duration such as 500ms, 30s or 5m", "1s"],
    ["SIZE", "a size such as 512, 64KiB or 1MiB", "1MiB"],
    ["FILES", "comma separated list of globs", "a"],
    ["MODE", "fast or safe", "fast"],
    ["ON", "true or false", "false"],
    ["URL", "an http or https URL", "http://localhost"],
    ["TOKEN", "name=value pairs, comma separated", ""],
  ]);
});

test.each([
  ["0", 0],
  ["500ms", 500],
  ["1.5s", 1500],
  ["1m30s", 90_000],
  ["2h", 7_200_000],
  ["5", undefined],
  ["-5s", undefined],
  ["5 s", undefined],
  ["", undefined],
])("duration %s", (text, want) => {
  expect(parseDuration(text)).toBe(want);
});

test.each([
  ["512", 512],
  ["64KiB", 65_536],
  ["1Mi", 1_048_576],
  ["1.5k", 1500],
  ["2GB", 2e9],
  ["1mb", undefined],
  ["constructor", undefined],
  ["1constructor", undefined],
])("size %s", (text, want) => {
  expect(parseBytes(text)).toBe(want);
});

test("durations and sizes are printed as they would be typed", () => {
  expect([0, 1, 1500, 25_000, 300_000, 3_600_000].map(formatDuration)).toEqual(["0", "1ms", "1500ms", "25s", "5m", "1h"]);
  expect([0, 512, 65_536, 1_048_577].map(formatBytes)).toEqual(["0", "512", "64KiB", "1048577"]);
});
