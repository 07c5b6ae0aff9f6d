// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { bytes, type GivenOf, list, optional, pairs, string, type ValuesOf } from "../../service/settings.ts";
import type { Attributes } from "../record.ts";
import { httpSettings } from "./http-settings.ts";
import { httpSink } from "./http-sink.ts";
import { labelName, lokiEncoder, metadataOf } from "./loki-encoder.ts";
import { type ConfiguredSink, defineSink, type SinkDefinition } from "./sink.ts";

/** Loki's own limits, as they are where nobody changed them. */
const limits = { labels: 15, labelValue: 2048, line: 256 * 1024 } as const;

export const lokiSettings = {
  // A push beyond the burst of a tenant (6 MB), or the message size between Loki's parts, never passes.
  ...httpSettings({ url: "http://localhost:3100", maxRequestBytes: 4 * 2 ** 20 }),
  labels: {
    ...pairs({ env: "SINK_LABELS", about: "more labels of the stream, such as env=prod", default: {} }),
    check: (labels: Readonly<Record<string, string>>) => {
      const wrong = Object.keys(labels).find((name) => !/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(name) || name.startsWith("__"));
      return wrong === undefined ? undefined : `holds a name that is none of a label: ${wrong}; letters, digits and _, not __ in front`;
    },
  },
  labelAttributes: list({
    env: "SINK_LABEL_ATTRIBUTES",
    about: "attributes of the resource that become labels, . as _; all others, and those of records, become structured metadata",
    of: "attributes",
    default: ["service.name", "k8s.namespace.name", "k8s.pod.name", "k8s.container.name"],
  }),
  tenant: optional({
    ...string({ env: "SINK_TENANT", about: "X-Scope-OrgID, where Loki has several tenants" }),
    check: (tenant: string) => (/^[\x21-\x7e]+$/.test(tenant) ? undefined : "must be one word"),
  }),
  maxLineBytes: bytes({
    env: "SINK_MAX_LINE_BYTES",
    about:
      "a longer line is sent as several entries, log_record_part 1, 2 and so on; Loki refuses a push with one that is longer than its limit",
    min: 256,
    default: limits.line,
  }),
} as const;

/**
 * Loki's push API with JSON: `POST {url}/loki/api/v1/push`. https://grafana.com/docs/loki/latest/reference/loki-http-api/#ingest-logs
 *
 * One stream per agent: the labels say who writes, everything else is structured metadata (Loki 2.9, schema 13). Sent again after 429, 5xx and
 * a lost connection. Held, as nothing is wrong with the records, after 401, 403, 404 (there is no Loki at this URL) and 260 (an operator
 * blocked the tenant). After 400 the push is halved, down to the entry that Loki does not take.
 */
export function loki(options: GivenOf<typeof lokiSettings> = {}): SinkDefinition {
  return defineSink("loki", lokiSettings, options, configure);
}

function configure({ labels, labelAttributes, tenant, maxLineBytes, ...values }: ValuesOf<typeof lokiSettings>): ConfiguredSink {
  const names = new Set([...Object.keys(labels), ...labelAttributes.map(labelName)]);
  const tooMany = `SINK_LABELS and SINK_LABEL_ATTRIBUTES: ${names.size} labels, Loki takes ${limits.labels}`;
  const tenantHeader: Record<string, string> = tenant === undefined ? {} : { "x-scope-orgid": tenant };
  return httpSink({
    name: "loki",
    url: pushUrl(values.url),
    values,
    problems: names.size > limits.labels ? [tooMany] : [],
    exchange: ({ resource, normaliser }) => ({
      encode: lokiEncoder({ ...divide(resource, labels, labelAttributes), maxLineBytes, normaliser }),
      headers: () => ({ "content-type": "application/json", ...tenantHeader }),
      again: (status) => status === 429 || status >= 500 || status === 260 || status === 404,
      divisible: (status) => status === 400,
    }),
  });
}

/** `http://host:3100` and `http://host:3100/loki/api/v1/push` are the same place. */
function pushUrl(url: string): string {
  const parsed = new URL(url);
  if (!parsed.pathname.endsWith("/loki/api/v1/push")) parsed.pathname = `${parsed.pathname.replace(/\/$/, "")}/loki/api/v1/push`;
  return parsed.href;
}

/** A stream must have a label. */
function divide(
  resource: Attributes,
  given: Readonly<Record<string, string>>,
  wanted: readonly string[],
): { labels: Readonly<Record<string, string>>; common: Attributes } {
  const isLabel = (name: string) => wanted.includes(name);
  const found = metadataOf(Object.fromEntries(Object.entries(resource).filter(([name]) => isLabel(name))));
  const labels = Object.fromEntries(
    Object.entries({ ...found, ...given })
      .filter(([, value]) => value !== "")
      .map(([name, value]) => [name, cut(value)]),
  );
  const common = Object.fromEntries(Object.entries(resource).filter(([name]) => !isLabel(name)));
  return { labels: Object.keys(labels).length > 0 ? labels : { service_name: "unknown_service" }, common };
}

function cut(value: string): string {
  const text = Buffer.from(value);
  if (text.length <= limits.labelValue) return value;
  let end: number = limits.labelValue;
  while (((text[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return text.toString("utf8", 0, end);
}
