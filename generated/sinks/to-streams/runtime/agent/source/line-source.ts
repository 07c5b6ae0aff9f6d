// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import type { Backlog } from "../backlog.ts";
import type { BatchBuilder } from "../batch-builder.ts";

/** Where lines come from: files, or standard input. Nothing is read before it is asked for. */
export interface LineSource {
  start(): void;
  stop(): void;
  /** Waits until there is something, then fills the batch, which is empty and may come back idle. */
  next(builder: BatchBuilder, signal: AbortSignal): Promise<void>;
  /** Adds what is there. */
  fill(builder: BatchBuilder): void;
  /** Looks for what is new, now. */
  look(): void;
  /** Near the end: groups of whole lines that may go on count as ended, and `fill` adds them. */
  endGroups(): void;
  /** At the very end: from now on `fill` adds last lines as they are, finished or not. */
  readUnfinished(): void;
  /** What was not delivered, when the batches under way were given up. */
  backlog(underWay: { readonly records: number; readonly bytes: number }): Backlog;
}
