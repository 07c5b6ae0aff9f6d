import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { runProgram } from "../../src/cli/program.ts";
import { companionsOf, projectSchema } from "../../src/patterns/index.ts";
import { patternRules } from "../../src/patterns/rules.ts";
import { sidecar } from "../../src/patterns/sidecar/index.ts";
import { missingPorts } from "../../src/project/ports.ts";
import { readSpec } from "../../src/spec/read.ts";
import { testHost } from "../support/host.ts";
import { temporary } from "../support/temporary.ts";

function read(companions: string, rest = "app: {logs: [/var/log/app/*.log]}\n") {
  return readSpec(`name: shop\n${rest}companions:\n${companions}`, { file: "f", rules: patternRules }, projectSchema());
}

test.each<[title: string, companions: string, want: [message: string, hint: string | undefined][]]>([
  ["names and a pattern are fine", '  a: {pattern: adapter, formats: [cri, combined, "{time:iso} {message}"]}\n', []],
  [
    "a name that is nearly one",
    "  a: {pattern: adapter, formats: [combned]}\n",
    [['companions.a.formats[0]: "combned" is no format', "did you mean combined?"]],
  ],
  [
    "a pattern that cannot be read",
    '  a: {pattern: adapter, formats: [json, "{time:iso}{level}"]}\n',
    [
      [
        "companions.a.formats[1]: in the pattern, at character 17: two fields with nothing between them",
        "put the text between them that stands there in the line",
      ],
    ],
  ],
  [
    "the format of a program",
    "  a: {pattern: adapter, formats: ['nginx: $remote_addr \"$request\" $status', haproxy, 'haproxy: %ci %ST']}\n",
    [],
  ],
  [
    "the format of a program that cannot be read",
    "  a: {pattern: adapter, formats: ['nginx: $remote_addr $status$request_time']}\n",
    [
      [
        "companions.a.formats[0]: in the format of nginx, at character 28: nothing stands between $status and $request_time",
        "put a blank or another sign between them, in the program too: else nobody can tell where the first ends",
      ],
    ],
  ],
  [
    "a program that is nearly one",
    "  a: {pattern: adapter, formats: ['haprox: %{+Q}r']}\n",
    [['companions.a.formats[0]: "haprox: %{+Q}r" is no format', 'did you mean "haproxy: …"?']],
  ],
  [
    "a format twice",
    "  a: {pattern: adapter, formats: [json, json]}\n",
    [["companions.a.formats[1]: json is listed twice", "list it once"]],
  ],
  [
    "a zone that is none",
    "  a: {pattern: adapter, tz: Europe/Berlino}\n",
    [['companions.a.tz: "Europe/Berlino" is no time zone', "write UTC, +02:00 or a name such as Europe/Berlin"]],
  ],
  [
    "what holds for an agent: a sink among the watched files",
    "  a: {pattern: adapter, watch: ['/logs/**/*.log'], sink: {type: file, path: /logs/all/out.log}}\n",
    [["companions.a.sink.path: /logs/all/out.log is among the files that a watches", "write to another folder"]],
  ],
  [
    "documents of the Elastic Common Schema for sinks that take them",
    "  a: {pattern: adapter, schema: ecs}\n  b: {pattern: adapter, schema: ecs, sinks: {one: {type: elasticsearch}, two: tcp tcp://localhost:5170, three: {type: file}, four: {type: http}}}\n",
    [],
  ],
  [
    "documents of the Elastic Common Schema for others",
    "  a: {pattern: adapter, schema: ecs, sink: {type: otlp}}\n  b: {pattern: adapter, schema: ecs, sinks: {one: loki http://loki:3100, two: {type: tcp, format: fluent}}}\n",
    [
      [
        "companions.a.sink.type: a sink of the type otlp does not take documents of the Elastic Common Schema",
        "remove schema: ecs, or use a sink of the type elasticsearch, file, http, stdout or tcp",
      ],
      [
        "companions.b.sinks.one: a sink of the type loki does not take documents of the Elastic Common Schema",
        "remove schema: ecs, or use a sink of the type elasticsearch, file, http, stdout or tcp",
      ],
      [
        'companions.b.sinks.two.format: "fluent" holds no documents of the Elastic Common Schema',
        "write format: ndjson, or remove schema: ecs",
      ],
    ],
  ],
  ["an adapter and an agent may watch the same folder", "  a: {pattern: adapter}\n  b: {pattern: sidecar}\n", []],
])("%s", (_, companions, want) => {
  const result = read(companions);
  expect(result.ok ? [] : result.issues.map(({ message, hint }) => [message, hint])).toEqual(want);
});

test("standard input needs no files to watch, and no folder in the pod", () => {
  const result = read("  a: {pattern: adapter, source: stdin}\n", "");
  if (!result.ok) throw new Error(result.issues[0]?.message);
  const [adapter] = companionsOf(result.value);
  expect(adapter?.part().shares).toEqual([]);
  expect(adapter?.files().find(({ path }) => path === "a/src/main.ts")?.content).toContain('watch: ["-"],');
});

test.each([
  ["formats: [log4j]", "multiline: 'start:^\\\\d{4}-"],
  ["formats: [log4j], multiline: java", 'multiline: "java"'],
  ["formats: [log4j, '<level> <message>']", undefined],
])("what begins a record is said by the formats, unless the document says it: %s", (options, want) => {
  const result = read(`  a: {pattern: adapter, ${options}}\n`);
  if (!result.ok) throw new Error(result.issues[0]?.message);
  const main =
    companionsOf(result.value)[0]
      ?.files()
      .find(({ path }) => path === "a/src/main.ts")?.content ?? "";
  if (want === undefined) expect(main).not.toContain("multiline");
  else expect(main.replaceAll('multiline: "start', "multiline: 'start")).toContain(want);
});

test("an adapter gets a port beside those of the agents", () => {
  const result = read("  a: {pattern: sidecar, port: 9101}\n  b: {pattern: adapter}\n");
  if (!result.ok) throw new Error(result.issues[0]?.message);
  expect(missingPorts(result.value)).toEqual({ b: 9102 });
});

describe("scaffold adapter", () => {
  test("alone makes a project with the formats that most have", async () => {
    const root = temporary();
    const host = testHost(root);
    expect(await runProgram(["adapter"], host)).toBe(0);
    const spec = readFileSync(join(root, "scaffold.yaml"), "utf8");
    expect(spec).toContain("    formats: [combined, json]\n");
    const parser = readFileSync(join(root, "log-adapter/src/parser.ts"), "utf8");
    expect(parser).toContain('const formats = ["combined", "json", "unparsed"] as const;');
    expect(parser).toContain('const shape = "flat";');
    expect(await runProgram(["check"], testHost(root))).toBe(0);
  });

  test("compiles for the sink, and for a pattern given on the command line", async () => {
    const root = temporary();
    const args = ["adapter", "--formats", "{time:iso} {level} {message}", "--sink", "otlp", "--tz", "Europe/Berlin"];
    expect(await runProgram(args, testHost(root))).toBe(0);
    const parser = readFileSync(join(root, "log-adapter/src/parser.ts"), "utf8");
    expect(parser).toContain('const shape = "otlp";');
    expect(parser).toContain('"pattern", "unparsed"');
    expect(readFileSync(join(root, "log-adapter/src/main.ts"), "utf8")).toContain('createNormaliser({ tz: "Europe/Berlin" })');
  });

  test("compiles for the schema, and says where a sink does not take it", async () => {
    const root = temporary();
    expect(await runProgram(["adapter", "--schema", "ecs", "--sink", "elasticsearch"], testHost(root))).toBe(0);
    expect(readFileSync(join(root, "scaffold.yaml"), "utf8")).toContain("    schema: ecs\n");
    expect(readFileSync(join(root, "log-adapter/src/parser.ts"), "utf8")).toContain('const shape = "ecs";');
    writeFileSync(join(root, "scaffold.yaml"), readFileSync(join(root, "scaffold.yaml"), "utf8").replace("elasticsearch", "loki"));
    const host = testHost(root);
    expect(await runProgram(["generate"], host)).toBe(2);
    expect(host.err()).toMatch(
      /a sink of the type loki does not take documents of the Elastic Common Schema\n +--> scaffold\.yaml:\d+:\d+\n/,
    );
    expect(await runProgram(["adapter", "--schema", "splunk"], testHost(root))).toBe(2);
  });

  test("compiles the format of a program", async () => {
    const root = temporary();
    const args = ["adapter", "--formats", 'nginx: $remote_addr [$time_local] "$request" $status', "nginx: $msec $status"];
    expect(await runProgram(args, testHost(root))).toBe(0);
    const parser = readFileSync(join(root, "log-adapter/src/parser.ts"), "utf8");
    expect(parser).toContain('const formats = ["nginx", "nginx2", "unparsed"] as const;');
    expect(readFileSync(join(root, "log-adapter/test/parser.test.ts"), "utf8")).toContain("GET /index.html");
  });

  test("says where a pattern is wrong", async () => {
    const host = testHost(temporary());
    expect(await runProgram(["adapter", "--formats", "{time:soon} {message}"], host)).toBe(2);
    expect(host.err()).toContain('in the pattern, at character 1: "soon" is no type');
  });
});

test.each<[title: string, companions: string, want: string[]]>([
  [
    "it may listen beside files, or without",
    "  a: {pattern: adapter, watch: [], listen: ['tcp://:5170', 'udp://[::]:5170', 'http://0.0.0.0:8090/logs']}\n",
    [],
  ],
  [
    "what is no address",
    "  a: {pattern: adapter, listen: ['tcp://collector:5170']}\n",
    [
      'companions.a.listen[0]: expected an address such as tcp://127.0.0.1:5170, udp://0.0.0.0:5140 or http://127.0.0.1:8090/logs; got "tcp://collector:5170"',
    ],
  ],
  [
    "the port of its own health server",
    "  a: {pattern: adapter, port: 9101, listen: ['tcp://:9101']}\n",
    ["companions.a.listen[0]: port 9101 is used by a already"],
  ],
  [
    "an address twice, in two companions",
    "  a: {pattern: adapter, listen: ['http://:8090/a']}\n  b: {pattern: sidecar, listen: ['tcp://:8090']}\n",
    ["companions.b.listen[0]: port 8090 is used by a already"],
  ],
  [
    "standard input as well",
    "  a: {pattern: adapter, source: stdin, listen: ['tcp://:5170']}\n",
    ["companions.a.listen: standard input is read, and nothing else"],
  ],
  ["nothing at all", "  a: {pattern: adapter, watch: []}\n", ["companions.a.watch: expected at least 1 item; got none"]],
])("addresses: %s", (_, companions, want) => {
  const result = read(companions);
  expect(result.ok ? [] : result.issues.map(({ message }) => message)).toEqual(want);
});

test("what listens has its ports in the pod, beside that of probes, and where it listens as a variable", () => {
  const result = read("  a: {pattern: adapter, port: 9101, watch: [], listen: ['tcp://:5170', 'udp://:5140']}\n", "");
  if (!result.ok) throw new Error(result.issues[0]?.message);
  const [adapter] = companionsOf(result.value);
  const part = adapter?.part();
  expect(part?.container.ports).toEqual([
    { name: "health-9101", containerPort: 9101 },
    { name: "tcp-5170", containerPort: 5170 },
    { name: "udp-5140", containerPort: 5140, protocol: "UDP" },
  ]);
  expect(part?.container.env).toContainEqual({ name: "LISTEN", value: "tcp://:5170,udp://:5140" });
  expect(part?.shares).toEqual([]);
  const files = adapter?.files() ?? [];
  const main = files.find(({ path }) => path === "a/src/main.ts")?.content;
  expect(main).toContain('listen: ["tcp://:5170", "udp://:5140"],');
  expect(main).not.toContain("watch:");
  expect(files.find(({ path }) => path === "a/README.md")?.content).toContain("It reads `tcp://:5170`, `udp://:5140` line by line");
  expect(missingPorts({ ...result.value, companions: { b: { pattern: "adapter", listen: ["tcp://:9101"] } } })).toEqual({ b: 9102 });
});

test("--listen is added to what the app logs, and without that makes up no files", async () => {
  const folder = temporary();
  expect(await runProgram(["adapter", "--listen", "tcp://:5170", "udp://:5140", "--no-build", "--yes"], testHost(folder))).toBe(0);
  expect(readFileSync(join(folder, "scaffold.yaml"), "utf8")).toContain(
    "    watch: [/var/log/app/*.log]\n    listen: [tcp://:5170, udp://:5140]\n",
  );
  expect(sidecar.firstOptions({ listen: ["tcp://:5170"] }, { logs: [] })).toEqual({ listen: ["tcp://:5170"], sink: { type: "stdout" } });
});
