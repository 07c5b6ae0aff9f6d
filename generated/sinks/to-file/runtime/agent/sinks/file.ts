// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { reasonOf } from "../../service/log.ts";
import { bytes, choice, type GivenOf, inContainer, integer, string } from "../../service/settings.ts";
import { AppendFile } from "./append-file.ts";
import { ByteWriter } from "./byte-writer.ts";
import { encodeRaw, ndjsonEncoder } from "./ndjson.ts";
import { defineSink, type SinkDefinition } from "./sink.ts";

export const fileSettings = {
  path: inContainer(
    string({ env: "SINK_PATH", about: "the file that records are appended to", default: "/var/log/shipped/records.ndjson" }),
  ),
  format: choice({
    env: "SINK_FORMAT",
    about: "ndjson: an object per record; raw: the lines as they are",
    of: ["ndjson", "raw"],
    default: "ndjson",
  }),
  maxFileBytes: bytes({
    env: "SINK_MAX_FILE_BYTES",
    about: "a file that would become larger is renamed to SINK_PATH.1, that to .2 and so on; 0: never, or somebody else does it",
    default: 0,
  }),
  keepFiles: integer({
    env: "SINK_KEEP_FILES",
    about: "how many renamed files are kept; the oldest one is deleted",
    max: 1000,
    default: 5,
  }),
} as const;

/** Appends to a file; a batch is acknowledged after fsync. A batch stays in one file. */
export function file(options: GivenOf<typeof fileSettings> = {}): SinkDefinition {
  return defineSink("file", fileSettings, options, ({ path, format, maxFileBytes, keepFiles }) => ({
    writes: path,
    ...(maxFileBytes > 0 && { rotatesTo: Array.from({ length: keepFiles }, (_, index) => `${path}.${index + 1}`) }),
    takesEcs: format === "ndjson",
    timeoutMs: 60_000,
    open: ({ resource, normaliser }) => {
      const encode = format === "raw" ? encodeRaw : ndjsonEncoder(resource, normaliser);
      const out = new ByteWriter();
      const target = new AppendFile(path, { maxBytes: maxFileBytes, keep: keepFiles });
      return {
        name: "file",
        send: async (batch) => {
          out.reset();
          encode(batch, out);
          try {
            await target.append(out.written);
            return { kind: "delivered" };
          } catch (error) {
            return { kind: "retry", reason: reasonOf(error) };
          }
        },
        close: () => target.close(),
      };
    },
  }));
}
