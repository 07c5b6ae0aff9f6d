import { createHash, timingSafeEqual } from "node:crypto";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { reasonOf } from "./log.ts";
import { inContainer, optional, string, type ValuesOf } from "./settings.ts";

/** An answer: the HTTP status, and what becomes a JSON body, or an AsyncIterable of lines that are sent as they come. */
export type Answer = readonly [status: number, body: unknown];
/** `signal`: aborted when nobody listens any more. */
export type Verb = (body: Body, signal: AbortSignal) => Promise<Answer> | Answer;
/** Everything that can be asked for, by method and path: `{ "GET /status": … }`. */
export type Verbs = Readonly<Record<string, Verb>>;
/** What was sent, or for GET the query. */
export type Body = Readonly<Record<string, unknown>>;

/** Who may ask; `verbs` in words: `status and switch`. */
export function adminSettings(verbs: string) {
  return {
    adminToken: optional(string({ env: "ADMIN_TOKEN", about: `who knows it may use ${verbs}; not set: nobody may`, secret: true })),
    adminTokenFile: optional(inContainer(string({ env: "ADMIN_TOKEN_FILE", about: "a file with that token" }))),
  } as const;
}

/** undefined where no token is set: then nobody may ask. */
export function adminToken({ adminToken: token, adminTokenFile: file }: ValuesOf<ReturnType<typeof adminSettings>>): Token | undefined {
  if (token === undefined && file === undefined) return undefined;
  return async () => (file === undefined ? token : (await readFile(file, "utf8")).trim() || undefined);
}

/** Read anew for each request where it is in a file. undefined: nobody may. */
export type Token = () => Promise<string | undefined>;

const longestBody = 64 * 1024;
/** An empty line is sent when there was nothing else for so long: what is in between ends connections that seem to be idle. */
const aliveMs = 30_000;

export interface AdminOptions {
  readonly port: number;
  readonly verbs: Verbs;
  readonly token: Token;
  /** How long an answer of lines may be silent. */
  readonly aliveMs?: number;
}

export interface Admin {
  readonly port: number;
  close(): void;
}

/** Answers a companion's verbs to who has the token, as JSON. */
export function adminHandler({ verbs, token, aliveMs: silentMs = aliveMs }: Omit<AdminOptions, "port">) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const gone = new AbortController();
    response.on("close", () => gone.abort());
    const [status, body] = await answer(request, verbs, token, gone.signal).catch(
      (error: unknown): Answer => [500, { error: reasonOf(error) }],
    );
    if (isLines(body)) return sendLines(response, status, body, gone.signal, silentMs);
    response.writeHead(status, { "content-type": "application/json", ...(status === 401 && { "www-authenticate": "Bearer" }) });
    response.end(`${JSON.stringify(body)}\n`);
  };
}

/** The verbs over HTTP on 127.0.0.1. Rejects when the port is taken. */
export async function startAdmin({ port, ...asked }: AdminOptions): Promise<Admin> {
  const server = createServer(adminHandler(asked));
  server.requestTimeout = 10_000;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function answer(request: IncomingMessage, verbs: Verbs, token: AdminOptions["token"], gone: AbortSignal): Promise<Answer> {
  const expected = await token();
  if (expected === undefined) return [403, { error: "there is no token (ADMIN_TOKEN), so nobody may do this" }];
  const given = /^Bearer (.+)$/i.exec(request.headers.authorization ?? "")?.[1] ?? "";
  if (!isSame(given, expected)) return [401, { error: "the token is wrong" }];
  const [path, query] = (request.url ?? "").split("?", 2);
  const name = `${request.method} ${path}`;
  const verb = Object.hasOwn(verbs, name) ? verbs[name] : undefined;
  if (!verb) return [404, { error: `there is ${Object.keys(verbs).join(", ")}` }];
  const body = request.method === "POST" ? await jsonBody(request) : Object.fromEntries(new URLSearchParams(query));
  return body ? verb(body, gone) : [400, { error: "expected a JSON object" }];
}

function isLines(body: unknown): body is AsyncIterable<string> {
  return typeof body === "object" && body !== null && Symbol.asyncIterator in body;
}

async function sendLines(
  response: ServerResponse,
  status: number,
  lines: AsyncIterable<string>,
  gone: AbortSignal,
  silentMs: number,
): Promise<void> {
  response.writeHead(status, { "content-type": "application/x-ndjson" });
  response.flushHeaders();
  const alive = setInterval(() => {
    if (!response.writableNeedDrain) response.write("\n");
  }, silentMs);
  try {
    for await (const line of lines) {
      if (gone.aborted) return;
      alive.refresh();
      if (!response.write(`${line}\n`)) await once(response, "drain", { signal: gone }).catch(() => undefined);
    }
    response.end();
  } catch {
    // The one who asked is told by the answer's missing end.
    response.destroy();
  } finally {
    clearInterval(alive);
  }
}

/** In the same time whatever they differ in. */
function isSame(a: string, b: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}

async function jsonBody(request: IncomingMessage): Promise<Readonly<Record<string, unknown>> | undefined> {
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) {
    text += String(chunk);
    if (text.length > longestBody) return undefined;
  }
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
