// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { choice, type GivenOf } from "../../service/settings.ts";
import type { Batch, Segment } from "../batch.ts";
import type { Normaliser } from "../normaliser.ts";
import { type Attributes, attribute } from "../record.ts";
import { toRecords } from "../transform.ts";
import type { ByteWriter } from "./byte-writer.ts";
import { Connector, streamProblems, streamSettings } from "./connector.ts";
import { encodeRaw, ndjsonEncoder } from "./ndjson.ts";
import { OneWay, oneWaySettings } from "./one-way.ts";
import { defineSink, type SinkDefinition } from "./sink.ts";

export const tcpSettings = {
  ...streamSettings("tcp://localhost:5170"),
  format: choice({
    env: "SINK_FORMAT",
    about: 'ndjson: an object per record; fluent: {"date":1700000000.123,"log":"the line"}; raw: the lines as they are',
    of: ["ndjson", "fluent", "raw"],
    default: "ndjson",
  }),
  ...oneWaySettings,
} as const;

/**
 * Lines over TCP, an object or the bare line in each, as the `tcp` inputs of Fluent Bit, Vector and Logstash read them. No one answers: see
 * `OneWay` for when a batch counts as delivered, and what is in doubt after a reset.
 */
export function tcp(options: GivenOf<typeof tcpSettings> = {}): SinkDefinition {
  return defineSink("tcp", tcpSettings, options, ({ format, resendMs, ...values }) => ({
    // As long as the other end takes a byte now and then: one that takes none is noticed by the connection.
    timeoutMs: Number.POSITIVE_INFINITY,
    problems: streamProblems(values),
    takesEcs: format === "ndjson",
    open: ({ resource, normaliser, log }) => {
      const encode = encoderOf(format, resource, normaliser);
      const stream = new OneWay({ name: "tcp", connector: new Connector(values, log), resendMs, log });
      return {
        name: "tcp",
        send: (batch, signal) => stream.send((out) => encode(batch, out), signal),
        probe: (signal) => stream.probe(signal),
        close: () => stream.close(),
      };
    },
  }));
}

type Encoder = (batch: Batch, out: ByteWriter) => void;

function encoderOf(format: "ndjson" | "fluent" | "raw", resource: Attributes, normaliser: Normaliser | undefined): Encoder {
  if (format === "raw") return encodeRaw;
  return format === "ndjson" ? ndjsonEncoder(resource, normaliser) : fluentEncoder(normaliser);
}

const { path, name, source, offset, id, transport, peer } = attribute;
const own: ReadonlySet<string> = new Set([path, name, source, offset, id, transport, peer]);
const end = Buffer.from('"}\n');

/**
 * What Fluent Bit makes of a line, and sends as `json_lines`: `{"date":1700000000.000,"log":"the line"}`. A record that was read or changed
 * has its severity and attributes behind them, those that say where the line is from left out.
 */
export function fluentEncoder(normaliser?: Normaliser): Encoder {
  return (batch, out) => {
    if (batch.records || normaliser) {
      for (const { timeUnixNano, observedTimeUnixNano, severityText, body, attributes } of toRecords(batch, normaliser)) {
        const more = Object.fromEntries(Object.entries(attributes).filter(([name]) => !own.has(name)));
        const fields = { log: body, ...(severityText !== undefined && { severity: severityText }), ...more };
        out.text(`{"date":${secondsOf(timeUnixNano ?? observedTimeUnixNano)},${JSON.stringify(fields).slice(1)}\n`);
      }
      return;
    }
    let current: Segment | undefined;
    let beginning = end;
    batch.visit((bytes, start, stop, _offset, _flags, segment) => {
      if (segment !== current) {
        current = segment;
        beginning = Buffer.from(`{"date":${secondsOf(`${segment.observedMs}000000`)},"log":"`);
      }
      out.raw(beginning);
      out.escaped(bytes, start, stop);
      out.raw(end);
      return undefined;
    });
  };
}

/** `"1544712660300000000"` → `"1544712660.300000"`, as Fluent Bit writes its `double` dates. */
function secondsOf(unixNano: string): string {
  const padded = unixNano.padStart(10, "0");
  return `${padded.slice(0, -9)}.${padded.slice(-9, -3)}`;
}
