// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { isIP, type Socket } from "node:net";
import { connect as startTls } from "node:tls";
import { dial } from "../service/dial.ts";

/**
 * A connection to an http or https URL's server, to be handed to `http.request` as `createConnection`. TLS is begun, not finished: its
 * errors come out of the request. Certificates must be valid; NODE_EXTRA_CA_CERTS names a file of private authorities.
 */
export async function connectTo(url: URL, signal: AbortSignal): Promise<Socket> {
  const secure = url.protocol === "https:";
  const host = url.hostname.replace(/^\[(.*)\]$/, "$1");
  const socket = await dial(host, Number(url.port) || (secure ? 443 : 80), signal);
  return secure ? startTls({ socket, ...(isIP(host) === 0 && { servername: host }), ALPNProtocols: ["http/1.1"] }) : socket;
}
