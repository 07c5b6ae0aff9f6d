// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import type { Shared } from "./shared.ts";

/** A constant text, with room behind it: it is written eight bytes at a time. */
export interface Text {
  readonly view: DataView;
  readonly length: number;
}

export function textOf(value: string): Text {
  const bytes = Buffer.from(value);
  const view = new DataView(new ArrayBuffer(Math.ceil(bytes.length / 8) * 8));
  Buffer.from(view.buffer).set(bytes);
  return { view, length: bytes.length };
}

/** Writes a constant text, and up to seven bytes behind it. All of it is ASCII: no number is a NaN, whose bits could change. */
export function putText(out: DataView, at: number, { view, length }: Text): number {
  for (let index = 0; index < length; index += 8) out.setFloat64(at + index, view.getFloat64(index, true), true);
  return at + length;
}

const flat = {
  key: ',"',
  string: '":"',
  stringEnd: '"',
  integer: '":',
  integerEnd: "",
  double: '":',
  doubleEnd: "",
  bool: '":',
  nested: '":',
  nestedEnd: "",
  end: "}",
  time: ',"time":"',
  severity: ',"severityNumber":',
  level: ',"severityText":"',
  trace: ',"traceId":"',
  span: ',"spanId":"',
  body: ',"body":"',
  bodyEnd: '"',
} as const;
type Name = keyof typeof flat;
/** What stands around the names and values of attributes, and around the other parts of a record. */
export type Texts = Readonly<Record<Name, Text>>;

const otlp: Readonly<Record<Name, string>> = {
  ...flat,
  key: ',{"key":"',
  string: '","value":{"stringValue":"',
  stringEnd: '"}}',
  integer: '","value":{"intValue":"',
  integerEnd: '"}}',
  double: '","value":{"doubleValue":',
  doubleEnd: "}}",
  bool: '","value":{"boolValue":',
  nested: '","value":',
  nestedEnd: "}",
  end: "]",
  time: ',"timeUnixNano":"',
  body: ',"body":{"stringValue":"',
  bodyEnd: '"}',
};
const ecs: Readonly<Record<Name, string>> = {
  ...flat,
  key: ',"labels.',
  end: "",
  time: ',"@timestamp":"',
  severity: ',"event.severity":',
  level: ',"log.level":"',
  trace: ',"trace.id":"',
  span: ',"span.id":"',
  body: ',"message":"',
};

const encoded = (texts: Readonly<Record<Name, string>>) =>
  Object.fromEntries(Object.entries(texts).map(([name, value]) => [name, textOf(value)])) as Texts;

/** By shape of the records. */
export const textsOf: Readonly<Record<Shared["shape"], Texts>> = { flat: encoded(flat), otlp: encoded(otlp), ecs: encoded(ecs) };
