// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import type { Normal } from "../agent/normaliser.ts";
import type { ByteWriter } from "../agent/sinks/byte-writer.ts";
import { isoOf } from "../agent/sinks/ndjson.ts";
import { keyValues } from "../agent/sinks/otlp-encoder.ts";

/**
 * Writes a record that was read as an object, the way scanners write theirs: `Normaliser.encode` says how. `doubles`: attributes that are
 * doubles, those that happen to be whole included.
 */
export function writeNormal(normal: Normal, shape: "flat" | "otlp", out: ByteWriter, doubles?: ReadonlySet<string>): void {
  const { format: _format, timeUnixNano, attributes, body, ...rest } = normal;
  const otlp = shape === "otlp";
  const inside = (otlp ? keyValues(attributes, doubles) : JSON.stringify(attributes)).slice(1, -1);
  if (inside !== "") out.text(`,${inside}`);
  out.text(otlp ? "]" : "}");
  if (timeUnixNano !== undefined) out.text(otlp ? `,"timeUnixNano":"${timeUnixNano}"` : `,"time":"${isoOf(timeUnixNano)}"`);
  const others = JSON.stringify(rest).slice(1, -1);
  if (others !== "") out.text(`,${others}`);
  out.text(`,"body":${JSON.stringify(otlp ? { stringValue: body } : body)}`);
}
