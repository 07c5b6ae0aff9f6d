// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { createHash, timingSafeEqual } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { reasonOf } from "../service/log.ts";
import type { Ambassador } from "./ambassador.ts";

/** An answer: the HTTP status and a JSON body. */
type Answer = readonly [status: number, body: unknown];
type Verb = (ambassador: Ambassador, body: Readonly<Record<string, unknown>>) => Promise<Answer> | Answer;

/** Everything that can be asked for, by method and path. */
export const verbs: Readonly<Record<string, Verb>> = {
  "GET /status": (ambassador) => [200, ambassador.status()],
  "POST /switch": async (ambassador, { route, force = false }) => {
    if (typeof route !== "string" || typeof force !== "boolean")
      return [400, { error: 'expected {"route": "name"}, or with "force": true' }];
    const switched = await ambassador.switch(route, { force });
    if (!("tried" in switched)) return [200, switched];
    const { tried, code, reason } = switched;
    // 409: there is no such route. 503: there is, and its server does not let anybody in.
    return tried ? [503, { error: reason, code, route: ambassador.route.name }] : [409, { error: reason }];
  },
};

const longestBody = 64 * 1024;

export interface AdminOptions {
  readonly port: number;
  readonly ambassador: Ambassador;
  /** undefined: nobody may. Read anew for each request where it is in a file. */
  readonly token: () => Promise<string | undefined>;
}

export interface Admin {
  readonly port: number;
  close(): void;
}

/** Where a token is: in the environment, or in a file, which goes first. */
export function tokenFrom(token: string | undefined, file: string | undefined): () => Promise<string | undefined> {
  return async () => (file === undefined ? token : (await readFile(file, "utf8")).trim() || undefined);
}

/** Status and switch for who has the token, as JSON over HTTP on 127.0.0.1. Rejects when the port is taken. */
export async function startAdmin({ port, ambassador, token }: AdminOptions): Promise<Admin> {
  const server = createServer(async (request, response) => {
    const [status, body] = await answer(request, ambassador, token).catch((error: unknown): Answer => [500, { error: reasonOf(error) }]);
    response.writeHead(status, { "content-type": "application/json", ...(status === 401 && { "www-authenticate": "Bearer" }) });
    response.end(`${JSON.stringify(body)}\n`);
  });
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

async function answer(request: IncomingMessage, ambassador: Ambassador, token: AdminOptions["token"]): Promise<Answer> {
  const expected = await token();
  if (expected === undefined) return [403, { error: "there is no token (ADMIN_TOKEN), so nobody may do this" }];
  const given = /^Bearer (.+)$/i.exec(request.headers.authorization ?? "")?.[1] ?? "";
  if (!isSame(given, expected)) return [401, { error: "the token is wrong" }];
  const verb = verbs[`${request.method} ${request.url?.split("?", 1)[0]}`];
  if (!verb) return [404, { error: `there is ${Object.keys(verbs).join(", ")}` }];
  const body = request.method === "POST" ? await jsonBody(request) : {};
  return body ? verb(ambassador, body) : [400, { error: "expected a JSON object" }];
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
