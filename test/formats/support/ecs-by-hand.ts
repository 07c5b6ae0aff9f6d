/**
 * What a record is in the Elastic Common Schema, written by hand from Elastic's field reference and from its table of what OpenTelemetry calls
 * the same; it shares nothing with the code that it judges.
 */
type Json = Record<string, unknown>;

const otherNames: Json = {
  "code.file.path": "log.origin.file.name",
  "code.function.name": "log.origin.function",
  "code.line.number": "log.origin.file.line",
  "exception.message": "error.message",
  "exception.stacktrace": "error.stack_trace",
  "exception.type": "error.type",
  "http.request.body.size": "http.request.body.bytes",
  "http.request.header.referer": "http.request.referrer",
  "http.request.header.x-request-id": "http.request.id",
  "http.request.size": "http.request.bytes",
  "http.response.body.size": "http.response.body.bytes",
  "http.response.header.content-type": "http.response.mime_type",
  "http.response.size": "http.response.bytes",
  "log.time.zone_assumed": "event.timezone",
  "network.protocol.name": "network.protocol",
  "network.protocol.version": "http.version",
  "syslog.facility": "log.syslog.facility.code",
  "syslog.msgid": "log.syslog.msgid",
  "syslog.procid": "log.syslog.procid",
  "syslog.structured_data": "log.syslog.structured_data",
  "thread.id": "process.thread.id",
  "thread.name": "process.thread.name",
};

const sameNames = `client.address client.port cloud.account.id destination.address destination.port error.code host.name
  http.request.method http.response.status_code log.iostream log.logger log.unparsed.reason process.pid server.address server.port
  service.name service.version source.address source.port tls.cipher url.full url.original url.path url.query url.scheme url.domain
  user.id user.name user_agent.original container.id`.split(/\s+/);

const wholeNumbers = `client.port source.port destination.port server.port process.pid process.thread.id log.origin.file.line
  http.response.status_code http.request.body.bytes http.request.bytes http.response.body.bytes http.response.bytes
  log.syslog.facility.code`.split(/\s+/);

/** Of programs: names of their own, which formats give to fields. */
const programs =
  /^(?:aws|client\.ident|cassandra|db|elasticsearch|envoy|haproxy|http\.request\.header|httpd|iis|ingress|kafka|mongodb|monolog|mysql|network\.peer|nginx|openstack|php|postgresql|rabbitmq|redis|ruby|squid|tls\.protocol|traefik|zookeeper)\./;

const syslogWords = ["emergency", "alert", "critical", "error", "warning", "notice", "informational", "debug"];
const severityOfSyslog = [21, 19, 18, 17, 13, 10, 9, 5];

/** @param readMs when the line was read */
export function ecsByHand(record: Json, readMs: number): Json {
  const { format, timeUnixNano, severityNumber, severityText, traceId, spanId, body, attributes } = record as {
    format: string;
    timeUnixNano?: string;
    severityNumber?: number;
    severityText?: string;
    traceId?: string;
    spanId?: string;
    body: string;
    attributes: Json;
  };
  const document: Json = { "@timestamp": timeUnixNano === undefined ? new Date(readMs).toISOString() : isoOf(timeUnixNano), message: body };
  const optional: Json = {
    "log.level": severityText,
    "event.severity": severityNumber || undefined,
    "trace.id": traceId,
    "span.id": spanId,
  };
  for (const [name, value] of Object.entries(optional)) if (value !== undefined) document[name] = value;
  const flat = flattened(attributes);
  if (flat["http.request.method_original"] !== undefined) {
    flat["http.request.method"] = flat["http.request.method_original"];
    delete flat["http.request.method_original"];
  }
  const labels: [string, unknown][] = [];
  for (const [name, value] of Object.entries(flat)) {
    const known = String(Object.hasOwn(otherNames, name) ? otherNames[name] : sameNames.includes(name) ? name : "");
    const isOne = known === "http.request.referrer" || known === "http.request.id";
    const single = isOne && Array.isArray(value) && value.length === 1 ? value[0] : value;
    if (known !== "" && (!wholeNumbers.includes(known) || Number.isInteger(value))) document[known] = single;
    else if (known === "" && programs.test(name) && !["json", "logfmt"].includes(format)) document[name] = listOrText(value);
    else labels.push([name, value]);
  }
  for (const [name, value] of labels) document[`labels.${name.replace(/[."*]/g, "_") || "(empty)"}`] = listOrText(value);
  const client = document["client.address"];
  if (typeof client === "string") document["source.address"] ??= client;
  if (typeof client === "string" && /^(?:\d+\.\d+\.\d+\.\d+|[\da-f]*:[\da-f:.]*)$/i.test(client)) document["source.ip"] = client;
  if (document["client.port"] !== undefined) document["source.port"] ??= document["client.port"];
  const query = document["url.query"] === undefined ? "" : `?${document["url.query"]}`;
  if (document["url.full"] !== undefined) document["url.original"] ??= document["url.full"];
  if (document["url.path"] !== undefined) document["url.original"] ??= `${document["url.path"]}${query}`;
  if (document["log.unparsed.reason"] !== undefined) document["event.kind"] = "pipeline_error";
  const status = document["http.response.status_code"];
  const code = severityOfSyslog.indexOf(Number(severityNumber));
  if (status !== undefined) {
    document["event.kind"] = "event";
    document["event.category"] = ["web"];
    document["event.type"] = ["access"];
    document["event.outcome"] = Number(status) >= 400 ? "failure" : "success";
  } else if (document["log.syslog.facility.code"] !== undefined && code >= 0) {
    document["log.syslog.severity.code"] = code;
    document["log.syslog.priority"] = Number(document["log.syslog.facility.code"]) * 8 + code;
    document["log.level"] ??= syslogWords[code];
  }
  return document;
}

function isoOf(nanos: string): string {
  const fraction = nanos.slice(-9);
  const second = new Date(Number(nanos.slice(0, -9)) * 1000).toISOString().slice(0, 19);
  return `${second}.${fraction.endsWith("000000") ? fraction.slice(0, 3) : fraction}Z`;
}

function flattened(attributes: Json, prefix = ""): Json {
  const flat: Json = {};
  for (const [key, value] of Object.entries(attributes)) {
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    if (isObject && key !== "syslog.structured_data") Object.assign(flat, flattened(value as Json, `${prefix}${key}.`));
    else if (value !== null) flat[prefix + key] = value;
  }
  return flat;
}

function listOrText(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  const isPlain = value.every((one) => one === null || typeof one === typeof value.find((other) => other !== null));
  return isPlain && !value.some((one) => typeof one === "object" && one !== null) ? value : JSON.stringify(value);
}
