import { type FileHandle, open, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { reasonOf } from "../../service/log.ts";
import { choice, type GivenOf, inContainer, string } from "../../service/settings.ts";
import { makeFolder, syncFolder } from "../durable.ts";
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
} as const;

/** Appends to a file; a batch is acknowledged after fsync. A file that was rotated away is left, and made anew under its name. */
export function file(options: GivenOf<typeof fileSettings> = {}): SinkDefinition {
  return defineSink("file", fileSettings, options, ({ path, format }) => ({
    writes: path,
    timeoutMs: 60_000,
    open: ({ resource, normaliser }) => {
      const encode = format === "raw" ? encodeRaw : ndjsonEncoder(resource, normaliser);
      const out = new ByteWriter();
      const target = new AppendFile(path);
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

/** A file that is only ever appended to, whole pieces at a time. */
class AppendFile {
  readonly #path: string;
  #handle: FileHandle | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  async append(bytes: Buffer): Promise<void> {
    const handle = await this.#open();
    const { size } = await handle.stat();
    try {
      for (let written = 0; written < bytes.length; ) written += (await handle.write(bytes, written)).bytesWritten;
      await handle.sync();
    } catch (error) {
      // Half a piece must not stay: the whole is written again.
      await handle.truncate(size).catch(() => undefined);
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.#handle?.close();
    this.#handle = undefined;
  }

  async #open(): Promise<FileHandle> {
    if (this.#handle) {
      const [named, opened] = await Promise.all([
        stat(this.#path, { bigint: true }).catch(() => undefined),
        this.#handle.stat({ bigint: true }),
      ]);
      if (named?.ino === opened.ino && named.dev === opened.dev) return this.#handle;
      await this.close();
    }
    await makeFolder(dirname(this.#path));
    this.#handle = await open(this.#path, "a", 0o644);
    await syncFolder(dirname(this.#path));
    return this.#handle;
  }
}
