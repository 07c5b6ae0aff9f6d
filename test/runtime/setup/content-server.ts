/** An HTTP server that hands out bytes as RFC 9110 describes it (ETag, Range, If-Range, If-None-Match), until a test tells it otherwise. */
import { createHash } from "node:crypto";
import { once } from "node:events";
import http from "node:http";
import type { AddressInfo } from "node:net";

export interface ContentServer {
  readonly url: string;
  readonly requests: { readonly path: string; readonly headers: http.IncomingHttpHeaders; status?: number }[];
  /** What is handed out from now on. */
  bytes: Buffer;
  /** Sent with 200 and 206; undefined sends none. */
  etag: string | undefined;
  headers: http.OutgoingHttpHeaders;
  /** Says no length. */
  chunked: boolean;
  /** Looked at first: true when it has answered. */
  intercept: (request: http.IncomingMessage, response: http.ServerResponse, n: number) => boolean;
  /** Cuts the connection after so many bytes of a body; undefined does not. */
  cutAfter: number | undefined;
  /** Stands still instead of cutting. */
  stall: boolean;
  close(): void;
}

export async function startContentServer(bytes: Buffer): Promise<ContentServer> {
  const requests: ContentServer["requests"] = [];
  const server = http.createServer((request, response) => {
    const seen: (typeof requests)[number] = { path: request.url ?? "", headers: request.headers };
    requests.push(seen);
    response.once("finish", () => {
      seen.status = response.statusCode;
    });
    if (self.intercept(request, response, requests.length)) return;
    const { etag, bytes: content } = self;
    const common = { "Accept-Ranges": "bytes", ...(etag && { ETag: etag }), ...self.headers };
    if (etag && request.headers["if-none-match"] === etag) return void response.writeHead(304, common).end();
    const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? 0);
    const condition = request.headers["if-range"];
    const ranged = start > 0 && (condition === undefined || condition === etag || condition === self.headers["Last-Modified"]);
    if (ranged && start >= content.length) return void response.writeHead(416, { "Content-Range": `bytes */${content.length}` }).end();
    const body = ranged ? content.subarray(start) : content;
    const range = ranged ? { "Content-Range": `bytes ${start}-${content.length - 1}/${content.length}` } : {};
    const length = self.chunked ? {} : { "Content-Length": body.length };
    response.writeHead(ranged ? 206 : 200, { ...length, ...common, ...range });
    if (self.cutAfter === undefined || self.cutAfter >= body.length) return void response.end(body);
    response.write(body.subarray(0, self.cutAfter), () => {
      if (!self.stall) response.socket?.end();
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const self: ContentServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    bytes,
    etag: `"${createHash("sha256").update(bytes).digest("hex").slice(0, 8)}"`,
    headers: {},
    chunked: false,
    intercept: () => false,
    cutAfter: undefined,
    stall: false,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
  return self;
}

export const sha256 = (bytes: Buffer | string) => createHash("sha256").update(bytes).digest("hex");
