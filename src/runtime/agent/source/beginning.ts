import type { Position, Stream } from "./stream.ts";

/** Where to begin in a file. */
export interface Beginning {
  readonly stream: Stream;
  readonly from: Position;
  /** What it is a copy of, where not all of that is acknowledged yet up to `from`. */
  readonly origin?: Stream;
  /** It is a copy of what was read: nothing is added to it. */
  readonly copy?: true;
}

/**
 * A copy goes on where its original was read to, and stands where that is acknowledged: what is under way is lost with this program, and is
 * then read again from the copy.
 */
export function goOn(stream: Omit<Stream, "position">, from: Position, origin: Stream | undefined): Beginning {
  if (origin && origin.position.offset < from.offset) return { stream: { ...stream, position: origin.position }, from, origin };
  return { stream: { ...stream, position: from }, from };
}
