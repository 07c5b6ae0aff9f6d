import { readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { runProgram } from "../../src/cli/program.ts";
import { testHost } from "../support/host.ts";
import { temporary } from "../support/temporary.ts";

const start = "name: shop\napp: {run: node x, logs: [/var/log/app/*.log]}\ncompanions:\n  log-agent:\n    pattern: sidecar\n    ";

async function refused(files: Record<string, string>, ...args: string[]): Promise<string> {
  const root = temporary(files);
  const host = testHost(root);
  expect(await runProgram(args, host), host.err()).toBe(2);
  expect(readdirSync(root).sort()).toEqual(Object.keys(files).sort());
  return host.err();
}

describe("a mistake in the document has a place, and what to type instead", () => {
  test.each<[written: string, column: number, message: string, hint: string]>([
    ["sink: lokki http://l", 11, "sink: expected a kind of sink", 'did you mean "loki http://l"?'],
    ["sink: tcp tcp://lines", 11, "sink: expected an address such as", 'as in "tcp tcp://localhost:5170"'],
    ["sinks: {a: lokki http://l}", 16, "sinks.a: expected a kind of sink", 'did you mean "loki http://l"?'],
    ["sinks: {a: tcp tcp://lines}", 16, "sinks.a: expected an address such as", 'as in "tcp tcp://localhost:5170"'],
    ["sinks: {a: 'tcp tcp://h:99999'}", 16, "sinks.a: expected an address such as", 'as in "tcp tcp://localhost:5170"'],
    ["sinks: {a: stdout x}", 16, "sinks.a: stdout has no address", 'write "stdout"'],
    ["sinks: [stdout]", 12, "sinks: expected a mapping", "such as sinks: {central: otlp http://collector:4318, "],
    ["sinks: {Central: stdout}", 13, "sinks.Central: expected a name", 'write "central"'],
    ["sources: {my_app: /x/*}", 15, "sources.my_app: expected a name", 'write "my-app"'],
    ["sinks: {a: file /y/z, b: file /y/z}", 30, "sinks.b: it is the same as a", "remove one of the two"],
    [
      "sinks: {a: file /y/z, b: {type: file, path: /y/z, keep: 1}}",
      49,
      "sinks.b.path: /y/z is written by a of log-agent already",
      "name another file",
    ],
    ["sink: {type: file, path: /var/log/out/}", 30, "sink.path: a folder, where a file is wanted", "write /var/log/out/records.ndjson"],
    ["sink: {type: loki, url: 'https://l', auth: token}", 48, "sink.auth: expected a mapping", "write {secret: token}"],
    ["limit: 100", 12, "limit: expected a mapping", "write {records: 100}"],
    ["limit: {records: 1, every: 0s}", 32, "limit.every: expected a time longer than nothing", "write 1s"],
    ["sample: [{match: GET}]", 14, "sample[0].keep: missing", 'add "keep: 0.1"'],
    ["sample: {match: GET, keep: 0}", 13, "sample: expected a list", "such as sample: [{match: GET /healthz, keep: 0, name: health}]"],
    ["sample: [{keep: 0}, {match: x, keep: 1}]", 25, "sample[1]: it is never reached", "move rule 1 to the end"],
    ["sample: [{match: '(GET', keep: 0}]", 22, "sample[0].match: Invalid regular expression", "write a regular expression of JavaScript"],
    ["redact: [email, emial]", 21, 'redact[1]: "emial" is no redaction', 'did you mean "email"?'],
    ["redact: ['pattern:(']", 14, "redact[0]: Invalid regular expression", "behind pattern:"],
    ["multiline: jav", 16, "multiline: must be none, auto, java", 'did you mean "java"?'],
    ["sources: {a: {watch: [/x/*], multiline: 'start:('}}", 45, "sources.a.multiline: holds no regular expression", "as in start:^\\d{4}-"],
    ["maxLine: 0B", 14, "maxLine: must be at least 256", "write 1MiB"],
    ["batch: {bytes: 0B}", 20, "batch.bytes: must be at least 1KiB", "write 1MiB"],
    ["state: {hostPath: /x/../y}", 23, "state.hostPath: expected an absolute path", ""],
  ])("%s", async (written, column, message, hint) => {
    const err = await refused({ "scaffold.yaml": `${start}${written}\n` }, "generate");
    const [first = "", place, ...rest] = err.split("\n");
    expect(first).toContain(`error: companions.log-agent.${message}`);
    expect(place).toBe(`  --> scaffold.yaml:6:${column}`);
    expect(rest.join("\n")).toContain(hint);
    expect(err.match(/^error: /gm)).toHaveLength(1);
  });

  test("two agents that write one file", async () => {
    const two = `${start}sink: {type: file}\n  other:\n    pattern: adapter\n    sink: {type: file}\n`;
    expect(await refused({ "scaffold.yaml": two }, "generate")).toContain(
      "error: companions.other.sink.path: /var/log/shipped/records.ndjson is written by log-agent already",
    );
  });
});

describe("a mistake in what was typed is said of the option", () => {
  test.each<[typed: string, message: string]>([
    ["--sink loki --sink-auth-user u", "--sink-auth-secret: missing; expected a name"],
    ["--sink loki --sink-tls-secret s", "--sink-tls-secret: the connection is not encrypted\n  hint: write https:// in the url\n"],
    [
      "--limit-every 1s",
      "--limit-records: missing; expected a number of records, 1 to 1000000000\n  hint: add --limit-records with a value\n",
    ],
    ["--sinks a=stdout a=file", "--sinks a: given twice\n  hint: give one of the two another name\n"],
    ["--sources a=/etc/x.log", "--sources a: the folder /etc would become a volume"],
    ["--redact email emial", '--redact: "emial" is no redaction'],
    ["--multiline jav", "--multiline: must be none, auto, java"],
  ])("%s", async (typed, message) => {
    expect(await refused({}, "sidecar", ...typed.split(" "))).toContain(`error: ${message}`);
  });
});

test("credentials on a connection that is not encrypted are noted, and generated", async () => {
  const generate = async (url: string) => {
    const root = temporary({ "scaffold.yaml": `${start}sink: {type: loki, url: '${url}', auth: {secret: s}}\n` });
    const host = testHost(root);
    expect(await runProgram(["generate", "--no-build"], host)).toBe(0);
    return host.out().replace(/\s+/g, " ");
  };
  expect(await generate("http://loki:3100")).toContain(
    "log-agent sends the credentials of its sink to http://loki:3100 without encryption",
  );
  for (const url of ["https://loki:3100", "http://localhost:3100"]) expect(await generate(url)).not.toContain("credentials");
});
