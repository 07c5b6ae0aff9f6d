// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { reasonOf } from "../../service/log.ts";
import { bytes, choice, duration, type GivenOf, optional, string, type ValuesOf } from "../../service/settings.ts";
import type { Batch } from "../batch.ts";
import { ByteWriter } from "./byte-writer.ts";
import { Connector, streamProblems, streamSettings } from "./connector.ts";
import { forwardEncoder } from "./forward-encoder.ts";
import { ForwardSession, NoAnswer, type Secrets } from "./forward-session.ts";
import { packArray, packBinary, packInteger, packMap, packText } from "./msgpack.ts";
import { type ConfiguredSink, defineSink, type Outcome, type Sink, type SinkContext, type SinkDefinition } from "./sink.ts";
import { readableFile } from "./watched-files.ts";

const compress = promisify(gzip);
/** A chunk that was not acknowledged so often may be too large for the server, which drops such ones without a word. */
const unacknowledgedBeforeSplit = 3;

export const forwardSettings = {
  ...streamSettings("tcp://localhost:24224"),
  tag: optional(string({ env: "SINK_TAG", about: "tag of every record; not set: service.name" })),
  messageKey: string({ env: "SINK_MESSAGE_KEY", about: "name of the field that holds the line", default: "log" }),
  compression: choice({ env: "SINK_COMPRESSION", about: "of chunks", of: ["none", "gzip"], default: "none" }),
  ackTimeoutMs: duration({ env: "SINK_ACK_TIMEOUT", about: "longest wait for the server's ack of a chunk", min: 1, default: 60_000 }),
  maxChunkBytes: bytes({
    env: "SINK_MAX_CHUNK_BYTES",
    about: "a larger chunk, before compression, is sent in parts; a server's chunk_size_limit must not be less",
    min: 1024,
    default: 8 * 2 ** 20,
  }),
  sharedKeyFile: readableFile({ env: "SINK_SHARED_KEY_FILE", about: "file with the key that the server's shared_key is compared with" }),
  user: optional(string({ env: "SINK_USER", about: "user, for a server with user_auth" })),
  passwordFile: readableFile({ env: "SINK_PASSWORD_FILE", about: "file with the password of SINK_USER" }),
} as const;

type Values = ValuesOf<typeof forwardSettings>;

/**
 * The Forward protocol, version 1, of Fluentd and Fluent Bit: PackedForward chunks, each acknowledged by the server before it counts as
 * delivered. https://github.com/fluent/fluentd/wiki/Forward-Protocol-Specification-v1
 */
export function forward(options: GivenOf<typeof forwardSettings> = {}): SinkDefinition {
  return defineSink("forward", forwardSettings, options, configure);
}

function configure(values: Values): ConfiguredSink {
  return {
    // As long as the other end takes a byte now and then; the wait for the ack has a bound of its own.
    timeoutMs: Number.POSITIVE_INFINITY,
    problems: [...streamProblems(values), ...secretProblems(values)],
    open: (context) => new ForwardSink(values, context),
  };
}

class ForwardSink implements Sink {
  readonly name = "forward";
  readonly #values: Values;
  readonly #tag: string;
  readonly #hostname: string;
  readonly #connector: Connector;
  readonly #encode: (batch: Batch, out: ByteWriter) => void;
  readonly #entries = new ByteWriter();
  readonly #chunk = new ByteWriter();
  #session: ForwardSession | undefined;
  #unacknowledged = { id: "", times: 0 };

  constructor(values: Values, { agent, resource, normaliser, log }: SinkContext) {
    this.#values = values;
    this.#tag = values.tag ?? String(resource["service.name"] ?? agent);
    this.#hostname = String(resource["host.name"] ?? agent);
    this.#connector = new Connector(values, log);
    this.#encode = forwardEncoder(resource, values.messageKey, normaliser);
  }

  async send(batch: Batch, signal: AbortSignal): Promise<Outcome> {
    const { maxChunkBytes, ackTimeoutMs } = this.#values;
    this.#entries.reset();
    this.#encode(batch, this.#entries);
    if (this.#entries.length > maxChunkBytes && batch.length > 1)
      return { kind: "split", reason: `a chunk of ${this.#entries.length} bytes` };
    // The same for the same records, as Fluentd's own are when it sends a chunk again.
    const id = createHash("sha256").update(batch.id).digest().subarray(0, 16).toString("base64");
    try {
      await this.#pack(batch, id);
      const session = await this.#open(signal);
      await session.connection.write(this.#chunk.written, signal);
      await session.acknowledged(id, ackTimeoutMs, signal);
      return { kind: "delivered" };
    } catch (error) {
      // An ack that comes later would be taken for that of another chunk.
      this.#session?.connection.destroy("given up");
      this.#session = undefined;
      return this.#failed(batch, id, error);
    }
  }

  async probe(signal: AbortSignal): Promise<boolean> {
    try {
      await this.#open(signal);
      return true;
    } catch {
      return false;
    }
  }

  async close(): Promise<void> {
    await this.#session?.connection.end();
  }

  #failed(batch: Batch, id: string, error: unknown): Outcome {
    const reason = reasonOf(error);
    if (!(error instanceof NoAnswer)) return { kind: "retry", reason };
    this.#unacknowledged = { id, times: this.#unacknowledged.id === id ? this.#unacknowledged.times + 1 : 1 };
    const perhapsTooLarge = this.#unacknowledged.times >= unacknowledgedBeforeSplit && batch.length > 1;
    return { kind: perhapsTooLarge ? "split" : "retry", reason };
  }

  async #open(signal: AbortSignal): Promise<ForwardSession> {
    const { connection } = this.#session ?? {};
    if (this.#session && connection?.lost === undefined && connection?.version === this.#connector.version) return this.#session;
    void connection?.end();
    this.#session = undefined;
    const session = new ForwardSession(await this.#connector.connect(signal));
    const secrets = secretsOf(this.#values);
    try {
      if (secrets) await session.handshake(this.#hostname, secrets, this.#values.timeoutMs, signal);
    } catch (error) {
      session.connection.destroy("given up");
      throw new Error(`handshake: ${reasonOf(error)}`);
    }
    this.#session = session;
    return session;
  }

  /** `[tag, entries, {size, chunk, compressed}]` */
  async #pack(batch: Batch, id: string): Promise<void> {
    const zipped = this.#values.compression === "gzip";
    const entries = zipped ? await compress(this.#entries.written) : this.#entries.written;
    const out = this.#chunk;
    out.reset();
    packArray(out, 3);
    packText(out, this.#tag);
    packBinary(out, entries);
    packMap(out, zipped ? 3 : 2);
    packText(out, "size");
    packInteger(out, batch.count);
    packText(out, "chunk");
    packText(out, id);
    if (!zipped) return;
    packText(out, "compressed");
    packText(out, "gzip");
  }
}

/** Read for every connection: the files may have been replaced. */
function secretsOf({ sharedKeyFile, user, passwordFile }: Values): Secrets | undefined {
  if (sharedKeyFile === undefined) return undefined;
  return { sharedKey: lineOf(sharedKeyFile), user: user ?? "", password: passwordFile === undefined ? "" : lineOf(passwordFile) };
}

function secretProblems({ sharedKeyFile, user, passwordFile }: Values): string[] {
  if ((user === undefined) !== (passwordFile === undefined)) return ["SINK_USER and SINK_PASSWORD_FILE: one needs the other"];
  if (user !== undefined && sharedKeyFile === undefined) return ["SINK_USER needs SINK_SHARED_KEY_FILE: a server asks for both"];
  return [];
}

/** Editors and `echo` end a file with a line end that is no part of the secret. */
function lineOf(path: string): string {
  return readFileSync(path, "utf8").replace(/\r?\n$/, "");
}
