// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { type IncomingMessage, request } from "node:http";
import type { Socket } from "node:net";
import { formatDuration } from "../service/units.ts";
import { connectTo } from "./connect.ts";
import { withoutSecrets } from "./target.ts";

/** Not worth another attempt: the same will be the answer. */
export class RefusedError extends Error {
  override readonly name = "RefusedError";
}

export interface GetOptions {
  /** The `Authorization` header. Sent to the first URL's origin alone, wherever redirects lead. */
  readonly authorization: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  /** The connection is given up when nothing comes for this long. */
  readonly stallMs: number;
}

const mostRedirects = 5;

/**
 * One GET, redirects followed, with the response's body still to be read; whoever does not must destroy it. Rejects with a network error, or
 * with a RefusedError for too many redirects and for one that leaves https.
 */
export async function get(url: URL, options: GetOptions): Promise<IncomingMessage> {
  let at = url;
  for (let redirects = 0; ; redirects += 1) {
    const response = await getOnce(at, { ...options, authorization: at.origin === url.origin ? options.authorization : undefined });
    const { location } = response.headers;
    if (![301, 302, 303, 307, 308].includes(response.statusCode ?? 0) || location === undefined) return response;
    response.destroy();
    if (redirects === mostRedirects)
      throw new RefusedError(`more than ${mostRedirects} redirects, the last to ${withoutSecrets(location)}`);
    if (!URL.canParse(location, at.href)) throw new RefusedError(`redirected to "${withoutSecrets(location)}", which is no URL`);
    const next = new URL(location, at);
    if (next.protocol !== "https:" && next.protocol !== at.protocol)
      throw new RefusedError(`redirected from ${at.protocol}// to ${next.protocol}//, which is not followed`);
    at = next;
  }
}

async function getOnce(url: URL, { authorization, headers, stallMs }: GetOptions): Promise<IncomingMessage> {
  const stalled = new Error(`nothing came for ${formatDuration(stallMs)}`);
  const connecting = new AbortController();
  const timer = setTimeout(() => connecting.abort(stalled), stallMs);
  let socket: Socket;
  try {
    socket = await connectTo(url, connecting.signal);
  } finally {
    clearTimeout(timer);
  }
  return new Promise((resolve, reject) => {
    const call = request({
      createConnection: () => socket,
      path: `${url.pathname}${url.search}`,
      headers: {
        Host: url.host,
        "User-Agent": "fetch",
        Accept: "*/*",
        // As it is: an encoding on top would make hashes and ranges ambiguous.
        "Accept-Encoding": "identity",
        Connection: "close",
        ...(authorization !== undefined && { Authorization: authorization }),
        ...headers,
      },
    });
    call.once("error", reject);
    // Whoever waits is told the reason: once there is a response, a socket's error only shows there as "aborted".
    let stalling: { destroy(error: Error): unknown } = call;
    call.once("response", (response) => {
      stalling = response;
      resolve(response);
    });
    socket.setTimeout(stallMs, () => stalling.destroy(stalled));
    call.end();
  });
}
