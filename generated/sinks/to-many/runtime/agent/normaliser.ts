// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import type { LogRecord } from "./record.ts";
import type { ByteWriter } from "./sinks/byte-writer.ts";

/** What is known of a line once its format is: everything of a record that does not come from its file. */
export interface Normal {
  /** The format that took the line; `unparsed` when none did. */
  readonly format: string;
  /** Nanoseconds since 1970 as a decimal string. */
  readonly timeUnixNano?: string;
  readonly severityNumber?: number;
  readonly severityText?: string;
  readonly traceId?: string;
  readonly spanId?: string;
  readonly body: string;
  readonly attributes: LogRecord["attributes"];
}

/** What a record says, wherever it is from; without a format, one that a transform changed. */
export type Content = Omit<LogRecord, "id" | "observedTimeUnixNano"> & { readonly format?: string };

/**
 * Fields that an agent adds to each document of Elastic's schema, in which all fields stand side by side. Where the line says one of them, that
 * counts.
 */
export interface AddedFields {
  /** By the number of the format: those that its lines do not say, each behind a comma. */
  readonly feet: readonly Buffer[];
  /** One by one, in the form of JSON. */
  readonly entries: readonly (readonly [name: string, json: string])[];
}

/** What is known of a line that no format takes. */
export interface Declined {
  /** The one that came closest, or `none`. */
  readonly format: string;
  /** What stands in the place of the level there, where that is what does not fit. */
  readonly level?: string;
}

/** Lines of several formats become records of one schema. What an adapter's src/parser.ts is, compiled for its formats and its sink. */
export interface Normaliser {
  /** Which JSON `encode` writes: OTLP's mapping, flat objects, or documents of the Elastic Common Schema. */
  readonly shape: "flat" | "otlp" | "ecs";
  /** Why it cannot be used: a setting of its own that is wrong. */
  readonly problem?: string | undefined;
  /** The formats by number, `unparsed` last. */
  readonly formats: readonly string[];
  /** By format: attributes that are doubles, those that happen to be whole included. */
  readonly doubles?: Readonly<Record<string, ReadonlySet<string>>>;
  /** Of documents of Elastic's schema: what the lines of a format may say. */
  readonly fields?: Readonly<Record<string, ReadonlySet<string>>>;
  /** Whether container runtimes wrap the lines: parts of a line are joined before it is read. */
  readonly joins: boolean;
  /**
   * Writes the record of `bytes[start, end)` into an object whose attributes are open: more attributes, each behind a comma, the end of
   * the attributes, and then time, severity and body. Returns the number of the format. Of a document of Elastic's schema it writes all but
   * the beginning and the end, `added` included.
   */
  encode(bytes: Buffer, start: number, end: number, out: ByteWriter, observedMs: number, added?: AddedFields): number;
  /** The same for a record that is an object already. */
  write?(record: Content, out: ByteWriter, observedMs: number, added?: AddedFields): void;
  /** The same as an object. */
  normalise(bytes: Buffer, start: number, end: number, observedMs: number): Normal;
  /** Of a line that is unparsed: what kept it from being of a format. */
  declined?(bytes: Buffer, start: number, end: number, observedMs: number): Declined;
}

/** Adds what the line says to what its file says. */
export function withNormal(record: LogRecord, { format: _format, attributes, ...normal }: Normal): LogRecord {
  return { ...record, ...normal, attributes: { ...record.attributes, ...attributes } };
}
