import { type Field, type FieldType, field, type LayoutFormat, literal, optional, type Piece } from "../layout.ts";
import { header, names, status } from "../schema/otel.ts";
import { assemble } from "./assemble.ts";
import { into, type Meaning, one, type Part, text, value } from "./parts.ts";
import { FormatError, type Producer, resultOf } from "./producer.ts";
import { joined, Source, unescaped } from "./source.ts";

/** What nginx does to values: `\x22`, as in JSON strings, or nothing. https://nginx.org/en/docs/http/ngx_http_log_module.html#log_format */
type Escaping = "default" | "json" | "none";

/** Backslashes that nginx's configuration takes away. */
const escapes = { '"': '"', "'": "'", "\\": "\\", t: "\t", n: "\n", r: "\r" };

export const nginx: Producer = {
  name: "nginx",
  about: "access logs of nginx: its log_format, as the directive or as the text alone",
  example: '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent" $request_time',
  read: (written) => resultOf(() => readLogFormat(written)),
};

function readLogFormat(written: string): LayoutFormat {
  const { source, escaping } = readDirective(written);
  const parts = partsOf(source, escaping);
  return assemble({ name: "nginx", about: "access log of nginx with a log_format of its own" }, parts);
}

/** `log_format main escape=json '...' '...';`, what stands behind the name of it, or the text without quotes. */
function readDirective(written: string): { source: Source; escaping: Escaping } {
  let at = /^\s*/.exec(written)?.[0].length ?? 0;
  const skip = (expression: RegExp): RegExpExecArray | null => {
    const found = expression.exec(written.slice(at));
    at += found?.[0].length ?? 0;
    return found;
  };
  const directive = skip(/^log_format\s+/);
  if (directive && !skip(/^[^\s'";]+\s+/)) throw new FormatError("log_format has no name", at + 1, "write log_format main '…'");
  const [, given] = skip(/^escape=(\S*)\s+/) ?? [];
  if (given !== undefined && given !== "default" && given !== "json" && given !== "none")
    throw new FormatError(`"${given}" is no way to escape`, written.indexOf("escape=") + 8, "one of default, json, none");
  const rest = written.slice(at);
  const strings = /^(?:'(?:[^'\\]|\\.)*'\s*)+;?\s*$/s.test(rest) || /^"(?:[^"\\]|\\.)*"\s*;?\s*$/s.test(rest) || directive !== null;
  return { source: strings ? readStrings(written, at) : unescaped(rest, escapes, at), escaping: given ?? "default" };
}

function readStrings(written: string, from: number): Source {
  const sources: Source[] = [];
  let at = from;
  while (at < written.length && !/^\s*;?\s*$/.test(written.slice(at))) {
    const [all = "", blanks = "", single, double, bare] =
      /^(\s*)(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|([^\s'";]+))/s.exec(written.slice(at)) ?? [];
    if (all === "") throw new FormatError("a quoted text has no end", at + 1, "end it with the quotation mark that it begins with");
    sources.push(unescaped(single ?? double ?? bare ?? "", escapes, at + blanks.length + (bare === undefined ? 1 : 0)));
    at += all.length;
  }
  return sources.length > 0 ? joined(sources) : new Source("", [at + 1]);
}

function partsOf(source: Source, escaping: Escaping): Part[] {
  const parts: Part[] = [];
  for (const { 0: found, 1: braced, 2: bare, index } of source.text.matchAll(/\$\{(\w+)\}|\$(\w+)|[^$]+|\$/g)) {
    const name = braced ?? bare;
    if (name !== undefined) parts.push(value(found, source.at(index), meaningOf(name, escaping)));
    else if (found === "$")
      throw new FormatError("a $ without the name of a variable", source.at(index), "write $name or ${name}; a log_format cannot hold a $");
    else parts.push(text(found));
  }
  return parts;
}

/** Variables that are numbers where they are there at all. */
const numbers: Readonly<Record<string, readonly [type: FieldType, attribute: string]>> = {
  body_bytes_sent: ["int", names.bodySize],
  bytes_sent: ["int", "http.response.size"],
  request_length: ["int", "http.request.size"],
  request_time: ["float", "nginx.request_time"],
  gzip_ratio: ["float", "nginx.gzip_ratio"],
  connection: ["int", "nginx.connection"],
  connection_requests: ["int", "nginx.connection_requests"],
  connection_time: ["float", "nginx.connection_time"],
  connections_active: ["int", "nginx.connections_active"],
  connections_reading: ["int", "nginx.connections_reading"],
  connections_writing: ["int", "nginx.connections_writing"],
  connections_waiting: ["int", "nginx.connections_waiting"],
  pid: ["int", names.pid],
  remote_port: ["int", "client.port"],
  server_port: ["int", names.serverPort],
  proxy_protocol_port: ["int", "nginx.proxy_protocol_port"],
  realip_remote_port: ["int", "network.peer.port"],
  session_time: ["float", "nginx.session_time"],
  bytes_received: ["int", "nginx.bytes_received"],
  upstream_addr: ["texts", "nginx.upstream_addr"],
  upstream_status: ["ints", "nginx.upstream_status"],
  upstream_response_time: ["floats", "nginx.upstream_response_time"],
  upstream_connect_time: ["floats", "nginx.upstream_connect_time"],
  upstream_header_time: ["floats", "nginx.upstream_header_time"],
  upstream_queue_time: ["floats", "nginx.upstream_queue_time"],
  upstream_first_byte_time: ["floats", "nginx.upstream_first_byte_time"],
  upstream_session_time: ["floats", "nginx.upstream_session_time"],
  upstream_response_length: ["ints", "nginx.upstream_response_length"],
  upstream_bytes_received: ["ints", "nginx.upstream_bytes_received"],
  upstream_bytes_sent: ["ints", "nginx.upstream_bytes_sent"],
};

/** Texts with a name of OpenTelemetry's. */
const texts: Readonly<Record<string, string>> = {
  remote_user: names.user,
  server_name: names.server,
  host: "url.domain",
  hostname: names.host,
  scheme: "url.scheme",
  request_method: "http.request.method",
  uri: "url.path",
  document_uri: "url.path",
  args: "url.query",
  query_string: "url.query",
  http_user_agent: names.userAgent,
  ssl_cipher: "tls.cipher",
};

const addresses: Readonly<Record<string, string>> = {
  remote_addr: names.client,
  server_addr: "network.local.address",
  realip_remote_addr: "network.peer.address",
};

function meaningOf(name: string, escaping: Escaping): Meaning {
  const spare = `nginx.${name}`;
  const nothing: Pick<Field, "nil" | "empty"> = escaping === "default" ? { nil: true } : { empty: true };
  const type: FieldType = escaping === "none" ? "text" : "escaped";
  if (name === "time_local") return into("clf", "time");
  if (name === "time_iso8601") return into("iso", "time");
  if (name === "msec") return into("epoch", "time");
  if (name === "request") return { ...into("request", "body"), blanks: true };
  if (name === "status") return { ...into("int", status), spare };
  if (name === "server_protocol") return { ...one("protocol", "network.protocol.version", { ...nothing, empty: true }), spare };
  if (name === "request_uri") return { pieces: requestTarget(type, nothing), spare };
  const [numeric, attribute] = numbers[name] ?? [];
  if (numeric !== undefined && attribute !== undefined) return { ...one(numeric, attribute, nothing), spare };
  const address = addresses[name];
  if (address !== undefined) return { ...one("host", address, nothing), spare };
  const [, sent, field] = /^(sent_)?http_(\w+)$/.exec(name) ?? [];
  const known = texts[name];
  if (field !== undefined && known === undefined) {
    const dashed = field.replaceAll("_", "-").toLowerCase();
    const to = sent ? ({ attribute: `http.response.header.${dashed}`, list: true } as const) : header(dashed);
    return { ...into(type, to, nothing), spare };
  }
  return { ...one(type, known ?? spare, nothing), spare };
}

/** `/a?b`: a path, and a query or none. */
function requestTarget(type: FieldType, nothing: Pick<Field, "nil" | "empty">): Piece[] {
  return [
    { ...field(type, { attribute: "url.path" }), ...nothing },
    optional(literal("?"), { ...field(type, { attribute: "url.query" }), ...(type === "text" && { empty: true }) }),
  ];
}
