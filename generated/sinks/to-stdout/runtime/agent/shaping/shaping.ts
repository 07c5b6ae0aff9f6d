// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { reasonOf } from "../../service/log.ts";
import type { Batch, Segment } from "../batch.ts";
import type { Normaliser } from "../normaliser.ts";
import { toRecords } from "../transform.ts";
import { createLimiter, createSampler, type Keep, type LimitRule, type SampleRule } from "./keep.ts";
import { createRedactor, type Redactor } from "./redact.ts";

/** What `main.ts` may say about which records are sent, and what of them. */
export interface ShapingOptions {
  /** What is taken out of records: `email`, `card`, `bearer`, `ip`, `key:NAME`, `pattern:EXPRESSION`. */
  readonly redact?: readonly string[] | undefined;
  readonly sample?: readonly SampleRule[] | undefined;
  readonly limit?: LimitRule | undefined;
}

export interface Shaped {
  readonly batch: Batch;
  /** By number, as the batch that was given counts its records: the rule that dropped it. */
  readonly dropped: ReadonlyMap<number, string>;
}

export interface Shaping {
  readonly redactions: ReadonlyMap<string, number>;
  /** Drops records, then redacts the rest. The batch is given back as it is where nothing applies. */
  shape(batch: Batch, normaliser?: Normaliser): Shaped;
}

const nothing: ReadonlyMap<number, string> = new Map();

/** What is wrong with the options, one sentence each. */
export function shapingProblems({ redact = [], sample = [], limit }: ShapingOptions): string[] {
  const problem = (name: string, run: () => unknown): string[] => {
    try {
      run();
      return [];
    } catch (error) {
      return [`${name}: ${reasonOf(error)}`];
    }
  };
  return [
    ...redact.flatMap((rule) => problem("redact", () => createRedactor([rule]))),
    ...sample.flatMap((rule) => problem("sample", () => createSampler([rule]))),
    ...sample.filter(({ keep }) => !(keep >= 0 && keep <= 1)).map(({ keep }) => `sample: keep must be a share from 0 to 1, got ${keep}`),
    ...(limit && !(limit.records >= 1 && limit.everyMs >= 1) ? ["limit: records and the time must be at least 1"] : []),
  ];
}

/** undefined where there is nothing to do. Throws what `shapingProblems` would say. */
export function createShaping({ redact = [], sample = [], limit }: ShapingOptions): Shaping | undefined {
  const keeps: Keep[] = [...(sample.length > 0 ? [createSampler(sample)] : []), ...(limit ? [createLimiter(limit)] : [])];
  const redactor = redact.length > 0 ? createRedactor(redact) : undefined;
  if (keeps.length === 0 && !redactor) return undefined;
  return {
    redactions: redactor?.counts ?? new Map(),
    shape(batch, normaliser) {
      const dropped = keeps.length > 0 ? findDropped(batch, keeps) : nothing;
      const kept = dropped.size > 0 ? batch.pick((record) => !dropped.has(record)) : batch;
      return { batch: redactor && kept.count > 0 ? redacted(kept, redactor, normaliser) : kept, dropped };
    },
  };
}

function findDropped(batch: Batch, keeps: readonly Keep[]): Map<number, string> {
  const dropped = new Map<number, string>();
  let record = 0;
  batch.visit((bytes, start, end, offset, _flags, { path, streamId, observedMs, written }) => {
    const input = { path, streamId, offset, observedMs, written, text: () => bytes.toString("utf8", start, end) };
    for (const keep of keeps) {
      const rule = keep(input);
      if (rule === undefined) continue;
      dropped.set(record, rule);
      break;
    }
    record += 1;
    return undefined;
  });
  return dropped;
}

/** With a normaliser the fields of the line are redacted, not the line: its format has to be found in it first. */
function redacted(batch: Batch, redactor: Redactor, normaliser: Normaliser | undefined): Batch {
  const found = new Map<number, Buffer>();
  // By where its bytes are: an edit makes several segments of one, all with the same bytes.
  let looked: Pick<Segment, "byteStart" | "byteEnd"> = { byteStart: -1, byteEnd: -1 };
  let isClean = false;
  let record = -1;
  let any = false;
  batch.visit((bytes, start, end, _offset, _flags, segment) => {
    record += 1;
    // Joined or repaired lines are not where the segment is: start 0 and their own length tell nothing, so they are looked at one by one.
    const inSegment = start >= segment.byteStart && end <= segment.byteEnd && bytes.length > end;
    if (inSegment && (segment.byteStart !== looked.byteStart || segment.byteEnd !== looked.byteEnd)) {
      looked = segment;
      isClean = !redactor.mayFind(bytes, segment.byteStart, segment.byteEnd);
    }
    if (inSegment && isClean) return undefined;
    if (!redactor.mayFind(bytes, start, end)) return undefined;
    if (normaliser) any = true;
    else {
      const line = redactor.line(bytes, start, end);
      if (line) found.set(record, line);
    }
    return undefined;
  });
  if (any) return batch.withRecords(toRecords(batch, normaliser).map((one) => redactor.record(one)));
  return found.size > 0 ? batch.replace(found) : batch;
}
