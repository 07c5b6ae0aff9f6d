// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import type { Position, Stream } from "./source/stream.ts";

/** A range of bytes that nobody will ever be sent. */
export interface Abandoned {
  readonly from: number;
  readonly to: number;
  readonly reason: string;
}

/** What became of the bytes of one content of a file, up to its acknowledged offset: `start` and the others add up to that. */
export interface Account {
  /** Where it was taken over from: a copy of something that was read already, or a checkpoint without accounts. */
  start: number;
  delivered: number;
  deadLettered: number;
  /** By the name of the rule. */
  dropped: Record<string, number>;
  abandoned: readonly Abandoned[];
}

/** Over the whole life of the checkpoint. */
export interface Totals {
  delivered: number;
  deadLettered: number;
  dropped: Record<string, number>;
  abandoned: number;
}

export interface Closed {
  readonly stream: Stream;
  readonly account: Account;
}

/** Why bytes are abandoned that a copy of their content may still bring. */
export const truncatedUnread = "truncated before it was read";

/** How many contents that are no longer read are told of. */
const maxClosed = 100;

/** `resumed`: it was abandoned, and found in a copy after all. */
export type Outcome = "delivered" | "dead_lettered" | "dropped" | "abandoned" | "resumed";
export type Count = (outcome: Outcome, bytes: number, reason?: string) => void;

/** What of a batch was not delivered: its bytes by content and by what became of them instead. All others were. */
export class Exceptions {
  /** Records that were refused for good, and why the first of them was. */
  refused = 0;
  reason: string | undefined;
  readonly #of = new Map<Stream, Map<string | undefined, number>>();

  refuse(records: number, reason: string): void {
    this.refused += records;
    this.reason ??= reason;
  }

  deadLettered(stream: Stream, bytes: number): void {
    this.#add(stream, undefined, bytes);
  }

  dropped(stream: Stream, rule: string, bytes: number): void {
    this.#add(stream, rule, bytes);
  }

  /** `rule` is undefined for what was dead-lettered. */
  forEach(visit: (stream: Stream, rule: string | undefined, bytes: number) => void): void {
    for (const [stream, rules] of this.#of) for (const [rule, bytes] of rules) visit(stream, rule, bytes);
  }

  #add(stream: Stream, rule: string | undefined, bytes: number): void {
    if (bytes === 0) return;
    const rules = this.#of.get(stream) ?? new Map<string | undefined, number>();
    this.#of.set(stream, rules.set(rule, (rules.get(rule) ?? 0) + bytes));
  }
}

/**
 * The loss ledger of one sink: every byte of every content that was read is delivered, in the dead-letter file, dropped by a rule with a name,
 * or abandoned; what is left is pending. On the hot path a batch is delivered as a whole, less its exceptions.
 */
export class Ledger {
  readonly totals: Totals;
  readonly #count: Count;
  readonly #accounts = new Map<Stream, Account>();
  readonly #closed: Closed[];
  readonly #resumable = new WeakMap<Position, { readonly account: Account; readonly abandoned: Abandoned }>();
  /** Exceptions in front of which the position has not moved yet. */
  readonly #owed = new Map<Stream, Map<string | undefined, number>>();

  constructor(count: Count, saved: SavedLedger = { accounts: new Map(), totals: noTotals(), closed: [] }) {
    this.#count = count;
    this.#accounts = new Map(saved.accounts);
    this.totals = saved.totals;
    this.#closed = [...saved.closed];
    for (const [{ cutAt, position }, account] of saved.accounts) {
      const abandoned = cutAt && account.abandoned.find(({ from, reason }) => from === cutAt.offset && reason === truncatedUnread);
      if (abandoned) this.#resumable.set(position, { account, abandoned });
    }
  }

  get closed(): readonly Closed[] {
    return this.#closed;
  }

  /** Those that are still read, or may go on, are `live`; the others are told of for a while. */
  sweep(live: ReadonlySet<Stream>): void {
    for (const [stream, account] of this.#accounts) {
      if (live.has(stream)) continue;
      this.#accounts.delete(stream);
      this.#closed.push({ stream, account });
    }
    this.#closed.splice(0, this.#closed.length - maxClosed);
  }

  /** For another to go on with: what was not brought to its end is not accounted for. */
  saved(streams: readonly Stream[]): SavedLedger {
    this.sweep(new Set(streams));
    return { accounts: new Map(streams.map((stream) => [stream, this.of(stream)])), totals: this.totals, closed: this.#closed };
  }

  of(stream: Stream): Account {
    const known = this.#accounts.get(stream) ?? this.#closed.find((closed) => closed.stream === stream)?.account;
    if (known) return known;
    const account: Account = { start: stream.position.offset, delivered: 0, deadLettered: 0, dropped: {}, abandoned: [] };
    this.#accounts.set(stream, account);
    return account;
  }

  /** A batch came to its end. */
  except(exceptions: Exceptions): void {
    exceptions.forEach((stream, rule, bytes) => {
      const owed = this.#owed.get(stream) ?? new Map<string | undefined, number>();
      this.#owed.set(stream, owed.set(rule, (owed.get(rule) ?? 0) + bytes));
    });
  }

  /** Moves the stream's position, and says what became of the bytes in between. */
  move(stream: Stream, next: Position): void {
    const account = this.of(stream);
    let advance = next.offset - stream.position.offset;
    stream.position = next;
    const owed = this.#owed.get(stream);
    for (const [rule, bytes] of owed ?? []) {
      const part = Math.max(0, Math.min(bytes, advance));
      advance -= part;
      if (part === bytes) owed?.delete(rule);
      else owed?.set(rule, bytes - part);
      if (rule === undefined) {
        account.deadLettered += part;
        this.totals.deadLettered += part;
        this.#count("dead_lettered", part);
      } else {
        account.dropped[rule] = (account.dropped[rule] ?? 0) + part;
        this.totals.dropped[rule] = (this.totals.dropped[rule] ?? 0) + part;
        this.#count("dropped", part, rule);
      }
    }
    if (owed?.size === 0) this.#owed.delete(stream);
    account.delivered += advance;
    this.totals.delivered += advance;
    // What was read twice, because its file was lost for a moment, was delivered twice.
    if (advance > 0) this.#count("delivered", advance);
  }

  /** The stream is a copy: what is in front of `next` was brought to its end through the original. */
  inherit(stream: Stream, next: Position): void {
    this.of(stream).start += next.offset - stream.position.offset;
    stream.position = next;
  }

  /** What was there behind a position, and will not be read any more. */
  abandon(stream: Stream, position: Position, to: number, reason: string): void {
    const abandoned = { from: position.offset, to, reason };
    if (to <= position.offset) return;
    const account = this.of(stream);
    account.abandoned = [...account.abandoned, abandoned];
    this.#add(abandoned, 1);
    this.#resumable.set(position, { account, abandoned });
  }

  /** A copy of the content turned up, and is read from that very position on. */
  resume(position: Position): void {
    const found = this.#resumable.get(position);
    if (!found) return;
    this.#resumable.delete(position);
    found.account.abandoned = found.account.abandoned.filter((abandoned) => abandoned !== found.abandoned);
    this.#add(found.abandoned, -1);
  }

  #add({ from, to, reason }: Abandoned, sign: 1 | -1): void {
    this.totals.abandoned += (to - from) * sign;
    // A counter never goes back.
    this.#count(sign > 0 ? "abandoned" : "resumed", to - from, reason);
  }
}

/** What the checkpoint keeps of a ledger. */
export interface SavedLedger {
  readonly accounts: ReadonlyMap<Stream, Account>;
  readonly totals: Totals;
  readonly closed: readonly Closed[];
}

export function noTotals(): Totals {
  return { delivered: 0, deadLettered: 0, dropped: {}, abandoned: 0 };
}
