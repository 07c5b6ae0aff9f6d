import type { Inference } from "../../formats/infer/types.ts";

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
    formats: [...new Set(formats.flatMap(({ written }) => written))],
    ...(multiline !== undefined && multiline !== "none" && { multiline }),
    ...(container !== undefined && container !== "none" && { container }),
    ...(encoding !== undefined && encoding !== "utf-8" && { encoding }),
    ...(tz !== undefined && tz !== "UTC" && { tz }),
  };
}
