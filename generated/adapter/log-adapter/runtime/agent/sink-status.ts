// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { lag } from "./backlog.ts";
import type { Lane } from "./lane.ts";
import type { Outlet } from "./outlet.ts";

/** What a sink has done since the start of the agent, in records where nothing else is said. */
export interface SinkStatus {
  readonly name: string;
  readonly kind: string;
  /** Why it takes nothing; absent when it does. */
  readonly problem?: string;
  readonly delivered: number;
  /** Refused for good; a record that a replay brings back counts once more. */
  readonly deadLettered: number;
  /** Of standard input all sinks are sent the same: what is dropped is dropped for all. */
  readonly dropped: number;
  readonly droppedBy: Readonly<Record<string, number>>;
  readonly pendingBytes: number;
  /** Bytes that were gone before they were read, since the checkpoint was made. */
  readonly abandonedBytes: number;
}

export interface SinkReport extends SinkStatus {
  /** Records in its dead-letter file now. */
  readonly deadLetters: number;
}

export function sinkStatus({ label, destination, metrics, problem }: Outlet, lane: Lane | undefined, now: number): SinkStatus {
  const dropped = (lane?.metrics ?? metrics).recordsDropped;
  return {
    name: label,
    kind: destination.kind,
    ...(problem !== undefined && { problem }),
    delivered: metrics.recordsDelivered.value,
    deadLettered: metrics.recordsDeadLettered.value,
    dropped: dropped.value,
    droppedBy: Object.fromEntries(dropped.by("rule")),
    pendingBytes: lag(lane?.files?.tails.values() ?? [], now).reduce((sum, { bytes }) => sum + bytes, 0),
    abandonedBytes: lane?.totals.abandoned ?? 0,
  };
}
