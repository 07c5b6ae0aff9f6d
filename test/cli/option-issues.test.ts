import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { runProgram } from "../../src/cli/program.ts";
import { testHost } from "../support/host.ts";
import { temporary } from "../support/temporary.ts";

async function refused(files: Record<string, string>, ...args: string[]): Promise<string> {
  const root = temporary(files);
  const host = testHost(root);
  expect(await runProgram(args, host)).toBe(2);
  expect(readdirSync(root).sort()).toEqual(Object.keys(files).sort());
  return host.err();
}

test("a mistake in what was typed is said of the option, and of no file that was not written", async () => {
  expect(await refused({}, "ambassador", "--route", "bar")).toBe(
    'error: --route: there is no route "bar"\n  hint: one of dev, test, prod, or add it to routes\n',
  );
  expect(await refused({}, "pod", "--replicas", "2")).toBe(
    "error: --replicas: only a Deployment has replicas\n  hint: add kind: Deployment\n",
  );
});

test("of a long pattern the part around the mistake is shown, with the caret below it", async () => {
  const pattern = `{a} ${"-".repeat(200)} {b:nope} tail`;
  const [message, place, text = "", caret = "", hint] = (await refused({}, "adapter", "--formats", "combined", pattern)).split("\n");
  expect(message).toBe('error: --formats: in the pattern, at character 206: "nope" is no type');
  expect(place).toBe("  --> --formats, character 206");
  expect(text.slice(caret.indexOf("^"))).toBe("{b:nope} tail");
  expect(hint).toContain("one of text, ");
});

test("in a document the caret is below the character of the pattern as well", async () => {
  const document = `name: shop\napp: {logs: [/l/*.log]}\ncompanions:\n  a: {pattern: adapter, formats: [json, '${"x''".repeat(60)}{b:nope}']}\n`;
  const [, place, text = "", caret = ""] = (await refused({ "scaffold.yaml": document }, "generate")).split("\n");
  expect(place).toBe("  --> scaffold.yaml:4:222");
  expect(text.slice(caret.indexOf("^"))).toBe("{b:nope}']}");
});

test("a name that an option took for one of its values", async () => {
  expect(await refused({}, "adapter", "--formats", "combined", "my-adapter")).toMatch(
    /error: --formats: "my-adapter" is no format\n {2}hint: one of combined, .*; a companion's name goes before the options\n/,
  );
});

test("a mistake that stands in the document already keeps its place there", async () => {
  const document = "name: shop\napp: {ports: [80800]}\n";
  expect(await refused({ "scaffold.yaml": document }, "pod", "--replicas", "2")).toContain("  --> scaffold.yaml:2:15\n");
});
