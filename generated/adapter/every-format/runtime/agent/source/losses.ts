// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import type { Log } from "../../service/log.ts";
import { type Ledger, truncatedUnread } from "../ledger.ts";
import type { AgentMetrics } from "../metrics.ts";
import type { Memory } from "./memory.ts";
import type { Position, Stream } from "./stream.ts";

interface Told {
  readonly log: Log;
  readonly metrics: AgentMetrics;
  readonly ledger: Pick<Ledger, "abandon">;
  readonly now: () => number;
}

/** The content in front of the offset is gone, and with it what was not read yet, unless a copy of it turns up. */
export function noteReplaced(
  { log, metrics, ledger, now }: Told,
  memory: Pick<Memory, "lose" | "loseUnread">,
  old: Stream,
  position: Position,
  unread: number,
  mtimeNs: bigint,
): void {
  metrics.truncations.add();
  metrics.bytesAbandoned.add(unread);
  ledger.abandon(old, position, position.offset + unread, truncatedUnread);
  const { offset } = position;
  log.warn("the file was truncated or its content replaced, reading it from its start", { path: old.path, offset, unread });
  memory.lose(old, position, "truncated", now());
  // Nothing in front of the offset tells a copy of it from other files: only that it is not older.
  if (offset === 0 && unread > 0) memory.loseUnread(old.path, mtimeNs);
}

/** The content was cut short behind the offset. */
export function noteCutOff({ log, metrics, ledger }: Told, stream: Stream, from: number, to: number): void {
  metrics.truncations.add();
  metrics.bytesAbandoned.add(to - from);
  ledger.abandon(stream, { ...stream.position, offset: from }, to, "cut off before it was read, the file goes on");
  log.warn("the file was cut short behind what was read", { path: stream.path, from, to });
}
