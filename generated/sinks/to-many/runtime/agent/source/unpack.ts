// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { closeSync, createReadStream, futimesSync, openSync, statSync, unlinkSync, writeSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { createGunzip } from "node:zlib";
import { type Position, printBytes, printOf, samePrint } from "./stream.ts";

/** What is in an archive. */
export interface Contents<T> {
  /** Bytes, unpacked. */
  readonly size: number;
  /** The candidate that was read furthest of those that read this content; undefined: none did. */
  readonly of: T | undefined;
}

/** Unpacks a file without keeping it: is it what was read already? Rejects when it is no archive, or not finished yet. */
export async function identify<T extends { readonly position: Position }>(path: string, candidates: readonly T[]): Promise<Contents<T>> {
  const probes = candidates.map((candidate) => ({ candidate, ...windowsOf(candidate.position) }));
  let size = 0;
  for await (const chunk of unpacked(path)) {
    for (const { head, tail, tailAt } of probes) {
      copyInto(head, 0, chunk, size);
      copyInto(tail, tailAt, chunk, size);
    }
    size += chunk.length;
  }
  const held = probes.filter(({ candidate: { position }, head, tail }) => {
    return size >= position.offset && samePrint(printOf(head), position.head) && samePrint(printOf(tail), position.tail);
  });
  held.sort((a, b) => b.candidate.position.offset - a.candidate.position.offset);
  return { size, of: held[0]?.candidate };
}

/**
 * Unpacks what lies behind the position into a file that has no name, each byte at its place: what lies in front of it is a hole, but
 * for what the position remembers. Returns the descriptor.
 */
export async function unpackFrom(path: string, { offset }: Position, folder: string, name: string): Promise<number> {
  const place = join(folder, `unpacked-${name}`);
  await rm(place, { force: true });
  const fd = openSync(place, "wx+", 0o600);
  unlinkSync(place);
  try {
    let at = 0;
    for await (const chunk of unpacked(path)) {
      const from = Math.max(0, offset - printBytes - at);
      if (at < printBytes) writeSync(fd, chunk.subarray(0, printBytes - at), 0, undefined, at);
      if (from < chunk.length) writeSync(fd, chunk, from, chunk.length - from, at + from);
      at += chunk.length;
    }
    // What is in it was written before the archive was, and times without a year are told from that.
    const { mtime } = statSync(path);
    futimesSync(fd, mtime, mtime);
    return fd;
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

async function* unpacked(path: string): AsyncGenerator<Buffer> {
  const file = createReadStream(path);
  const gunzip = createGunzip();
  file.on("error", (error) => gunzip.destroy(error));
  yield* file.pipe(gunzip) as AsyncIterable<Buffer>;
}

function windowsOf({ offset, head, tail }: Position) {
  return { head: Buffer.alloc(head.length), tail: Buffer.alloc(tail.length), tailAt: offset - tail.length };
}

/** Copies what `window`, which lies at `windowAt`, shares with `chunk`, which lies at `chunkAt`. */
function copyInto(window: Buffer, windowAt: number, chunk: Buffer, chunkAt: number): void {
  const from = Math.max(windowAt, chunkAt);
  const to = Math.min(windowAt + window.length, chunkAt + chunk.length);
  if (from < to) chunk.copy(window, from - windowAt, from - chunkAt, to - chunkAt);
}
