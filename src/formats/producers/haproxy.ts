import { type Field, type FieldType, field, type LayoutFormat, literal, optional, type Piece } from "../layout.ts";
import { names, status } from "../schema/otel.ts";
import { assemble } from "./assemble.ts";
import { into, type Meaning, one, type Part, text, timePart, value } from "./parts.ts";
import { FormatError, type Producer, resultOf } from "./producer.ts";
import { type Source, unescaped } from "./source.ts";

/** https://docs.haproxy.org/3.0/configuration.html#8.2.6 */
export const haproxy: Producer = {
  name: "haproxy",
  about: "lines of HAProxy: its log-format",
  example: "%ci:%cp [%tr] %ft %b/%s %TR/%Tw/%Tc/%Tr/%Ta %ST %B %CC %CS %tsc %ac/%fc/%bc/%sc/%rc %sq/%bq %hr %hs %{+Q}r",
  read: (written) => resultOf(() => readLogFormat(written)),
};

const escapes = { '"': '"', "'": "'", "\\": "\\", " ": " ", t: "\t", n: "\n", "#": "#" };

function readLogFormat(written: string): LayoutFormat {
  const parts = spaced(partsOf(readDirective(written)));
  const withoutStatus = parts.map((part) => (part.kind === "value" && /^%(?:\{[^}]*\})?ST$/.test(part.written) ? text("-1") : part));
  const frame = { name: "haproxy", about: "log of HAProxy with a log-format of its own" };
  return parts.some((part, index) => part !== withoutStatus[index]) ? assemble(frame, parts, withoutStatus) : assemble(frame, parts);
}

/** `log-format "…"`, the text in quotes, or the text alone. */
function readDirective(written: string): Source {
  const [, before = "", rest = ""] = /^(\s*log-format\s+)?(.*)$/s.exec(written) ?? [];
  const [, quoted] = /^"((?:[^"\\]|\\.)*)"\s*$/s.exec(rest) ?? /^'([^']*)'\s*$/s.exec(rest) ?? [];
  return quoted === undefined ? unescaped(rest, escapes, before.length) : unescaped(quoted, escapes, before.length + 1);
}

function partsOf(source: Source): Part[] {
  const parts: Part[] = [];
  let quotesAll = false;
  const token = /%%|%(?:\{([^}]*)\})?(?:\[((?:[^[\]]|\[[^\]]*\])*)\]|([A-Za-z]+))|%|[^%]+/gs;
  for (const { 0: found, 1: flags = "", 2: sample, 3: name, index } of source.text.matchAll(token)) {
    const at = source.at(index);
    if (found === "%") throw new FormatError("a % without a name", at, "write %ci, %ST, %[expression] and the like, and %% for a %");
    if (sample === undefined && name === undefined) {
      parts.push(text(found === "%%" ? "%" : found));
      continue;
    }
    if (/\+[EX]/.test(flags))
      throw new FormatError(`${found} is written in a way that is not understood`, at, "leave +E and +X out, here and in HAProxy");
    if (name === "o") {
      quotesAll = /\+Q/.test(flags) || (quotesAll && !/-Q/.test(flags));
      continue;
    }
    const meaning = sample === undefined ? variableOf(name ?? "", found, at) : sampleOf(sample);
    const quotes = (quotesAll || /\+Q/.test(flags)) && !/-Q/.test(flags) && !/^h[rs]$/.test(name ?? "") && isText(meaning.pieces);
    const whole = value(found, at, meaning);
    parts.push(...(quotes ? [text('"'), whole, text('"')] : [whole]));
  }
  return parts;
}

function isText(pieces: readonly Piece[]): boolean {
  const [first] = pieces;
  const field = first?.kind === "optional" ? first.pieces[1] : first;
  return field?.kind === "field" && ["text", "escaped", "request", "protocol"].includes(field.type);
}

/**
 * HAProxy writes one blank for several, none at the beginning, and for those around what is not there: captured headers and a query take the blank behind them
 * along.
 */
function spaced(parts: readonly Part[]): Part[] {
  const result: Part[] = [];
  parts.forEach((part, index) => {
    if (part.kind === "text") {
      const before = parts[index - 1];
      const single = part.text.replace(/ +/g, " ");
      const rest = result.length === 0 || (before && mayBeNothing(before)) ? single.replace(/^ /, "") : single;
      if (rest !== "") result.push(text(rest));
      return;
    }
    const next = parts[index + 1];
    const [only] = part.pieces;
    const takesBlank = mayBeNothing(part) && only?.kind === "optional" && next?.kind === "text" && next.text.startsWith(" ");
    result.push(takesBlank ? { ...part, pieces: [optional(...only.pieces, literal(" "))] } : part);
  });
  return result;
}

function mayBeNothing(part: Part): boolean {
  return part.kind === "value" && /^%(?:\{[^}]*\})?(?:h[rs]|HQ)$/.test(part.written);
}

/** Where HAProxy has nothing, it writes a `-`, or nothing. */
const nothing: Pick<Field, "nil" | "empty"> = { nil: true, empty: true };

/** Numbers that a + may stand in front of: of what was logged before its end, and of a request that was sent to another server. */
const counters: Readonly<Record<string, string>> = {
  TR: "haproxy.time_request_ms",
  Tw: "haproxy.time_queue_ms",
  Tc: "haproxy.time_connect_ms",
  Tr: "haproxy.time_response_ms",
  Ta: "haproxy.time_active_ms",
  Tt: "haproxy.time_total_ms",
  Td: "haproxy.time_data_ms",
  Th: "haproxy.time_handshake_ms",
  Ti: "haproxy.time_idle_ms",
  Tq: "haproxy.time_client_ms",
  Tu: "haproxy.time_user_ms",
  B: "haproxy.bytes_read",
  U: "haproxy.bytes_uploaded",
  rc: "haproxy.retries",
};

const variables: Readonly<Record<string, readonly [type: FieldType, attribute: string]>> = {
  ci: ["host", names.client],
  cp: ["int", "client.port"],
  fi: ["host", "network.local.address"],
  fp: ["int", "network.local.port"],
  bi: ["host", "haproxy.backend_source_address"],
  bp: ["int", "haproxy.backend_source_port"],
  si: ["host", "haproxy.server_address"],
  sp: ["int", "haproxy.server_port"],
  f: ["text", "haproxy.frontend"],
  ft: ["text", "haproxy.frontend"],
  b: ["text", "haproxy.backend"],
  s: ["text", "haproxy.server"],
  CC: ["text", "haproxy.captured_request_cookie"],
  CS: ["text", "haproxy.captured_response_cookie"],
  ts: ["text", "haproxy.termination_state"],
  tsc: ["text", "haproxy.termination_state"],
  ac: ["int", "haproxy.active_connections"],
  fc: ["int", "haproxy.frontend_connections"],
  bc: ["int", "haproxy.backend_connections"],
  sc: ["int", "haproxy.server_connections"],
  sq: ["int", "haproxy.server_queue"],
  bq: ["int", "haproxy.backend_queue"],
  rt: ["int", "haproxy.request_counter"],
  lc: ["int", "haproxy.frontend_log_counter"],
  pid: ["int", names.pid],
  H: ["text", names.host],
  ID: ["text", "haproxy.unique_id"],
  sslc: ["text", "tls.cipher"],
  sslv: ["text", "haproxy.ssl_version"],
  hrl: ["text", "haproxy.captured_request_headers"],
  hsl: ["text", "haproxy.captured_response_headers"],
};

function variableOf(name: string, written: string, at: number): Meaning {
  const counter = counters[name];
  if (counter !== undefined) return { pieces: [optional(literal("+")), field("int", { attribute: counter })] };
  const [type, attribute] = variables[name] ?? [];
  if (type !== undefined && attribute !== undefined)
    return { ...one(type, attribute, type === "host" ? {} : nothing), spare: `haproxy.${name}` };
  const hashed = { ...nothing, hashed: true } as const;
  switch (name) {
    case "ST":
      return into("int", status);
    case "r":
      return { ...into("request", "body", { hashed: true }), blanks: true };
    case "HM":
      return one("escaped", "http.request.method", hashed);
    case "HP":
    case "HPO":
      return { ...one("escaped", "url.path", hashed), spare: `haproxy.${name}` };
    case "HU":
      return { ...one("escaped", "url.original", hashed), spare: `haproxy.${name}` };
    case "HQ":
      return { pieces: [optional(literal("?"), { ...field("escaped", { attribute: "url.query" }), hashed: true })] };
    case "HV":
      return one("protocol", "network.protocol.version", nothing);
    case "hr":
    case "hs": {
      const attribute = `haproxy.captured_${name === "hr" ? "request" : "response"}_headers`;
      return { pieces: [optional(literal("{"), { ...field("text", { attribute }), empty: true }, literal("}"))] };
    }
    case "t":
    case "tr":
      return timePart("dd/MMM/yyyy:HH:mm:ss.SSS");
    case "T":
    case "Tl":
    case "trg":
    case "trl":
      return into("clf", "time");
    case "Ts":
      return timePart("epoch");
    case "ms":
      return timePart("SSS");
    default:
      throw new FormatError(
        `${written} is no variable of HAProxy's that is known`,
        at,
        "use the names of log-format, such as %ci %ft %ST %r, or %[expression]",
      );
  }
}

/** `%[capture.req.hdr(0)]` → `haproxy.capture.req.hdr_0` */
function sampleOf(expression: string): Meaning {
  const name = expression.replace(/[^A-Za-z0-9.-]+/g, "_").replace(/^_+|_+$/g, "");
  return one("text", `haproxy.${name}`, nothing);
}
