/**
 * grpc.health.v1.Health/Check over HTTP/2 without TLS: one request, one message of a few bytes each way.
 * @see https://github.com/grpc/grpc/blob/master/doc/health-checking.md
 * @see https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md
 */
import { connect, type IncomingHttpHeaders } from "node:http2";
import { USER_AGENT } from "./http-get.ts";

export interface HealthAnswer {
  readonly healthy: boolean;
  /** The kubelet's text. */
  readonly output: string;
}

const statuses = ["UNKNOWN", "SERVING", "NOT_SERVING", "SERVICE_UNKNOWN"];
const UNIMPLEMENTED = "12";

/** Whatever goes wrong is an unhealthy answer; never rejects. */
export function checkHealth(host: string, port: number, service: string, timeoutMs: number, signal: AbortSignal): Promise<HealthAnswer> {
  const address = `${host}:${port}`;
  return new Promise((resolve) => {
    const session = connect(`http://${host.includes(":") ? `[${host}]` : host}:${port}`);
    let connected = false;
    const settle = (healthy: boolean, output: string): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", abort);
      session.destroy();
      resolve({ healthy, output });
    };
    const timer = setTimeout(() => {
      const within = `${timeoutMs / 1000}s`;
      if (connected) settle(false, `timeout: health rpc did not complete within ${within}`);
      else settle(false, `timeout: failed to connect service "${address}" within ${within}: context deadline exceeded`);
    }, timeoutMs);
    const abort = (): void => settle(false, "error: health rpc probe failed: canceled");
    signal.addEventListener("abort", abort);
    session.once("connect", () => {
      connected = true;
    });
    // A session may say more than once what is wrong with it.
    session.on("error", (error) => settle(false, `error: failed to connect service at "${address}": ${error.message}`));

    const stream = session.request({
      ":method": "POST",
      ":path": "/grpc.health.v1.Health/Check",
      "content-type": "application/grpc",
      te: "trailers",
      "user-agent": USER_AGENT,
    });
    let headers: IncomingHttpHeaders = {};
    let trailers: IncomingHttpHeaders = {};
    const body: Buffer[] = [];
    stream.on("response", (received) => {
      headers = received;
    });
    stream.on("trailers", (received) => {
      trailers = received;
    });
    stream.on("data", (bytes: Buffer) => body.push(bytes));
    stream.on("error", (error: Error) => {
      // Without a connection the session has an error too, and that one says why.
      if (connected) settle(false, `error: health rpc probe failed: ${error.message}`);
    });
    stream.on("end", () => settle(...verdict({ ...headers, ...trailers }, Buffer.concat(body))));
    stream.end(frame(request(service)));
  });
}

function verdict(headers: IncomingHttpHeaders, body: Buffer): [boolean, string] {
  const code = String(headers["grpc-status"] ?? (body.length > 0 ? "0" : "2"));
  const message = String(headers["grpc-message"] ?? "");
  if (code === UNIMPLEMENTED)
    return [false, `error: this server does not implement the grpc health protocol (grpc.health.v1.Health): ${message}`];
  if (code !== "0") return [false, `error: health rpc probe failed: rpc error: code = ${code} desc = ${message}`];
  const status = servingStatus(body.subarray(5));
  return status === "SERVING" ? [true, "service healthy"] : [false, `service unhealthy (responded with "${status}")`];
}

/** Not compressed, then the length, then the message. */
function frame(message: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}

/** message HealthCheckRequest { string service = 1; } */
function request(service: string): Buffer {
  const name = Buffer.from(service);
  if (name.length === 0) return name;
  const length: number[] = [];
  for (let rest = name.length; ; rest >>= 7) {
    if (rest < 0x80) {
      length.push(rest);
      break;
    }
    length.push((rest & 0x7f) | 0x80);
  }
  return Buffer.concat([Buffer.from([0x0a, ...length]), name]);
}

/** message HealthCheckResponse { ServingStatus status = 1; }: an absent field is its zero. */
function servingStatus(message: Buffer): string {
  const value = message[0] === 0x08 ? (message[1] ?? 0) : 0;
  return statuses[value] ?? String(value);
}
