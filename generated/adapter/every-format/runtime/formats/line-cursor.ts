// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { isAt } from "./bytes.ts";

const known = new Map<string, Uint8Array>();

/** Of the literals that emitted code names, which are few. */
function bytesOf(text: string): Uint8Array {
  const bytes = known.get(text) ?? Buffer.from(text);
  known.set(text, bytes);
  return bytes;
}

/** A place in a line, which moves to the right. The first thing that does not fit is kept as `problem`; what is read after it means nothing. */
export class LineCursor {
  problem: string | undefined;
  /** How many pieces fitted that not any text would: values of a checked kind, and a text at the beginning. */
  proven = 0;
  /** The word that stands where a level should, where that is the problem. */
  unknownLevel: string | undefined;
  /** How many bytes fitted, up to the last literal: behind it a text may have taken anything. */
  fitted = 0;
  /** Whether what other layouts of the format begin with as well has fitted. */
  begun = false;
  protected readonly bytes: Buffer;
  protected readonly start: number;
  protected readonly end: number;
  protected at: number;

  constructor(bytes: Buffer, start: number, end: number) {
    this.bytes = bytes;
    this.start = start;
    this.end = end;
    this.at = start;
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
    this.begun = this.problem === undefined;
  }

  has(text: string): boolean {
    return isAt(this.bytes, this.at, this.end, bytesOf(text));
  }

  literal(text: string): void {
    if (this.has(text)) {
      if (this.at === this.start) this.proves();
      this.at += Buffer.byteLength(text);
      if (this.problem === undefined) this.fitted = this.at - this.start;
    } else if (this.problem === undefined) this.fail(JSON.stringify(text));
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

  /** One or more blanks, or with 0 none either. */
  blanks(least: 0 | 1): void {
    const first = this.at;
    while (this.at < this.end && this.bytes[this.at] === 32) this.at += 1;
    if (this.at - first < least) this.fail("a blank");
    else if (this.problem === undefined) this.fitted = this.at - this.start;
  }

  /** Whether everything fitted, up to the end of the line; blanks may be left. */
  finish(): boolean {
    while (this.at < this.end && (this.bytes[this.at] === 32 || this.bytes[this.at] === 9)) this.at += 1;
    if (this.at !== this.end) this.fail("the end of the line");
    return this.problem === undefined;
  }

  protected take(end: number, expected: string): string {
    if (end <= this.at) return this.fail(expected);
    const text = this.bytes.toString("utf8", this.at, end);
    this.at = end;
    return text;
  }

  protected classed(stops: readonly string[], trimmed: boolean, table: Uint8Array, expected: string): string {
    const end = this.find(trimmed ? [...stops, " "] : stops);
    for (let index = this.at; index < end; index += 1) if (table[this.bytes[index] as number] !== 1) return this.fail(expected);
    return this.take(end, expected);
  }

  protected trim(end: number): number {
    let index = end;
    while (index > this.at && this.bytes[index - 1] === 32) index -= 1;
    return index;
  }

  protected find(stops: readonly string[]): number {
    if (stops.length === 0) return this.end;
    const texts = stops.map(bytesOf);
    for (let index = this.at; index < this.end; index += 1) {
      const byte = this.bytes[index];
      for (const text of texts) if (text[0] === byte && isAt(this.bytes, index, this.end, text)) return index;
    }
    return Math.max(this.at, this.end);
  }

  protected stopsAt(index: number, stops: readonly string[]): boolean {
    if (index >= this.end) return true;
    for (const stop of stops) if (isAt(this.bytes, index, this.end, bytesOf(stop))) return true;
    return false;
  }

  protected proves(): void {
    if (this.problem === undefined) this.proven += 1;
  }

  /** Nothing is left to be read then, so that what still asks for more has it quickly. */
  protected fail(expected: string): string {
    if (this.problem === undefined) this.problem = `expected ${expected} at byte ${this.at - this.start + 1}`;
    this.at = this.end;
    return "";
  }
}
