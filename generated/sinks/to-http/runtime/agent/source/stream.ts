// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { createHash } from "node:crypto";
import { readSync } from "node:fs";

/** How many bytes a print covers. */
export const printBytes = 256;

/** What is remembered of some bytes of a file, to know them again. */
export interface Print {
  readonly length: number;
  readonly hash: string;
}

/** How far a file was delivered, with what lies at its head and in front of the offset: enough to tell it from other content. */
export interface Position {
  readonly offset: number;
  /** true: the offset is inside an over-long line whose rest is to be passed over. */
  readonly skipping: boolean;
  /** The first bytes; grows with the file up to `printBytes`. */
  readonly head: Print;
  /** The bytes in front of the offset. */
  readonly tail: Print;
}

/** One content of one file. A truncated file goes on as the next generation, which is another stream. */
export interface Stream {
  readonly path: string;
  readonly dev: string;
  readonly ino: string;
  readonly generation: number;
  /** When the inode was made, ns, as soon as that is known: an inode number is used again for other files, often at once. */
  born?: string;
  /** Hash of device, inode, generation and first line; empty until the first line is known. */
  id: string;
  /** What the sink acknowledged. */
  position: Position;
  /** There is no such file any more: it is remembered for an archive of it that may be found. */
  gone?: true | undefined;
  /** How far it was read when its file was truncated: the rest of it may be in a copy. */
  cutAt?: Position | undefined;
  /** Since when the first byte behind that is known to have been there, ms, as of the last checkpoint; undefined: there was none. */
  since?: number | undefined;
}

export const emptyPrint: Print = { length: 0, hash: "" };
export const startPosition: Position = { offset: 0, skipping: false, head: emptyPrint, tail: emptyPrint };

/** Device and inode: names a file as long as it exists. */
export function fileKey({ dev, ino }: { readonly dev: string; readonly ino: string }): string {
  return `${dev}:${ino}`;
}

/**
 * When the file was made, ns (Linux: `stx_btime` of statx(2)). Where the file system does not keep it, it is shown as 0 or as the time
 * of the last change: such a time, and that of a file that was not changed since, tells nothing.
 */
export function bornAt({ birthtimeNs, ctimeNs }: { readonly birthtimeNs: bigint; readonly ctimeNs: bigint }): string | undefined {
  return birthtimeNs > 0n && birthtimeNs < ctimeNs ? String(birthtimeNs) : undefined;
}

/** Both are known, and not the same: two files, one after the other with the same inode number. */
export function bornApart(a: string | undefined, b: string | undefined): boolean {
  return a !== undefined && b !== undefined && a !== b;
}

export function printOf(bytes: Uint8Array): Print {
  return bytes.length === 0 ? emptyPrint : { length: bytes.length, hash: hash(bytes) };
}

/** Whether the open file still holds, up to the offset, what the position remembers. */
export function holds(fd: number, size: number, { offset, head, tail }: Position): boolean {
  if (size < offset) return false;
  return samePrint(printOf(readAt(fd, 0, head.length)), head) && samePrint(printOf(readAt(fd, offset - tail.length, tail.length)), tail);
}

export function samePrint(a: Print, b: Print): boolean {
  return a.length === b.length && a.hash === b.hash;
}

/** Up to `length` bytes at `offset`; fewer where the file ends. */
export function readAt(fd: number, offset: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  let got = 0;
  while (got < length) {
    const n = readSync(fd, bytes, got, length - got, offset + got);
    if (n === 0) break;
    got += n;
  }
  return bytes.subarray(0, got);
}

/**
 * Names the content of a file, from what does not change while it grows: the first line (up to 256 bytes of it), and for files with
 * equal first lines device, inode and generation.
 */
export function streamId({ dev, ino, generation }: Omit<Stream, "id" | "position" | "path">, beginning: Uint8Array): string {
  const lineEnd = beginning.indexOf(10);
  const firstLine = beginning.subarray(0, Math.min(lineEnd < 0 ? beginning.length : lineEnd, printBytes));
  return hash(Buffer.from(`${dev}:${ino}:${generation}:`), firstLine);
}

function hash(...parts: readonly Uint8Array[]): string {
  const sum = createHash("sha256");
  for (const part of parts) sum.update(part);
  return sum.digest("hex").slice(0, 16);
}
