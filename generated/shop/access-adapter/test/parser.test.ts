import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { BatchBuilder } from "../runtime/agent/batch-builder.ts";
import { frameLines } from "../runtime/agent/framer.ts";
import type { Normal } from "../runtime/agent/normaliser.ts";
import { ByteWriter } from "../runtime/agent/sinks/byte-writer.ts";
import { startPosition } from "../runtime/agent/source/stream.ts";
import { watchedNothing } from "../runtime/agent/source/watched.ts";
import { createNormaliser, parse } from "../src/parser.ts";

// Kept current by the generator. The parser has two faces: bytes to bytes, and line to object. They have to say the same of any line.
const examples = [
  "67.43.156.13 - - [25/Oct/2016:14:49:34 +0200] \"GET /favicon.ico HTTP/1.1\" 404 571 \"http://localhost:8080/\" \"Mozilla/5.0 (X11)\"",
  "::1 - frank [10/Oct/2000:13:55:36 -0700] \"POST /pay?order=7 HTTP/1.1\" 503 - \"-\" \"a \\\"quoted\\\" agent\"",
  "172.24.0.3 - - [31/Dec/2024:17:32:06 +0000] \"GET / HTTP/2.0\" 200 615 \"-\" \"curl/8.11.1\" \"1.2.3.4, 10.10.1.1\"",
  "lessons.example.com:443 192.168.0.1 - - [09/Jun/2020:12:10:39 -0700] \"GET /A%20Beka HTTP/1.1\" 206 7648063 \"http://e/\" \"Mozilla/5.0\"",
  "127.0.0.1 bob frank [10/Oct/2000:13:55:36 -0700] \"GET /apache_pb.gif HTTP/1.0\" 200 2326",
];
let normaliser = createNormaliser({ tz: "UTC" });
let readAt = Date.UTC(2026, 2, 2);
const out = new ByteWriter();

/** Lines of yours with the records that they become, and lines that no format may take: there when the adapter was made from a sample. */
interface Samples {
  readonly tz: string;
  readonly readAt: number;
  readonly samples: readonly { readonly line: string; readonly record: Normal }[];
  readonly declined: readonly string[];
}

const file = fileURLToPath(new URL("../../test/samples.json", import.meta.url));
const samples: Samples | undefined = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Samples) : undefined;

/** A record as both faces have it, whichever JSON the fast one writes. */
function fast(bytes: Buffer): unknown {
  out.reset();
  const format = normaliser.encode(bytes, 0, bytes.length, out, readAt);
  const [open, seed] = normaliser.shape === "otlp" ? ["[", '{"key":"seed","value":{"stringValue":""}}'] : ["{", '"seed":""'];
  const record = JSON.parse(`{"attributes":${open}${seed}${out.written.toString()}}`);
  return normal({ ...record, format: normaliser.formats[format] });
}

function slow(bytes: Buffer): unknown {
  return expected(normaliser.normalise(bytes, 0, bytes.length, readAt));
}

function expected({ timeUnixNano, attributes, ...record }: Normal): unknown {
  return normal({ ...record, ...(timeUnixNano !== undefined && { timeUnixNano }), attributes: { seed: "", ...attributes } });
}

function normal(record: Record<string, unknown>): unknown {
  const { time, timeUnixNano, attributes, body, ...rest } = record;
  const when = timeUnixNano ?? (time === undefined ? undefined : nanos(String(time)));
  return { ...rest, when, body: plain(body), attributes: plain(Array.isArray(attributes) ? { kvlistValue: { values: attributes } } : attributes) };
}

function nanos(iso: string): string {
  const [, head = "", fraction = ""] = /^(.*)\.(\d+)Z$/.exec(iso) ?? [];
  return `${Date.parse(`${head}Z`) / 1000}${fraction.padEnd(9, "0")}`;
}

/** Takes OTLP's wrappings off. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  const [[key, inner] = ["", undefined], ...others] = Object.entries(value);
  if (others.length === 0 && key === "intValue") return Number(inner);
  if (others.length === 0 && /^(string|bool|double)Value$/.test(key)) return inner;
  if (others.length === 0 && key === "arrayValue") return plain((inner as { values: unknown[] }).values);
  if (others.length === 0 && key === "kvlistValue") {
    const { values } = inner as { values: { key: string; value: unknown }[] };
    return Object.fromEntries(values.map((pair) => [pair.key, plain(pair.value)]));
  }
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, plain(one)]));
}

let seed = 1;
function random(below: number): number {
  seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
  return seed % below;
}

/** An example with a few accidents: bytes changed, cut out, doubled, or the end of another one. */
function mutated(): Buffer {
  let line = Buffer.from(examples[random(examples.length)] ?? "");
  for (let accident = random(4); accident > 0; accident -= 1) {
    const at = random(line.length + 1);
    const byte = Buffer.from(random(3) === 0 ? [random(256)] : ['"', " ", "-", "\\", "[", ":", "=", "é", "9"][random(9)] ?? "");
    const other = Buffer.from(examples[random(examples.length)] ?? "");
    const tail = [line.subarray(at), line.subarray(at + 1 + random(4)), other.subarray(random(other.length + 1)), Buffer.alloc(0)];
    line = Buffer.concat([line.subarray(0, at), random(2) === 0 ? byte : Buffer.alloc(0), tail[random(tail.length)] ?? byte]);
  }
  // As the agent hands lines on: valid UTF-8.
  return Buffer.from(line.toString("utf8").replace(/[\r\n]/g, " "));
}

test("every example is of one of the formats", () => {
  for (const example of examples) assert.notEqual(parse(example, readAt).format, "unparsed", example);
});

test("both faces say the same of any line", () => {
  for (const example of examples) assert.deepEqual(fast(Buffer.from(example)), slow(Buffer.from(example)), example);
  for (let round = 0; round < 5000; round += 1) {
    const line = mutated();
    assert.deepEqual(fast(line), slow(line), JSON.stringify(line.toString()));
  }
});

/** Lines with ‹name› in place of what the record has under that name; «what» is a field that is no text of the record as it stands. */
const takenApart = [
  ["67.43.156.13 - - [25/Oct/2016:14:49:34 +0200] \"GET /favicon.ico HTTP/1.1\" 404 571 \"http://localhost:8080/\" \"Mozilla/5.0 (X11)\"", "‹client.address› «-» «-» [«25/Oct/2016:14:49:34 +0200»] \"‹body›\" ‹http.response.status_code› ‹http.response.body.size› \"‹http.request.header.referer›\" \"‹user_agent.original›\""],
  ["127.0.0.1 bob frank [10/Oct/2000:13:55:36 -0700] \"GET /apache_pb.gif HTTP/1.0\" 200 2326", "‹client.address› «bob» ‹user.name› [«10/Oct/2000:13:55:36 -0700»] \"‹body›\" ‹http.response.status_code› ‹http.response.body.size›"],
] as const;

function textOf({ attributes, ...record }: Normal, name: string): string {
  const value = name === "level" ? record.severityText : name === "body" ? record.body : attributes[name];
  return Array.isArray(value) ? value.join(", ") : String(value);
}

test("the line can be written again from its record", () => {
  for (const [line, template] of takenApart) {
    const record = normaliser.normalise(Buffer.from(line), 0, Buffer.byteLength(line), readAt);
    assert.equal(template.replace(/‹([^›]+)›/g, (_, name) => textOf(record, name)).replace(/[«»]/g, ""), line);
  }
});

test("a line whose text between the fields is damaged is not taken for a whole one", () => {
  for (const [line, template] of takenApart) {
    const whole = slow(Buffer.from(line));
    const record = normaliser.normalise(Buffer.from(line), 0, Buffer.byteLength(line), readAt);
    const parts = template.split(/(‹[^›]+›|«[^»]*»)/).map((part) => [part, part.replace(/^‹(.+)›$/, (_, name) => textOf(record, name))]);
    for (const [index, [part = ""]] of parts.entries()) {
      if (/^[‹«]/.test(part) || part.trim() === "") continue;
      const texts = parts.map(([, text = ""], other) => (other === index ? text.replace(/\S/, "\u0001") : text.replace(/^«|»$/g, "")));
      const damaged = Buffer.from(texts.join(""));
      assert.notDeepEqual(slow(damaged), whole, damaged.toString());
      assert.deepEqual(fast(damaged), slow(damaged), damaged.toString());
    }
  }
});

test("a time without a zone is of the adapter's, in winter, in summer, and where clocks are set", () => {
  const now = readAt;
  normaliser = createNormaliser({ tz: "Europe/Berlin" });
  readAt = Date.UTC(2026, 11, 1);
  for (const [line, utc] of [
    ["67.43.156.13 - - [15/Jan/2026:12:00:00] \"GET /favicon.ico HTTP/1.1\" 404 571 \"http://localhost:8080/\" \"Mozilla/5.0 (X11)\"", "2026-01-15T11:00:00.000Z"],
    ["67.43.156.13 - - [15/Jul/2026:12:00:00] \"GET /favicon.ico HTTP/1.1\" 404 571 \"http://localhost:8080/\" \"Mozilla/5.0 (X11)\"", "2026-07-15T10:00:00.000Z"],
    ["67.43.156.13 - - [29/Mar/2026:02:30:00] \"GET /favicon.ico HTTP/1.1\" 404 571 \"http://localhost:8080/\" \"Mozilla/5.0 (X11)\"", "2026-03-29T01:30:00.000Z"],
    ["67.43.156.13 - - [25/Oct/2026:02:30:00] \"GET /favicon.ico HTTP/1.1\" 404 571 \"http://localhost:8080/\" \"Mozilla/5.0 (X11)\"", "2026-10-25T00:30:00.000Z"],
  ] as const) {
    const { timeUnixNano = "0" } = normaliser.normalise(Buffer.from(line), 0, Buffer.byteLength(line), readAt);
    assert.equal(new Date(Number(timeUnixNano.slice(0, -6))).toISOString(), utc, line);
    assert.deepEqual(fast(Buffer.from(line)), slow(Buffer.from(line)), line);
  }
  normaliser = createNormaliser({ tz: "UTC" });
  readAt = now;
});

test("a line of no format is kept, with the reason", () => {
  const { format, body, attributes } = parse("\u0001", readAt);
  if (format === "unparsed") assert.equal(body, "\u0001");
  assert.equal("log.unparsed.reason" in attributes, format === "unparsed");
});

test("a line of a megabyte takes time by its length: both faces read it once, whatever stands in it", () => {
  for (const example of ["", ...examples]) {
    for (const filler of ["a", " ", "9", "-", '"', "\\", "[", "{", "=", ":", "\t"]) {
      const line = Buffer.from(example.slice(0, example.length / 2) + filler.repeat(2 ** 20));
      const copied = took(() => JSON.stringify(line.toString()));
      const read = took(() => {
        out.reset();
        normaliser.encode(line, 0, line.length, out, readAt);
        normaliser.normalise(line, 0, line.length, readAt);
      });
      // One that goes over the line for each of its bytes would take a hundred thousand times as long as copying it.
      assert.ok(read < 1000 * Math.max(copied, 1), `${JSON.stringify(filler)} behind the beginning of ${example}`);
    }
  }
});

function took(work: () => void): number {
  const begun = performance.now();
  work();
  return performance.now() - begun;
}

if (samples) {
  test("lines of test/samples.json become the records that are written there, by both faces", () => {
    normaliser = createNormaliser({ tz: samples.tz });
    readAt = samples.readAt;
    for (const { line, record } of samples.samples) {
      assert.deepEqual(slow(Buffer.from(line)), expected(record), line);
      assert.deepEqual(fast(Buffer.from(line)), expected(record), line);
    }
  });

  test("lines of it that were damaged are of no format", () => {
    for (const line of samples.declined) assert.equal(parse(line, readAt).format, "unparsed", line);
  });
}

test("lines are the same when they end as on Windows", () => {
  const lines = (samples ? samples.samples.map(({ line }) => line) : examples).filter((line) => !line.includes("\n"));
  const builder = new BatchBuilder({ maxRecords: lines.length + 1, maxBytes: 2 ** 24, maxLineBytes: 2 ** 20 }, 0);
  const text = Buffer.from(lines.map((line) => `${line}\r\n`).join(""));
  text.copy(builder.bytes);
  builder.used = frameLines(builder, 0, text.length).next;
  const stream = { path: "-", dev: "", ino: "", generation: 0, id: "1", position: startPosition };
  const of = { source: watchedNothing, stream, path: "-", name: "-", streamId: "1", observedMs: readAt };
  builder.addSegment({ ...of, firstRecord: 0, byteStart: 0, byteEnd: builder.used, fileOffset: 0 });
  const framed: string[] = [];
  builder.build(() => undefined).visit((bytes, start, end) => {
    framed.push(bytes.toString("utf8", start, end));
    return undefined;
  });
  assert.deepEqual(framed, lines);
});
