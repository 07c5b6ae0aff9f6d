// What the baselines have in common: parts of regular expressions with named groups, and the record that is made of what they found.

/** A regular expression of parts that are texts of regular expressions themselves. */
export const re = (strings, ...parts) => new RegExp(String.raw({ raw: strings.raw }, ...parts));

export const iso = String.raw`(?<year>\d{4})[-/](?<month>\d\d)[-/](?<day>\d\d)[T ](?<hour>\d\d):(?<minute>\d\d):(?<second>\d\d)(?:[.,](?<fraction>\d+))?(?<zone>Z|[+-]\d\d:?\d\d)?`;
export const clf = String.raw`(?<day>\d\d)/(?<month>[A-Z][a-z][a-z])/(?<year>\d{4}):(?<hour>\d\d):(?<minute>\d\d):(?<second>\d\d) (?<zone>[+-]\d{4})`;
export const bsd = String.raw`(?<month>[A-Z][a-z][a-z]) (?<day>[ \d]\d) (?<hour>\d\d):(?<minute>\d\d):(?<second>\d\d)`;
export const request = String.raw`(?<request>(?<method>CONNECT|DELETE|GET|HEAD|OPTIONS|PATCH|POST|PUT|TRACE) (?<path>/[^ ?"\\]*)(?:\?(?<query>[^ "\\]*))? HTTP/(?<version>\d(?:\.\d)?))`;

/** 2026-03-02: when all lines are read. */
export const readAt = Date.UTC(2026, 2, 2);

const months = Object.fromEntries("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ").map((name, index) => [name, index]));

/** Of the groups of a time: seconds and nanoseconds since 1970. Undefined: there is no such day. */
export function timeOf(g, year = g.year, zone = g.zone) {
  const month = months[g.month] ?? Number(g.month) - 1;
  const date = Date.UTC(Number(year), month, Number(g.day), Number(g.hour), Number(g.minute), Number(g.second));
  if (!(date >= 0) || new Date(date).getUTCMonth() !== month || Number(g.hour) > 23 || Number(g.second) > 59) return undefined;
  const nanos = g.fraction === undefined ? 0 : Number(g.fraction.slice(0, 9).padEnd(9, "0"));
  return { seconds: date / 1000 - offsetOf(zone), nanos };
}

function offsetOf(zone) {
  if (zone === undefined || zone.length < 5) return 0;
  return (zone.startsWith("-") ? -1 : 1) * (Number(zone.slice(1, 3)) * 3600 + Number(zone.slice(-2)) * 60);
}

/** Of a time without a year: the last one that is not a day ahead of the reading. */
export function yearless(g) {
  const time = timeOf(g, 2026);
  return time && time.seconds * 1000 > readAt + 86_400_000 ? timeOf(g, 2025) : time;
}

/** Seconds with a fraction. */
export function epochOf(seconds, fraction = "") {
  return { seconds: Number(seconds), nanos: Number(fraction.padEnd(9, "0")) };
}

/** What is said of a time without a zone. */
export const assumed = (g) => (g.zone === undefined ? "UTC" : undefined);

/** `-` stands for nothing. */
export const nil = (text) => (text === "-" ? undefined : text);
export const int = (text) => (text === undefined || text === "-" ? undefined : text.length > 15 ? text : Number(text));
export const list = (text) => (text === undefined || text === "-" ? undefined : [text]);
/** Nothing stands for nothing. */
export const any = (text) => (text === "" ? undefined : text);

const severities = {
  4: "D5",
  5: "DEBUG D4",
  6: "FINE D3",
  7: "CONFIG D2",
  8: "D1",
  9: "INFO INFORMATION LOG NOTE SYSTEM I",
  10: "NOTICE *",
};
Object.assign(severities, {
  1: "TRACE V NOTSET FINEST",
  13: "WARN WARNING W #",
  17: "ERROR E SEVERE ERR",
  18: "CRITICAL CRIT DPANIC",
  19: "ALERT",
});
Object.assign(severities, { 21: "FATAL F EMERG PANIC EMERGENCY" });
const numbers = new Map(Object.entries(severities).flatMap(([number, words]) => words.split(" ").map((word) => [word, Number(number)])));

/** The severity of a level's word; `own`: words that the program means otherwise. */
export const level = (text, own) => own?.[text] ?? numbers.get(text) ?? numbers.get(text.toUpperCase());

/** The severity of a status. */
export const status = (text) => (text === "-" ? undefined : Number(text) >= 500 ? 17 : 9);

/** Attributes of a request that `request` has found. */
export function http(attributes, g) {
  attributes["http.request.method"] = g.method;
  attributes["url.path"] = g.path;
  if (g.query) attributes["url.query"] = g.query;
  attributes["network.protocol.name"] = "http";
  attributes["network.protocol.version"] = versionOf(g.version);
  return attributes;
}

/** A method that OpenTelemetry does not know is another one, with its name beside it. */
export const methodOf = (method) =>
  known.test(method) ? { "http.request.method": method } : { "http.request.method": "_OTHER", "http.request.method_original": method };
const known = /^(?:CONNECT|DELETE|GET|HEAD|OPTIONS|PATCH|POST|PUT|TRACE)$/;

export const versionOf = (version) => (/^[2-9]\.0$/.test(version) ? version.slice(0, 1) : version);

/** JSON as a file sink writes it. What is undefined is left out. */
export function flatJson({ attributes, time, severityNumber, severityText, traceId, spanId, body }) {
  return JSON.stringify({ attributes, time: time && isoText(time), severityNumber, severityText, traceId, spanId, body });
}

function isoText({ seconds, nanos }) {
  const text = new Date(seconds * 1000 + Math.floor(nanos / 1e6)).toISOString();
  return nanos % 1e6 === 0 ? text : `${text.slice(0, 20)}${String(nanos).padStart(9, "0")}Z`;
}

/** OTLP's JSON; `doubles`: attributes that are no whole numbers even where they are. */
export function otlpJson({ attributes, time, severityNumber, severityText, traceId, spanId, body }, doubles) {
  return JSON.stringify({
    attributes: keyValues(attributes, doubles),
    timeUnixNano: time && `${time.seconds}${String(time.nanos).padStart(9, "0")}`,
    severityNumber,
    severityText,
    traceId,
    spanId,
    body: { stringValue: body },
  });
}

function keyValues(attributes, doubles) {
  const found = [];
  for (const key in attributes) {
    const value = attributes[key];
    if (value !== undefined) found.push({ key, value: anyValue(value, doubles?.has(key)) });
  }
  return found;
}

function anyValue(value, isDouble) {
  if (value === null) return {};
  if (typeof value === "string") return { stringValue: value };
  if (typeof value === "number") return Number.isSafeInteger(value) && !isDouble ? { intValue: String(value) } : { doubleValue: value };
  if (typeof value === "boolean") return { boolValue: value };
  if (Array.isArray(value)) return { arrayValue: { values: value.map((one) => anyValue(one, isDouble)) } };
  return { kvlistValue: { values: keyValues(value) } };
}
