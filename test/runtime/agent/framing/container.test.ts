import { describe, expect, test } from "vitest";
import { containerNormaliser } from "../../../../src/runtime/agent/framing/container-normaliser.ts";
import { Framing, type FramingOptions, plainFraming } from "../../../../src/runtime/agent/framing/framing.ts";
import { Joiner } from "../../../../src/runtime/agent/join.ts";
import { ByteWriter } from "../../../../src/runtime/agent/sinks/byte-writer.ts";
import { ndjsonEncoder } from "../../../../src/runtime/agent/sinks/ndjson.ts";
import { otlpEncoder } from "../../../../src/runtime/agent/sinks/otlp-encoder.ts";
import { toRecords } from "../../../../src/runtime/agent/transform.ts";
import { batchOf } from "../support/batches.ts";

const at = "2026-01-02T03:04:05.678901234Z";
const nano = "1767323045678901234";
const cri = (text: string, stream = "stdout", tag = "F") => `${at} ${stream} ${tag} ${text}`;
const docker = (log: string, stream = "stdout") => JSON.stringify({ log, stream, time: at });

function join(joiner: Joiner, lines: readonly string[], framing: Partial<FramingOptions>) {
  return joiner.join(batchOf(lines, undefined, new Framing({ ...plainFraming, container: "auto", ...framing })));
}

/** What becomes of lines, in several batches: bodies, with flags and the stream in front where there is something to say. */
function read(batches: readonly (readonly string[])[], framing: Partial<FramingOptions> = {}, maxBytes = 1000): string[] {
  const joiner = new Joiner(maxBytes);
  const normaliser = containerNormaliser("flat");
  return batches.flatMap((lines) =>
    toRecords(join(joiner, lines, framing), normaliser).map(({ body, attributes }) => {
      const notes = [
        attributes["log.iostream"] === "stderr" && "err",
        attributes["log.record.truncated"] && "truncated",
        attributes["log.record.partial"] && "partial",
      ];
      const said = notes.filter(Boolean).join("+");
      return said ? `[${said}] ${body}` : body;
    }),
  );
}

describe("lines of a container runtime", () => {
  const lines = [
    cri('a "quoted" line'),
    docker('tab\t, "quoted" é \\n\n', "stderr"),
    docker("plain\n"),
    "no runtime's",
    cri(""),
    '{"log":"not \\x json\\n"}',
  ];

  test("become bodies, with the runtime's time to the nanosecond and the stream; other lines stay as they are", () => {
    const records = toRecords(join(new Joiner(1000), lines, {}), containerNormaliser("flat"));
    expect(records.map(({ body, timeUnixNano, attributes }) => [body, timeUnixNano, attributes["log.iostream"]])).toEqual([
      ['a "quoted" line', nano, "stdout"],
      ['tab\t, "quoted" é \\n', nano, "stderr"],
      ["plain", nano, "stdout"],
      ["no runtime's", undefined, undefined],
      ["", nano, "stdout"],
      ['{"log":"not \\x json\\n"}', undefined, undefined],
    ]);
  });

  test("are the same as bytes and as objects, in both shapes of JSON", () => {
    const flat = new ByteWriter();
    ndjsonEncoder({}, containerNormaliser("flat"))(join(new Joiner(1000), lines, {}), flat);
    const written = flat.written
      .toString()
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    const objects = toRecords(join(new Joiner(1000), lines, {}), containerNormaliser("flat"));
    expect(written.map(({ body, attributes }) => [body, attributes["log.iostream"]])).toEqual(
      objects.map(({ body, attributes }) => [body, attributes["log.iostream"]]),
    );
    expect(written.map(({ time }) => time)).toEqual([at, at, at, undefined, at, undefined]);
    const otlp = new ByteWriter();
    otlpEncoder({}, { name: "agent" }, containerNormaliser("otlp"))(join(new Joiner(1000), lines, {}), otlp);
    const [resource] = JSON.parse(otlp.written.toString()).resourceLogs;
    const logs: { body: { stringValue: string }; timeUnixNano?: string; attributes: unknown[] }[] = resource.scopeLogs[0].logRecords;
    expect(logs.map(({ body, timeUnixNano }) => [body.stringValue, timeUnixNano])).toEqual(
      objects.map(({ body, timeUnixNano }) => [body, timeUnixNano]),
    );
    expect(logs[0]?.attributes).toContainEqual({ key: "log.iostream", value: { stringValue: "stdout" } });
  });
});

describe("parts of lines are joined per stream and file (scenario 31)", () => {
  test.each<[title: string, batches: string[][], want: string[]]>([
    ["of Docker, whatever comes between", [[docker("a"), docker("x\n", "stderr"), docker("b"), docker("c\n")]], ["[err] x", "abc"]],
    ["of Docker across batches", [[docker('say "')], [docker('hi"\n'), docker("next\n")]], ['say "hi"', "next"]],
    ["an escaped backslash in front of n is no line end", [[docker("C:\\n"), docker("ew\n")]], ["C:\\new"]],
    [
      "of CRI",
      [[cri("a", "stdout", "P"), cri("x", "stderr", "P")], [cri("b", "stdout", "P"), cri("c")], [cri("y", "stderr")]],
      ["abc", "[err] xy"],
    ],
  ])("%s", (_, batches, want) => {
    expect(read(batches)).toEqual(want);
  });

  test("of the kind that was set only", () => {
    const lines = [docker("a"), cri("b", "stdout", "P"), docker("c\n"), cri("d")];
    expect(toRecords(join(new Joiner(1000), lines, { container: "docker" })).map(({ body }) => body)).toEqual([
      lines[1],
      docker("ac\n"),
      lines[3],
    ]);
  });

  test("what never ends is cut, and goes on as the next record", () => {
    expect(read([[docker("123456"), docker("789"), docker("0\n")]], {}, 8)).toEqual(["[truncated] 123456789", "0"]);
  });

  test("the bytes of a record that was put together are counted", () => {
    const spans: number[] = [];
    join(new Joiner(1000), [docker("whole\n"), docker("a"), docker("b\n")], {}).visitSpans((_stream, bytes) => spans.push(bytes));
    expect(spans).toEqual([docker("whole\n").length + 1, docker("ab\n").length]);
  });

  test("a record begins where its first part does", () => {
    const lines = [docker("a"), docker("b\n")];
    const [record] = toRecords(join(new Joiner(1000), ["", ...lines].slice(1), {}));
    expect(record?.attributes["log.file.offset"]).toBe(0);
  });
});

describe("traces inside of a container's lines", () => {
  const trace = ["java.lang.Error: x", "\tat a.B.c(B.java:1)", "\tat a.B.d(B.java:2)"];
  const [first = "", ...frames] = trace;

  test.each<[title: string, wrap: (line: string, stream?: string) => string]>([
    ["of CRI", cri],
    ["of Docker", (line, stream) => docker(`${line}\n`, stream)],
  ])("%s are one record, per stream, in the order of the file", (_, wrap) => {
    const batches = [
      [wrap("before"), wrap(first), wrap("other", "stderr")],
      frames.map((line) => wrap(line)),
      [wrap("after"), wrap("last")],
    ];
    expect(read(batches, { multiline: "java" })).toEqual(["before", "[err] other", trace.join("\n"), "after", "last"]);
  });

  test("a line that was split is looked at as a whole", () => {
    const lines = [cri("java.lang.Er", "stdout", "P"), cri("ror: x"), cri("\ta", "stdout", "P"), cri("t a.B.c(B.java:1)"), cri("after")];
    expect(read([lines], { multiline: "java" })).toEqual(["java.lang.Error: x\n\tat a.B.c(B.java:1)", "after"]);
  });

  test("lines that only perhaps belonged to one come after it, each by itself", () => {
    const lines = ["Traceback (most recent call last):", '  File "a.py", line 1', "KeyError", "", "INFO a"].map((line) => cri(line));
    expect(read([lines], { multiline: "python" })).toEqual([
      'Traceback (most recent call last):\n  File "a.py", line 1\nKeyError',
      "",
      "INFO a",
    ]);
  });

  test("too large a group is cut between two lines", () => {
    expect(read([[first, ...frames, "after"].map((line) => cri(line))], { multiline: "java" }, 40)).toEqual([
      `[truncated] ${first}\n${frames[0]}`,
      `[partial] ${frames[1]}`,
      "after",
    ]);
  });

  test("ids are those of the first lines, whatever the batches were", () => {
    const lines = [...trace, "after", ...trace, "last"].map((line) => cri(line));
    const idsOf = (batches: string[][]) => {
      const joiner = new Joiner(1000);
      let offset = 0;
      return batches.flatMap((batch) => {
        const made = toRecords(
          joiner.join(batchOf(batch, undefined, new Framing({ ...plainFraming, container: "cri", multiline: "java" }), offset)),
        );
        offset += batch.reduce((sum, line) => sum + line.length + 1, 0);
        return made.map(({ id }) => id);
      });
    };
    expect(idsOf([lines.slice(0, 2), lines.slice(2, 5), lines.slice(5)])).toEqual(idsOf([lines]));
    expect(new Set(idsOf([lines])).size).toBe(4);
  });
});
