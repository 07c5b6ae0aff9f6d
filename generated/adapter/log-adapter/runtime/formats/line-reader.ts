// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import type { Normal } from "../agent/normaliser.ts";
import { LineFields } from "./line-fields.ts";
import { objectBehind, objectsBehind, pairsBehind, type Tail } from "./tail.ts";
import { bsdTime, clfTime, clock, epochTime, isoTime, rfc3339Time, unixNano } from "./time.ts";
import type { TimeReader } from "./time-reader.ts";
import { attributesAmong, type Ids, idOf } from "./well-known.ts";
import type { Zone } from "./zone.ts";

/** What a carrier, or the agent, knows of a line before it is read. */
export interface LineContext {
  readonly zone: Zone;
  readonly observedMs: number;
  /** The time of the carrier, for lines that have none of their own. */
  readonly carried?: string | undefined;
  /** It is only asked whether a line fits, and why not: nothing else of the record that is made has to be right. */
  readonly checksOnly?: boolean;
}

const nothing: Tail["fields"] = new Map();

/** Reads one line from left to right into values, for the object face. */
export class LineReader extends LineFields {
  readonly #context: LineContext;
  #inner = 0;
  #time: string | undefined;
  #assumed = false;
  #ids: Ids = {};
  /** What stands behind a message that was read, by name. */
  #behind: Tail["fields"] | undefined;

  constructor(bytes: Buffer, start: number, end: number, context: LineContext) {
    super(bytes, start, end, context.checksOnly === true);
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

  /** `{ traceId, spanId }`, those that were read. */
  get ids(): Ids {
    return this.#ids;
  }

  /** Keeps the id of a trace or a span for the record; digits that cannot be one are returned, but for a 0 alone, which says that there is none. */
  id(name: "traceId" | "spanId", stops: readonly string[], trimmed = false): string | undefined {
    const text = this.hex(stops, trimmed);
    const id = idOf(text, name === "traceId" ? 32 : 16);
    if (id === undefined) return text === "0" ? undefined : text;
    this.#ids = { ...this.#ids, [name]: id };
    return undefined;
  }

  /** A message up to the pairs that end the line, or all of it. */
  messageBeforePairs(): string {
    return this.#messageBefore(pairsBehind);
  }

  /** A message up to the JSON object that ends the line, or all of it. */
  messageBeforeObject(): string {
    return this.#messageBefore(objectBehind);
  }

  /** A message up to the one or two JSON objects that end the line, or all of it. */
  messageBeforeObjects(): string {
    return this.#messageBefore(objectsBehind);
  }

  #messageBefore(tailOf: (text: string) => Tail): string {
    if (this.checksOnly) {
      this.#behind = nothing;
      return this.upTo(this.end);
    }
    const left = this.#left();
    this.at = this.end;
    const newline = left.indexOf("\n");
    if (newline >= 0) {
      // In front of a stack trace, the tail ends the first line.
      const first = left.slice(0, left[newline - 1] === "\r" ? newline - 1 : newline);
      const { end, fields } = tailOf(first);
      if (end < first.length) {
        this.#behind = fields;
        return left.slice(0, end) + left.slice(newline);
      }
    }
    const { end, fields } = tailOf(left);
    this.#behind = fields;
    return left.slice(0, end);
  }

  /** The pairs behind the message; where no message was read, there is nothing but pairs. */
  pairs(): Normal["attributes"] {
    return this.#attributesOf(this.#behind ?? this.#onlyTail(pairsBehind(this.#left()), "pairs"));
  }

  object(): Normal["attributes"] {
    return this.#attributesOf(this.#behind ?? this.#onlyTail(objectBehind(this.#left()), "a JSON object"));
  }

  objects(): Normal["attributes"] {
    return this.#attributesOf(this.#behind ?? this.#onlyTail(objectsBehind(this.#left()), "JSON objects"));
  }

  #onlyTail({ end, fields }: Tail, expected: string): Tail["fields"] {
    if (this.#left().slice(0, end).trim() !== "") this.fail(expected);
    this.at = this.end;
    return fields;
  }

  #attributesOf(fields: Tail["fields"]): Normal["attributes"] {
    const { ids, attributes } = attributesAmong(fields);
    this.#ids = { ...ids, ...this.#ids };
    return attributes;
  }

  #left(): string {
    return this.bytes.toString("utf8", this.at, this.end);
  }

  /** Up to the end of the line: the text of a message, or a line inside. */
  rest(): string {
    this.#inner = this.at;
    return this.upTo(this.end);
  }

  /** The same without going there. */
  onward(): string {
    return this.#left();
  }

  /** A time that is not the record's. */
  pass(read: () => void): void {
    const [time, assumed] = [this.#time, this.#assumed];
    read();
    this.#time = time;
    this.#assumed = assumed;
  }

  timeBy(read: TimeReader): void {
    this.#keepTime(read(this.bytes, this.at, this.end, this.#context.zone, this.#context.observedMs));
  }

  clf(): void {
    this.#keepTime(clfTime(this.bytes, this.at, this.end, this.#context.zone));
  }

  iso(): void {
    this.#keepTime(isoTime(this.bytes, this.at, this.end, this.#context.zone));
  }

  rfc3339(): void {
    this.#keepTime(rfc3339Time(this.bytes, this.at, this.end, this.#context.zone));
  }

  bsd(): void {
    this.#keepTime(bsdTime(this.bytes, this.at, this.end, this.#context.zone, this.#context.observedMs));
  }

  epoch(): void {
    this.#keepTime(epochTime(this.bytes, this.at, this.end));
  }

  /** Where the last `rest` began. */
  get innerStart(): number {
    return this.#inner;
  }

  #keepTime(end: number): void {
    if (end < 0) {
      this.fail("a time");
      return;
    }
    this.proves();
    this.at = end;
    this.#time = this.checksOnly ? "" : unixNano(clock.seconds, clock.nanos);
    this.#assumed = !clock.zoned;
  }
}
