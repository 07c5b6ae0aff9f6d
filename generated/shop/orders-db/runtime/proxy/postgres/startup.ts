// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { randomInt } from "node:crypto";
import type { Socket } from "node:net";
import { type BackendKey, type ErrorFields, errorResponse, int32, message, protocol3, requests, text } from "./messages.ts";

/** What a client opens a connection with. Parameter values are the bytes that came, as latin1. */
export type Opening =
  | { readonly kind: "session"; readonly parameters: ReadonlyMap<string, string>; readonly answer: Buffer; readonly rest: Buffer }
  | ({ readonly kind: "cancel" } & BackendKey);

/** As PostgreSQL's MAX_STARTUP_PACKET_LENGTH. */
const longest = 10_000;
const tlsHandshake = 0x16;
/** Alert, TLS 1.0 record, fatal, handshake_failure: what a client that begins with TLS understands. RFC 8446, section 6. */
const tlsAlert = Buffer.from([0x15, 3, 1, 0, 2, 2, 40]);

/** A client that is shown out: `reply` is written before the connection ends. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly reply: Buffer;
  constructor(words: string, reply: Buffer) {
    super(words);
    this.reply = reply;
  }
}

export function refuse(fields: ErrorFields): Refusal {
  return new Refusal(fields.message, errorResponse(fields));
}

/**
 * Reads until the client has said what it wants; undefined when it closed without a word, as a port check does. The socket is paused
 * afterwards. SSLRequest and GSSENCRequest are answered with `N`: both ends are in the same pod. What a client sent behind such a
 * request, before the answer, could be injected by somebody on the way, so it is refused (CVE-2021-23214, CVE-2021-23222).
 */
export async function readOpening(socket: Socket, timeoutMs: number): Promise<Opening | undefined> {
  const asked = new Set<number>();
  let bytes: Buffer = Buffer.alloc(0);
  for (;;) {
    const packet = await readPacket(socket, bytes, timeoutMs);
    if (packet === undefined) return undefined;
    const { body, rest } = packet;
    const code = body.readInt32BE(0);
    if (code === requests.ssl || code === requests.gssEncryption) {
      if (rest.length > 0) throw refuse({ code: "08P01", message: "received unencrypted data after an encryption request" });
      if (asked.has(code)) throw refuse({ code: "08P01", message: "encryption was asked for twice" });
      asked.add(code);
      socket.write("N");
      bytes = rest;
      continue;
    }
    if (code === requests.cancel) return { kind: "cancel", pid: body.length >= 8 ? body.readInt32BE(4) : 0, secret: body.subarray(8) };
    return readStartup(body, rest);
  }
}

async function readPacket(socket: Socket, before: Buffer, timeoutMs: number): Promise<{ body: Buffer; rest: Buffer } | undefined> {
  let bytes = before;
  return new Promise((resolve, reject) => {
    const settle = (act: () => void) => {
      clearTimeout(timer);
      socket.pause().off("data", onData).off("close", onClose).off("end", onClose);
      act();
    };
    const onClose = () => settle(() => resolve(undefined));
    const onData = (chunk: Buffer) => {
      bytes = bytes.length === 0 ? chunk : Buffer.concat([bytes, chunk]);
      const wrong = refusalOf(bytes);
      if (wrong) return settle(() => reject(wrong));
      const length = bytes.length >= 4 ? bytes.readInt32BE(0) : Number.POSITIVE_INFINITY;
      if (bytes.length >= length) settle(() => resolve({ body: bytes.subarray(4, length), rest: bytes.subarray(length) }));
    };
    const timer = setTimeout(() => {
      settle(() => reject(refuse({ code: "08P01", message: `no start-up message within ${timeoutMs} ms` })));
    }, timeoutMs);
    socket.on("data", onData).once("close", onClose).once("end", onClose).resume();
  });
}

function refusalOf(bytes: Buffer): Refusal | undefined {
  if (bytes[0] === tlsHandshake)
    return new Refusal("the client began with TLS (sslnegotiation=direct); there is none on localhost", tlsAlert);
  if (bytes.length < 4) return undefined;
  const length = bytes.readInt32BE(0);
  if (length >= 8 && length <= longest) return undefined;
  return refuse({
    code: "08P01",
    message: "this is not a start-up message of PostgreSQL's protocol",
    hint: "a PostgreSQL client is expected on this port",
  });
}

function readStartup(body: Buffer, rest: Buffer): Opening {
  const version = body.readInt32BE(0);
  if (version >> 16 !== 3) {
    throw refuse({ code: "0A000", message: `unsupported frontend protocol ${version >>> 16}.${version & 0xffff}: server supports 3.0` });
  }
  const words = body.toString("latin1", 4).split("\0");
  const parameters = new Map<string, string>();
  for (let index = 0; index + 1 < words.length && words[index]; index += 2) parameters.set(words[index] ?? "", words[index + 1] ?? "");
  if (!parameters.get("user")) throw refuse({ code: "28000", message: "no PostgreSQL user name specified in startup packet" });
  const options = [...parameters.keys()].filter((name) => name.startsWith("_pq_."));
  for (const name of options) parameters.delete(name);
  const answer = version === protocol3 && options.length === 0 ? Buffer.alloc(0) : negotiate(options);
  return { kind: "session", parameters, answer, rest };
}

/** NegotiateProtocolVersion: 3.0 it is, and these options are not known here. */
function negotiate(options: readonly string[]): Buffer {
  return message("v", int32(protocol3), int32(options.length), ...options.map((name) => text(name, "latin1")));
}

/** The key that a client may cancel with; the server's own stays on this side. `isTaken`: process ids of other clients. */
export function newKey(isTaken: (pid: number) => boolean, random: () => Buffer): BackendKey {
  let pid = randomInt(1, 2 ** 31 - 1);
  while (isTaken(pid)) pid = randomInt(1, 2 ** 31 - 1);
  return { pid, secret: random() };
}
