// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import type { Position, Stream } from "./stream.ts";

/** What happens to a file that others should hear of. */
export interface TailEvents {
  /** The content in front of the offset is gone. `unread`: bytes that were there and never read; `mtimeNs`: when it was written to last. */
  replaced(old: Stream, position: Position, unread: number, mtimeNs: bigint): void;
  /** The content was cut short behind the offset: what is read goes on, and may come to have other bytes there. */
  cutOff(from: number, to: number): void;
  /** Bytes that are part of no record: the rest of over-long lines, NUL bytes of holes. */
  passedOver(bytes: number): void;
}
