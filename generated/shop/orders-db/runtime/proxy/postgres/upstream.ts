// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { readFileSync } from "node:fs";
import { isIP, type Socket } from "node:net";
import { type ConnectionOptions, connect as startTls } from "node:tls";
import { describe, dial } from "../../service/dial.ts";
import { NotYet } from "../queue.ts";
import type { Route } from "../route.ts";
import { sslRequest } from "./messages.ts";

/**
 * A connection to a route's server, with TLS as its sslmode asks for; nothing of PostgreSQL's protocol is said yet but SSLRequest.
 * `address`: where one was connected already, for a cancel request that has to reach the very same server.
 */
export async function openUpstream(route: Route, signal: AbortSignal, address?: { host: string; port: number }): Promise<Socket> {
  const { host, port } = address ?? route;
  const socket = await dial(host, port, signal).catch((error: unknown) => {
    throw signal.aborted ? signal.reason : new NotYet(describe(error), { cause: error });
  });
  const abort = () => socket.destroy();
  signal.addEventListener("abort", abort, { once: true });
  try {
    if (route.tls === "disable") return socket;
    const answer = await firstByte(socket);
    if (answer === "S") return await withTls(socket, route);
    if (answer !== "N") throw new NotYet("does not speak PostgreSQL's protocol");
    if (route.tls !== "prefer") throw new Error(`the server has no TLS, and sslmode is ${route.tls}`);
    return socket;
  } catch (error) {
    socket.on("error", () => {}).destroy();
    throw signal.aborted ? signal.reason : error;
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

/** The answer to an SSLRequest: one byte, and nothing behind it, since what is not encrypted cannot be trusted from then on. */
async function firstByte(socket: Socket): Promise<string> {
  const bytes = await new Promise<Buffer>((resolve, reject) => {
    const settle = (act: () => void) => {
      socket.pause().off("data", onData).off("error", onEnd).off("close", onEnd);
      act();
    };
    const onData = (chunk: Buffer) => settle(() => resolve(chunk));
    const onEnd = (error?: unknown) =>
      settle(() => reject(new NotYet(error instanceof Error ? describe(error) : "closed the connection without an answer")));
    socket
      .once("data", onData)
      .once("error", onEnd)
      .once("close", () => onEnd());
    socket.write(sslRequest());
  });
  if (bytes.length > 1 && bytes[0] === 0x53) throw new Error("the server sent data in the clear after it agreed on TLS");
  return bytes.toString("latin1", 0, 1);
}

async function withTls(socket: Socket, route: Route): Promise<Socket> {
  const secure = startTls({ socket, ...tlsOptions(route) });
  await new Promise<void>((resolve, reject) => {
    secure.once("secureConnect", resolve);
    secure.once("error", (error) => reject(new Error(`TLS: ${error.message}`, { cause: error })));
    secure.once("close", () => reject(new NotYet("the server closed the connection during the TLS handshake")));
  });
  secure.removeAllListeners("error").removeAllListeners("close");
  return secure;
}

/** As libpq's sslmode: only verify-ca and verify-full look at the certificate, only verify-full at the name in it. */
function tlsOptions({ tls, host, rootCertificate }: Route): ConnectionOptions {
  const verifies = tls === "verify-ca" || tls === "verify-full";
  return {
    rejectUnauthorized: verifies,
    ...(verifies && rootCertificate !== undefined && { ca: readFileSync(rootCertificate) }),
    ...(tls !== "verify-full" && { checkServerIdentity: () => undefined }),
    ...(isIP(host) === 0 ? { servername: host } : { host }),
    ALPNProtocols: ["postgresql"],
  };
}
