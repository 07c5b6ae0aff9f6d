import { type FileHandle, open } from "node:fs/promises";

/**
 * Appends lines to a file, whole batches only: when a batch cannot be written to its end, the file is cut back to where the batch began.
 * Batches are written one after the other in the order of their calls.
 */
export interface LineStore {
  /** Resolves when the lines are in the file (on disk with `fsync`). Rejects with the file system's error; nothing of the batch stays then. */
  append(lines: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

export async function openLineStore(file: string, options: { fsync: boolean }): Promise<LineStore> {
  const handle = await open(file, "a+", 0o644);
  let size = await endOfLastLine(handle);
  let last: Promise<unknown> = Promise.resolve();

  const write = async (bytes: Buffer) => {
    let done = 0;
    try {
      while (done < bytes.length) done += (await handle.write(bytes, done)).bytesWritten;
      if (options.fsync) await handle.datasync();
    } catch (error) {
      if (done > 0) await handle.truncate(size);
      throw error;
    }
    size += bytes.length;
  };

  return {
    append: (lines) => {
      if (lines.length === 0) return Promise.resolve();
      const bytes = Buffer.from(`${lines.join("\n")}\n`);
      const done = last.then(() => write(bytes));
      last = done.catch(() => {});
      return done;
    },
    close: async () => {
      await last;
      await handle.close();
    },
  };
}

/** Cuts a line that a killed predecessor left half written, and returns the size. */
async function endOfLastLine(handle: FileHandle): Promise<number> {
  const { size } = await handle.stat();
  const block = Buffer.alloc(64 * 1024);
  for (let end = size; end > 0; ) {
    const start = Math.max(0, end - block.length);
    const { bytesRead } = await handle.read(block, 0, end - start, start);
    const newline = block.subarray(0, bytesRead).lastIndexOf(0x0a);
    if (newline >= 0) {
      if (start + newline + 1 < size) await handle.truncate(start + newline + 1);
      return start + newline + 1;
    }
    end = start;
  }
  if (size > 0) await handle.truncate(0);
  return 0;
}
