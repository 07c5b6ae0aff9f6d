// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
/**
 * Which records are kept at all: a share of some (`sample`), no more than so many in a while (`limit`). What is not kept is counted under
 * the rule's name, and never sent.
 */
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
  /** Most records in `everyMs`; as many may come at once. */
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
  readonly observedMs: number;
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

/** A bucket that fills evenly (token bucket), by the time at which lines were read. */
export function createLimiter({ records, everyMs, per }: LimitRule): Keep {
  const buckets = new Map<string, { left: number; at: number }>();
  return ({ path, observedMs }) => {
    const key = per === "file" ? path : "";
    let bucket = buckets.get(key);
    if (!bucket) {
      // Files come and go: one that is quiet long enough has a full bucket again anyway.
      for (const [old, { at }] of buckets) if (observedMs - at > everyMs) buckets.delete(old);
      bucket = { left: records, at: observedMs };
      buckets.set(key, bucket);
    }
    bucket.left = Math.min(records, bucket.left + (Math.max(0, observedMs - bucket.at) * records) / everyMs);
    bucket.at = Math.max(bucket.at, observedMs);
    if (bucket.left < 1) return "limit";
    bucket.left -= 1;
    return undefined;
  };
}
