import type { HostFs } from "../../src/host.ts";

/**
 * - before, after: the process dies just before or just after the operation
 * - torn: it dies in the middle of a write, half of the bytes are there
 * - once: only this operation fails, as on a full disk, and the process goes on
 */
export type Fault = "before" | "after" | "torn" | "once";

export const faults: readonly Fault[] = ["before", "after", "torn", "once"];

/** What the wrapped file system throws; after a death every further operation throws it too, clean-up included. */
export class Died extends Error {}

export interface FaultyFs extends HostFs {
  /** How many operations were asked for so far. */
  readonly operations: () => number;
}

/** Passes everything through and strikes at the n-th operation, counted from 0. Reading counts only where one operation fails. */
export function faultyFs(fs: HostFs, at: number, fault: Fault): FaultyFs {
  let count = 0;
  let dead = false;

  // A process that dies before reading leaves what one leaves that dies before its next writing: one of them is enough.
  function look<T>(operation: () => T): T {
    if (fault === "once") return strike(operation, nothing);
    if (dead) throw new Died();
    return operation();
  }

  function strike<T>(operation: () => T, half: () => void): T {
    if (dead) throw new Died();
    const now = count;
    count += 1;
    if (now !== at) return operation();
    if (fault === "once") throw Object.assign(new Error("ENOSPC: no space left on device"), { code: "ENOSPC" });
    dead = true;
    if (fault === "after") operation();
    if (fault === "torn") half();
    throw new Died();
  }

  const nothing = () => {};
  return {
    operations: () => count,
    read: (path) => look(() => fs.read(path)),
    stat: (path) => look(() => fs.stat(path)),
    list: (path) => look(() => fs.list(path)),
    realPath: (path) => look(() => fs.realPath(path)),
    write: (path, bytes, mode) =>
      strike(
        () => fs.write(path, bytes, mode),
        () => fs.write(path, bytes.subarray(0, bytes.length / 2), mode),
      ),
    createNew: (path, bytes) => strike(() => fs.createNew(path, bytes), nothing),
    rename: (from, to) => strike(() => fs.rename(from, to), nothing),
    makeDirectory: (path) => strike(() => fs.makeDirectory(path), nothing),
    remove: (path) => strike(() => fs.remove(path), nothing),
    syncDirectory: (path) => strike(() => fs.syncDirectory(path), nothing),
    executableBits: fs.executableBits,
  };
}
