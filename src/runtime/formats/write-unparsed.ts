import type { ByteWriter } from "../agent/sinks/byte-writer.ts";
import { put, putInteger } from "./bytes.ts";
import { putEscaped, viewOf } from "./chunks.ts";
import { putIso } from "./time.ts";
import { longestReason, type Problem, reasonOf } from "./unparsed.ts";
import { wellFormed } from "./well-known.ts";

/** What stands around the reason and the body, by shape. */
const texts = {
  flat: { reason: ',"log.unparsed.reason":"', reasonEnd: '"}', body: ',"body":"', bodyEnd: '"' },
  otlp: {
    reason: ',{"key":"log.unparsed.reason","value":{"stringValue":"',
    reasonEnd: '"}}]',
    body: ',"body":{"stringValue":"',
    bodyEnd: '"}',
  },
  ecs: {
    reason: ',"log.unparsed.reason":"',
    reasonEnd: '","event.kind":"pipeline_error"',
    body: ',"message":"',
    bodyEnd: '"',
  },
};
const bytesByShape = new Map(
  Object.entries(texts).map(([shape, { reason, reasonEnd, body, bodyEnd }]) => [
    shape,
    { reason: Buffer.from(reason), behind: Buffer.from(reasonEnd), body: Buffer.from(body), bodyEnd: Buffer.from(bodyEnd) },
  ]),
);

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
  const text = bytesByShape.get(shape);
  if (text === undefined) return;
  const o = out.lend((end - start) * 6 + room);
  let at = put(o, out.length, text.reason);
  at = putReason(o, at, start === end, problems);
  at = put(o, at, text.behind);
  if (shape === "ecs") {
    at = put(o, at, timeName);
    const seconds = Math.floor(observedMs / 1000);
    at = putIso(out.view, at, seconds, (observedMs - seconds * 1000) * 1_000_000);
    at = put(o, at, quote);
  }
  at = put(o, at, text.body);
  at = putEscaped(out.view, at, viewOf(bytes), start, end);
  out.length = put(o, at, text.bodyEnd);
}

const timeName = Buffer.from(',"@timestamp":"');
const quote = Buffer.from('"');

/** A piece of a reason as JSON, and how many UTF-16 units it is. */
interface Piece {
  readonly json: Uint8Array;
  readonly units: number;
}

const separator = pieceOf("; ");
/** Most reasons are of a few pieces, again and again; but some cite their line. */
const mostKnown = 500;
const formats = new Map<string, Piece>();
const expectations = new Map<string, Piece>();
const others = new Map<string, Piece>();

function putReason(o: Buffer, start: number, isEmpty: boolean, problems: readonly Problem[]): number {
  if (isEmpty || problems.length === 0) return put(o, start, known(others, reasonOf(isEmpty, problems), "", "").json);
  let at = start;
  let units = 0;
  for (let index = 0; index < problems.length; index += 1) {
    const { format, reason } = problems[index] as Problem;
    const name = known(formats, format, "", ": ");
    const what = reason.byte === 0 ? known(others, reason.what, "", "") : known(expectations, reason.what, "expected ", " at byte ");
    units += name.units + what.units + separator.units;
    // Where it is cut is looked for in the whole. A number has less than 20 digits.
    if (units + 20 > longestReason) return start + o.write(jsonOf(reasonOf(isEmpty, problems)), start);
    if (index > 0) at = put(o, at, separator.json);
    at = put(o, put(o, at, name.json), what.json);
    if (reason.byte === 0) continue;
    units += 20;
    at = putInteger(o, at, reason.byte);
  }
  return at;
}

function known(pieces: Map<string, Piece>, text: string, before: string, behind: string): Piece {
  const found = pieces.get(text);
  if (found !== undefined) return found;
  if (pieces.size >= mostKnown) pieces.clear();
  const piece = pieceOf(before + text + behind);
  pieces.set(text, piece);
  return piece;
}

function pieceOf(text: string): Piece {
  const whole = wellFormed(text);
  return { json: Buffer.from(jsonOf(whole)), units: whole.length };
}

/** The inside of a JSON string. */
function jsonOf(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}
