// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { request } from "node:http";
import { describe } from "../../service/dial.ts";
import { connectTo } from "../connect.ts";
import type { StatusRule } from "./status.ts";

/**
 * One GET. Up when the status is one of the expected; the body is not read. A redirect is not followed: it is an answer like any other, so
 * that "up" never means some other server. `credentials` are sent as basic authentication. Resolves to true or the reason why not;
 * rejects with a network error.
 */
export async function probeHttp(
  { url, credentials }: { readonly url: URL; readonly credentials: string | undefined },
  expected: { readonly text: string; readonly rule: StatusRule },
  signal: AbortSignal,
): Promise<true | string> {
  const socket = await connectTo(url, signal);
  try {
    return await new Promise((resolve, reject) => {
      const call = request({
        createConnection: () => socket,
        path: `${url.pathname}${url.search}`,
        headers: { Host: url.host, Accept: "*/*", "User-Agent": "wait", Connection: "close" },
        signal,
        ...(credentials && { auth: credentials }),
      });
      call.once("error", (error) => reject(signal.aborted ? signal.reason : new Error(describe(error), { cause: error })));
      call.once("response", (response) => {
        const status = response.statusCode ?? 0;
        response.on("error", () => {}).destroy();
        resolve(expected.rule(status) ? true : `answered ${status}, expected ${expected.text}`);
      });
      call.end();
    });
  } finally {
    socket.destroy();
  }
}
