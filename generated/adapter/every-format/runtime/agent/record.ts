// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
/** A value of an attribute, as OTLP's AnyValue knows them; null is one that is not set. */
export type AttributeValue = string | number | boolean | null | readonly AttributeValue[] | { readonly [key: string]: AttributeValue };
export type Attributes = Readonly<Record<string, AttributeValue>>;

/** One record, as a transform sees it. Names and meanings are those of the OpenTelemetry log data model. */
export interface LogRecord {
  /** The same for the same line of the same file, however often it is sent. */
  readonly id: string;
  /** When the agent read the line: nanoseconds since 1970 as a decimal string. */
  readonly observedTimeUnixNano: string;
  /** When it happened, if known: nanoseconds since 1970 as a decimal string. */
  readonly timeUnixNano?: string | undefined;
  /** 1 to 24: 9 is INFO, 13 WARN, 17 ERROR. */
  readonly severityNumber?: number | undefined;
  readonly severityText?: string | undefined;
  /** 32 hexadecimal digits. */
  readonly traceId?: string | undefined;
  /** 16 hexadecimal digits. */
  readonly spanId?: string | undefined;
  /** The line, without its line end. */
  readonly body: string;
  readonly attributes: Attributes;
}

/** The user's hook: the record, changed or not, or undefined to drop it. */
export type Transform = (record: LogRecord) => LogRecord | undefined;

/** Attribute names; `log.source` is this agent's own, the name of one of several sources. https://opentelemetry.io/docs/specs/semconv/general/logs/ */
export const attribute = {
  path: "log.file.path",
  name: "log.file.name",
  source: "log.source",
  offset: "log.file.offset",
  id: "log.record.uid",
  truncated: "log.record.truncated",
  partial: "log.record.partial",
  /** Of what came over the network. https://opentelemetry.io/docs/specs/semconv/registry/attributes/network/ */
  transport: "network.transport",
  peer: "network.peer.address",
} as const;

/** What all records of a file, or of a sender, say of where they are from. */
export function originOf(from: {
  readonly path: string;
  readonly name: string;
  readonly origin?: Readonly<Record<string, string>>;
  readonly source: { readonly name: string | undefined };
}): Readonly<Record<string, string>> {
  const { path, name, source, origin } = from;
  return (
    origin ?? { [attribute.path]: path, [attribute.name]: name, ...(source.name !== undefined && { [attribute.source]: source.name }) }
  );
}
