import type { Readable } from "node:stream";
import { sleep } from "../../service/backoff.ts";
import type { Backlog } from "../backlog.ts";
import { flag } from "../batch.ts";
import type { BatchBuilder } from "../batch-builder.ts";
import { cutAt, frameLines, skipNuls } from "../framer.ts";
import type { LineSource } from "./line-source.ts";
import { type Stream, startPosition } from "./stream.ts";
import { watchedNothing } from "./watched.ts";

export interface StdinOptions {
  readonly input: Readable;
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
  /** `#left` is the beginning of one line, and holds no line end. */
  #unfinished = true;
  #skipping = false;
  #last = false;
  #offset = 0;

  constructor(options: StdinOptions) {
    this.#options = options;
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
      await sleep(this.#options.discoverMs, signal, this.#wake.signal);
      this.fill(builder);
    }
    if (builder.full || builder.idle || signal.aborted) return;
    await sleep(this.#options.maxBatchWaitMs, signal);
    this.fill(builder);
  }

  fill(builder: BatchBuilder): void {
    while (!builder.full) {
      if (this.#unfinished && !this.#readMore()) {
        if (this.#last) this.#addLast(builder);
        return;
      }
      this.#add(builder);
    }
  }

  look(): void {
    // There is nothing to look for.
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
    if (chunk === null) return false;
    this.#left = Buffer.concat([this.#left, Buffer.from(chunk)]);
    this.#unfinished = false;
    return true;
  }

  #add(builder: BatchBuilder): void {
    const base = builder.used;
    const length = Math.min(this.#left.length, builder.room);
    this.#left.copy(builder.bytes, base, 0, length);
    const end = base + length;
    let from = base;
    if (this.#skipping) {
      const lineEnd = builder.bytes.subarray(0, end).indexOf(10, base);
      this.#skipping = lineEnd < 0;
      from = lineEnd < 0 ? end : lineEnd + 1;
    }
    const before = builder.count;
    const framed = frameLines(builder, from, end);
    this.#skipping ||= framed.cut;
    if (framed.next > base) this.#advance(builder, before, from, framed.next - base);
    else if (length < this.#left.length) builder.closeEarly();
    else this.#unfinished = true;
  }

  /** The last line has no line end. */
  #addLast(builder: BatchBuilder): void {
    const base = builder.used;
    if (this.#left.length === 0 || this.#left.length > builder.room) return;
    const length = this.#left.copy(builder.bytes, base);
    const start = skipNuls(builder.bytes.subarray(0, base + length), base);
    const cut = Math.min(base + length, start + builder.limits.maxLineBytes);
    const end = cut < base + length ? cutAt(builder.bytes, start, cut) : cut;
    const before = builder.count;
    if (start < end) builder.add(start, end, end < base + length ? flag.truncated : 0);
    this.#advance(builder, before, start, length);
  }

  #advance(builder: BatchBuilder, firstRecord: number, from: number, taken: number): void {
    const base = builder.used;
    const fileOffset = this.#offset + from - base;
    const observedMs = this.#options.now();
    const place = { firstRecord, byteStart: from, byteEnd: base + taken, fileOffset };
    const of = { source: watchedNothing, stream: this.#stream, path: "-", name: "stdin", streamId: this.#stream.id };
    if (builder.count > firstRecord) builder.addSegment({ ...of, observedMs, ...place });
    builder.used = base + taken;
    this.#offset += taken;
    this.#left = this.#left.subarray(taken);
    this.#unfinished = this.#left.length === 0;
  }
}
