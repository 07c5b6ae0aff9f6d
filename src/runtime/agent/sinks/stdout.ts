import { fstatSync } from "node:fs";
import { Socket } from "node:net";
import type { Writable } from "node:stream";
import { reasonOf } from "../../service/log.ts";
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

/** Writes to standard output; a batch is acknowledged when the reader's pipe has taken it. */
export function stdout(options: GivenOf<typeof stdoutSettings> = {}): SinkDefinition {
  return defineSink("stdout", stdoutSettings, options, ({ format }) => ({
    timeoutMs: Number.POSITIVE_INFINITY,
    open: ({ resource, normaliser }) => {
      const encode = format === "raw" ? encodeRaw : ndjsonEncoder(resource, normaliser);
      const out = new ByteWriter();
      const stream = openStdout();
      // Each failed write is reported to its caller; without a listener it would end the process too.
      stream.on("error", () => undefined);
      return {
        name: "stdout",
        send: (batch, signal) => {
          out.reset();
          encode(batch, out);
          return new Promise((resolve) => {
            const stopped = () => resolve({ kind: "retry", reason: "stopped while the reader of stdout was not reading" });
            signal.addEventListener("abort", stopped, { once: true });
            stream.write(out.written, (error) => {
              signal.removeEventListener("abort", stopped);
              resolve(error ? { kind: "retry", reason: reasonOf(error) } : { kind: "delivered" });
            });
          });
        },
        close: async () => undefined,
      };
    },
  }));
}

/**
 * Node writes to a pipe synchronously when it is stdout: a reader that does not read would stop signals and probes too. A socket over
 * the same descriptor does not block.
 */
function openStdout(): Writable {
  const stat = fstatSync(1);
  return stat.isFIFO() || stat.isSocket() ? new Socket({ fd: 1, readable: false, writable: true }) : process.stdout;
}
