// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { Agent, type ClientRequest, request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest, Agent as TlsAgent } from "node:https";
import { deadline } from "../../service/deadline.ts";
import { codeOf, type Log } from "../../service/log.ts";
import { compressor } from "./compression.ts";
import { Credentials } from "./credentials.ts";
import type { HttpValues } from "./http-settings.ts";
import { TlsIdentity } from "./tls.ts";

/** More of an answer is not read (OTLP asks clients to bound it). */
const maxAnswerBytes = 4 * 2 ** 20;

export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly bytes: Buffer;
  readonly body: string;
}

type HttpClientOptions = Omit<HttpValues, "retryStatus" | "maxRequestBytes"> & {
  readonly maxAnswerBytes?: number;
};

/**
 * Connections to one URL, kept alive, each used by one request at a time. A certificate or secret that is rotated is used from the next
 * request on: connections that were made with the old one end when what is under way on them has.
 */
export class HttpClient {
  readonly #options: HttpClientOptions;
  readonly #credentials: Credentials;
  readonly #tls: TlsIdentity | undefined;
  readonly #compress: ReturnType<typeof compressor>;
  #agent: Agent | undefined;
  #version = 0;

  constructor(options: HttpClientOptions, log: Log) {
    this.#options = options;
    this.#credentials = new Credentials(options, log);
    if (options.url.startsWith("https:")) this.#tls = new TlsIdentity(options, log);
    this.#compress = compressor(options.compression);
  }

  /** Rejects when there was no answer: refused, reset, too late, aborted. The body must stay as it is until then. */
  async post(body: Buffer, headers: Readonly<Record<string, string>>, signal: AbortSignal): Promise<HttpAnswer> {
    const encoding = this.#compress ? { "content-encoding": this.#options.compression } : {};
    const answer = await this.#send("POST", await (this.#compress?.(body) ?? body), { ...headers, ...encoding }, signal);
    if (answer.status === 401) this.#credentials.refused();
    return answer;
  }

  /** Whether anything that speaks HTTP answers, whatever it says. */
  async probe(signal: AbortSignal): Promise<boolean> {
    try {
      await this.#send("GET", undefined, {}, signal);
      return true;
    } catch {
      return false;
    }
  }

  close(): void {
    this.#agent?.destroy();
  }

  /** A server may end an idle connection at the moment when it is used again: that is no answer, and no reason to wait. */
  async #send(...request: [string, Buffer | undefined, Readonly<Record<string, string>>, AbortSignal]): Promise<HttpAnswer> {
    try {
      return await this.#request(...request);
    } catch (error) {
      if (!(error instanceof StaleConnection)) throw error;
      endIdle(this.#agent);
      return this.#request(...request);
    }
  }

  #connections(): Agent {
    const version = this.#tls?.version ?? 0;
    if (this.#agent && version === this.#version) return this.#agent;
    const keep = { keepAlive: true, maxSockets: this.#options.concurrency };
    const next = this.#tls ? new TlsAgent({ ...keep, ...this.#tls.options }) : new Agent(keep);
    // Those that are in use end when they would become idle.
    if (this.#agent) this.#agent.maxFreeSockets = 0;
    endIdle(this.#agent);
    this.#version = version;
    this.#agent = next;
    return next;
  }

  async #request(
    method: string,
    body: Buffer | undefined,
    own: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<HttpAnswer> {
    const { url, timeoutMs, headers: given } = this.#options;
    const { authorization } = this.#credentials;
    const length = body ? { "content-length": String(body.length) } : {};
    const headers = { ...given, ...own, ...(authorization !== undefined && { authorization }), ...length };
    const start = this.#tls ? httpsRequest : httpRequest;
    const request = start(url, { method, agent: this.#connections(), headers, signal });
    const late = deadline(timeoutMs);
    late.signal.addEventListener("abort", () => request.destroy(new Error(`no answer within ${timeoutMs} ms`)));
    try {
      return await answerTo(request, body, this.#options.maxAnswerBytes ?? maxAnswerBytes);
    } finally {
      late.clear();
    }
  }
}

class StaleConnection extends Error {}

function answerTo(request: ClientRequest, body: Buffer | undefined, limit: number): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    let response: IncomingMessage | undefined;
    const chunks: Buffer[] = [];
    let size = 0;
    const answer = (status: number, headers: HttpAnswer["headers"]) => {
      const bytes = Buffer.concat(chunks);
      resolve({ status, headers, bytes, body: bytes.toString() });
    };
    const fail = (error: Error) => {
      const stale = request.reusedSocket && !response && ["ECONNRESET", "EPIPE"].includes(codeOf(error) ?? "");
      // A refusal counts even when the connection broke behind it: servers close early on a body they do not want.
      if ((response?.statusCode ?? 0) >= 300) answer(response?.statusCode ?? 0, response?.headers ?? {});
      else reject(stale ? new StaleConnection(error.message, { cause: error }) : error);
    };
    request.on("error", fail);
    request.on("response", (incoming) => {
      response = incoming;
      const done = () => {
        answer(incoming.statusCode ?? 0, incoming.headers);
        // An answer in front of the end of the request: what is left of it must not be read from a buffer that is used again.
        if (size > limit || !request.writableFinished) request.destroy();
      };
      incoming.on("data", (chunk: Buffer) => {
        chunks.push(chunk);
        size += chunk.length;
        if (size > limit) done();
      });
      incoming.on("end", done);
      incoming.on("error", fail);
    });
    request.end(body);
  });
}

function endIdle(agent: Agent | undefined): void {
  for (const sockets of Object.values(agent?.freeSockets ?? {})) for (const socket of [...(sockets ?? [])]) socket.destroy();
}

/** Milliseconds to wait, an hour at most, from seconds or an HTTP date (RFC 9110, 10.2.3); undefined when it is neither. */
export function parseRetryAfter(value: string | undefined, now: number): number | undefined {
  if (value === undefined) return undefined;
  const ms = /^\s*\d+\s*$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now;
  return Number.isFinite(ms) ? Math.min(3_600_000, Math.max(0, ms)) : undefined;
}
