// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
/**
 * Which records are kept at all: a share of some (`sample`), no more than so many in a while (`limit`). What is not kept is counted under
 * the rule's name, and never sent.
 */
import type { Written } from "../source/growth.ts";
import { Allowance } from "./allowance.ts";
import { fnv } from "./hash.ts";

/** The first rule that matches decides; a record that none matches is kept. */
export interface SampleRule {
  /** What dropped records are counted under; default: `sample`. */
  readonly name?: string | undefined;
  /** A regular expression; without it every record matches. */
  readonly match?: string | undefined;
  /** The share that is kept: 0 drops all, 1 keeps all. */
  readonly keep: number;
}

export interface LimitRule {
  /** Most records that are written in `everyMs`; as many may be written at once. */
  readonly records: number;
  readonly everyMs: number;
  /** Whether each file has a limit of its own. */
  readonly per: "agent" | "file";
}

/** Why a record is not kept: the name of a rule; undefined: it is kept. */
export type Keep = (record: KeepInput) => string | undefined;

export interface KeepInput {
  readonly path: string;
  readonly streamId: string;
  readonly offset: number;
  /** Asked for only where a rule needs it. */
  readonly text: () => string;
  /** When it was read. */
  readonly observedMs: number;
  /** When it was written, as far as that is known; absent: when it was read. */
  readonly written?: Written | undefined;
}

/** The same record is always kept or always dropped, also when it is read again after a restart. */
export function createSampler(rules: readonly SampleRule[]): Keep {
  const compiled = rules.map(({ name = "sample", match, keep }) => ({
    name,
    keep,
    match: match === undefined ? undefined : new RegExp(match, "u"),
  }));
  return ({ streamId, offset, text }) => {
    for (const { name, keep, match } of compiled) {
      if (match && !match.test(text())) continue;
      return share(streamId, offset) < keep ? undefined : name;
    }
    return undefined;
  };
}

/** 0 to 1, evenly spread. */
const share = (streamId: string, offset: number): number => fnv(`${streamId}-${offset}`) / 2 ** 32;

/**
 * By the time at which the app wrote: what was waiting while a sink was down, or the agent did not run, has the allowance of the time in which
 * it was written, as if it had been read at once. How much of that time is known is what `Waits` says.
 */
export function createLimiter({ records, everyMs, per }: LimitRule): Keep {
  const buckets = new Map<string, { readonly allowance: Allowance; at: number }>();
  return ({ path, observedMs, written = { from: observedMs, until: observedMs } }) => {
    const key = per === "file" ? path : "";
    let bucket = buckets.get(key);
    // A clock that was set back must not make all wait until it is as late again.
    if (!bucket || observedMs < bucket.at - everyMs) {
      // Files come and go: one that is quiet long enough has all of its allowance again anyway.
      for (const [old, { at }] of buckets) if (observedMs - at > everyMs) buckets.delete(old);
      bucket = { allowance: new Allowance(records, everyMs, observedMs), at: observedMs };
      buckets.set(key, bucket);
    }
    bucket.at = Math.max(bucket.at, observedMs);
    return bucket.allowance.take(written) ? undefined : "limit";
  };
}
