// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import type { Metrics } from "../service/metrics.ts";
import type { Batch } from "./batch.ts";
import type { Normaliser } from "./normaliser.ts";

/** Metrics of what records say: `derived-metrics.ts`, which only agents have that want some. */
export interface Derived {
  /** Counts the records of a batch that was delivered. */
  note(batch: Batch, normaliser: Normaliser): void;
}

/** @param redact rules of which nothing may be seen in labels either */
export type Derive = (metrics: Metrics, redact?: readonly string[]) => Derived;
