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
  [
    "metrics of fields that there are",
    "  a: {pattern: adapter, formats: [combined], metrics: {requests_total: {count: true, by: [http.request.method, format]}, sizes: {histogram: http.response.body.size, buckets: [1, 2.5]}}}\n",
    [],
  ],
  [
    "metrics of fields that no format has; where lines name fields themselves, nobody knows",
    "  a: {pattern: adapter, formats: [combined], metrics: {a_total: {count: true, by: [http.request.methd]}, b: {histogram: format, buckets: [1]}}}\n  b: {pattern: adapter, formats: [json], metrics: {a_total: {count: true, by: [user]}}}\n",
    [
      ["companions.a.metrics.a_total.by[0]: no format has the field http.request.methd", "did you mean http.request.method?"],
      [
        "companions.a.metrics.b.histogram: no format has the field format",
        expect.stringMatching(/^there is client\.address, /) as unknown as string,
      ],
    ],
  ],
  [
    "metrics that Prometheus would refuse, or that count nothing",
    "  a: {pattern: adapter, metrics: {requests: {count: true}, log_agent_x_total: {count: true}, nothing: {by: [format]}, s_total: {histogram: a, buckets: [1]}, t: {histogram: a}, u: {histogram: a, buckets: [2, 1], by: [a.b, a-b, le]}, v_total: {count: true, histogram: a, buckets: [1]}, w_total: {count: true, buckets: [1]}}}\n",
    [
      ["companions.a.metrics.requests: the name of a counter ends in _total", "call it requests_total"],
      ["companions.a.metrics.log_agent_x_total: names that begin with log_agent_ are the adapter's own", "name it after what it counts"],
      [
        "companions.a.metrics.nothing: it says neither count nor histogram",
        "add count: true, or histogram: with the attribute whose numbers are observed",
      ],
      ["companions.a.metrics.s_total: its name ends like a counter's, or like one of a histogram's own samples", "call it s"],
      ["companions.a.metrics.t: a histogram needs buckets", "add buckets: [100, 1000, 10000], the upper bounds in the unit of the field"],
      ["companions.a.metrics.u.buckets[1]: 1 is not above 2", "order the bounds"],
      ["companions.a.metrics.u.by[1]: its label a_b is that of a.b already", "remove one of the two"],
      ["companions.a.metrics.u.by[2]: the label le is that of a histogram's buckets", "leave it out"],
      ["companions.a.metrics.v_total: its name ends like a counter's, or like one of a histogram's own samples", "call it v"],
      ["companions.a.metrics.v_total.histogram: it counts already", "remove one of count and histogram"],
      ["companions.a.metrics.w_total.buckets: only a histogram has buckets", "remove it"],
    ],
  ],
  [
    "a key of a metric that there is not, and a name that is none",
    "  a: {pattern: adapter, metrics: {4xx: {count: true}, a_total: {count: true, bye: [format]}}}\n",
    [
      ['companions.a.metrics.4xx: expected a metric\'s name of letters, digits and _, not starting with a digit; got "4xx"', undefined],
      ["companions.a.metrics.a_total.bye: unknown key", 'did you mean "by"?'],
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

test("metrics are handed to the runtime, which is copied for them alone", () => {
  const filesOf = (more: string) => {
    const result = read(`  a: {pattern: adapter, formats: [combined]${more}}\n`);
    if (!result.ok) throw new Error(result.issues[0]?.message);
    return new Map(
      companionsOf(result.value)[0]
        ?.files()
        .map(({ path, content }) => [path, content]),
    );
  };
  const module = "a/runtime/agent/derived-metrics.ts";
  const [without, having] = [
    filesOf(""),
    filesOf(", metrics: {sizes: {histogram: http.response.body.size, buckets: [100], by: [http.request.method]}}"),
  ];
  expect(without.get("a/src/main.ts")).not.toContain("erive");
  expect([without.has(module), having.has(module)]).toEqual([false, true]);
  expect(having.get("a/src/main.ts")).toContain(
    '{ name: "sizes", by: ["http.request.method"], limit: 1000, histogram: { field: "http.response.body.size", buckets: [100] } },',
  );
  expect(having.get("a/README.md")).toContain("| `sizes` | histogram of `http.response.body.size` | `http_request_method` |");
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
