// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { createHash } from "node:crypto";
import { open, rm, stat } from "node:fs/promises";
import { codeOf } from "../service/log.ts";
import { readJson, writeJson } from "./json-file.ts";

/** Which version of what a partly downloaded file is a part of. */
export interface PartNote {
  /** A hash of the URL: a part of something else is of no use. */
  readonly of: string;
  /** A strong validator, fit for If-Range; absent when the server gave none. */
  readonly version?: string;
  readonly etag?: string;
}

/** A file that is downloaded, and beside it `<file>.json` with its note. */
export interface Part {
  size(): Promise<number>;
  note(): Promise<PartNote | undefined>;
  /** Empties the file and writes a new note. */
  begin(note: PartNote): Promise<void>;
  /** Appends, and waits for the disk at the end, also when the chunks end with an error. Resolves to the size then. */
  append(chunks: AsyncIterable<Uint8Array>, maxSize: number): Promise<number>;
  /** Of what is on the disk. */
  sha256(): Promise<string>;
  discard(): Promise<void>;
}

/** The file system does not let us: another attempt at the network is no cure. */
export class DiskError extends Error {
  override readonly name = "DiskError";
}

export function partAt(file: string): Part {
  const noteFile = `${file}.json`;
  const size = async () => {
    try {
      return (await stat(file)).size;
    } catch (error) {
      if (codeOf(error) === "ENOENT") return 0;
      throw error;
    }
  };
  return {
    size,
    note: async () => {
      const note = await readJson(noteFile);
      if (typeof note?.["of"] !== "string") return undefined;
      const { of, version, etag } = note;
      return { of, ...(typeof version === "string" && { version }), ...(typeof etag === "string" && { etag }) };
    },
    begin: async (note) => {
      // Emptied first: at no moment does the file hold bytes of another version than its note says.
      await (await open(file, "w", 0o600)).close();
      await writeJson(noteFile, note);
    },
    append: async (chunks, maxSize) => {
      const handle = await open(file, "a", 0o600);
      try {
        let total = (await handle.stat()).size;
        for await (const chunk of chunks) {
          total += chunk.length;
          if (total > maxSize) throw new DiskError(`the download has more than ${maxSize} bytes (FETCH_MAX_SIZE)`);
          try {
            for (let done = 0; done < chunk.length; ) done += (await handle.write(chunk, done)).bytesWritten;
          } catch (error) {
            throw new DiskError(`cannot write ${file}: ${codeOf(error) ?? String(error)}`, { cause: error });
          }
        }
        return total;
      } finally {
        await handle.sync();
        await handle.close();
      }
    },
    sha256: async () => {
      const hash = createHash("sha256");
      for await (const chunk of chunksOf(file)) hash.update(chunk);
      return hash.digest("hex");
    },
    discard: async () => {
      await rm(file, { force: true });
      await rm(noteFile, { force: true });
    },
  };
}

/** A file's bytes. Each chunk is valid until the next one is asked for: one buffer for all keeps the container small. */
export async function* chunksOf(file: string): AsyncGenerator<Uint8Array> {
  const handle = await open(file, "r");
  try {
    const buffer = Buffer.alloc(256 * 1024);
    for (;;) {
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, null);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}
