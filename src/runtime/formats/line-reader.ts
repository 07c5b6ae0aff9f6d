import { streamEnd } from "../agent/stream-name.ts";
import { digits, hexByte, hostByte, isAt, lastAt, nameByte, wordByte } from "./bytes.ts";
import { numberEnd, quoteEnd } from "./ends.ts";
import { unescapeQuoted } from "./escapes.ts";
import { type RequestAttributes, splitRequest, versionOf } from "./request.ts";
import { decimalOf, integerOf, type Several, severalEnd, splitSeveral } from "./several.ts";
import { severityOfWord, syslogSeverity } from "./severity.ts";
import { readStructuredData, type StructuredData } from "./structured-data.ts";
import { clock, unixNano } from "./time.ts";
import type { TimeReader } from "./time-reader.ts";
import type { Zone } from "./zone.ts";

/** What a carrier, or the agent, knows of a line before it is read. */
export interface LineContext {
  readonly zone: Zone;
  readonly observedMs: number;
  /** The time of the carrier, for lines that have none of their own. */
  readonly carried?: string | undefined;
}

const known = new Map<string, Uint8Array>();

/** Of the literals that emitted code names, which are few. */
function bytesOf(text: string): Uint8Array {
  const bytes = known.get(text) ?? Buffer.from(text);
  known.set(text, bytes);
  return bytes;
}

/**
 * Reads one line from left to right into values, for the object face. The first thing that does not fit is kept as `problem`; whatever is
 * read after it means nothing.
 */
export class LineReader {
  problem: string | undefined;
  /** How many bytes fitted, up to the last literal: behind it a text may have taken anything. */
  fitted = 0;
  readonly #bytes: Buffer;
  readonly #start: number;
  readonly #end: number;
  readonly #context: LineContext;
  #at: number;
  #inner = 0;
  #time: string | undefined;
  #assumed = false;

  constructor(bytes: Buffer, start: number, end: number, context: LineContext) {
    this.#bytes = bytes;
    this.#start = start;
    this.#end = end;
    this.#at = start;
    this.#context = context;
  }

  /** `{ timeUnixNano }`, when a time was read or the carrier has one. */
  get time(): { readonly timeUnixNano?: string } {
    const time = this.#time ?? this.#context.carried;
    return time === undefined ? {} : { timeUnixNano: time };
  }

  /** Says so when the zone is not the line's own. */
  get assumed(): { readonly "log.time.zone_assumed"?: string } {
    return this.#assumed ? { "log.time.zone_assumed": this.#context.zone.name } : {};
  }

  has(text: string): boolean {
    return isAt(this.#bytes, this.#at, this.#end, bytesOf(text));
  }

  literal(text: string): void {
    if (this.has(text)) {
      this.#at += Buffer.byteLength(text);
      if (this.problem === undefined) this.fitted = this.#at - this.#start;
    } else this.#fail(JSON.stringify(text));
  }

  /** `-` where the field would end behind it. */
  nil(stops: readonly string[]): boolean {
    if (this.#bytes[this.#at] !== 45 || this.#at >= this.#end) return false;
    if (!this.#stopsAt(this.#at + 1, stops)) return false;
    this.#at += 1;
    return true;
  }

  /** Whether the field ends before it has begun. */
  ends(stops: readonly string[]): boolean {
    return this.#stopsAt(this.#at, stops);
  }

  /** Up to the last place where the literal is: `lastAt` says which. */
  textToLast([stop = ""]: readonly string[]): string {
    return this.#take(lastAt(this.#bytes, this.#at, this.#end, bytesOf(stop)), "text");
  }

  /** Up to the first place where one of the literals is, at least one byte. `trimmed`: without the blanks in front of that. */
  text(stops: readonly string[], trimmed = false): string {
    return this.#take(trimmed ? this.#trim(this.#find(stops)) : this.#find(stops), "text");
  }

  word(stops: readonly string[], trimmed = false): string {
    return this.#classed(stops, trimmed, wordByte, "a word");
  }

  hex(stops: readonly string[], trimmed = false): string {
    return this.#classed(stops, trimmed, hexByte, "hexadecimal digits");
  }

  /** Of a logger, a class, a function. */
  name(stops: readonly string[], trimmed = false): string {
    return this.#classed(stops, trimmed, nameByte, "a name");
  }

  /** One or more blanks, or with 0 none either. */
  blanks(least: 0 | 1): void {
    const first = this.#at;
    while (this.#at < this.#end && this.#bytes[this.#at] === 32) this.#at += 1;
    if (this.#at - first < least) this.#fail("a blank");
    else if (this.problem === undefined) this.fitted = this.#at - this.#start;
  }

  /** As it was before the server escaped it. */
  user(stops: readonly string[]): string {
    const text = this.#take(this.#find(stops), "a user");
    return text.startsWith("- ") ? this.#fail("a user") : unescapeQuoted(text);
  }

  /** The same, which may be nothing. */
  escaped(stops: readonly string[], trimmed = false): string {
    const end = trimmed ? this.#trim(this.#find(stops)) : this.#find(stops);
    const text = this.#bytes.toString("utf8", this.#at, end);
    this.#at = end;
    return unescapeQuoted(text);
  }

  host(stops: readonly string[], trimmed = false): string {
    return this.#classed(stops, trimmed, hostByte, "an address");
  }

  /** Up to the end of the line: the text of a message, or a line inside. */
  rest(): string {
    this.#inner = this.#at;
    const text = this.#bytes.toString("utf8", this.#at, this.#end);
    this.#at = this.#end;
    return text;
  }

  /** Up to the quotation mark that no backslash is in front of. */
  quoted(): string {
    const end = quoteEnd(this.#bytes, this.#at, this.#end);
    if (end < 0) return this.#fail('a closing "');
    const text = this.#bytes.toString("utf8", this.#at, end);
    this.#at = end;
    return unescapeQuoted(text);
  }

  /** The request line, raw, and what is in it. Without stops it is in quotation marks. */
  request(stops?: readonly string[]): { readonly text: string; readonly attributes: RequestAttributes } {
    const end = stops ? this.#find(stops) : quoteEnd(this.#bytes, this.#at, this.#end);
    if (end < 0) return { text: this.#fail('a closing "'), attributes: {} };
    const text = this.#bytes.toString("utf8", this.#at, end);
    this.#at = end;
    return { text, attributes: splitRequest(text) };
  }

  int(): number | string {
    return integerOf(this.#take(numberEnd(this.#bytes, this.#at, this.#end, false), "a whole number")) ?? this.#fail("a whole number");
  }

  float(): number {
    const value = decimalOf(this.#take(numberEnd(this.#bytes, this.#at, this.#end, true), "a number"));
    if (value === undefined) this.#fail("a number");
    return value ?? 0;
  }

  /** One value, or several as a list; undefined for a `-` alone. `one` is undefined for what is none. */
  several<T>(stops: readonly string[], one: (text: string) => T | undefined): Several<T> | undefined {
    const end = severalEnd(this.#bytes, this.#at, this.#end, (index) => this.#stopsAt(index, stops));
    const value = splitSeveral(this.#bytes.toString("utf8", this.#at, end), one);
    if (value === undefined) this.#fail("values with commas between them");
    this.#at = end;
    return value ?? undefined;
  }

  /** An HTTP status: three digits. */
  status(): number {
    const status = digits(this.#bytes, this.#at, 3, this.#end);
    if (status < 100) this.#fail("a status");
    this.#at += 3;
    return status;
  }

  priority(): { readonly facility: number; readonly severityNumber: number } {
    let end = this.#at;
    while (end < this.#end && end - this.#at < 3 && (this.#bytes[end] as number) >= 48 && (this.#bytes[end] as number) <= 57) end += 1;
    const priority = end > this.#at ? digits(this.#bytes, this.#at, end - this.#at, this.#end) : 192;
    if (priority > 191) this.#fail("a priority");
    this.#at = end;
    return { facility: priority >> 3, severityNumber: syslogSeverity[priority & 7] ?? 0 };
  }

  /** A word of the severity table; another word means that the line is not of this format. */
  level(stops: readonly string[], trimmed = false): { readonly severityNumber: number; readonly severityText: string } {
    return this.#levelTo(trimmed ? this.#trim(this.#find(stops)) : this.#find(stops));
  }

  /** A level of one letter. */
  letter(): { readonly severityNumber: number; readonly severityText: string } {
    return this.#levelTo(Math.min(this.#at + 1, this.#end));
  }

  #levelTo(end: number): { readonly severityNumber: number; readonly severityText: string } {
    const severityText = this.#bytes.toString("utf8", this.#at, end);
    const severityNumber = severityOfWord(severityText);
    if (severityNumber === 0) this.#fail("a level");
    this.#at = end;
    return { severityNumber, severityText };
  }

  /** `HTTP/1.1` or `1.1`: the version. */
  protocol(): string {
    if (this.has("HTTP/")) this.#at += 5;
    const [version] = /^\d(\.\d)?/.exec(this.#bytes.toString("latin1", this.#at, Math.min(this.#at + 3, this.#end))) ?? [];
    if (version === undefined) return this.#fail("a version of HTTP");
    this.#at += version.length;
    return versionOf(version);
  }

  stream(): string {
    return this.#take(streamEnd(this.#bytes, this.#at, this.#end), "stdout or stderr");
  }

  structured(): StructuredData {
    const read = readStructuredData(this.#bytes, this.#at, this.#end);
    if (!read) {
      this.#fail("structured data");
      return {};
    }
    this.#at = read.end;
    return read.data;
  }

  /** `F`, or `P` where the rest never came; more tags may stand behind a colon. */
  tag(): void {
    const byte = this.#at < this.#end ? this.#bytes[this.#at] : 0;
    if (byte !== 0x46 && byte !== 0x50) this.#fail("a tag");
    this.#at += 1;
    if (this.#bytes[this.#at] === 0x3a) while (this.#at < this.#end && this.#bytes[this.#at] !== 32) this.#at += 1;
  }

  /** `keeps`: it is the time of the record. */
  timeBy(read: TimeReader, keeps = true): void {
    this.#keepTime(read(this.#bytes, this.#at, this.#end, this.#context.zone, this.#context.observedMs), keeps);
  }

  /** Where the last `rest` began. */
  get innerStart(): number {
    return this.#inner;
  }

  /** The line as it is. */
  get whole(): string {
    return this.#bytes.toString("utf8", this.#start, this.#end);
  }

  /** Whether everything fitted, up to the end of the line; blanks may be left. */
  finish(): boolean {
    while (this.#at < this.#end && (this.#bytes[this.#at] === 32 || this.#bytes[this.#at] === 9)) this.#at += 1;
    if (this.#at !== this.#end) this.#fail("the end of the line");
    return this.problem === undefined;
  }

  #keepTime(end: number, keeps: boolean): void {
    if (end < 0) {
      this.#fail("a time");
      return;
    }
    this.#at = end;
    if (!keeps) return;
    this.#time = unixNano(clock.seconds, clock.nanos);
    this.#assumed = !clock.zoned;
  }

  #take(end: number, expected: string): string {
    if (end <= this.#at) return this.#fail(expected);
    const text = this.#bytes.toString("utf8", this.#at, end);
    this.#at = end;
    return text;
  }

  #classed(stops: readonly string[], trimmed: boolean, table: Uint8Array, expected: string): string {
    const end = this.#find(trimmed ? [...stops, " "] : stops);
    for (let index = this.#at; index < end; index += 1) if (table[this.#bytes[index] as number] !== 1) return this.#fail(expected);
    return this.#take(end, expected);
  }

  #trim(end: number): number {
    let index = end;
    while (index > this.#at && this.#bytes[index - 1] === 32) index -= 1;
    return index;
  }

  #find(stops: readonly string[]): number {
    let index = this.#at;
    while (index < this.#end && !this.#stopsAt(index, stops)) index += 1;
    return index;
  }

  #stopsAt(index: number, stops: readonly string[]): boolean {
    if (index >= this.#end) return true;
    return stops.some((stop) => isAt(this.#bytes, index, this.#end, bytesOf(stop)));
  }

  #fail(expected: string): string {
    this.problem ??= `expected ${expected} at byte ${this.#at - this.#start + 1}`;
    return "";
  }
}
