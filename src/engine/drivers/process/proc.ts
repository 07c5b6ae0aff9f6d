/** What Linux' /proc tells about processes. Elsewhere nothing is known, and callers do without. */
import { closeSync, openSync, readdirSync, readSync, statSync } from "node:fs";

const chunk = Buffer.alloc(64 * 1024);

/** A /proc file, in fewer system calls than readFileSync makes: all processes are read after every exit. undefined = none, or not ours. */
function read(pid: number | string, file: "environ" | "stat" | "status"): Buffer | undefined {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(`/proc/${pid}/${file}`, "r");
    const size = readSync(descriptor, chunk, 0, chunk.length, 0);
    if (size < chunk.length) return chunk.subarray(0, size);
    const parts = [Buffer.from(chunk)];
    for (let at = size; ; ) {
      const more = readSync(descriptor, chunk, 0, chunk.length, at);
      if (more === 0) return Buffer.concat(parts);
      parts.push(Buffer.from(chunk.subarray(0, more)));
      at += more;
    }
  } catch {
    return undefined;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/** The fields of /proc/PID/stat behind the command's name: state, ppid, pgrp, session, … (proc_pid_stat(5)). */
function stat(pid: number | string): string[] | undefined {
  const text = read(pid, "stat")?.toString("latin1");
  return text?.slice(text.lastIndexOf(")") + 2).split(" ");
}

function processes(): string[] {
  if (process.platform !== "linux") return [];
  return readdirSync("/proc").filter((name) => name.charCodeAt(0) >= 0x30 && name.charCodeAt(0) <= 0x39);
}

/** Start time in clock ticks since boot. With the pid it names a process for ever. */
export function startTime(pid: number): string | undefined {
  return process.platform === "linux" ? stat(pid)?.[19] : undefined;
}

/** The letter of its state: R, S, D, Z, … (proc_pid_stat(5)). */
export function stateOf(pid: number): string | undefined {
  return process.platform === "linux" ? stat(pid)?.[0] : undefined;
}

/** true when the process neither handles nor blocks nor ignores the signal: it ends it at once (SigBlk, SigIgn and SigCgt of proc_pid_status(5)). */
export function wouldDieOf(pid: number, signal: number): boolean {
  const masks =
    read(pid, "status")
      ?.toString("latin1")
      .match(/^Sig(?:Blk|Ign|Cgt):\t[0-9a-f]+$/gm) ?? [];
  const bit = 1n << BigInt(signal - 1);
  return masks.length === 3 && masks.every((line) => (BigInt(`0x${line.slice(8)}`) & bit) === 0n);
}

export interface Marked {
  readonly pid: number;
  /** What follows the prefix, up to the end of that variable. */
  readonly rest: string;
}

/**
 * Finds the processes whose environment contains `prefix`. One without it stays without, as an environment comes with a program, from whoever
 * starts it: it is read once, and known again by the inode of its folder. (A child of this process between fork and exec is never looked at:
 * spawn returns when the program runs.) One that shows none at all is about to get it, or has ended, or is the kernel's.
 */
export function markedSearch(prefix: string): () => Marked[] {
  const wanted = Buffer.from(prefix);
  const own = process.geteuid?.();
  let strangers = new Map<string, number>();

  function look(pid: string): "stranger" | "unclear" | Marked {
    const environ = read(pid, "environ");
    if (environ === undefined || environ.length === 0) return isKernelThread(pid) ? "stranger" : "unclear";
    const at = environ.indexOf(wanted);
    if (at < 0) return "stranger";
    const end = environ.indexOf(0, at);
    return { pid: Number(pid), rest: environ.subarray(at + wanted.length, end < 0 ? environ.length : end).toString() };
  }

  return () => {
    const known = strangers;
    strangers = new Map();
    return processes().flatMap((pid) => {
      const folder = statSync(`/proc/${pid}`, { throwIfNoEntry: false });
      // Another user's cannot be read.
      if (folder === undefined || (own !== 0 && folder.uid !== own)) return [];
      const found = known.get(pid) === folder.ino ? "stranger" : look(pid);
      if (found === "stranger") strangers.set(pid, folder.ino);
      return typeof found === "string" ? [] : [found];
    });
  };
}

const KERNEL_THREAD = 0x200000;

/** PF_KTHREAD of include/linux/sched.h */
const isKernelThread = (pid: string): boolean => (Number(stat(pid)?.[6]) & KERNEL_THREAD) !== 0;

/** true when a process of the group is alive; one that has ended and waits to be collected is not. */
export function groupIsAlive(group: number): boolean {
  if (!signalGroup(group, 0)) return false;
  if (process.platform !== "linux") return true;
  return processes().some((pid) => {
    const fields = stat(pid);
    return fields !== undefined && fields[2] === String(group) && !"XZ".includes(fields[0] ?? "Z");
  });
}

/** `signal` is a number, 0 = none, only look. false when there is no such group (any more). */
export function signalGroup(group: number, signal: number): boolean {
  try {
    process.kill(-group, signal);
    return true;
  } catch {
    return false;
  }
}
