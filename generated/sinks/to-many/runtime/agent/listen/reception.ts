// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { flag } from "../batch.ts";
import type { BatchBuilder } from "../batch-builder.ts";
import { utf8 } from "../framing/encoding.ts";
import type { Ending } from "../framing/framer.ts";
import type { Framer, Framing } from "../framing/framing.ts";
import type { Written } from "../source/growth.ts";
import type { Intake } from "./intake.ts";
import { readCount } from "./octet-counting.ts";
import { type Origin, type Piece, passedOver } from "./piece.ts";
import { Unfinished } from "./unfinished.ts";

/** Groups that are still open are looked through again after so much time, or once a quarter was added to them. */
const lookAgainMs = 50;
const smallBytes = 16_384;
const newline = 10;

export interface ReceptionOptions {
  readonly intake: Intake;
  readonly origin: Origin;
  readonly framing: Framing;
  readonly maxLineBytes: number;
  /** For looking through groups of lines. */
  readonly scratch: () => BatchBuilder;
}

/**
 * What one connection sends, cut into whole records. It begins with lines, or with messages behind their lengths (RFC 6587, 3.4.1), as its first
 * bytes say. A line that is too long is cut, as one of a file is, and its rest is passed over.
 */
export class Reception {
  readonly #options: ReceptionOptions;
  readonly #rest = new Unfinished();
  #framer: Framer | undefined;
  #mode: "unknown" | "lines" | "groups" | "counted" = "unknown";
  /** Of the message that is being counted, bytes to come; 0: a length comes. */
  #left = 0;
  /** Bytes to come that are passed over; Infinity: up to the line end. */
  #skip = 0;
  #isFirst = true;
  #written: Written = { from: 0, until: 0 };
  #lookedAt = 0;
  #lookedBytes = 0;

  constructor(options: ReceptionOptions) {
    this.#options = options;
  }

  /** Bytes of what has no end yet. */
  get unfinished(): number {
    return this.#rest.length;
  }

  take(chunk: Buffer, written: Written): void {
    this.#written = written;
    this.#holding(() => this.#take(chunk));
  }

  /** Groups of lines end when nothing was added for a while. */
  flush(now: number): void {
    if (this.#mode !== "groups" || this.#rest.length === 0) return;
    const isQuiet = now - this.#written.until >= this.#options.framing.flushMs;
    if (isQuiet || now - this.#lookedAt >= lookAgainMs) this.#holding(() => this.#group(isQuiet ? "flush" : "open", now));
  }

  /** Nothing comes any more, or nothing can be waited for: what is there counts as ended. */
  end(): void {
    this.#holding(() => {
      const bytes = this.#rest.take();
      if (this.#skip > 0 || bytes.length === 0) this.#options.intake.drop(passedOver, bytes.length);
      else this.#put(bytes, { isOne: this.#left > 0, flags: this.#left === 0 && this.#endsLine(bytes) ? 0 : flag.partial });
    });
  }

  #endsLine(bytes: Buffer): boolean {
    const { encoding } = this.#framer ?? this.#options.framing.fallback;
    return encoding.lineEnd(bytes, bytes.length - encoding.width) >= 0;
  }

  #holding(run: () => void): void {
    const before = this.#rest.length;
    run();
    this.#options.intake.hold(this.#rest.length - before);
  }

  #take(chunk: Buffer): void {
    if (this.#mode === "unknown") {
      this.#rest.append(chunk);
      const { framing } = this.#options;
      const head = this.#rest.view;
      const count = readCount(head, 0);
      const framer = framing.beginning(head);
      if (count === undefined || !framer) return;
      const isCounted = count !== "none" && framer.encoding.width === 1;
      this.#framer = framer;
      this.#mode = isCounted ? "counted" : framing.groups || framer.encoding.width > 1 ? "groups" : "lines";
      this.#take(this.#rest.take());
    } else if (this.#mode === "counted") this.#count(chunk);
    else if (this.#mode === "lines") this.#lines(chunk);
    else this.#groups(chunk);
  }

  #lines(chunk: Buffer): void {
    const { intake } = this.#options;
    let from = 0;
    if (this.#skip > 0) {
      from = chunk.indexOf(newline) + 1;
      intake.drop(passedOver, from === 0 ? chunk.length : from);
      if (from === 0) return;
      this.#skip = 0;
    }
    const end = chunk.lastIndexOf(newline) + 1;
    if (end > from) this.#put(this.#withRest(chunk.subarray(from, end)));
    this.#rest.append(chunk.subarray(Math.max(end, from)));
    if (this.#rest.length > this.#options.maxLineBytes + 1) this.#cut(Number.POSITIVE_INFINITY);
  }

  #withRest(bytes: Buffer): Buffer {
    return this.#rest.length > 0 ? Buffer.concat([this.#rest.take(), bytes]) : bytes;
  }

  /** What is there becomes a record that was cut off; so many more bytes are passed over. */
  #cut(skip: number): void {
    const { intake, maxLineBytes } = this.#options;
    const bytes = this.#rest.take();
    const end = (this.#framer?.encoding ?? utf8).cutAt(bytes, 0, Math.min(bytes.length, maxLineBytes));
    this.#put(bytes.subarray(0, end), { isOne: true, flags: flag.truncated });
    intake.drop(passedOver, bytes.length - end);
    this.#skip = skip;
  }

  #count(bytes: Buffer): void {
    const { intake, maxLineBytes, framing } = this.#options;
    let chunk = bytes;
    for (let at = 0; at < chunk.length; ) {
      if (this.#skip > 0) {
        const passed = Math.min(this.#skip, chunk.length - at);
        intake.drop(passedOver, passed);
        this.#skip -= passed;
        at += passed;
        continue;
      }
      if (this.#left > 0) {
        const room = maxLineBytes + 1 - this.#rest.length;
        const part = chunk.subarray(at, at + Math.min(this.#left, room));
        at += part.length;
        this.#left -= part.length;
        if (this.#left > 0 && part.length < room) this.#rest.append(part);
        else this.#message(part);
        continue;
      }
      if (this.#rest.length > 0) [chunk, at] = [this.#withRest(chunk.subarray(at)), 0];
      // Some senders end a message with a line end all the same.
      if (chunk[at] === newline) at += 1;
      const count = readCount(chunk, at);
      if (count === undefined) {
        this.#rest.append(chunk.subarray(at));
        return;
      }
      if (count === "none") {
        this.#mode = framing.groups ? "groups" : "lines";
        this.#take(chunk.subarray(at));
        return;
      }
      this.#left = count.length;
      at += count.head;
    }
  }

  #message(lastPart: Buffer): void {
    const whole = this.#withRest(lastPart);
    if (whole.length > this.#options.maxLineBytes) {
      this.#rest.append(whole);
      const skip = this.#left;
      this.#left = 0;
      this.#cut(skip);
      return;
    }
    const end = whole.at(-1) === newline ? whole.length - 1 : whole.length;
    this.#put(whole.subarray(0, end), { isOne: true });
    this.#options.intake.drop(passedOver, whole.length - end);
  }

  #groups(chunk: Buffer): void {
    this.#rest.append(chunk);
    const { length } = this.#rest;
    const now = this.#written.until;
    const isTooLong = length > this.#options.maxLineBytes;
    const isGrown = length <= smallBytes || length >= this.#lookedBytes * 1.25 || now - this.#lookedAt >= lookAgainMs;
    if (isGrown && (isTooLong || this.#skip > 0 || chunk.includes(newline))) this.#group("open", now);
  }

  #group(ending: Ending, now: number): void {
    const { intake, scratch } = this.#options;
    const framer = this.#framer ?? this.#options.framing.fallback;
    const { encoding } = framer;
    const bytes = this.#rest.take();
    let from = 0;
    for (let more = true; more && from < bytes.length; ) {
      if (this.#skip > 0) {
        const lineEnd = encoding.lineEnd(bytes, from);
        const next = lineEnd < 0 ? bytes.length - ((bytes.length - from) % encoding.width) : lineEnd + encoding.width;
        intake.drop(passedOver, next - from);
        from = next;
        if (lineEnd < 0) break;
        this.#skip = 0;
      }
      const builder = scratch();
      builder.reset();
      const length = bytes.copy(builder.bytes, 0, from);
      const isAll = from + length === bytes.length;
      const { next, cut } = framer.frame(builder, this.#isFirst ? framer.mark : 0, length, isAll ? ending : "open");
      more = builder.count > 0;
      if (more) {
        this.#put(bytes.subarray(from, from + next), { flags: cut ? flag.truncated : builder.lastFlags & flag.truncated });
        from += next;
      }
      if (cut) this.#skip = Number.POSITIVE_INFINITY;
    }
    this.#rest.append(bytes.subarray(from));
    this.#lookedAt = now;
    this.#lookedBytes = this.#rest.length;
  }

  #put(bytes: Buffer, more: Partial<Pick<Piece, "isOne" | "flags">> = {}): void {
    const { intake, origin, framing } = this.#options;
    const framer = this.#framer ?? framing.beginning(bytes) ?? framing.fallback;
    const mark = this.#isFirst ? framer.mark : 0;
    this.#isFirst = false;
    intake.put({ origin, bytes, framer, mark, isOne: false, flags: 0, written: this.#written, ...more });
  }
}

/** Puts in what is whole: a datagram, or the body of a request. Its last line need not have an end. */
export function putWhole(
  { intake, origin, framing }: Pick<ReceptionOptions, "intake" | "origin" | "framing">,
  bytes: Buffer,
  at: number,
  done?: () => void,
): void {
  const framer = framing.beginning(bytes) ?? framing.fallback;
  const isOne = framer.encoding.width === 1 && !bytes.includes(newline);
  intake.put({ origin, bytes, framer, mark: framer.mark, isOne, flags: 0, written: { from: at, until: at } }, done);
}
