// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { createReadStream } from "node:fs";
import { mkdir, open, rm } from "node:fs/promises";
import { pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import { ArchiveError, quoted } from "./names.ts";
import { unpackTar } from "./tar.ts";
import { createTree, type Tree, type TreeCounts, type TreeOptions } from "./tree.ts";
import { unpackZip } from "./zip.ts";

/**
 * Unpacks a file into a new folder `root` (what was there before is removed). Rejects with an ArchiveError that says what is wrong with
 * the archive, or with the file system's error; what was unpacked so far stays in `root`.
 */
export async function unpack(file: string, format: "tar.gz" | "tar" | "zip", root: string, options: TreeOptions): Promise<TreeCounts> {
  await rm(root, { recursive: true, force: true });
  await mkdir(root, { mode: 0o755 });
  await expectStart(file, format);
  const tree = createTree(root, options);
  try {
    await (format === "zip" ? readZip(file, tree) : readTar(file, format, tree));
  } catch (error) {
    throw isZlibError(error) ? new ArchiveError(`is broken: ${error.message}`) : error;
  }
  return tree.finish();
}

async function readZip(file: string, tree: Tree): Promise<void> {
  const handle = await open(file, "r");
  try {
    await unpackZip(handle, tree);
  } finally {
    await handle.close();
  }
}

async function readTar(file: string, format: "tar.gz" | "tar", tree: Tree): Promise<void> {
  const raw = createReadStream(file);
  // An error destroys the last stream with itself, and so comes out of the iteration.
  await unpackTar(format === "tar" ? raw : pipeline(raw, createGunzip({ chunkSize: 64 * 1024 }), () => {}), tree);
}

const starts = { "tar.gz": [0x1f, 0x8b], zip: [0x50, 0x4b], tar: [] } as const;

/** A server that is not content with us likes to answer 200 and a page: better named by its first words than by a checksum. */
async function expectStart(file: string, format: keyof typeof starts): Promise<void> {
  const handle = await open(file, "r");
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(60), 0, 60, 0);
    if (starts[format].every((byte, i) => buffer[i] === byte)) return;
    const start = buffer.toString("latin1", 0, bytesRead);
    throw new ArchiveError(`is no ${format} file: it begins with ${quoted(start)}`);
  } finally {
    await handle.close();
  }
}

function isZlibError(error: unknown): error is Error {
  return error instanceof Error && "code" in error && String(error.code).startsWith("Z_");
}
