// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import type { Readable } from "node:stream";
import { sleep } from "../../service/backoff.ts";
import type { Backlog } from "../backlog.ts";
import type { BatchBuilder } from "../batch-builder.ts";
import { utf8 } from "../framing/encoding.ts";
import type { Ending } from "../framing/framer.ts";
import type { Framer } from "../framing/framing.ts";
import type { LineSource } from "./line-source.ts";
import { type Stream, startPosition } from "./stream.ts";
import type { Watched } from "./watched.ts";

export interface StdinOptions {
  readonly input: Readable;
  /** How it is read. */
  readonly source: Watched;
  readonly maxBatchWaitMs: number;
  readonly discoverMs: number;
  readonly now: () => number;
}

const none = Buffer.alloc(0);

/** Lines of a stream that is read once, to its end. What is not asked for stays in the pipe: a slow sink slows the writer down. */
export class Stdin implements LineSource {
  readonly #options: StdinOptions;
  readonly #ended = new AbortController();
  readonly #stream: Stream;
  #wake = new AbortController();
  /** Bytes that are in no batch yet. */
  #left: Buffer = none;
  /** `#left` is the beginning of one record: its end has not come. */
  #unfinished = true;
  /** What is left are whole lines to which others may belong. */
  #open = false;
  #readAt = 0;
  /** When there was nothing to read: what came since was written since. */
  #emptyAt: number;
  /** undefined: as long as the encoding is not known. */
  #framer: Framer | undefined;
  #skipping = false;
  #last = false;
  #offset = 0;

  constructor(options: StdinOptions) {
    this.#options = options;
    this.#emptyAt = options.now();
    const id = `stdin-${process.pid}-${options.now()}`;
    this.#stream = { path: "-", dev: "", ino: "", generation: 0, id, position: startPosition };
  }

  /** Aborted when everything was read. */
  get ended(): AbortSignal {
    return this.#ended.signal;
  }

  start(): void {
    const { input } = this.#options;
    const end = () => {
      this.#ended.abort();
      this.#wake.abort();
    };
    input.on("readable", () => this.#wake.abort());
    input.on("end", end);
    input.on("close", end);
    input.on("error", end);
  }

  stop(): void {
    this.#options.input.destroy();
  }

  async next(builder: BatchBuilder, signal: AbortSignal): Promise<void> {
    this.#wake = new AbortController();
    this.fill(builder);
    if (builder.idle && !signal.aborted) {
      const { discoverMs, source } = this.#options;
      await sleep(this.#open ? Math.min(discoverMs, source.framing.flushMs) : discoverMs, signal, this.#wake.signal);
      this.fill(builder);
    }
    if (builder.full || builder.idle || signal.aborted) return;
    await sleep(this.#options.maxBatchWaitMs, signal);
    this.fill(builder);
  }

  fill(builder: BatchBuilder): void {
    while (!builder.full) {
      if (this.#unfinished && !this.#readMore()) {
        if (this.#left.length === 0) return;
        const { now, source } = this.#options;
        if (this.#last) this.#add(builder, "all");
        else if (this.#open && now() - this.#readAt >= source.framing.flushMs) this.#add(builder, "flush");
        if (this.#unfinished) return;
      } else this.#add(builder, "open");
    }
  }

  look(): void {
    // There is nothing to look for.
  }

  endGroups(): void {
    // Nothing comes any more: there is no difference to what is unfinished.
  }

  readUnfinished(): void {
    this.#last = true;
  }

  backlog(underWay: { readonly records: number; readonly bytes: number }): Backlog {
    const bytes = underWay.bytes + this.#left.length;
    let lines = underWay.records + (this.#left.length > 0 && this.#left.at(-1) !== 10 ? 1 : 0);
    for (let index = this.#left.indexOf(10); index >= 0; index = this.#left.indexOf(10, index + 1)) lines += 1;
    return { lines, bytes, files: 1, exact: this.#ended.signal.aborted };
  }

  #readMore(): boolean {
    const chunk: Buffer | string | null = this.#options.input.read();
    const now = this.#options.now();
    if (chunk === null) {
      this.#emptyAt = now;
      return false;
    }
    this.#left = Buffer.concat([this.#left, Buffer.from(chunk)]);
    this.#unfinished = false;
    this.#readAt = now;
    return true;
  }

  #add(builder: BatchBuilder, wanted: Ending): void {
    const base = builder.used;
    const length = Math.min(this.#left.length, builder.room);
    // What does not fit is not the end.
    const ending = length < this.#left.length ? "open" : wanted;
    const { framing } = this.#options.source;
    this.#framer ??= framing.beginning(this.#left) ?? (ending === "all" ? framing.fallback : undefined);
    this.#unfinished = true;
    if (!this.#framer) return;
    const { encoding, mark, frame } = this.#framer;
    this.#left.copy(builder.bytes, base, 0, length);
    const end = base + length;
    let from = base + (this.#offset === 0 ? mark : 0);
    if (this.#skipping) {
      const lineEnd = encoding.lineEnd(builder.bytes.subarray(0, end), base);
      this.#skipping = lineEnd < 0;
      from = lineEnd < 0 ? end - (length % encoding.width) : lineEnd + encoding.width;
    }
    const before = builder.count;
    const framed = frame(builder, from, end, ending);
    this.#skipping ||= framed.cut;
    this.#open = framed.open === true;
    const isOver = ending === "all" && !builder.full && !framed.cut;
    const next = isOver ? end : framed.next;
    if (next > base) this.#advance(builder, before, from, next - base);
    else if (length < this.#left.length) {
      builder.closeEarly();
      this.#unfinished = false;
    }
  }

  #advance(builder: BatchBuilder, firstRecord: number, from: number, taken: number): void {
    const base = builder.used;
    const fileOffset = this.#offset + from - base;
    const observedMs = this.#options.now();
    const { decode } = this.#framer?.encoding ?? utf8;
    const place = { firstRecord, byteStart: from, byteEnd: base + taken, fileOffset, ...(decode && { decode }) };
    const of = { source: this.#options.source, stream: this.#stream, path: "-", name: "stdin", streamId: this.#stream.id };
    const written = { from: this.#emptyAt, until: observedMs };
    if (builder.count > firstRecord) builder.addSegment({ ...of, observedMs, written, ...place });
    builder.used = base + taken;
    this.#offset += taken;
    this.#left = this.#left.subarray(taken);
    this.#unfinished = this.#left.length === 0;
  }
}
