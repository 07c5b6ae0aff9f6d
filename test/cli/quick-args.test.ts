import { describe, expect, test } from "vitest";
import yargs from "yargs";
import { quickArgs } from "../../src/cli/quick-args.ts";
import { flags } from "../../src/cli/run/flags.ts";

/** As program.ts asks yargs. */
async function slowArgs(args: readonly string[]): Promise<Record<string, unknown>> {
  let found: Record<string, unknown> = {};
  await yargs(args.map((arg) => (arg === "-" ? "/dev/stdin" : arg)))
    .command("$0 [manifest]", "Run.", flags, (argv) => {
      found = argv;
    })
    .parserConfiguration({ "strip-aliased": true, "parse-numbers": false, "parse-positional-numbers": false })
    .version(false)
    .help(false)
    .strict()
    .exitProcess(false)
    .fail((message, error) => {
      throw error ?? new Error(message);
    })
    .parseAsync();
  return Object.fromEntries(
    Object.entries(found).filter(([key, value]) => key !== "_" && key !== "$0" && !/[A-Z]/.test(key) && value !== undefined),
  );
}

describe("what is plain is read as yargs reads it", () => {
  test.each([
    ["nothing", []],
    ["a manifest", ["pod.yaml"]],
    ["a manifest behind the options", ["--for", "5s", "pod.yaml"]],
    ["standard input", ["-"]],
    ["a number as a manifest", ["12"]],
    ["values behind an equals sign", ["--status-file=a=b.json", "--grace=3s"]],
    ["values that look like numbers", ["--for", "5", "--grace", "0x10"]],
    ["lists", ["--run", "a=sleep 5", "pod.yaml", "--run=b='x y'", "-f", "one.yaml", "--file", "two.yaml"]],
    ["a switch", ["--json", "pod.yaml"]],
    ["one of several words", ["--isolation", "none"]],
    ["white space and signs", ["--env", "app.URL=http://x/?a=b&c= d", "--port-map", "80=8080"]],
  ])("%s", async (_title, args) => {
    const quick = quickArgs(flags, args);
    expect(quick).toBeDefined();
    expect(quick).toEqual(await slowArgs(args));
  });
});

test.each([
  ["an unknown option", ["--stat", "x"]],
  ["a missing value", ["--for"]],
  ["an option as a value", ["--for", "--json"]],
  ["an empty value", ["--for", ""]],
  ["quotes, which yargs takes off", ["--run", "'a=b'"]],
  ["an option that is given twice", ["--for", "1s", "--for", "2s"]],
  ["a word that is none of several", ["--isolation", "some"]],
  ["two manifests", ["a.yaml", "b.yaml"]],
  ["a switch with a value", ["--json", "false"]],
  ["a switch that is turned off", ["--no-json"]],
  ["a short option with its value", ["-fx.yaml"]],
  ["the other spelling", ["--statusFile", "x"]],
  ["help", ["--help"]],
  ["two dashes", ["--", "pod.yaml"]],
])("%s is left to yargs", (_title, args) => {
  expect(quickArgs(flags, args)).toBeUndefined();
});

test("a command whose flags say more than is understood here is left to yargs", () => {
  expect(quickArgs((y) => y.option("level", { type: "string", requiresArg: true, choices: ["a"] }), ["--level", "b"])).toBeUndefined();
  expect(quickArgs((y) => y.option("level", { type: "number" }), ["--level", "1"])).toBeUndefined();
  expect(quickArgs((y) => y.option("a", { type: "boolean" }).conflicts("a", "b"), ["--a"])).toBeUndefined();
});
