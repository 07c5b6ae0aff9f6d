// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { readSync } from "node:fs";
import type { Encoding } from "../framing/encoding.ts";

/** How far a hole of NUL bytes is looked through in one go: so many steps. */
const stepBytes = 2 ** 20;
const steps = 64;
const nuls = Buffer.alloc(stepBytes);
const scratch = Buffer.alloc(stepBytes);

/** Looks through NUL bytes. `ended`: there is something else at `at`; else all in front of it is NUL, and more may be behind it. */
export function lookThrough(fd: number, from: number, size: number, encoding: Encoding): { readonly at: number; readonly ended: boolean } {
  let at = from;
  for (let step = 0; step < steps && at < size; step += 1) {
    const bytes = scratch.subarray(0, readSync(fd, scratch, 0, Math.min(stepBytes, size - at), at));
    const data = bytes.equals(nuls.subarray(0, bytes.length)) ? bytes.length : encoding.skipNuls(bytes, 0);
    at += data;
    if (data < bytes.length) return { at, ended: true };
    if (bytes.length === 0) break;
  }
  return { at, ended: false };
}
