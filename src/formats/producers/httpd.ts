import { type Field, field, type LayoutFormat, literal, optional } from "../layout.ts";
import { header, names, status } from "../schema/otel.ts";
import { assemble } from "./assemble.ts";
import { into, type Meaning, one, type Part, text, timePart, value } from "./parts.ts";
import { FormatError, type Producer, resultOf } from "./producer.ts";
import { type Source, unescaped } from "./source.ts";
import { strftimeLayout } from "./strftime.ts";

/** Apache httpd's mod_log_config. https://httpd.apache.org/docs/2.4/mod/mod_log_config.html#formats */
export const httpd: Producer = {
  name: "httpd",
  about: "access logs of Apache httpd: its LogFormat, as the directive or as the text alone",
  example: '%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-Agent}i" %D',
  read: (written) => resultOf(() => readLogFormat(written)),
};

/** Backslashes of the configuration file, and those that the module takes away itself. */
const escapes = { '"': '"', "\\": "\\", t: "\t", n: "\n", r: "\r" };

function readLogFormat(written: string): LayoutFormat {
  const parts: Part[] = [];
  const source = readDirective(written);
  const directives = /%([!<>\d,]*)(?:\{([^}]*)\})?(\^t[io]|[A-Za-z%])|[^%]+|%/g;
  for (const { 0: found, 1: modifiers = "", 2: argument, 3: letter, index } of source.text.matchAll(directives)) {
    const at = source.at(index);
    if (letter === "%") parts.push(text("%"));
    else if (letter !== undefined) parts.push(value(found, at, meaningOf(letter, argument, modifiers, { found, at })));
    else if (found === "%") throw new FormatError("a % without a letter", at, "write %h, %{Referer}i and the like, and %% for a %");
    else parts.push(text(found));
  }
  return assemble({ name: "httpd", about: "access log of Apache httpd with a LogFormat of its own" }, parts);
}

/** `LogFormat "…" nickname`, the text in quotes, or the text alone. */
function readDirective(written: string): Source {
  const [, before, quoted] = /^(\s*LogFormat\s+)"((?:[^"\\]|\\.)*)"(?:\s+\S+)?\s*$/s.exec(written) ?? [];
  if (before !== undefined && quoted !== undefined) return unescaped(quoted, escapes, before.length + 1);
  if (/^\s*LogFormat\s/.test(written))
    throw new FormatError("the text of LogFormat is not in quotes", written.indexOf("LogFormat") + 11, 'write LogFormat "%h …" name');
  const [, inside] = /^"((?:[^"\\]|\\.)*)"$/s.exec(written) ?? [];
  return inside === undefined ? unescaped(written, escapes) : unescaped(inside, escapes, 1);
}

type Place = { readonly found: string; readonly at: number };

const nil: Pick<Field, "nil"> = { nil: true };

const simple: Readonly<Record<string, Meaning>> = {
  a: one("host", "network.peer.address", nil),
  A: one("host", "network.local.address", nil),
  h: one("host", names.client, nil),
  B: one("int", names.bodySize, nil),
  b: one("int", names.bodySize, nil),
  D: one("int", "httpd.duration_us", nil),
  f: one("escaped", "httpd.filename", nil),
  H: one("protocol", "network.protocol.version", { nil: true, empty: true }),
  I: one("int", "http.request.size", nil),
  k: one("int", "httpd.keepalive_requests", nil),
  l: one("escaped", "httpd.ident", nil),
  L: one("escaped", "httpd.log_id", nil),
  m: one("escaped", "http.request.method", nil),
  O: one("int", "http.response.size", nil),
  p: one("int", names.serverPort, nil),
  P: one("int", names.pid, nil),
  // With the ? in front of it, or nothing.
  q: { pieces: [optional(literal("?"), field("escaped", { attribute: "url.query" }))] },
  r: { ...into("request", "body"), blanks: true },
  R: one("escaped", "httpd.handler", nil),
  s: { ...into("int", status) },
  S: one("int", "httpd.bytes_transferred", nil),
  t: { pieces: [literal("["), field("clf", "time"), literal("]")] },
  T: one("int", "httpd.duration_s", nil),
  u: one("escaped", names.user, nil),
  U: one("escaped", "url.path", nil),
  v: one("escaped", names.server, nil),
  V: one("escaped", names.server, nil),
  // A - is not nothing: the connection is closed after the response.
  X: one("text", "httpd.connection_status"),
};

const spares: Readonly<Record<string, string>> = {
  a: "httpd.client_address",
  B: "httpd.bytes_sent",
  b: "httpd.bytes_sent",
  p: "httpd.port",
  s: "httpd.status",
  U: "httpd.path",
  v: "httpd.canonical_server_name",
  V: "httpd.server_name",
  m: "httpd.method",
  H: "httpd.protocol",
  q: "httpd.query",
};

function meaningOf(letter: string, argument: string | undefined, modifiers: string, place: Place): Meaning {
  const meaning = argument === undefined ? simple[letter] : withArgument(letter, argument, place);
  if (meaning === undefined) {
    const hint = /^(?:[ioCenxc]|\^t[io])$/.test(letter) ? `name it: %{Name}${letter}` : "mod_log_config has no such letter";
    throw new FormatError(`${place.found} is no value of httpd's that is known`, place.at, hint);
  }
  const spare = spares[letter];
  // With statuses in front, it is a - for all others.
  const pieces = /\d/.test(modifiers)
    ? meaning.pieces.map((piece) => (piece.kind === "field" ? { ...piece, ...nil } : piece))
    : meaning.pieces;
  return { ...meaning, pieces, ...(meaning.spare === undefined && spare !== undefined && { spare }) };
}

function withArgument(letter: string, argument: string, place: Place): Meaning | undefined {
  const name = argument.toLowerCase();
  switch (letter) {
    case "i":
      if (name === "user-agent") return { ...one("escaped", names.userAgent, nil) };
      return into("escaped", header(name), nil);
    case "o":
      return into("escaped", { attribute: `http.response.header.${name}`, list: true }, nil);
    case "^ti":
      return one("escaped", `httpd.request_trailer.${name}`, nil);
    case "^to":
      return one("escaped", `httpd.response_trailer.${name}`, nil);
    case "C":
      return one("escaped", `httpd.cookie.${argument}`, nil);
    case "e":
      return one("escaped", `httpd.env.${argument}`, nil);
    case "n":
      return one("escaped", `httpd.note.${argument}`, nil);
    case "x":
    case "c":
      return one("escaped", argument === "SSL_CIPHER" ? "tls.cipher" : `httpd.${letter === "x" ? "variable" : "ssl"}.${argument}`, nil);
    case "a":
      return name === "c" ? one("host", "network.peer.address", nil) : undefined;
    case "h":
      return name === "c" ? one("host", "network.peer.address", nil) : undefined;
    case "p": {
      const ports: Readonly<Record<string, string>> = { canonical: names.serverPort, local: "network.local.port", remote: "client.port" };
      const port = ports[name];
      return port === undefined ? undefined : one("int", port, nil);
    }
    case "P": {
      if (name === "hextid") return one("hex", "httpd.thread_id_hex", nil);
      return name === "pid" || name === "tid" ? one("int", name === "pid" ? names.pid : "thread.id", nil) : undefined;
    }
    case "T":
      return /^(?:ms|us|s)$/.test(name) ? one("int", `httpd.duration_${name}`, nil) : undefined;
    case "t":
      return timeOf(argument, place);
    default:
      return undefined;
  }
}

/** `%{sec}t`, `%{begin:%Y-%m-%d %T}t` */
function timeOf(argument: string, { found, at }: Place): Meaning {
  const [, which = "", format = ""] = /^((?:begin|end):)?(.*)$/s.exec(argument) ?? [];
  if (/^(?:sec|msec|usec)$/.test(format)) return timePart("epoch");
  if (format === "msec_frac") return timePart("SSS");
  if (format === "usec_frac") return timePart("SSSSSS");
  if (format === "") throw new FormatError(`${found} has no format`, at, "write %t, or a format of strftime: %{%Y-%m-%d %T}t");
  return timePart(strftimeLayout(format, at + found.indexOf("{") + 1 + which.length));
}
