// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { constants, createWriteStream, fstatSync, openSync } from "node:fs";
import { Socket } from "node:net";
import type { Writable } from "node:stream";
import { isatty } from "node:tty";
import { codeOf, reasonOf } from "../../service/log.ts";
import { choice, type GivenOf } from "../../service/settings.ts";
import { ByteWriter } from "./byte-writer.ts";
import { encodeRaw, ndjsonEncoder } from "./ndjson.ts";
import { defineSink, type SinkDefinition } from "./sink.ts";

export const stdoutSettings = {
  format: choice({
    env: "SINK_FORMAT",
    about: "ndjson: an object per record; raw: the lines as they are",
    of: ["ndjson", "raw"],
    default: "ndjson",
  }),
} as const;

/** One for the process: an agent that goes on for another writes behind what that one wrote. */
let stream: Writable | undefined;

/**
 * Writes to standard output. A batch is acknowledged when the pipe has taken it: nobody says what its reader did with it. While the reader does
 * not read, or is gone, records are held.
 */
export function stdout(options: GivenOf<typeof stdoutSettings> = {}): SinkDefinition {
  return defineSink("stdout", stdoutSettings, options, ({ format }) => ({
    takesEcs: format === "ndjson",
    timeoutMs: Number.POSITIVE_INFINITY,
    open: ({ resource, normaliser }) => {
      const encode = format === "raw" ? encodeRaw : ndjsonEncoder(resource, normaliser);
      const out = new ByteWriter();
      return {
        name: "stdout",
        send: async (batch, signal) => {
          out.reset();
          encode(batch, out);
          try {
            if (!stream || stream.destroyed) stream = openStdout();
            await write(stream, out.written, signal);
            return { kind: "delivered" };
          } catch (error) {
            return { kind: "retry", reason: reasonOf(error) };
          }
        },
        close: async () => undefined,
      };
    },
  }));
}

function write(stream: Writable, bytes: Buffer, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stopped = () => reject(new Error("stopped while the reader of stdout was not reading"));
    signal.addEventListener("abort", stopped, { once: true });
    if (signal.aborted) stopped();
    stream.write(bytes, (error) => {
      signal.removeEventListener("abort", stopped);
      if (error) reject(error);
      else resolve();
    });
  });
}

/**
 * Node writes to a pipe synchronously when it is stdout: a reader that does not read would stop signals and probes too. A socket over it does
 * not block. It has the pipe opened anew where that is allowed: others may share the descriptor and want it to block, and it must stay open
 * when the reader goes, or the next file that is opened is taken for stdout.
 */
function openStdout(): Writable {
  const stat = fstatSync(1);
  const isPipe = stat.isFIFO() || stat.isSocket();
  const stream: Writable = isPipe
    ? new Socket({ fd: stat.isFIFO() ? openAnew() : 1, readable: false, writable: true })
    : isatty(1)
      ? process.stdout
      : createWriteStream("", { fd: 1, autoClose: false });
  // Each failed write is reported to its caller; without a listener it would end the process too.
  return stream.on("error", () => undefined);
}

function openAnew(): number {
  try {
    return openSync("/dev/fd/1", constants.O_WRONLY | constants.O_NONBLOCK);
  } catch (error) {
    // The pipe belongs to another user.
    if (codeOf(error) === "EACCES") return 1;
    throw error;
  }
}
