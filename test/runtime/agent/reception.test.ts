import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BatchBuilder } from "../../../src/runtime/agent/batch-builder.ts";
import { Framing, type FramingOptions, plainFraming } from "../../../src/runtime/agent/framing/framing.ts";
import { Intake } from "../../../src/runtime/agent/listen/intake.ts";
import { NetworkSource } from "../../../src/runtime/agent/listen/network-source.ts";
import { readCount } from "../../../src/runtime/agent/listen/octet-counting.ts";
import { Reception } from "../../../src/runtime/agent/listen/reception.ts";
import { startPosition } from "../../../src/runtime/agent/source/stream.ts";
import { watchedNothing } from "../../../src/runtime/agent/source/watched.ts";
import { toRecords } from "../../../src/runtime/agent/transform.ts";

const maxLineBytes = 64;

interface Read {
  readonly records: readonly string[];
  /** Bytes by what became of them. */
  readonly dropped: number;
  readonly end: number;
  readonly used: number;
}

/** What comes of these chunks of one connection, read in batches of these limits. */
function receive(chunks: readonly Buffer[], limits: Partial<BatchBuilder["limits"]> = {}, framing: Partial<FramingOptions> = {}): Read {
  const intake = new Intake({ name: "tcp://:1", lanes: 1, maxBytes: 2 ** 20, wake: () => undefined });
  const scratch = new BatchBuilder({ maxRecords: 50, maxBytes: 256, maxLineBytes }, 0);
  const how = new Framing({ ...plainFraming, ...framing });
  const origin = { path: "tcp://1.2.3.4:5", attributes: {} };
  const reception = new Reception({ intake, origin, framing: how, maxLineBytes, scratch: () => scratch });
  for (const chunk of chunks) reception.take(chunk, { from: 1000, until: 1000 });
  reception.end();
  let dropped = 0;
  const source = new NetworkSource({
    intakes: [intake],
    lane: 0,
    source: { ...watchedNothing, framing: how },
    dropped: (_stream, _rule, bytes) => {
      dropped += bytes;
    },
  });
  const builder = new BatchBuilder({ maxRecords: 3, maxBytes: 100, maxLineBytes, ...limits }, 0);
  const records: string[] = [];
  do {
    builder.reset();
    source.fill(builder);
    for (const { body, attributes } of toRecords(builder.build(() => undefined))) {
      const flags = ["truncated", "partial"].filter((name) => attributes[`log.record.${name}`]);
      records.push(`${body}${flags.map((name) => ` (${name})`).join("")}`);
    }
    for (const [stream, position] of builder.positions) stream.position = position;
    for (const stream of builder.positions.keys()) source.moved(stream);
  } while (!builder.idle);
  return { records, dropped, end: intake.end, used: intake.used };
}

/** The same bytes, cut at these places. */
function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const sorted = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort((a, b) => a - b);
  return [0, ...sorted].map((from, index) => bytes.subarray(from, sorted[index] ?? bytes.length));
}

const line = fc.string({ unit: fc.constantFrom("a", "é", "1", " ", "<", ">", "\r", "\t"), maxLength: 100 });
const places = fc.array(fc.nat(2000), { maxLength: 40 });

describe("lines of a connection", () => {
  test("are the same however they are cut and batched, and no byte is unaccounted for", () => {
    fc.assert(
      fc.property(
        fc.array(line, { maxLength: 12 }),
        fc.boolean(),
        places,
        fc.integer({ min: 1, max: 5 }),
        (lines, isEnded, at, maxRecords) => {
          const bytes = Buffer.from(`x${lines.join("\n")}${isEnded ? "\n" : ""}`);
          const whole = receive([bytes], { maxRecords: 1000, maxBytes: 2 ** 16 });
          const pieces = receive(cut(bytes, at), { maxRecords });
          expect(pieces.records).toEqual(whole.records);
          expect([pieces.end, whole.end]).toEqual([bytes.length, bytes.length]);
          expect([pieces.used, whole.used]).toEqual([0, 0]);
        },
      ),
    );
  });

  test("one that is too long is cut and says so, its rest is counted as dropped", () => {
    const bytes = Buffer.from(`short\n${"x".repeat(500)}\nend\nha`);
    const want = ["short", `${"x".repeat(64)} (truncated)`, "end", "ha (partial)"];
    for (const chunks of [[bytes], [...bytes].map((byte) => Buffer.of(byte)), cut(bytes, [100, 300])]) {
      const { records, dropped, end } = receive(chunks);
      expect(records).toEqual(want);
      expect(end).toBe(bytes.length);
      expect(dropped).toBeGreaterThanOrEqual(435);
    }
  });

  test.each<[title: string, framing: Partial<FramingOptions>, bytes: Buffer, want: string[]]>([
    ["a byte order mark", {}, Buffer.from("\ufeffone\ntwo\n"), ["one", "two"]],
    ["UTF-16", { encoding: "auto" }, Buffer.from("\ufeffoné\ntwo\nha", "utf16le"), ["oné", "two", "ha (partial)"]],
    [
      "groups",
      { multiline: "continuation:^\\s" },
      Buffer.from("one\n more\ntwo\n  a\n  b\nthree\n"),
      ["one\n more", "two\n  a\n  b", "three"],
    ],
    [
      "a group that is too large, and a line that is too long in between",
      { multiline: "continuation:^\\s" },
      Buffer.from(`a\n ${"b".repeat(50)}\n ${"c".repeat(50)}\n${"d".repeat(90)}\nend\n`),
      [`a\n ${"b".repeat(50)} (truncated)`, ` ${"c".repeat(50)} (partial)`, `${"d".repeat(64)} (truncated)`, "end"],
    ],
  ])("%s", (_title, framing, bytes, want) => {
    expect(receive([bytes], {}, framing).records).toEqual(want);
    expect(
      receive(
        [...bytes].map((byte) => Buffer.of(byte)),
        {},
        framing,
      ).records,
    ).toEqual(want);
  });
});

describe("octet counting", () => {
  test.each<[text: string, want: ReturnType<typeof readCount>]>([
    ["167 <14>1 2026", { head: 4, length: 167 }],
    ["5 <191>", { head: 2, length: 5 }],
    ["", undefined],
    ["16", undefined],
    ["16 ", undefined],
    ["16 <1", undefined],
    ["16 <13", undefined],
    ["16 <1234>", "none"],
    ["16 <>", "none"],
    ["16 a", "none"],
    ["016 <13>", "none"],
    ["0 <13>", "none"],
    ["123456789 <13>", "none"],
    ["<13>1", "none"],
    ["\n", "none"],
  ])("%j", (text, want) => {
    expect(readCount(Buffer.from(text), 0)).toEqual(want);
  });

  const message = fc.string({ unit: fc.constantFrom("a", "é", "\n", "1", " ", "<"), maxLength: 90 });
  test("messages are the same however they are cut", () => {
    fc.assert(
      fc.property(fc.array(message, { minLength: 1, maxLength: 8 }), places, fc.boolean(), (texts, at, newlines) => {
        const messages = texts.map((text) => Buffer.from(`<13>${text}`));
        const bytes = Buffer.concat(messages.flatMap((one) => [Buffer.from(`${one.length} `), one, Buffer.from(newlines ? "\n" : "")]));
        const whole = receive([bytes], { maxRecords: 1000, maxBytes: 2 ** 16 });
        expect(whole.records.length).toBe(texts.length);
        expect(receive(cut(bytes, at)).records).toEqual(whole.records);
        expect(whole.end).toBe(messages.reduce((sum, one) => sum + one.length, 0));
      }),
    );
  });

  test("half a message at the end is a record that says so; what follows without a length is lines", () => {
    expect(receive([Buffer.from("10 <13>abc")]).records).toEqual(["<13>abc (partial)"]);
    expect(receive([Buffer.from("7 <13>abcplain\nlines\n")]).records).toEqual(["<13>abc", "plain", "lines"]);
  });
});

describe("what waits", () => {
  const put = (intake: Intake, text: string, done?: () => void) =>
    intake.put(
      {
        origin: { path: "x", attributes: {} },
        bytes: Buffer.from(text),
        framer: watchedNothing.framing.fallback,
        isOne: true,
        mark: 0,
        flags: 0,
        written: { from: 0, until: 0 },
      },
      done,
    );

  test("is forgotten, and told, when the last of the lanes has acknowledged it", () => {
    const told: string[] = [];
    const intake = new Intake({ name: "http://:1", lanes: 2, maxBytes: 1000, wake: () => undefined });
    put(intake, "one", () => told.push("one"));
    put(intake, "two", () => told.push("two"));
    const [a, b] = intake.streams;
    if (!a || !b) throw new Error("two lanes");
    a.position = { ...startPosition, offset: 6 };
    intake.settle();
    expect(told).toEqual([]);
    b.position = { ...startPosition, offset: 5 };
    intake.settle();
    expect(told).toEqual(["one"]);
    b.position = { ...startPosition, offset: 6 };
    intake.settle();
    expect(told).toEqual(["one", "two"]);
    expect([intake.used, intake.isEmpty]).toEqual([0, true]);
  });

  test("what is dropped takes no memory, and what was seen of it does not grow", () => {
    const intake = new Intake({ name: "udp://:1", lanes: 1, maxBytes: 1000, wake: () => undefined });
    for (let times = 0; times < 100; times += 1) intake.drop("rule", 10);
    expect(intake.at(0)).toMatchObject({ start: 0, end: 1000, rule: "rule" });
    intake.drop("rule", 5);
    expect([intake.at(0)?.end, intake.at(1)?.end, intake.used]).toEqual([1000, 1005, 0]);
  });

  test("a lane that goes on for another reads again what was not acknowledged, from the middle of a piece on", () => {
    const intake = new Intake({ name: "tcp://:1", lanes: 1, maxBytes: 1000, wake: () => undefined });
    put(intake, "first");
    intake.put({
      origin: { path: "x", attributes: {} },
      bytes: Buffer.from("a\nb\nc\n"),
      framer: watchedNothing.framing.fallback,
      isOne: false,
      mark: 0,
      flags: 0,
      written: { from: 0, until: 0 },
    });
    const [stream] = intake.streams;
    if (stream) stream.position = { ...startPosition, offset: 7 };
    const next = new NetworkSource({ intakes: [intake], lane: 0, source: watchedNothing, dropped: () => undefined });
    const builder = new BatchBuilder({ maxRecords: 10, maxBytes: 100, maxLineBytes }, 0);
    expect(next.backlog()).toMatchObject({ lines: 2, bytes: 4 });
    next.fill(builder);
    expect(toRecords(builder.build(() => undefined)).map(({ body }) => body)).toEqual(["b", "c"]);
  });
});
