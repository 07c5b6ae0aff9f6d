import { type FileHandle, open, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { codeOf } from "../../service/log.ts";
import { endTornLine, makeFolder, syncFolder } from "../durable.ts";

export interface Rotation {
  /** A file that would become larger is put aside first; 0: never. */
  readonly maxBytes: number;
  /** How many are kept beside the current one: `path.1` is the newest. */
  readonly keep: number;
}

/** A file that is only ever appended to, whole pieces at a time. One that was rotated away by others is left, and made anew under its name. */
export class AppendFile {
  readonly #path: string;
  readonly #rotation: Rotation;
  #handle: FileHandle | undefined;

  constructor(path: string, rotation: Rotation) {
    this.#path = path;
    this.#rotation = rotation;
  }

  /** Resolves when the bytes, which end with a line end, are on disk. Rejects when they are not: nothing of them is kept then. */
  async append(bytes: Buffer): Promise<void> {
    const { maxBytes } = this.#rotation;
    let handle = await this.#open();
    let { size } = await handle.stat();
    if (maxBytes > 0 && size > 0 && size + bytes.length > maxBytes) {
      await this.#rotate();
      handle = await this.#open();
      ({ size } = await handle.stat());
    }
    try {
      for (let written = 0; written < bytes.length; ) written += (await handle.write(bytes, written)).bytesWritten;
      await handle.sync();
    } catch (error) {
      // Half a piece must not stay: the whole is written again. What cannot be undone is ended when the file is opened again.
      await handle.truncate(size).catch(() => undefined);
      await this.close().catch(() => undefined);
      throw error;
    }
  }

  async close(): Promise<void> {
    const handle = this.#handle;
    this.#handle = undefined;
    await handle?.close();
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
    const handle = await open(this.#path, "a+", 0o644);
    try {
      await endTornLine(handle);
      await syncFolder(dirname(this.#path));
    } catch (error) {
      await handle.close();
      throw error;
    }
    this.#handle = handle;
    return handle;
  }

  /** From the oldest on, so that a crash in between leaves a gap and overwrites nothing. */
  async #rotate(): Promise<void> {
    const { keep } = this.#rotation;
    await this.close();
    if (keep === 0) await rm(this.#path, { force: true });
    for (let number = keep; number > 0; number -= 1) {
      const from = number === 1 ? this.#path : `${this.#path}.${number - 1}`;
      await rename(from, `${this.#path}.${number}`).catch((error: unknown) => {
        if (codeOf(error) !== "ENOENT") throw error;
      });
    }
    await syncFolder(dirname(this.#path));
  }
}
