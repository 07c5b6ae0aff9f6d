/** One record as the receiver stores it, one line of JSON each. */
export interface ReceivedRecord {
  /** How it came: an OTLP log record, or a line of NDJSON (then `body` is the line's object and nothing else is set). */
  readonly via: "otlp" | "ndjson";
  /** AnyValues are decoded to plain JSON; an integer beyond 2^53 stays a decimal string, bytes stay base64. */
  readonly body?: unknown;
  readonly attributes?: Readonly<Record<string, unknown>>;
  readonly resource?: Readonly<Record<string, unknown>>;
  readonly scope?: { readonly name?: string; readonly version?: string; readonly attributes?: Readonly<Record<string, unknown>> };
  /** Nanoseconds since the epoch as a decimal string. */
  readonly timeUnixNano?: string;
  readonly observedTimeUnixNano?: string;
  readonly severityNumber?: number;
  readonly severityText?: string;
  readonly traceId?: string;
  readonly spanId?: string;
  readonly flags?: number;
  readonly eventName?: string;
}
