import { expect, test } from "vitest";
import { runProgram } from "../../src/cli/program.ts";
import { documentation } from "../../src/formats/catalogue/documentation.ts";
import { catalogue } from "../../src/formats/catalogue/index.ts";
import { testHost } from "../support/host.ts";
import { temporary } from "../support/temporary.ts";

async function formats(...args: string[]) {
  const host = testHost(temporary());
  const exit = await runProgram(["formats", ...args], host);
  return { exit, out: host.out(), err: host.err() };
}

test("lists every format with a name, and the programs whose own formats are read", async () => {
  const { exit, out } = await formats("--json");
  const listed = JSON.parse(out) as Record<"formats" | "programs", { name: string; about: string }[]>;
  expect(exit).toBe(0);
  expect(listed.formats).toEqual(catalogue.map(({ name, about }) => ({ name, about })));
  expect(listed.programs.map(({ name }) => name)).toContain("nginx");
  expect((await formats()).out).toMatch(/\n {2}syslog5424 +syslog of RFC 5424/);
});

test("explains one: its pattern, its attributes, and an example with its record", async () => {
  const { out } = await formats("show", "common");
  expect(out).toContain('\n  <client:host> <_> <user:user?> [<time:clf>] "<request:request>" <status> <size?>\n');
  expect(out).toMatch(/\nSeverity {3}of the status: 17/);
  expect(out).toMatch(/\n {2}user\.name +string, if there\n/);
  expect(out).toContain('"timeUnixNano": "971211336000000000"');
});

test("says where the makers of each describe it", async () => {
  expect(Object.keys(documentation).sort()).toEqual(catalogue.map(({ name }) => name).sort());
  for (const address of Object.values(documentation)) expect(new URL(address).protocol).toBe("https:");
  expect((await formats("show", "syslog5424")).out).toMatch(/^syslog5424: .*\nhttps:\/\/www\.rfc-editor\.org\/rfc\/rfc5424\n/);
});

test.each(catalogue.map(({ name }) => [name]))("has an example of %s that the format takes", async (name) => {
  const { exit, out } = await formats("show", name, "--json");
  expect(exit).toBe(0);
  for (const { record } of (JSON.parse(out) as { examples: { record: Record<string, unknown> }[] }).examples)
    expect(record["unparsed"]).toBeUndefined();
});

test.each([
  ["a name that is not there", ["show", "combind"], "did you mean combined?"],
  ["no name", ["show"], "scaffold formats show combined"],
])("says what to type instead of %s", async (_, args, hint) => {
  const { exit, err } = await formats(...args);
  expect(exit).toBe(2);
  expect(err).toContain(`  hint: ${hint}`);
});
