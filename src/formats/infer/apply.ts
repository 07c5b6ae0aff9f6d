import { Readable } from "node:stream";
import { batchesOf } from "../apply/batches.ts";
import { jsonLine } from "../apply/json-line.ts";
import { loadNormaliser, unwrapping } from "../apply/load.ts";
import type { Format } from "../layout.ts";
import { infer } from "./index.ts";
import type { InferOptions, InferredFraming } from "./types.ts";

/** How times are read that do not say everything themselves. */
export interface TimeContext {
  /** Zone of times that name none; UTC without. */
  readonly tz?: string;
  /** Milliseconds since 1970: a time without a year is near it. */
  readonly referenceMs: number;
}

/** Infers the formats of a sample and reads another text with them: one line of JSON for each of its records, in their order. */
export async function apply(sample: Buffer, other: Buffer, options: InferOptions): Promise<string[]> {
  const { formats, framing } = infer(sample, options);
  return applyFormats(
    formats.map(({ format }) => format),
    framing,
    other,
    options,
  );
}

/** Reads a text with formats, in order of preference, as an adapter made of them does. */
export async function applyFormats(
  formats: readonly Format[],
  framing: InferredFraming,
  other: Buffer,
  context: TimeContext,
): Promise<string[]> {
  const lines: string[] = [];
  for await (const some of applyToStream(formats, framing, Readable.from(pieces(other), { objectMode: false }), context))
    lines.push(...some);
  return lines;
}

/** The same of a stream of any length, a batch at a time: reading waits until the last one was used. Throws what reading throws. */
export async function* applyToStream(
  formats: readonly Format[],
  framing: InferredFraming,
  input: Readable,
  { tz = "UTC", referenceMs }: TimeContext,
): AsyncGenerator<readonly string[]> {
  const normaliser = unwrapping(await loadNormaliser(formats, tz), framing);
  for await (const batch of batchesOf(input, framing, normaliser.joins)) {
    const lines: string[] = [];
    batch.visit((bytes, start, end) => {
      lines.push(jsonLine(normaliser.normalise(bytes, start, end, referenceMs), bytes.toString("utf8", start, end)));
      return undefined;
    });
    yield lines;
  }
}

const pieceBytes = 2 ** 20;

function* pieces(text: Buffer): Generator<Buffer> {
  for (let at = 0; at < text.length; at += pieceBytes) yield text.subarray(at, at + pieceBytes);
}
