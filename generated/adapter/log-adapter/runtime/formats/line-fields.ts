// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { streamEnd } from "../agent/stream-name.ts";
import { ipEnd } from "./address.ts";
import { digits, hexByte, hostByte, isAt, nameByte, wordByte } from "./bytes.ts";
import { columnEnd, columnText } from "./csv.ts";
import { firstOf, lastOf, numberEnd, quoteEnd } from "./ends.ts";
import { unescapeQuoted } from "./escapes.ts";
import { LineCursor } from "./line-cursor.ts";
import { bytesOf } from "./literals.ts";
import { type RequestAttributes, splitRequest, versionOf } from "./request.ts";
import { decimalOf, integerOf, type Several, severalEnd, splitSeveral } from "./several.ts";
import { severityAt, syslogSeverity } from "./severity.ts";
import { readStructuredData, type StructuredData } from "./structured-data.ts";
import { type Words, wordEnd } from "./words.ts";

const nilBefore = Buffer.from("- ");

/** Reads the fields of one line into values, each from where the one before it ended. */
export class LineFields extends LineCursor {
  /** Up to the first place where one of the literals is, at least one byte. `trimmed`: without the blanks in front of that. */
  text(stops: readonly string[], trimmed = false): string {
    return this.take(trimmed ? this.trim(this.find(stops)) : this.find(stops), "text");
  }

  word(stops: readonly string[], trimmed = false): string {
    return this.classed(stops, trimmed, wordByte, "a word");
  }

  /** An address alone, or in front of a colon and a port. */
  ip(before: 0 | 1 | 2): string {
    const address = this.take(ipEnd(this.bytes, this.at, this.end, before), "an IP address");
    this.proves();
    return address;
  }

  /** Whether a column holds nothing. */
  noColumn(): boolean {
    return this.at === this.end || this.bytes[this.at] === 44;
  }

  csv(): string {
    if (this.noColumn()) return "";
    return columnText(this.take(columnEnd(this.bytes, this.at, this.end), 'a closing "'));
  }

  /** The same, or nothing. */
  any(stops: readonly string[], trimmed = false): string | undefined {
    return this.stopsAt(this.at, stops) ? undefined : this.text(stops, trimmed);
  }

  /** Up to the last place of its line where the literal is; with `within`, in front of the first place of that. */
  most(stops: readonly string[], within?: string): string {
    const end = within === undefined ? this.end : firstOf(this.bytes, this.at, this.end, bytesOf(within));
    return this.take(lastOf(this.bytes, this.at, end, bytesOf(stops[0] ?? "")), "a text");
  }

  /** Texts with a comma and a blank in between, which is not where they end. */
  list(stops: readonly string[]): readonly string[] {
    const start = this.at;
    for (;;) {
      this.text(stops);
      const isMore = this.at < this.end && this.bytes[this.at - 1] === 44 && this.bytes[this.at] === 32;
      if (!isMore || !this.fits) return this.checksOnly ? [] : this.bytes.toString("utf8", start, this.at).split(", ");
      this.at += 1;
    }
  }

  hex(stops: readonly string[], trimmed = false): string {
    return this.classed(stops, trimmed, hexByte, "hexadecimal digits");
  }

  /** Of a logger, a class, a function. */
  name(stops: readonly string[], trimmed = false): string {
    return this.classed(stops, trimmed, nameByte, "a name");
  }

  /** As it was before the server escaped it. */
  user(stops: readonly string[]): string {
    const end = this.find(stops);
    const isNil = isAt(this.bytes, this.at, end, nilBefore);
    const text = this.take(end, "a user");
    return isNil ? this.fail("a user") : unescapeQuoted(text);
  }

  /** The same, which may be nothing. */
  escaped(stops: readonly string[], trimmed = false, undo: (text: string) => string = unescapeQuoted): string {
    return undo(this.upTo(trimmed ? this.trim(this.find(stops)) : this.find(stops)));
  }

  host(stops: readonly string[], trimmed = false): string {
    return this.classed(stops, trimmed, hostByte, "an address");
  }

  /** Up to the quotation mark that no backslash is in front of. */
  quoted(): string {
    const end = quoteEnd(this.bytes, this.at, this.end);
    return end < 0 ? this.fail('a closing "') : unescapeQuoted(this.upTo(end));
  }

  /** The request line, raw, and what is in it. Without stops it is in quotation marks. */
  request(stops?: readonly string[], undo?: (text: string) => string): { readonly text: string; readonly attributes: RequestAttributes } {
    const end = stops ? this.find(stops) : quoteEnd(this.bytes, this.at, this.end);
    if (end < 0) return { text: this.fail('a closing "'), attributes: {} };
    const text = this.upTo(end);
    return { text, attributes: this.checksOnly ? {} : splitRequest(text, undo) };
  }

  int(): number | string {
    const end = numberEnd(this.bytes, this.at, this.end, false);
    const isSign = end === this.at + 1 && this.bytes[this.at] === 45;
    const text = this.take(end, "a whole number");
    if (isSign) this.fail("a whole number");
    this.proves();
    return integerOf(text) ?? "";
  }

  float(): number {
    const end = numberEnd(this.bytes, this.at, this.end, true);
    const value = decimalOf(this.bytes.toString("latin1", this.at, end));
    this.take(end, "a number");
    if (value === undefined) this.fail("a number");
    this.proves();
    return value ?? 0;
  }

  /** One value, or several as a list; undefined for a `-` alone. `one` is undefined for what is none. */
  several<T>(stops: readonly string[], one: (text: string) => T | undefined): Several<T> | undefined {
    const end = severalEnd(this.bytes, this.at, this.end, (index) => this.stopsAt(index, stops));
    const value = splitSeveral(this.bytes.toString("utf8", this.at, end), one);
    if (value === undefined) this.fail("values with commas between them");
    this.at = end;
    return value ?? undefined;
  }

  /** An HTTP status: three digits. */
  status(): number {
    const status = digits(this.bytes, this.at, 3, this.end);
    if (status < 100) this.fail("a status");
    this.proves();
    this.at += 3;
    return status;
  }

  priority(): { readonly facility: number; readonly severityNumber: number } {
    let end = this.at;
    while (end < this.end && end - this.at < 3 && (this.bytes[end] as number) >= 48 && (this.bytes[end] as number) <= 57) end += 1;
    const priority = end > this.at ? digits(this.bytes, this.at, end - this.at, this.end) : 192;
    if (priority > 191) this.fail("a priority");
    this.proves();
    this.at = end;
    return { facility: priority >> 3, severityNumber: syslogSeverity[priority & 7] ?? 0 };
  }

  /** A word of the severity table; another word means that the line is not of this format. */
  level(stops: readonly string[], trimmed = false): { readonly severityNumber: number; readonly severityText: string } {
    return this.#severity(trimmed ? this.trim(this.find(stops)) : this.find(stops));
  }

  /** One of the program's own words, which are compared exactly. */
  levelOf(words: Words, stops: readonly string[], trimmed = false): { readonly severityNumber: number; readonly severityText: string } {
    const end = this.find(stops);
    return this.#severity(trimmed ? this.trim(end) : end, words);
  }

  /** The longest of them that stands here, whatever follows. */
  longestLevelOf(words: Words, longest: number): { readonly severityNumber: number; readonly severityText: string } {
    return this.#severity(Math.max(wordEnd(words, this.bytes, this.at, this.end, longest), this.at), words);
  }

  /** A level of one letter. */
  letter(): { readonly severityNumber: number; readonly severityText: string } {
    return this.#severity(Math.min(this.at + 1, this.end));
  }

  #severity(end: number, words: Words = severityAt): { readonly severityNumber: number; readonly severityText: string } {
    const severityNumber = words(this.bytes, this.at, end);
    if (severityNumber === 0) {
      if (this.fits) this.levelEnd = end;
      this.fail("a level");
    }
    this.proves();
    return { severityNumber, severityText: this.upTo(end) };
  }

  /** `HTTP/1.1` or `1.1`: the version. */
  protocol(): string {
    if (this.has("HTTP/")) this.at += 5;
    const [version] = /^\d(\.\d)?/.exec(this.bytes.toString("latin1", this.at, Math.min(this.at + 3, this.end))) ?? [];
    if (version === undefined) return this.fail("a version of HTTP");
    this.at += version.length;
    return versionOf(version);
  }

  stream(): string {
    return this.take(streamEnd(this.bytes, this.at, this.end), "stdout or stderr");
  }

  structured(): StructuredData {
    const read = readStructuredData(this.bytes, this.at, this.end);
    if (!read) {
      this.fail("structured data");
      return {};
    }
    this.at = read.end;
    return read.data;
  }

  /** `F`, or `P` where the rest never came; more tags may stand behind a colon. */
  tag(): void {
    const byte = this.at < this.end ? this.bytes[this.at] : 0;
    if (byte !== 0x46 && byte !== 0x50) this.fail("a tag");
    this.at += 1;
    if (this.bytes[this.at] === 0x3a) while (this.at < this.end && this.bytes[this.at] !== 32) this.at += 1;
  }
}
