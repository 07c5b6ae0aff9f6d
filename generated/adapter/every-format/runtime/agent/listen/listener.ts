// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import type { BatchBuilder } from "../batch-builder.ts";
import type { Watched } from "../source/watched.ts";
import type { Address } from "./address.ts";
import type { Intake } from "./intake.ts";
import type { Origin } from "./piece.ts";

/** What may change while it listens. */
export interface ListenSettings {
  /** How what comes in is read. */
  readonly source: Watched;
  readonly maxLineBytes: number;
  readonly maxBodyBytes: number;
  readonly maxConnections: number;
  readonly drainTimeoutMs: number;
  readonly drainSettleMs: number;
}

export interface ListenerParts {
  readonly address: Address;
  readonly intake: Intake;
  readonly settings: () => ListenSettings;
  readonly originOf: (address: string | undefined, port: number | undefined) => Origin;
  /** Told of each record that was dropped, when it was. */
  readonly onDropped: (rule: string) => void;
  /** Told of each connection that was refused, because there are too many. */
  readonly onRefused: () => void;
  readonly scratch: () => BatchBuilder;
  readonly now: () => number;
}

/** One address that is listened on. */
export interface Listener {
  /** Resolves with the port. Rejects when the address cannot be had. */
  open(): Promise<number>;
  connections(): number;
  /** Time has gone by. */
  tick(now: number): void;
  /** Lets nobody in any more, and asks who is in to come to an end. */
  stop(): void;
  /** Nothing more is taken: what is there counts as ended. */
  close(): void;
}
