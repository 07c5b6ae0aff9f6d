/** What Linux' /proc tells about processes. Elsewhere nothing is known, and callers do without. */
import { closeSync, openSync, readdirSync, readSync } from "node:fs";

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

/** Processes whose environment contains `prefix`, each with what follows it up to the end of that variable. */
export function markedProcesses(prefix: string): { readonly pid: number; readonly rest: string }[] {
  const wanted = Buffer.from(prefix);
  return processes().flatMap((pid) => {
    const environ = read(pid, "environ");
    const at = environ?.indexOf(wanted) ?? -1;
    if (!environ || at < 0) return [];
    const end = environ.indexOf(0, at);
    return [{ pid: Number(pid), rest: environ.subarray(at + wanted.length, end < 0 ? environ.length : end).toString() }];
  });
}

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
