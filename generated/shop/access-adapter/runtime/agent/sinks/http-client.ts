// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { Agent, request as httpRequest, type IncomingMessage, validateHeaderName, validateHeaderValue } from "node:http";
import { request as httpsRequest, Agent as TlsAgent } from "node:https";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { bytes, choice, duration, httpUrl, list, pairs } from "../../service/settings.ts";

/** More of an answer is not read (OTLP asks clients to bound it). */
const maxAnswerBytes = 4 * 2 ** 20;
const compress = promisify(gzip);

export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

export interface HttpClientOptions {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly compression: "none" | "gzip";
  /** From the first byte sent to the last byte of the answer. */
  readonly timeoutMs: number;
}

/** Settings that every sink over HTTP has. */
export function httpSettings(defaultUrl: string) {
  return {
    url: httpUrl({ env: "SINK_URL", about: "where records are sent", default: defaultUrl }),
    headers: {
      ...pairs({ env: "SINK_HEADERS", about: "headers of every request, such as Authorization=Bearer%20…", default: {}, secret: true }),
      check: invalidHeader,
    },
    compression: choice({ env: "SINK_COMPRESSION", about: "of the request's body", of: ["none", "gzip"], default: "none" }),
    timeoutMs: duration({ env: "SINK_TIMEOUT", about: "longest wait for an answer", min: 1, default: 10_000 }),
    retryStatus: list({
      env: "SINK_RETRY_STATUS",
      about: "more HTTP status codes after which a batch is sent again, for gateways that answer 500 or 403 when they should not",
      of: "status codes",
      each: /^[1-5]\d\d$/,
      default: [],
    }),
    maxRequestBytes: bytes({
      env: "SINK_MAX_REQUEST_BYTES",
      about: "a larger body, before compression, is sent in parts",
      min: 1024,
      default: 2 ** 26,
    }),
  } as const;
}

/** One connection, kept alive, used by one request at a time. */
export class HttpClient {
  readonly #options: HttpClientOptions;
  readonly #agent: Agent;

  constructor(options: HttpClientOptions) {
    this.#options = options;
    const keep = { keepAlive: true, maxSockets: 1 };
    this.#agent = options.url.startsWith("https:") ? new TlsAgent(keep) : new Agent(keep);
  }

  /** Rejects when there was no answer: refused, reset, too late, aborted. */
  async post(body: Buffer, headers: Readonly<Record<string, string>>, signal: AbortSignal): Promise<HttpAnswer> {
    if (this.#options.compression === "none") return this.#request("POST", body, headers, signal);
    return this.#request("POST", await compress(body), { ...headers, "content-encoding": "gzip" }, signal);
  }

  /** Whether anything that speaks HTTP answers, whatever it says. */
  async probe(signal: AbortSignal): Promise<boolean> {
    try {
      await this.#request("GET", undefined, {}, signal);
      return true;
    } catch {
      return false;
    }
  }

  close(): void {
    this.#agent.destroy();
  }

  #request(method: string, body: Buffer | undefined, headers: Readonly<Record<string, string>>, signal: AbortSignal): Promise<HttpAnswer> {
    const { url, timeoutMs } = this.#options;
    const start = url.startsWith("https:") ? httpsRequest : httpRequest;
    return new Promise((resolve, reject) => {
      const length = body ? { "content-length": String(body.length) } : {};
      const request = start(url, { method, agent: this.#agent, headers: { ...this.#options.headers, ...headers, ...length }, signal });
      const timer = setTimeout(() => request.destroy(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
      const settle = (run: () => void) => {
        clearTimeout(timer);
        run();
      };
      request.on("error", (error) => settle(() => reject(error)));
      request.on("response", (response) => {
        const chunks: Buffer[] = [];
        let size = 0;
        const answer = (): HttpAnswer => ({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString(),
        });
        response.on("data", (chunk: Buffer) => {
          chunks.push(chunk);
          size += chunk.length;
          if (size <= maxAnswerBytes) return;
          settle(() => resolve(answer()));
          request.destroy();
        });
        response.on("end", () => settle(() => resolve(answer())));
        // A refusal counts even when the connection broke behind it: servers close early on a body they do not want.
        response.on("error", (error) => settle(() => (answer().status >= 300 ? resolve(answer()) : reject(error))));
      });
      request.end(body);
    });
  }
}

/** A header that cannot be sent would fail every request: say so at the start. */
function invalidHeader(headers: Readonly<Record<string, string>>): string | undefined {
  for (const [name, value] of Object.entries(headers)) {
    try {
      validateHeaderName(name);
      validateHeaderValue(name, value);
    } catch {
      return `holds a header that HTTP does not allow: ${name}`;
    }
  }
  return undefined;
}

/** Milliseconds to wait, an hour at most, from seconds or an HTTP date (RFC 9110, 10.2.3); undefined when it is neither. */
export function parseRetryAfter(value: string | undefined, now: number): number | undefined {
  if (value === undefined) return undefined;
  const ms = /^\s*\d+\s*$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now;
  return Number.isFinite(ms) ? Math.min(3_600_000, Math.max(0, ms)) : undefined;
}
