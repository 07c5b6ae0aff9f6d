// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import type { Framer } from "../framing/framing.ts";
import type { Written } from "../source/growth.ts";

/** Where a piece is from: one connection, one sender. */
export interface Origin {
  /** Names the sender: what a runtime has split is joined by it, and a limit per file counts by it. */
  readonly path: string;
  /** What its records say of that. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** Whole records of one sender, as they came in. */
export interface Piece {
  readonly origin: Origin;
  readonly bytes: Buffer;
  /** How records are found in the bytes. */
  readonly framer: Framer;
  /** The bytes are one record, line ends and all. */
  readonly isOne: boolean;
  /** How long the byte order mark is that it begins with. */
  readonly mark: number;
  /** Of its last record: `partial` only where that is not whole, whether or not it has a line end. */
  readonly flags: number;
  /** When it was sent, as far as that is known. */
  readonly written: Written;
}

/** What is counted in the ledger under this rule: the rest of over-long lines. */
export const passedOver = "passed over";
/** The same: datagrams that found the buffer full. UDP knows no waiting. */
export const udpOverflow = "udp_overflow";
