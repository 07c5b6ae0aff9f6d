// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
/**
 * Asks a PostgreSQL server whether it takes connections, the way `pg_isready` does, up to the point where a password would be needed.
 *
 *   SSLRequest ──▶ S: TLS from here (the certificate is not checked: nothing secret is sent) / N: in the clear
 *   StartupMessage(user, database) ──▶ AuthenticationXxx            up
 *                                      ErrorResponse 57P03          not yet: starting up, shutting down or in recovery
 *                                      ErrorResponse, any other     up: a server that judges users and databases is running
 *
 * PostgreSQL documentation, "Message Flow: Start-up", "Message Formats" and Appendix A (57P03 is cannot_connect_now). The server is up
 * even when the user or the database does not exist: who needs that too has the check hook.
 */
import { once } from "node:events";
import { isIP, type Socket } from "node:net";
import { connect as startTls } from "node:tls";
import { describe, dial } from "../dial.ts";

export interface PostgresTarget {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly database: string;
}

const cannotConnectNow = "57P03";
const sslRequest = Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f]);
/** As libpq: a longer message at this stage is no protocol 3 message. */
const longestMessage = 30_000;

/** True, or the reason why not; rejects with a network error. */
export async function probePostgres(target: PostgresTarget, signal: AbortSignal): Promise<true | string> {
  const plain = await dial(target.host, target.port, signal);
  let socket = plain;
  const abort = () => socket.destroy(signal.reason);
  signal.addEventListener("abort", abort, { once: true });
  try {
    plain.write(sslRequest);
    const { read, release } = reader(plain);
    const answer = String.fromCharCode((await read(1)).readUInt8(0));
    if (answer === "E") return await readError(read);
    if (answer !== "S" && answer !== "N") return "does not speak PostgreSQL's protocol";
    if (answer === "S") {
      if (plain.readableLength > 0) return "sent data in the clear after it agreed on TLS";
      release();
      const name = isIP(target.host) === 0 ? { servername: target.host } : {};
      socket = startTls({ socket: plain, rejectUnauthorized: false, ...name });
      await once(socket, "secureConnect");
    }
    socket.write(startupMessage(target));
    return await readVerdict(socket, answer === "S" ? reader(socket).read : read);
  } catch (error) {
    throw signal.aborted ? signal.reason : new Error(describe(error), { cause: error });
  } finally {
    signal.removeEventListener("abort", abort);
    socket.on("error", () => {}).destroy();
    plain.on("error", () => {}).destroy();
  }
}

async function readVerdict(socket: Socket, read: Read): Promise<true | string> {
  for (;;) {
    const type = String.fromCharCode((await read(1)).readUInt8(0));
    if (type === "E") return readError(read);
    const length = (await read(4)).readInt32BE(0) - 4;
    if (length < 0 || length > longestMessage) return "does not speak PostgreSQL's protocol";
    const body = length > 0 ? await read(length) : Buffer.alloc(0);
    if (type === "R") {
      // AuthenticationOk: a session has begun, which wants to be ended. Other kinds ask for a password: the server just sees us go.
      if (length === 4 && body.readInt32BE(0) === 0) socket.write(Buffer.from([0x58, 0, 0, 0, 4]));
      return true;
    }
    // NoticeResponse and NegotiateProtocolVersion come before the verdict.
    if (type !== "N" && type !== "v") return "does not speak PostgreSQL's protocol";
  }
}

/** What follows the `E`: fields, each a letter and a text; `C` is the SQLSTATE, `M` the message. */
async function readError(read: Read): Promise<true | string> {
  const head = await read(4);
  const length = head.readInt32BE(0) - 4;
  // A server that cannot even start a process for the connection answers with a bare line of text.
  if (length < 1 || length > longestMessage) return `answered with an error before the protocol began: ${head.toString("latin1")}…`;
  const fields = new Map<string, string>();
  for (const field of (await read(length)).toString("utf8").split("\0")) fields.set(field.slice(0, 1), field.slice(1));
  return fields.get("C") === cannotConnectNow ? (fields.get("M") ?? "cannot connect now") : true;
}

function startupMessage({ user, database }: PostgresTarget): Buffer {
  const parameters = Buffer.from(`user\0${user}\0database\0${database}\0application_name\0wait\0\0`);
  const head = Buffer.alloc(8);
  head.writeInt32BE(8 + parameters.length, 0);
  head.writeInt32BE(196_608, 4);
  return Buffer.concat([head, parameters]);
}

type Read = (length: number) => Promise<Buffer>;

/** Reads exactly so many bytes at a time, leaving what comes after them in the socket, until `release`. */
function reader(socket: Socket): { read: Read; release: () => void } {
  let wake = () => {};
  const events = ["readable", "end", "error", "close"] as const;
  const listener = () => wake();
  for (const event of events) socket.on(event, listener);
  const read: Read = async (length) => {
    for (;;) {
      const bytes: unknown = socket.read(length);
      // At the end of the stream `read` hands out what is left, which may be less.
      if (Buffer.isBuffer(bytes) && bytes.length === length) return bytes;
      if (socket.errored) throw socket.errored;
      if (Buffer.isBuffer(bytes) || socket.readableEnded || socket.destroyed) throw new Error("closed the connection without an answer");
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  const release = () => {
    for (const event of events) socket.off(event, listener);
  };
  return { read, release };
}
