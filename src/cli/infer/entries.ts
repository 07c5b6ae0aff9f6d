import type { Inference, InferredFormat } from "../../formats/infer/types.ts";
import { isLayout } from "../../formats/layout.ts";
import { printPattern } from "../../formats/pattern-print.ts";

/** What stands for an inference in the document: keys of an adapter, in the order in which they are written. */
export interface Entries {
  readonly formats: readonly string[];
  readonly multiline?: string;
  readonly container?: string;
  readonly encoding?: string;
  readonly tz?: string;
}

/** @param tz as it was said beforehand */
export function entriesOf({ formats, framing }: Inference, tz: string | undefined): Entries {
  const { multiline, container, encoding } = framing;
  return {
    formats: [...new Set(formats.flatMap(entriesFor))],
    ...(multiline !== undefined && multiline !== "none" && { multiline }),
    ...(container !== undefined && container !== "none" && { container }),
    ...(encoding !== undefined && encoding !== "utf-8" && { encoding }),
    ...(tz !== undefined && tz !== "UTC" && { tz }),
  };
}

/** A name, or a pattern for each of its layouts. */
function entriesFor({ format, written }: InferredFormat): readonly string[] {
  return written.length === 0 && isLayout(format) ? format.layouts.map(printPattern) : written;
}
