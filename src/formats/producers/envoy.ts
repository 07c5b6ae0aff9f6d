import { field, type LayoutFormat, literal, optional } from "../layout.ts";
import { header, names, status } from "../schema/otel.ts";
import { assemble } from "./assemble.ts";
import { into, type Meaning, one, type Part, text, timePart, value } from "./parts.ts";
import { FormatError, type Producer, resultOf } from "./producer.ts";
import { strftimeLayout } from "./strftime.ts";

/** https://www.envoyproxy.io/docs/envoy/latest/configuration/observability/access_log/usage#command-operators */
export const envoy: Producer = {
  name: "envoy",
  about: "access logs of Envoy and Istio: the text of their format",
  example:
    '[%START_TIME%] "%REQ(:METHOD)% %REQ(X-ENVOY-ORIGINAL-PATH?:PATH)% %PROTOCOL%" %RESPONSE_CODE% %RESPONSE_FLAGS% %BYTES_RECEIVED% %BYTES_SENT% %DURATION% "%REQ(USER-AGENT)%" "%UPSTREAM_HOST%"',
  read: (written) => resultOf(() => readFormat(written)),
};

function readFormat(written: string): LayoutFormat {
  const line = written.replace(/(?:\\n|\n)+$/, "");
  const parts: Part[] = [];
  const operators = /%%|%([A-Z][A-Z0-9_]*)(?:\(([^)]*)\))?(?::(\d+))?%|%|[^%]+/gs;
  for (const { 0: found, 1: name, 2: argument, index } of line.matchAll(operators)) {
    const at = index + 1;
    if (name !== undefined) parts.push(value(found, at, meaningOf(name, argument, found, at)));
    else if (found === "%")
      throw new FormatError("a % without an operator", at, "write %START_TIME%, %REQ(:METHOD)% and the like, and %% for a %");
    else parts.push(text(found === "%%" ? "%" : found));
  }
  const frame = { name: "envoy", about: "access log of Envoy with a format of its own" };
  // Where no response was sent, its code is 0.
  const withoutCode = parts.map((part) => (part.kind === "value" && part.written === "%RESPONSE_CODE%" ? text("0") : part));
  return withoutCode.some((part, index) => part !== parts[index]) ? assemble(frame, parts, withoutCode) : assemble(frame, parts);
}

const nil = { nil: true } as const;

const numbers: Readonly<Record<string, string>> = {
  BYTES_RECEIVED: "http.request.body.size",
  BYTES_SENT: names.bodySize,
  DURATION: "envoy.duration_ms",
  REQUEST_DURATION: "envoy.request_duration_ms",
  REQUEST_TX_DURATION: "envoy.request_tx_duration_ms",
  RESPONSE_DURATION: "envoy.response_duration_ms",
  RESPONSE_TX_DURATION: "envoy.response_tx_duration_ms",
  CONNECTION_ID: "envoy.connection_id",
  UPSTREAM_REQUEST_ATTEMPT_COUNT: "envoy.upstream_request_attempt_count",
  UPSTREAM_WIRE_BYTES_SENT: "envoy.upstream_wire_bytes_sent",
  UPSTREAM_WIRE_BYTES_RECEIVED: "envoy.upstream_wire_bytes_received",
  UPSTREAM_HEADER_BYTES_SENT: "envoy.upstream_header_bytes_sent",
  UPSTREAM_HEADER_BYTES_RECEIVED: "envoy.upstream_header_bytes_received",
  DOWNSTREAM_WIRE_BYTES_SENT: "envoy.downstream_wire_bytes_sent",
  DOWNSTREAM_WIRE_BYTES_RECEIVED: "envoy.downstream_wire_bytes_received",
  DOWNSTREAM_HEADER_BYTES_SENT: "envoy.downstream_header_bytes_sent",
  DOWNSTREAM_HEADER_BYTES_RECEIVED: "envoy.downstream_header_bytes_received",
  UPSTREAM_REMOTE_PORT: "envoy.upstream_remote_port",
  DOWNSTREAM_REMOTE_PORT: "client.port",
  DOWNSTREAM_LOCAL_PORT: "network.local.port",
  GRPC_STATUS_NUMBER: "envoy.grpc_status_number",
};

const texts: Readonly<Record<string, string>> = {
  DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT: names.client,
  DOWNSTREAM_DIRECT_REMOTE_ADDRESS_WITHOUT_PORT: "network.peer.address",
  DOWNSTREAM_LOCAL_ADDRESS_WITHOUT_PORT: "network.local.address",
  DOWNSTREAM_TLS_CIPHER: "tls.cipher",
  HOSTNAME: names.host,
};

function meaningOf(name: string, argument: string | undefined, written: string, at: number): Meaning {
  const number = numbers[name];
  if (number !== undefined) return one("int", number, nil);
  const own = `envoy.${[name, argument ?? ""]
    .join("_")
    .toLowerCase()
    .replace(/[^a-z0-9.-]+/g, "_")
    .replace(/^_+|_+$/g, "")}`;
  switch (name) {
    case "START_TIME":
      return startOf(argument, written, at);
    case "RESPONSE_CODE":
      return { ...into("int", status), spare: own };
    case "PROTOCOL":
      return one("protocol", "network.protocol.version", nil);
    case "REQ":
    case "RESP":
    case "TRAILER": {
      if (!argument) throw new FormatError(`${written} names no header`, at, `write %${name}(NAME)%`);
      return { ...headerOf(name, argument.toLowerCase()), spare: own };
    }
    default:
      return { ...one("text", texts[name] ?? own, nil), spare: own };
  }
}

/** A second header stands behind a question mark, for requests that have none of the first. */
function headerOf(of: string, written: string): Meaning {
  const all = written.split("?");
  const name = all.find((one) => one.startsWith(":")) ?? all[0] ?? "";
  if (of === "TRAILER") return one("text", `envoy.trailer.${name}`, nil);
  if (of === "RESP") {
    if (name === "x-envoy-upstream-service-time") return one("int", "envoy.upstream_service_time_ms", nil);
    return into("text", { attribute: `http.response.header.${name}`, list: true }, nil);
  }
  switch (name) {
    case ":method":
      return one("text", "http.request.method", nil);
    case ":path":
      return {
        pieces: [
          field("text", { attribute: "url.path" }, true),
          optional(literal("?"), { ...field("text", { attribute: "url.query" }), empty: true }),
        ],
      };
    case ":scheme":
      return one("text", "url.scheme", nil);
    case ":authority":
      return into("text", header("host"), nil);
    case "user-agent":
      return one("text", names.userAgent, nil);
    default:
      return into("text", header(name.replace(/^:/, "")), nil);
  }
}

/** Times are in UTC, whether they say so or not. */
function startOf(argument: string | undefined, written: string, at: number): Meaning {
  if (!argument) return into("rfc3339", "time");
  const layout = strftimeLayout(argument, at + written.indexOf("(") + 1);
  return timePart(layout === "epoch" || /[Zz]/.test(layout.replace(/'[^']*'/g, "")) ? layout : `${layout}u`);
}
