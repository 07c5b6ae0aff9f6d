import type { FieldType, LayoutFormat } from "../layout.ts";
import { header, names, status } from "../schema/otel.ts";
import { assemble } from "./assemble.ts";
import { into, type Meaning, one, type Part, text, timePart, value } from "./parts.ts";
import { FormatError, type Producer, resultOf } from "./producer.ts";

/** https://www.w3.org/TR/WD-logfile.html https://learn.microsoft.com/windows/win32/http/w3c-logging */
export const w3c: Producer = {
  name: "w3c",
  about: "W3C extended logs, as of IIS and CloudFront: what stands behind #Fields:",
  example:
    "date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) sc-status sc-substatus sc-win32-status time-taken",
  read: (written) => resultOf(() => readFields(written)),
};

function readFields(written: string): LayoutFormat {
  const begin = /^\s*(?:#Fields:)?\s*/.exec(written)?.[0].length ?? 0;
  const fields = [...written.slice(begin).matchAll(/\S+/g)];
  // CloudFront names its columns with blanks in between, and separates them by tabs.
  const between = fields.some(([name]) => name.startsWith("x-edge-")) || written.includes("\t") ? "\t" : " ";
  const parts = fields.flatMap(({ 0: name, index }, number): Part[] => [
    ...(number === 0 ? [] : [text(between)]),
    value(name, begin + index + 1, meaningOf(name, begin + index + 1, between)),
  ]);
  return assemble({ name: "w3c", about: "W3C extended log with fields of its own" }, parts);
}

const nil = { nil: true } as const;

const known: Readonly<Record<string, readonly [type: FieldType, attribute: string]>> = {
  "c-ip": ["text", names.client],
  "c-port": ["int", "client.port"],
  "s-ip": ["text", "network.local.address"],
  "s-port": ["int", names.serverPort],
  "s-computername": ["text", names.host],
  "s-dns": ["text", names.server],
  "cs-method": ["text", "http.request.method"],
  "cs-uri": ["text", "url.full"],
  "cs-uri-stem": ["text", "url.path"],
  "cs-uri-query": ["text", "url.query"],
  "cs-username": ["text", names.user],
  "cs-version": ["protocol", "network.protocol.version"],
  "cs-protocol-version": ["protocol", "network.protocol.version"],
  "cs-protocol": ["text", "url.scheme"],
  "cs-host": ["text", "url.domain"],
  "cs-bytes": ["int", "http.request.size"],
  "sc-bytes": ["int", "http.response.size"],
  "sc-substatus": ["int", "w3c.sc-substatus"],
  "sc-win32-status": ["int", "w3c.sc-win32-status"],
  "time-taken": ["float", "w3c.time-taken"],
  "time-to-first-byte": ["float", "w3c.time-to-first-byte"],
  "ssl-cipher": ["text", "tls.cipher"],
};

function meaningOf(written: string, at: number, between: string): Meaning {
  const name = written.toLowerCase();
  const spare = `w3c.${name}`;
  // The times of these logs are in UTC.
  if (name === "date") return timePart("yyyy-MM-dd");
  if (name === "time") return timePart("HH:mm:ssu");
  if (name === "sc-status") return { ...into("int", status, nil), spare };
  const [type, attribute] = known[name] ?? [];
  if (type !== undefined && attribute !== undefined) return { ...one(type, attribute, nil), spare };
  const [, of, field] = /^(cs|sc)\(([^)]+)\)$/.exec(name) ?? [];
  // IIS writes its blanks as +, CloudFront as %20.
  if (field === "user-agent") return { ...one("text", names.userAgent, { ...nil, coded: between === " " ? "plus" : "percent" }), spare };
  if (field !== undefined)
    return { ...into("text", of === "cs" ? header(field) : { attribute: `http.response.header.${field}`, list: true }, nil), spare };
  if (name === "x-forwarded-for") return { ...into("text", header(name), nil), spare };
  if (!/^[a-z][\w.-]*(?:\([^)]*\))?$/.test(name))
    throw new FormatError(`${written} is no name of a field`, at, "write date time c-ip cs-method sc-status and the like");
  return one("text", spare, nil);
}
