// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { createHash, randomBytes } from "node:crypto";
import { deadline } from "../../service/deadline.ts";
import { ByteWriter } from "./byte-writer.ts";
import type { Connection } from "./connection.ts";
import { packArray, packBinary, packText } from "./msgpack.ts";
import { type Unpacked, unpack } from "./msgpack-reader.ts";

/** Answers are a few dozen bytes: who sends more speaks another protocol. */
const maxAnswerBytes = 65_536;

export interface Secrets {
  readonly sharedKey: string;
  readonly user: string;
  readonly password: string;
}

/** A connection to a server of the Forward protocol, and what the server answers on it. */
export class ForwardSession {
  readonly connection: Connection;
  #unread = Buffer.alloc(0);
  #wake: () => void = () => undefined;

  constructor(connection: Connection) {
    this.connection = connection;
    connection.onLost = () => this.#wake();
    connection.onData = (bytes) => {
      this.#unread = Buffer.concat([this.#unread, bytes]);
      if (this.#unread.length > maxAnswerBytes) connection.destroy("the other end speaks another protocol");
      this.#wake();
    };
  }

  /**
   * Who both are, by a key that they share, which itself is not sent:
   *
   *     server                                                   client
   *     ["HELO", {nonce, auth, keepalive}] ──────────────────────►
   *     ◄─── ["PING", hostname, salt, sha512(salt hostname nonce key), user, sha512(auth user password)]
   *     ["PONG", ok, reason, hostname, sha512(salt hostname nonce key)] ─►
   */
  async handshake(hostname: string, { sharedKey, user, password }: Secrets, timeoutMs: number, signal: AbortSignal): Promise<void> {
    const helo = await this.#answer(timeoutMs, "no HELO", signal);
    const options = Array.isArray(helo) && helo[0] === "HELO" ? helo[1] : undefined;
    if (!isMap(options)) throw new Error("the server asks for no shared key");
    const [nonce, auth] = [bytesOf(options["nonce"]), bytesOf(options["auth"])];
    const salt = randomBytes(16);
    const digest = (name: string) => sha512(salt, name, nonce, sharedKey);
    const out = new ByteWriter();
    packArray(out, 6);
    packText(out, "PING");
    packText(out, hostname);
    packBinary(out, salt);
    packText(out, digest(hostname));
    packText(out, auth.length > 0 ? user : "");
    packText(out, auth.length > 0 ? sha512(auth, user, password) : "");
    await this.connection.write(out.written, signal);
    const pong = await this.#answer(timeoutMs, "no PONG", signal);
    if (!Array.isArray(pong) || pong[0] !== "PONG") throw new Error("no PONG, but another answer");
    const [, ok, reason, name, proof] = pong;
    if (ok !== true) throw new Error(`the server refuses: ${String(reason)}`);
    if (proof !== digest(String(name))) throw new Error("the server does not know the shared key");
  }

  /** Resolves when the server has said that it stored the chunk. Any other answer, or none, makes the connection useless. */
  async acknowledged(chunk: string, timeoutMs: number, signal: AbortSignal): Promise<void> {
    const answer = await this.#answer(timeoutMs, "no ack", signal);
    if (isMap(answer) && answer["ack"] === chunk) return;
    if (Array.isArray(answer) && answer[0] === "HELO") throw new Error("the server asks for a shared key: set SINK_SHARED_KEY_FILE");
    throw new Error("an answer that is not the ack of what was sent");
  }

  async #answer(timeoutMs: number, missing: string, signal: AbortSignal): Promise<Unpacked> {
    const { signal: late, clear } = deadline(timeoutMs);
    try {
      return await this.#answerBefore(late, `${missing} within ${timeoutMs} ms`, signal);
    } finally {
      clear();
    }
  }

  async #answerBefore(late: AbortSignal, missing: string, signal: AbortSignal): Promise<Unpacked> {
    for (;;) {
      const found = unpack(this.#unread);
      if (found) {
        this.#unread = this.#unread.subarray(found.next);
        return found.value;
      }
      if (this.connection.lost !== undefined) throw new Error(this.connection.lost);
      if (signal.aborted) throw new Error("given up");
      if (late.aborted) throw new NoAnswer(missing);
      await new Promise<void>((resolve) => {
        const wake = () => {
          late.removeEventListener("abort", wake);
          signal.removeEventListener("abort", wake);
          resolve();
        };
        this.#wake = wake;
        late.addEventListener("abort", wake);
        signal.addEventListener("abort", wake);
      });
    }
  }
}

/** The connection stands, but what was asked is not answered. */
export class NoAnswer extends Error {}

function isMap(value: Unpacked | undefined): value is { [key: string]: Unpacked } {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !Buffer.isBuffer(value);
}

function bytesOf(value: Unpacked | undefined): Buffer {
  if (Buffer.isBuffer(value)) return value;
  return Buffer.from(typeof value === "string" ? value : "");
}

function sha512(...parts: readonly (string | Buffer)[]): string {
  const hash = createHash("sha512");
  for (const part of parts) hash.update(part);
  return hash.digest("hex");
}
