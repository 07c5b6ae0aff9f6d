// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import type { ByteWriter } from "../agent/sinks/byte-writer.ts";
import { putInteger } from "./bytes.ts";
import { putEscaped, viewOf } from "./chunks.ts";
import { type Reason, reasonText } from "./reason.ts";
import { putIso } from "./time.ts";
import { longestReason, type Problem, whyUnparsed } from "./unparsed.ts";
import { wellFormed } from "./well-known.ts";

/** A constant text: its bytes, eight in each number, and how many there are. */
interface Text {
  readonly chunks: Float64Array;
  readonly bytes: number;
  /** How long it is as a string. */
  readonly units: number;
}

/** What stands around the reason and the body, by shape. */
const around = {
  flat: { reason: textOf(',"log.unparsed.reason":"'), behind: textOf('"}'), body: textOf(',"body":"'), end: textOf('"') },
  otlp: {
    reason: textOf(',{"key":"log.unparsed.reason","value":{"stringValue":"'),
    behind: textOf('"}}]'),
    body: textOf(',"body":{"stringValue":"'),
    end: textOf('"}'),
  },
  ecs: {
    reason: textOf(',"event.kind":"pipeline_error","log.unparsed.reason":"'),
    behind: textOf('","@timestamp":"'),
    body: textOf('","message":"'),
    end: textOf('"'),
  },
};

/** More than a reason is as JSON, and all that stands around it. */
const room = longestReason * 6 + 200;

/**
 * Writes a line that no format takes the way scanners write their records, from its bytes: `Normaliser.encode` says how.
 * @param observedMs the time of a document, which has one always
 */
export function writeUnparsed(
  bytes: Buffer,
  start: number,
  end: number,
  problems: readonly Problem[],
  shape: "flat" | "otlp" | "ecs",
  out: ByteWriter,
  observedMs: number,
): void {
  const texts = around[shape];
  const o = out.lend((end - start) * 6 + room);
  const w = out.view;
  let at = put(w, out.length, texts.reason);
  at = putReason(o, w, at, start === end, problems);
  at = put(w, at, texts.behind);
  if (shape === "ecs") {
    const seconds = Math.floor(observedMs / 1000);
    at = putIso(w, at, seconds, (observedMs - seconds * 1000) * 1_000_000);
  }
  at = put(w, at, texts.body);
  at = putEscaped(w, at, viewOf(bytes), start, end);
  out.length = put(w, at, texts.end);
}

const separator = textOf("; ");
/** Most reasons are made of a few texts, again and again; but some cite their line. */
const mostKnown = 500;
const formats = new Map<string, Text>();
const literals = new Map<string, Text>();
const expectations = new Map<string, Text>();
const others = new Map<string, Text>();

function putReason(o: Buffer, w: DataView, start: number, isEmpty: boolean, problems: readonly Problem[]): number {
  if (isEmpty || problems.length === 0)
    return put(
      w,
      start,
      known(others, whyUnparsed(isEmpty, problems), (text) => text),
    );
  let at = start;
  let units = 0;
  for (let index = 0; index < problems.length; index += 1) {
    const { format, reason } = problems[index] as Problem;
    const name = known(formats, format, (text) => `${text}: `);
    const what = whatOf(reason);
    units += separator.units + name.units + what.units + mostDigits;
    // Where it is cut is looked for in the whole.
    if (units > longestReason) return start + o.write(jsonOf(whyUnparsed(isEmpty, problems)), start);
    if (index > 0) at = put(w, at, separator);
    at = put(w, put(w, at, name), what);
    if (reason.byte > 0) at = putInteger(o, at, reason.byte);
  }
  return at;
}

/** Of a place in a line. */
const mostDigits = 16;

/** The reason but for the number at its end. */
function whatOf(reason: Reason): Text {
  if (reason.byte === 0) return known(others, reason.what, (text) => text);
  const upToNumber = (): string => reasonText(reason).slice(0, -String(reason.byte).length);
  return known(reason.isLiteral ? literals : expectations, reason.what, upToNumber);
}

function known(texts: Map<string, Text>, key: string, make: (key: string) => string): Text {
  const found = texts.get(key);
  if (found !== undefined) return found;
  if (texts.size >= mostKnown) texts.clear();
  const text = textOf(jsonOf(wellFormed(make(key))));
  texts.set(key, text);
  return text;
}

/** The inside of a JSON string. */
function jsonOf(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function textOf(text: string): Text {
  const bytes = Buffer.byteLength(text);
  const view = new DataView(new ArrayBuffer((bytes + 7) & ~7));
  Buffer.from(view.buffer).write(text);
  return {
    chunks: Float64Array.from({ length: view.byteLength / 8 }, (_, index) => view.getFloat64(index * 8, true)),
    bytes,
    units: text.length,
  };
}

/** Writes up to seven bytes more, which the next thing is written over. */
function put(w: DataView, at: number, { chunks, bytes }: Text): number {
  for (let index = 0; index < chunks.length; index += 1) w.setFloat64(at + index * 8, chunks[index] as number, true);
  return at + bytes;
}
