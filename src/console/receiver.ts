/**
 * A small central log server: OTLP/HTTP JSON on `POST /v1/logs`, newline-delimited JSON on `POST /ingest`, both gzipped if the client likes.
 *
 *   request ──▶ type and size ──▶ body, strictly read ──▶ fault? ──▶ appended to the file ──▶ 200
 *                405 413 415              400          as asked       503 when it cannot
 *
 * A record counts as received when its line is in the file, and only then is its request answered with 200. It binds one
 * address, has no authentication and no TLS: it is for a laptop's loopback, a demo and tests.
 */
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createServer } from "node:http";
import { readBody } from "./receiver/body.ts";
import { parseJson } from "./receiver/json.ts";
import { readNdjson } from "./receiver/ndjson.ts";
import { readOtlpLogs } from "./receiver/otlp.ts";
import type { ReceivedRecord } from "./receiver/record.ts";
import { openLineStore } from "./receiver/store.ts";

export type { ReceivedRecord } from "./receiver/record.ts";

/** A valid request, before anything of it is stored. */
export interface ReceivedRequest {
  /** Counts from 1 in the order in which bodies were complete. */
  readonly number: number;
  readonly path: "/v1/logs" | "/ingest";
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly records: readonly ReceivedRecord[];
}

/**
 * What to do instead of a plain 200. With `stored` the records are stored first, so that only the acknowledgement is lost.
 * - `status`: answer this (with `Retry-After` in seconds or as an HTTP date)
 * - `reset`: cut the connection without an answer
 * - `hang`: never answer; the connection stays open until either side closes it
 * - `partial`: OTLP only: refuse the last so many records in an otherwise good answer
 */
export type Fault = { readonly stored?: boolean } & (
  | { readonly status: number; readonly retryAfter?: number | string }
  | { readonly reset: true }
  | { readonly hang: true }
  | { readonly partial: { readonly rejected: number; readonly message: string } }
);

export interface ReceiverOptions {
  /** 0 (the default) takes a free one. */
  readonly port?: number;
  readonly host?: string;
  /** The NDJSON file to append to; made when missing. Its folder must exist. */
  readonly file: string;
  /** Also wait until the disk has the lines before answering. */
  readonly fsync?: boolean;
  /** Largest body, before and after decompression. Default 20 MiB. */
  readonly maxBodyBytes?: number;
  /** Called for each record after it was stored. */
  readonly onRecord?: (record: ReceivedRecord) => void;
  /** Injects faults; may wait, to inject latency. */
  readonly fail?: (request: ReceivedRequest) => Fault | undefined | Promise<Fault | undefined>;
}

export interface ReceiverCounts {
  /** Requests to the two paths whose headers arrived. */
  readonly requests: number;
  /** Answered with 200 (or meant to be: the client may have gone). */
  readonly accepted: number;
  /** Records in the file. */
  readonly records: number;
  /** Bytes of body on the wire. */
  readonly bytes: number;
  /** Requests that were not valid (4xx), apart from injected faults. */
  readonly refused: number;
  /** Faults injected. */
  readonly faults: number;
}

export interface Receiver {
  readonly host: string;
  readonly port: number;
  /** `http://127.0.0.1:43113`; the OTLP endpoint is `url + "/v1/logs"`. */
  readonly url: string;
  counts(): ReceiverCounts;
  /** Stops accepting, cuts open connections, and resolves when what was being stored is stored. */
  close(): Promise<void>;
}

/** Starts the server. Rejects when the port is taken (`EADDRINUSE`) or the file cannot be opened. */
export async function startReceiver(options: ReceiverOptions): Promise<Receiver> {
  const store = await openLineStore(options.file, { fsync: options.fsync ?? false });
  const counts = { requests: 0, accepted: 0, records: 0, bytes: 0, refused: 0, faults: 0 };
  let number = 0;

  const save = async (records: readonly ReceivedRecord[]) => {
    await store.append(records.map((record) => JSON.stringify(record)));
    counts.records += records.length;
    for (const record of records) options.onRecord?.(record);
  };

  const receive = async (request: IncomingMessage, response: ServerResponse, path: "/v1/logs" | "/ingest") => {
    counts.requests += 1;
    const body = await readBody(request, { types: types[path], limit: options.maxBodyBytes ?? 20 * 1024 * 1024 });
    counts.bytes += body.bytes;
    const read = body.ok ? (path === "/v1/logs" ? readOtlpBody(body.text) : readNdjson(body.text)) : body;
    if (!read.ok) {
      counts.refused += 1;
      return refuse(response, body.ok ? { status: 400, message: read.message } : body);
    }
    number += 1;
    const fault = await options.fail?.({ number, path, headers: request.headers, records: read.records });
    if (fault) counts.faults += 1;
    const kept =
      !fault || fault.stored
        ? read.records
        : "partial" in fault
          ? read.records.slice(0, Math.max(0, read.records.length - fault.partial.rejected))
          : [];
    try {
      await save(kept);
    } catch (error) {
      return answer(response, 503, status(14, `cannot store: ${error instanceof Error ? error.message : String(error)}`));
    }
    if (fault && !("partial" in fault)) return inject(fault, request, response);
    counts.accepted += 1;
    if (path === "/ingest") return answer(response, 200, { received: kept.length });
    const partialSuccess = fault ? { rejectedLogRecords: String(fault.partial.rejected), errorMessage: fault.partial.message } : {};
    return answer(response, 200, { partialSuccess });
  };

  const working = new Set<Promise<void>>();
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://receiver").pathname;
    if (path === "/healthz") return answer(response, 200, { status: "ok", ...counts });
    if (path !== "/v1/logs" && path !== "/ingest") return refuse(response, { status: 404, message: `no such path: ${path}` });
    if (request.method !== "POST") {
      response.setHeader("Allow", "POST");
      return refuse(response, { status: 405, message: `${request.method} is not possible here, only POST` });
    }
    const work = receive(request, response, path)
      .catch((error: unknown) => {
        // Either the client went away in the middle of its body, and nothing is to be answered, or a callback threw.
        if (!request.socket.destroyed) answer(response, 500, status(13, String(error)));
      })
      .finally(() => working.delete(work));
    working.add(work);
  });

  try {
    await listen(server, options.port ?? 0, options.host ?? "127.0.0.1");
  } catch (error) {
    await store.close();
    throw error;
  }
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the receiver listens on no port");
  const host = address.family === "IPv6" ? `[${address.address}]` : address.address;
  return {
    host: address.address,
    port: address.port,
    url: `http://${host}:${address.port}`,
    counts: () => ({ ...counts }),
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      await Promise.all(working);
      await store.close();
    },
  };
}

const types = {
  "/v1/logs": ["application/json"],
  "/ingest": ["application/x-ndjson", "application/ndjson", "application/jsonl", "application/json"],
} as const;

function readOtlpBody(text: string) {
  try {
    return readOtlpLogs(parseJson(text));
  } catch (error) {
    return { ok: false, message: `not one JSON document: ${error instanceof Error ? error.message : String(error)}` } as const;
  }
}

function inject(fault: Fault, request: IncomingMessage, response: ServerResponse): void {
  if ("reset" in fault) request.socket.resetAndDestroy();
  if (!("status" in fault)) return;
  if (fault.retryAfter !== undefined) response.setHeader("Retry-After", fault.retryAfter);
  answer(response, fault.status, status(14, "injected fault"));
}

/** `google.rpc.Status` as JSON, the error body that OTLP/HTTP asks for. 3 is INVALID_ARGUMENT, 13 INTERNAL, 14 UNAVAILABLE. */
const status = (code: number, message: string) => ({ code, message, details: [] });

function refuse(response: ServerResponse, refusal: { status: number; message: string; headers?: Readonly<Record<string, string>> }): void {
  for (const [name, value] of Object.entries(refusal.headers ?? {})) response.setHeader(name, value);
  answer(response, refusal.status, status(3, refusal.message));
}

function answer(response: ServerResponse, code: number, body: object): void {
  const text = JSON.stringify(body);
  response.writeHead(code, { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(text) }).end(text);
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject).listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });
}
