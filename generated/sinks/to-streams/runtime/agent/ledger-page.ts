// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import type { Abandoned, Account, Ledger, Totals } from "./ledger.ts";
import type { Files } from "./source/files.ts";
import type { Stream } from "./source/stream.ts";

/** What became of one content of a file. `start` and everything down to `dropped` add up to `acknowledged`. */
export interface LedgerEntry {
  readonly path: string;
  readonly device: string;
  readonly inode: string;
  readonly generation: number;
  readonly id: string;
  readonly acknowledged: number;
  readonly start: number;
  readonly delivered: number;
  readonly deadLettered: number;
  readonly dropped: Readonly<Record<string, number>>;
  readonly abandoned: readonly Abandoned[];
  /** Of files that are open: bytes behind `acknowledged`, and for how many seconds the first of them has been there. */
  readonly pending?: number;
  readonly oldestPendingSeconds?: number;
}

/** The ledger of one sink, as /ledger shows it. */
export interface LedgerPage {
  readonly sink: string;
  /** Since the checkpoint was made. */
  readonly totals: Totals;
  readonly files: readonly LedgerEntry[];
  /** The last contents that were read and are gone. */
  readonly closed: readonly LedgerEntry[];
}

export function ledgerPage(sink: string, ledger: Ledger, files: Files, now: number): LedgerPage {
  const tails = [...files.tails.values()].map((tail) => ({
    ...entry(tail.stream, ledger.of(tail.stream)),
    pending: Math.max(0, tail.size - tail.stream.position.offset),
    oldestPendingSeconds: (now - (tail.growth.since(tail.stream.position.offset) ?? now)) / 1000,
  }));
  const open = new Set([...files.tails.values()].map(({ stream }) => stream));
  const others = [...files.streams()].filter((stream) => !open.has(stream)).map((stream) => entry(stream, ledger.of(stream)));
  const closed = ledger.closed.map(({ stream, account }) => entry(stream, account));
  return { sink, totals: ledger.totals, files: [...tails, ...others], closed };
}

function entry({ path, dev, ino, generation, id, position }: Stream, account: Account): LedgerEntry {
  return { path, device: dev, inode: ino, generation, id, acknowledged: position.offset, ...account };
}
