import { createHash } from "node:crypto";
import type { Socket } from "node:net";
import { gunzipSync } from "node:zlib";
import { decode, decodeMulti, decodeMultiStream, ExtensionCodec, encode } from "@msgpack/msgpack";
import { StreamReceiver, type Tls } from "./stream-receiver.ts";

export interface Entry {
  readonly seconds: number;
  readonly nanoseconds: number;
  readonly record: Readonly<Record<string, unknown>>;
}

export interface Chunk {
  readonly tag: string;
  readonly id: string;
  readonly compressed: boolean;
  readonly entries: readonly Entry[];
}

/** What to do with a chunk that is right: `ack` it, leave it unanswered, answer for another one, or cut the connection. */
export type Reaction = "ack" | "silent" | "wrong" | "reset" | "garbage" | { readonly ackAfterMs: number };

export interface Secured {
  readonly sharedKey: string;
  readonly users?: Readonly<Record<string, string>>;
  /** The key it proves to know itself, where that is another one. */
  readonly knows?: string;
}

const extensionCodec = new ExtensionCodec();
extensionCodec.register({
  type: 0,
  encode: () => null,
  decode: (data) => {
    if (data.length !== 8) throw new Error(`EventTime of ${data.length} bytes`);
    const view = new DataView(data.buffer, data.byteOffset, 8);
    return { seconds: view.getUint32(0), nanoseconds: view.getUint32(4) };
  },
});

/** A server of the Forward protocol as strict as in_forward is, and stricter: what it does not understand is in `complaints`. */
export class Fluentd {
  readonly chunks: Chunk[] = [];
  readonly complaints: string[] = [];
  receiver!: StreamReceiver;
  readonly #react: (chunk: Chunk, number: number) => Reaction;
  readonly #secured: Secured | undefined;

  private constructor(react: (chunk: Chunk, number: number) => Reaction, secured: Secured | undefined) {
    this.#react = react;
    this.#secured = secured;
  }

  static async start(
    react: (chunk: Chunk, number: number) => Reaction = () => "ack",
    { secured, tls }: { secured?: Secured; tls?: Tls } = {},
  ): Promise<Fluentd> {
    const fluentd = new Fluentd(react, secured);
    fluentd.receiver = await StreamReceiver.start((socket) => {
      fluentd.#serve(socket).catch((error: unknown) => {
        if (socket.errored === null && !/premature|aborted/i.test(String(error))) fluentd.complaints.push(String(error));
        socket.destroy();
      });
    }, tls);
    return fluentd;
  }

  get url(): string {
    return this.receiver.url;
  }

  logs(key = "log"): unknown[] {
    return this.chunks.flatMap(({ entries }) => entries.map(({ record }) => record[key]));
  }

  async #serve(socket: Socket): Promise<void> {
    const messages = decodeMultiStream(socket, { extensionCodec })[Symbol.asyncIterator]();
    if (this.#secured && !(await this.#greet(socket, messages, this.#secured))) return;
    for (;;) {
      const { value, done } = await messages.next();
      if (done) return;
      const chunk = parseChunk(value);
      this.chunks.push(chunk);
      this.#answer(socket, chunk, this.#react(chunk, this.chunks.length));
    }
  }

  #answer(socket: Socket, { id }: Chunk, reaction: Reaction): void {
    if (typeof reaction === "object") setTimeout(() => socket.write(encode({ ack: id })), reaction.ackAfterMs);
    else if (reaction === "ack") socket.write(encode({ ack: id }));
    else if (reaction === "wrong") socket.write(encode({ ack: Buffer.alloc(16).toString("base64") }));
    else if (reaction === "reset") socket.resetAndDestroy();
    else if (reaction === "garbage") socket.write("HTTP/1.1 400 Bad Request\r\n\r\n");
  }

  async #greet(socket: Socket, messages: AsyncIterator<unknown>, { sharedKey, users, knows = sharedKey }: Secured): Promise<boolean> {
    const [nonce, auth] = [Buffer.from("0123456789abcdef"), users ? Buffer.from("fedcba9876543210") : Buffer.alloc(0)];
    socket.write(encode(["HELO", { nonce, auth, keepalive: true }]));
    const ping = (await messages.next()).value;
    if (!Array.isArray(ping) || ping.length !== 6 || ping[0] !== "PING") throw new Error("no PING");
    const [, hostname, salt, digest, user, password] = ping;
    const problem =
      digest !== sha512(salt, hostname, nonce, sharedKey)
        ? "shared_key mismatch"
        : users && password !== sha512(auth, user, users[user] ?? "")
          ? "username/password mismatch"
          : "";
    socket.write(encode(["PONG", problem === "", problem, "server", sha512(salt, "server", nonce, knows)]));
    if (problem !== "") socket.end();
    return problem === "";
  }
}

function parseChunk(message: unknown): Chunk {
  if (!Array.isArray(message) || message.length !== 3) throw new Error("no array of tag, entries and options");
  const [tag, packed, options] = message;
  if (typeof tag !== "string" || tag === "") throw new Error("no tag");
  if (!(packed instanceof Uint8Array)) throw new Error("entries that are not packed");
  const { size, chunk, compressed, ...unknown } = options;
  if (Object.keys(unknown).length > 0) throw new Error(`unknown options ${Object.keys(unknown)}`);
  if (typeof chunk !== "string" || Buffer.from(chunk, "base64").length !== 16) throw new Error("a chunk id that is not 16 bytes in base64");
  if (compressed !== undefined && compressed !== "gzip") throw new Error(`compressed: ${compressed}`);
  const bytes = compressed ? gunzipSync(packed) : packed;
  const entries = [...decodeMulti(bytes, { extensionCodec })].map(parseEntry);
  if (entries.length !== size) throw new Error(`size ${size} of ${entries.length} entries`);
  return { tag, id: chunk, compressed: compressed === "gzip", entries };
}

function parseEntry(entry: unknown): Entry {
  if (!Array.isArray(entry) || entry.length !== 2) throw new Error("an entry that is no pair");
  const [time, record] = entry;
  if (typeof time?.seconds !== "number") throw new Error("a time that is no EventTime");
  if (typeof record !== "object" || record === null || Array.isArray(record)) throw new Error("a record that is no map");
  return { ...time, record };
}

function sha512(...parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash("sha512");
  for (const part of parts) hash.update(part);
  return hash.digest("hex");
}

export const unpackWith = (bytes: Uint8Array): unknown => decode(bytes, { extensionCodec });
