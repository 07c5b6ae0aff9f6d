// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import type { Abandoned, Account, Ledger, Totals } from "./ledger.ts";
import type { NetworkSource } from "./listen/network-source.ts";
import type { Files } from "./source/files.ts";
import { fileKey, type Stream } from "./source/stream.ts";

/**
 * - `open`: it is read
 * - `remembered`: it is not open, and is read on should more be found of it
 * - `replaced`: another content is in its file, or another file has its name
 * - `gone`: it is not known to be anywhere
 */
export type LedgerState = "open" | "remembered" | "replaced" | "gone";

/** What became of one content of a file. `start` and everything down to `dropped` add up to `acknowledged`. */
export interface LedgerEntry {
  readonly path: string;
  readonly device: string;
  readonly inode: string;
  readonly generation: number;
  readonly state: LedgerState;
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
  /** The last contents that were read and are gone, or were replaced. */
  readonly closed: readonly LedgerEntry[];
}

export interface LedgerPageOf {
  readonly sink: string;
  readonly ledger: Ledger;
  readonly files: Files;
  /** What comes in over the network: each address is an entry, without device and inode. */
  readonly incoming: NetworkSource | undefined;
  readonly now: number;
}

export function ledgerPage({ sink, ledger, files, incoming, now }: LedgerPageOf): LedgerPage {
  const tails = [...files.tails.values()].map((tail) => ({
    ...entry(tail.stream, ledger.of(tail.stream), "open"),
    pending: Math.max(0, tail.size - tail.stream.position.offset),
    oldestPendingSeconds: (now - (tail.growth.since(tail.stream.position.offset) ?? now)) / 1000,
  }));
  const open = new Set([...files.tails.values()].map(({ stream }) => stream));
  const known = [...files.streams()];
  const others = known.filter((stream) => !open.has(stream)).map((stream) => entry(stream, ledger.of(stream), "remembered"));
  const keys = new Set(known.map(fileKey));
  const names = new Set([...files.tails.values()].map(({ seenAs, path }) => seenAs ?? path));
  const stateOf = (stream: Stream) => (keys.has(fileKey(stream)) || names.has(stream.path) ? "replaced" : "gone");
  const addresses = [...(incoming?.lag(now) ?? [])].map(({ stream, bytes, seconds }) => ({
    ...entry(stream, ledger.of(stream), "open"),
    pending: bytes,
    oldestPendingSeconds: seconds,
  }));
  const closed = ledger.closed.map(({ stream, account }) => entry(stream, account, stateOf(stream)));
  return { sink, totals: ledger.totals, files: [...tails, ...others, ...addresses], closed };
}

function entry({ path, dev, ino, generation, id, position }: Stream, account: Account, state: LedgerState): LedgerEntry {
  return { path, device: dev, inode: ino, generation, state, id, acknowledged: position.offset, ...account };
}
