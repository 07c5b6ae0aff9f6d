// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { bytes, choice, type GivenOf, optional, string, type ValuesOf } from "../../service/settings.ts";
import type { Attributes } from "../record.ts";
import { Connector, streamProblems, streamSettings } from "./connector.ts";
import { OneWay, oneWaySettings } from "./one-way.ts";
import { type ConfiguredSink, defineSink, type SinkDefinition } from "./sink.ts";
import { facilities, severities, syslogEncoder } from "./syslog-encoder.ts";

export const syslogSettings = {
  ...streamSettings("tcp://localhost:514"),
  facility: choice({ env: "SINK_FACILITY", about: "facility of every message", of: facilities, default: "user" }),
  severity: choice({ env: "SINK_SEVERITY", about: "severity of records that have none", of: severities, default: "info" }),
  hostname: optional(string({ env: "SINK_HOSTNAME", about: "HOSTNAME; not set: the pod's name, or the machine's" })),
  appName: optional(string({ env: "SINK_APP_NAME", about: "APP-NAME; not set: service.name" })),
  msgId: string({ env: "SINK_MSGID", about: "MSGID; - is none", default: "-" }),
  sdId: {
    ...string({ env: "SINK_SD_ID", about: "name of the element of structured data that says where a line is from", default: "log@32473" }),
    check: (value: string) =>
      /^[!#-<>-\\^-~]{1,32}$/.test(value) ? undefined : 'must be 1 to 32 printable characters without blank, = ] and ", such as log@32473',
  },
  maxMessageBytes: bytes({
    env: "SINK_MAX_MESSAGE_BYTES",
    about: "a longer message goes to the dead-letter file; rsyslog takes 8KiB unless its maxMessageSize says more, and cuts the rest off",
    min: 480,
    max: 99_999_999,
    default: 64 * 1024,
  }),
  ...oneWaySettings,
} as const;

/**
 * RFC 5424 messages over TCP, or TLS (RFC 5425; its port is 6514), with octet counting. Syslog knows no acknowledgement: see `OneWay` for when
 * a batch counts as delivered, and what is in doubt after a reset.
 */
export function syslog(options: GivenOf<typeof syslogSettings> = {}): SinkDefinition {
  return defineSink("syslog", syslogSettings, options, configure);
}

function configure(values: ValuesOf<typeof syslogSettings>): ConfiguredSink {
  const { facility, severity, maxMessageBytes, resendMs } = values;
  return {
    // As long as the other end takes a byte now and then: one that takes none is noticed by the connection.
    timeoutMs: Number.POSITIVE_INFINITY,
    problems: streamProblems(values),
    open: ({ resource, normaliser, log }) => {
      const numbers = { facility: facilities.indexOf(facility), severity: severities.indexOf(severity) };
      const encode = syslogEncoder({ ...values, ...numbers, ...namesOf(values, resource) }, normaliser);
      const stream = new OneWay({ name: "syslog", connector: new Connector(values, log), resendMs, log });
      return {
        name: "syslog",
        send: async (batch, signal) => {
          const rejected: { record: number; reason: string }[] = [];
          const tooLong = (record: number, length: number) =>
            rejected.push({ record, reason: `a message of ${length} bytes, SINK_MAX_MESSAGE_BYTES allows ${maxMessageBytes}` });
          const outcome = await stream.send((out) => encode(batch, out, tooLong), signal);
          return outcome.kind === "delivered" && rejected.length > 0 ? { kind: "mixed", rejected, again: [] } : outcome;
        },
        probe: (signal) => stream.probe(signal),
        close: () => stream.close(),
      };
    },
  };
}

function namesOf({ hostname, appName }: ValuesOf<typeof syslogSettings>, resource: Attributes): { hostname: string; appName: string } {
  return {
    hostname: hostname ?? String(resource["k8s.pod.name"] ?? resource["host.name"] ?? ""),
    appName: appName ?? String(resource["service.name"] ?? ""),
  };
}
