import { describe, expect, test } from "vitest";
import yargs from "yargs";
import type { z } from "zod";
import { flagsToOptions, optionFlags } from "../../src/cli/flags.ts";
import { ScaffoldError } from "../../src/errors.ts";
import { adapterOptions } from "../../src/patterns/adapter/options.ts";
import { ambassadorOptions } from "../../src/patterns/ambassador/options.ts";
import { initOptions } from "../../src/patterns/init/options.ts";
import { podOptions } from "../../src/spec/schema.ts";
import { setupOptions, shipOptions } from "../spec/grammar.ts";

/** A command line as the program reads it, with the parser's settings. */
async function parsed(schema: z.ZodType, line: readonly string[]): Promise<Record<string, unknown>> {
  let argv: Record<string, unknown> = {};
  await yargs([...line])
    .command(
      "$0 [name]",
      "",
      (y) => y.options(optionFlags(schema)),
      (found) => {
        argv = found;
      },
    )
    .parserConfiguration({ "strip-aliased": true, "parse-numbers": false, "parse-positional-numbers": false })
    .strict()
    .exitProcess(false)
    .fail((message, error) => {
      throw error ?? new Error(message);
    })
    .parseAsync();
  return argv;
}

async function options(schema: z.ZodType, line: readonly string[], current?: unknown): Promise<unknown> {
  const argv = await parsed(schema, line);
  try {
    return flagsToOptions(argv, schema, current);
  } catch (error) {
    if (!(error instanceof ScaffoldError)) throw error;
    return error.issues.map(({ message, hint }) => (hint ? `${message} (${hint})` : message));
  }
}

describe("flags become options", () => {
  const rows: [title: string, schema: z.ZodType, line: string[], want: unknown][] = [
    [
      "an empty mapping, where a value may be one: NAME={} or NAME=",
      ambassadorOptions,
      ["--routes", "prod={}", "--routes", "test=", "--routes", "dev=postgres://h/d", "--env", "A={}", "--env", "B="],
      { routes: { prod: {}, test: {}, dev: "postgres://h/d" }, env: { A: "{}", B: "" } },
    ],
    [
      "a name alone is one mistake",
      ambassadorOptions,
      ["--routes", "dev"],
      ['--routes: expected NAME=VALUE; got "dev" (--routes dev={} where there is none to say here)'],
    ],
    ["nothing typed is nothing written, whatever the defaults", shipOptions, [], {}],
    [
      "nested fields are joined with dashes",
      shipOptions,
      ["--batch-records", "10", "--batch-bytes=2MiB"],
      { batch: { records: 10, bytes: "2MiB" } },
    ],
    [
      "the key that chooses a branch has the name of what it chooses",
      shipOptions,
      ["--sink", "otlp", "--sink-url", "http://x"],
      { sink: { type: "otlp", url: "http://x" } },
    ],
    [
      "lists take every word up to the next option",
      shipOptions,
      ["agent", "--watch", "/a", "/b", "--gate", "none"],
      { watch: ["/a", "/b"], gate: "none" },
    ],
    ["lists may be repeated", shipOptions, ["--watch", "/a", "--watch=/b", "/c"], { watch: ["/a", "/b", "/c"] }],
    [
      "plain words with commas are several values",
      podOptions,
      ["--environments", "dev,test", "prod"],
      { environments: ["dev", "test", "prod"] },
    ],
    [
      "of an adapter's formats as well, and its patterns stay whole",
      adapterOptions,
      ["--formats", "combined,json", "{a},{b:int}", "x, {rest:rest}"],
      { formats: ["combined", "json", "{a},{b:int}", "x, {rest:rest}"] },
    ],
    ["a glob with commas stays whole", shipOptions, ["--watch", "/a/{b,c}.log", "/a,b"], { watch: ["/a/{b,c}.log", "/a,b"] }],
    ["one value makes a list of one", shipOptions, ["--watch", "/a"], { watch: ["/a"] }],
    [
      "mappings are NAME=VALUE, and values stay text",
      shipOptions,
      ["--env", "A=1", "--env", "B=x=y", "--env", "C="],
      { env: { A: "1", B: "x=y", C: "" } },
    ],
    [
      "mappings take every word up to the next option, too",
      shipOptions,
      ["--env", "A=1", "B=2", "--gate", "none"],
      { env: { A: "1", B: "2" }, gate: "none" },
    ],
    ["numbers are numbers where a number is wanted", shipOptions, ["--port", "9000"], { port: 9000 }],
    ["text that looks like a number stays text", podOptions, ["--namespace", "1234"], { namespace: "1234" }],
    [
      "a switch is on",
      setupOptions,
      ["--task", "fetch", "--url", "http://x", "--unpack"],
      { task: "fetch", url: "http://x", unpack: true },
    ],
    ["a switch is off", setupOptions, ["--task", "fetch", "--no-unpack"], { task: "fetch", unpack: false }],
    ["a flag that one branch alone has chooses it", setupOptions, ["--url", "http://x"], { task: "fetch", url: "http://x" }],
    ["a nested flag that one branch alone has chooses it", shipOptions, ["--no-sink-retry"], { sink: { type: "http", retry: false } }],
  ];
  test.each(rows)("%s", async (_, schema, line, want) => {
    expect(await options(schema, line)).toEqual(want);
  });
});

describe("what is wrong is said as for the document", () => {
  const rows: [title: string, schema: z.ZodType, line: string[], want: string[]][] = [
    [
      "a misspelt value",
      shipOptions,
      ["--sink", "oltp"],
      ['--sink: expected one of stdout, otlp, http; got "oltp" (did you mean "otlp"?)'],
    ],
    [
      "a misspelt word of a list of words",
      shipOptions,
      ["--gate", "upsteam"],
      ['--gate: expected one of none, upstream; got "upsteam" (did you mean "upstream"?)'],
    ],
    ["text where a number is wanted", shipOptions, ["--port", "http"], ['--port: expected a port, 1 to 65535; got "http"']],
    ["a number out of range", shipOptions, ["--batch-records", "0"], ["--batch-records: expected a number of records, 1 to 1000; got 0"]],
    [
      "one of several values",
      shipOptions,
      ["--watch", "/a", "--watch", "./b"],
      ['--watch: expected an absolute path or glob such as /var/log/app/*.log, without ".."; got "./b"'],
    ],
    [
      "all at once, a refused choice held against nothing else",
      shipOptions,
      ["--sink", "oltp", "--sink-url", "x", "--drain", "5"],
      [
        '--sink: expected one of stdout, otlp, http; got "oltp" (did you mean "otlp"?)',
        '--sink-url: expected a URL that starts with http:// or https://; got "x"',
        '--drain: expected a duration such as 500ms, 30s, 5m or 1h; got "5"',
      ],
    ],
    [
      "a flag of another branch",
      shipOptions,
      ["--sink", "stdout", "--sink-url", "http://x"],
      ["--sink-url: goes with --sink otlp or http, not stdout (add --sink otlp)"],
    ],
    [
      "a flag of two branches, and neither chosen",
      shipOptions,
      ["--sink-url", "http://x"],
      ["--sink-url: goes with --sink otlp or --sink http (add --sink otlp)"],
    ],
    [
      "flags of two branches",
      setupOptions,
      ["--url", "http://x", "--timeout", "1s"],
      ["--url: goes with --task fetch, not wait (add --task fetch)"],
    ],
    ["a variable without a value", shipOptions, ["--env", "A"], ['--env: expected NAME=VALUE; got "A"']],
    [
      "a variable with a bad name",
      shipOptions,
      ["--env", "1A=x"],
      ['--env 1A: expected a variable name of letters, digits, _, - and ., not starting with a digit; got "1A"'],
    ],
    [
      "a name behind a list",
      shipOptions,
      ["--watch", "/a", "agent"],
      [
        '--watch: expected an absolute path or glob such as /var/log/app/*.log, without ".."; got "agent" (--watch takes every word up to the next option; the companion\'s name goes before the options)',
      ],
    ],
    [
      "a name behind a mapping",
      shipOptions,
      ["--env", "A=1", "agent"],
      [
        '--env: expected NAME=VALUE; got "agent" (--env takes every word up to the next option; the companion\'s name goes before the options)',
      ],
    ],
    [
      "targets with commas between them",
      initOptions,
      ["--task", "wait", "--for", "tcp://a:1,tcp://b:2"],
      [
        '--for: expected a target such as tcp://db:5432, http://api/healthz or postgres://db:5432; got "tcp://a:1,tcp://b:2" (several values stand one after another: --for tcp://a:1 tcp://b:2)',
      ],
    ],
    ["a single value given twice", shipOptions, ["--port", "1", "--port", "2"], ["--port: given 2 times (give it once)"]],
  ];
  test.each(rows)("%s", async (_, schema, line, want) => {
    expect(await options(schema, line)).toEqual(want);
  });
});

test("what the document says already decides which branch a flag belongs to", async () => {
  expect(await options(shipOptions, ["--sink-url", "http://x"], { sink: { type: "http" } })).toEqual({ sink: { url: "http://x" } });
  expect(await options(setupOptions, ["--timeout", "1s"], { task: "fetch" })).toEqual([
    "--timeout: goes with --task wait, not fetch (add --task wait)",
  ]);
  expect(await options(setupOptions, ["--task", "wait", "--timeout", "1s"], { task: "fetch" })).toEqual({ task: "wait", timeout: "1s" });
});

test("a flag that does not exist is left to the program", async () => {
  await expect(parsed(shipOptions, ["--snik", "otlp"])).rejects.toThrow("Unknown argument: snik");
});

test("help says what each flag is, what it takes, when it counts and what it is without it", () => {
  const flags = optionFlags(shipOptions);
  expect(Object.keys(flags)).toEqual([
    "watch",
    "sink",
    "sink-url",
    "sink-retry",
    "batch-records",
    "batch-bytes",
    "gate",
    "drain",
    "port",
    "env",
  ]);
  expect(flags["sink"]).toEqual({
    describe: "the log server; one of stdout, otlp, http",
    type: "string",
    requiresArg: true,
    defaultDescription: "stdout",
  });
  expect(flags["sink-url"]?.describe).toBe("base URL (otlp); where to (http); with --sink otlp or http");
  expect(flags["sink-retry"]).toEqual({ describe: "try again; with --sink http", type: "boolean", defaultDescription: "true" });
  expect(flags["watch"]?.describe).toBe("files to watch; one or more");
  expect(flags["batch-records"]?.defaultDescription).toBe("100");
});

test("for completion, yargs is told the words that a flag takes", () => {
  expect(optionFlags(shipOptions, { choices: true })["gate"]?.choices).toEqual(["none", "upstream"]);
  expect(optionFlags(shipOptions)["gate"]?.choices).toBeUndefined();
});
