// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import type { Log } from "../../service/log.ts";
import { type Env, type GivenOf, type Result, readSettings, type Settings, type ValuesOf } from "../../service/settings.ts";
import type { Batch } from "../batch.ts";
import type { Normaliser } from "../normaliser.ts";
import type { Attributes } from "../record.ts";

/** What became of a batch. */
export type Outcome =
  /** Every record is stored. */
  | { readonly kind: "delivered"; readonly warning?: string }
  /** The sink took the batch but refused some records of it, without saying which. They must not be sent again. */
  | { readonly kind: "partial"; readonly rejected: number; readonly reason: string }
  /**
   * Each record has its own answer: those that are named in `rejected` are refused for good, those in `again` are sent again, all others are
   * stored. Records are numbered from 0 in the order in which the batch gives them.
   */
  | {
      readonly kind: "mixed";
      readonly rejected: readonly { readonly record: number; readonly reason: string }[];
      readonly again: readonly number[];
      /** Why those in `again` were not taken. */
      readonly reason?: string;
      readonly retryAfterMs?: number;
    }
  /** Not stored, or it is not known. The same batch is sent again, not before `retryAfterMs`. */
  | { readonly kind: "retry"; readonly reason: string; readonly retryAfterMs?: number }
  /** Smaller batches may pass. A batch of one record is rejected. */
  | { readonly kind: "split"; readonly reason: string }
  /** Refused for good. */
  | { readonly kind: "rejected"; readonly reason: string };

/** Where batches go. */
export interface Sink {
  readonly name: string;
  /** How many calls of `send` may be under way at once; 1 when it is left out: then records arrive in order. */
  readonly concurrency?: number;
  /** Resolves with `delivered` only when the batch is safe at the other end. Aborting gives up: the outcome is then `retry`. */
  send(batch: Batch, signal: AbortSignal): Promise<Outcome>;
  /** Whether the other end answers at all. A sink without it always does. */
  probe?(signal: AbortSignal): Promise<boolean>;
  close(): Promise<void>;
}

/** What a sink is given by the agent. */
export interface SinkContext {
  readonly agent: string;
  readonly resource: Attributes;
  readonly log: Log;
  /** Reads the lines: an adapter has one, an agent ships lines as they are. */
  readonly normaliser?: Normaliser | undefined;
}

/** A sink that is described but not open: what `main.ts` hands to `runAgent`. */
export interface SinkDefinition {
  readonly kind: string;
  readonly settings: Settings;
  /** The JSON that a normaliser has to write for it; flat without. */
  readonly shape?: "flat" | "otlp";
  /** @param prefix of its environment variables, where there are several sinks */
  configure(env: Env, prefix?: string): Result<ConfiguredSink>;
}

export interface ConfiguredSink {
  /** The local file it writes, which must not be watched itself. */
  readonly writes?: string;
  /** The names that it gives that file later. */
  readonly rotatesTo?: readonly string[];
  /** Whether it writes documents of the Elastic Common Schema where the normaliser makes those. */
  readonly takesEcs?: boolean;
  /** How long one `send` can take. */
  readonly timeoutMs: number;
  /** What is wrong between several settings, or in a file that they name: with any, nothing is opened. Names variables as the table does. */
  readonly problems?: readonly string[];
  open(context: SinkContext): Sink;
}

/** Ties a kind of sink to its settings, keeping their types. */
export function defineSink<S extends Settings>(
  kind: string,
  settings: S,
  given: GivenOf<S>,
  configure: (values: ValuesOf<S>) => ConfiguredSink,
  shape: "flat" | "otlp" = "flat",
): SinkDefinition {
  return {
    kind,
    settings,
    shape,
    configure: (env, prefix) => {
      const values = readSettings(settings, env, given, prefix);
      if (!values.ok) return values;
      const sink = configure(values.value);
      const problems = (sink.problems ?? []).map((problem) => prefixed(problem, settings, prefix));
      return problems.length > 0 ? { ok: false, problems } : { ok: true, value: sink };
    },
  };
}

/** `"SINK_TLS_KEY_FILE: …"` → `"ARCHIVE_SINK_TLS_KEY_FILE: …"` */
function prefixed(problem: string, settings: Settings, prefix = ""): string {
  const names = new Set(Object.values(settings).map(({ env }) => env));
  return problem.replace(/\b[A-Z][A-Z_]+\b/g, (name) => (names.has(name) ? `${prefix}${name}` : name));
}
