import { flag } from "../../../../src/runtime/agent/batch.ts";
import { BatchBuilder } from "../../../../src/runtime/agent/batch-builder.ts";
import { type Encoding, utf8 } from "../../../../src/runtime/agent/framing/encoding.ts";
import { Framing, type FramingOptions, plainFraming } from "../../../../src/runtime/agent/framing/framing.ts";

export interface ReadRecord {
  readonly text: string;
  readonly offset: number;
  readonly flags: string;
}

export interface ReadOptions extends Partial<FramingOptions> {
  readonly maxRecords?: number;
  readonly maxBytes?: number;
  readonly maxLineBytes?: number;
  /** Where the file ended when it was looked at; its whole length comes last by itself. */
  readonly ends?: readonly number[];
  /** How much is read at once. */
  readonly quota?: number;
}

/**
 * Reads a file that grows, as a tail does: always from the first byte that was not taken, into a batch that was emptied. At its end the file
 * is as good as deleted: what is left is taken.
 */
export function readGrowing(file: Buffer, options: ReadOptions = {}): { records: ReadRecord[]; left: number } {
  const { maxRecords = 50, maxBytes = 300, maxLineBytes = 100, ends = [], quota = Number.POSITIVE_INFINITY } = options;
  const framing = new Framing({ ...plainFraming, ...options });
  const builder = new BatchBuilder({ maxRecords, maxBytes, maxLineBytes }, 0);
  const records: ReadRecord[] = [];
  let offset = 0;
  let skipping = false;
  let leftOut = 0;
  let encoding: Encoding = utf8;
  const add = builder.add.bind(builder);
  builder.add = (start, stop, flags) => {
    const raw = builder.bytes.subarray(start, stop);
    const text = (encoding.decode?.(raw).bytes ?? raw).toString("utf8");
    const names = Object.entries(flag).flatMap(([name, bit]) => (flags & bit ? [name] : []));
    records.push({ text, offset: offset + start, flags: names.join("+") });
    add(start, stop, flags);
  };
  const step = (size: number, length: number, ending: "open" | "all"): boolean => {
    builder.reset();
    const framer = framing.beginning(file.subarray(0, size)) ?? (ending === "all" ? framing.fallback : undefined);
    if (!framer) return false;
    const { mark, frame } = framer;
    encoding = framer.encoding;
    const end = file.copy(builder.bytes, 0, offset, Math.min(size, offset + Math.min(length, builder.room)));
    let from = offset === 0 ? mark : 0;
    if (skipping) {
      const lineEnd = encoding.lineEnd(builder.bytes.subarray(0, end), from);
      from = lineEnd < 0 ? end - (end % encoding.width) : lineEnd + encoding.width;
      skipping = lineEnd < 0;
    }
    leftOut += from;
    const framed = skipping ? { next: from, cut: false, left: 0 } : frame(builder, from, end, ending);
    leftOut += framed.left;
    skipping ||= framed.cut;
    const moved = framed.next > 0;
    offset += framed.next;
    if (!moved && length < builder.room && offset + length < size) return step(size, builder.room, ending);
    return moved;
  };
  for (const size of [...ends, file.length]) while (step(size, quota, "open"));
  while (step(file.length, builder.room, "all"));
  return { records, left: leftOut };
}

export function textsOf(text: string, options: ReadOptions = {}): string[] {
  const generous = { maxRecords: 1000, maxBytes: 1e6, maxLineBytes: 1e5 };
  return readGrowing(Buffer.from(text), { ...generous, ...options }).records.map(({ text: body, flags }) =>
    flags ? `[${flags}] ${body}` : body,
  );
}
