// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { sleep } from "../../service/backoff.ts";
import type { Backlog } from "../backlog.ts";
import type { BatchBuilder } from "../batch-builder.ts";
import type { LineSource } from "../source/line-source.ts";
import type { Network } from "./network.ts";
import type { NetworkSource } from "./network-source.ts";

export interface BesideOptions {
  readonly files: LineSource;
  readonly network: Network;
  readonly incoming: NetworkSource;
  readonly maxBatchWaitMs: number;
  readonly now: () => number;
}

/** Files, and beside them what comes in over the network: both go into the same batches. */
export class Beside implements LineSource {
  readonly #options: BesideOptions;
  #filesFirst = false;
  #filledAt = 0;

  constructor(options: BesideOptions) {
    this.#options = options;
  }

  start(): void {
    this.#options.files.start();
  }

  stop(): void {
    this.#options.files.stop();
  }

  async next(builder: BatchBuilder, signal: AbortSignal): Promise<void> {
    const { files, network, incoming, maxBatchWaitMs, now } = this.#options;
    // Neither is to wait for ever for the other: they take turns at the empty batch.
    this.#filesFirst = !this.#filesFirst;
    if (!this.#filesFirst) incoming.fill(builder);
    if (builder.full) return;
    const arrived = new AbortController();
    const wake = () => arrived.abort();
    network.readers.add(wake);
    signal.addEventListener("abort", wake);
    if (signal.aborted || !builder.idle || incoming.isReady) wake();
    await files.next(builder, arrived.signal);
    network.readers.delete(wake);
    signal.removeEventListener("abort", wake);
    incoming.fill(builder);
    const waitMs = maxBatchWaitMs - (now() - this.#filledAt);
    if (!builder.full && !builder.idle && !signal.aborted && waitMs > 0) {
      await sleep(waitMs, signal);
      this.fill(builder);
    }
    if (!builder.idle) this.#filledAt = now();
  }

  fill(builder: BatchBuilder): void {
    this.#options.files.fill(builder);
    this.#options.incoming.fill(builder);
  }

  look(): void {
    this.#options.files.look();
  }

  endGroups(): void {
    this.#options.files.endGroups();
    this.#options.network.close();
  }

  readUnfinished(): void {
    this.#options.files.readUnfinished();
  }

  backlog(underWay: { readonly records: number; readonly bytes: number }): Backlog {
    const [one, other] = [this.#options.files.backlog(underWay), this.#options.incoming.backlog()];
    return {
      lines: one.lines + other.lines,
      bytes: one.bytes + other.bytes,
      files: one.files + other.files,
      exact: one.exact && other.exact,
    };
  }
}
