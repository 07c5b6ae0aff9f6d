// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { literalEnd, literalStart } from "./literals.ts";
import { reasonText } from "./reason.ts";

/** A place in a line, which moves to the right. The first thing that does not fit is kept as `problem`; what is read after it means nothing. */
export class LineCursor {
  /** What did not fit, and at which byte, counted from 1; 0: everything fitted so far. */
  what = "";
  byte = 0;
  /** Whether that is a text that the layout has. */
  isLiteral = false;
  /** How many pieces fitted that not any text would: values of a checked kind, and a text at the beginning. */
  proven = 0;
  /** How many bytes fitted, up to the last literal: behind it a text may have taken anything. */
  fitted = 0;
  /** Whether what other layouts of the format begin with as well has fitted. */
  begun = false;
  protected readonly bytes: Buffer;
  protected readonly start: number;
  protected readonly end: number;
  /** Whether it is only asked if the line fits: texts are not made then, those that are returned are empty. */
  protected readonly checksOnly: boolean;
  protected at: number;
  protected levelEnd = -1;

  constructor(bytes: Buffer, start: number, end: number, checksOnly: boolean) {
    this.bytes = bytes;
    this.start = start;
    this.end = end;
    this.checksOnly = checksOnly;
    this.at = start;
  }

  get fits(): boolean {
    return this.byte === 0;
  }

  get problem(): string | undefined {
    return this.fits ? undefined : reasonText(this);
  }

  /** The word that stands where a level should, where that is the problem. */
  get unknownLevel(): string | undefined {
    return this.levelEnd < 0 ? undefined : this.bytes.toString("utf8", this.start + this.byte - 1, this.levelEnd);
  }

  /** The line as it is. */
  get whole(): string {
    return this.bytes.toString("utf8", this.start, this.end);
  }

  /** How many bytes of the line are read. */
  get position(): number {
    return this.at - this.start;
  }

  begin(): void {
    this.begun = this.fits;
  }

  has(text: string): boolean {
    return literalEnd(this.bytes, this.at, this.end, text) >= 0;
  }

  /** Whether everything fitted, this text included. */
  literal(text: string): boolean {
    const end = literalEnd(this.bytes, this.at, this.end, text);
    if (end < 0) {
      if (this.fits) this.isLiteral = true;
      this.fail(text);
    } else {
      if (this.at === this.start) this.proves();
      this.at = end;
      if (this.fits) this.fitted = end - this.start;
    }
    return this.fits;
  }

  /** Whether the field ends before it has begun. */
  ends(stops: readonly string[]): boolean {
    return this.stopsAt(this.at, stops);
  }

  /** `-` where the field would end behind it. */
  nil(stops: readonly string[]): boolean {
    if (this.bytes[this.at] !== 45 || this.at >= this.end) return false;
    if (!this.stopsAt(this.at + 1, stops)) return false;
    this.at += 1;
    return true;
  }

  /** One or more blanks, or with 0 none either. Whether everything fitted, those included. */
  blanks(least: 0 | 1): boolean {
    const first = this.at;
    while (this.at < this.end && this.bytes[this.at] === 32) this.at += 1;
    if (this.at - first < least) this.fail("a blank");
    else if (this.fits) this.fitted = this.at - this.start;
    return this.fits;
  }

  /** Whether everything fitted, up to the end of the line; blanks may be left. */
  finish(): boolean {
    while (this.at < this.end && (this.bytes[this.at] === 32 || this.bytes[this.at] === 9)) this.at += 1;
    if (this.at !== this.end) this.fail("the end of the line");
    return this.fits;
  }

  protected take(end: number, expected: string): string {
    return end <= this.at ? this.fail(expected) : this.upTo(end);
  }

  /** Goes to a place; returns the text in front of it. */
  protected upTo(end: number): string {
    const text = this.checksOnly ? "" : this.bytes.toString("utf8", this.at, end);
    this.at = end;
    return text;
  }

  protected classed(stops: readonly string[], trimmed: boolean, table: Uint8Array, expected: string): string {
    let end = this.at;
    while (end < this.end && table[this.bytes[end] as number] === 1) end += 1;
    const isEnd = this.stopsAt(end, stops) || (trimmed && this.bytes[end] === 32);
    const first = this.firstStop(stops, end);
    return first < end || isEnd ? this.take(first, expected) : this.fail(expected);
  }

  protected trim(end: number): number {
    let index = end;
    while (index > this.at && this.bytes[index - 1] === 32) index -= 1;
    return index;
  }

  protected find(stops: readonly string[]): number {
    return this.firstStop(stops, Math.max(this.at, this.end));
  }

  /** The first place of a stop in front of `last`, or that. */
  protected firstStop(stops: readonly string[], last: number): number {
    let first = last;
    for (const stop of stops) first = literalStart(this.bytes, this.at, first, this.end, stop);
    return first;
  }

  protected stopsAt(index: number, stops: readonly string[]): boolean {
    if (index >= this.end) return true;
    for (const stop of stops) if (literalEnd(this.bytes, index, this.end, stop) >= 0) return true;
    return false;
  }

  protected proves(): void {
    if (this.fits) this.proven += 1;
  }

  /** Nothing is left to be read then, so that what still asks for more has it quickly. */
  protected fail(expected: string): string {
    if (this.fits) {
      this.what = expected;
      this.byte = this.at - this.start + 1;
    }
    this.at = this.end;
    return "";
  }
}
