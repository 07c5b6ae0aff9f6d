import { EXIT, ScaffoldError } from "../errors.ts";
import type { HostFs } from "../host.ts";
import { LOCK, locateOwn, makeOwnDirectory, readOwn } from "./folder.ts";
import { FOLDER } from "./paths.ts";

interface Holder {
  readonly pid: number;
  /** Start time in the kernel's clock ticks (proc(5), `stat`, field 22); "" where there is no /proc. Tells a reused pid apart. */
  readonly start: string;
}

/** undefined: there is no such process, or it is a zombie. */
function startOf(fs: HostFs, pid: number): string | undefined {
  const stat = fs.read(`/proc/${pid}/stat`);
  if (stat === undefined) return undefined;
  // The second field is the command in parentheses, and may have spaces and parentheses in it.
  const fields = new TextDecoder().decode(stat).split(") ").at(-1)?.split(" ") ?? [];
  return fields[0] === "Z" || fields[0] === "X" ? undefined : fields[19];
}

function isRunning(fs: HostFs, { pid, start }: Holder): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it runs, as somebody else.
    if (!(error instanceof Error && "code" in error && error.code === "EPERM")) return false;
  }
  return start === "" || startOf(fs, pid) === start;
}

function parseHolder(text: string | undefined): Holder | undefined {
  const [, pid, start] = /^(\d{1,10}) (\d*)\n$/.exec(text ?? "") ?? [];
  return pid === undefined || start === undefined ? undefined : { pid: Number(pid), start };
}

/**
 * The process that is writing into this project now, other than this one. A lock of this very process was left by a run in
 * it that failed half-way: applying is synchronous, so no other one can be under way.
 */
export function otherHolder(fs: HostFs, root: string): number | undefined {
  const holder = parseHolder(readOwn(fs, root, LOCK));
  return holder && holder.pid !== process.pid && isRunning(fs, holder) ? holder.pid : undefined;
}

export function busy(pid: number): ScaffoldError {
  return new ScaffoldError("BUSY", `process ${pid} is generating into this project`, {
    exit: EXIT.failed,
    hint: `wait until it is done; if that is another program, remove ${LOCK}`,
  });
}

/** Runs `work` while no other process writes into the project; the lock of a process that no longer runs is taken over. */
export function underLock<T>(fs: HostFs, root: string, work: () => T): T {
  makeOwnDirectory(fs, root, FOLDER);
  const path = locateOwn(fs, root, LOCK);
  const mine = new TextEncoder().encode(`${process.pid} ${startOf(fs, process.pid) ?? ""}\n`);
  for (let attempt = 0; !fs.createNew(path, mine); attempt += 1) {
    const pid = otherHolder(fs, root);
    if (pid !== undefined || attempt === 5) throw busy(pid ?? 0);
    takeAway(fs, root, path);
  }
  try {
    return work();
  } finally {
    fs.remove(path);
  }
}

/**
 * Removes a stale lock. Moving it aside first shows whether it still was the stale one: of two processes that find it at the
 * same time, the slower could otherwise remove the lock that the faster has just made.
 */
function takeAway(fs: HostFs, root: string, path: string): void {
  const aside = `${path}.stale.${process.pid}`;
  const stale = readOwn(fs, root, LOCK);
  if (stale === undefined) return;
  fs.rename(path, aside);
  const moved = fs.read(aside);
  if (moved && new TextDecoder().decode(moved) !== stale) fs.createNew(path, moved);
  fs.remove(aside);
}

/** Removes what processes that no longer run left of their attempts to take the lock. */
export function removeDrafts(fs: HostFs, root: string): void {
  for (const name of fs.list(locateOwn(fs, root, FOLDER))) {
    const pid = /^lock\..*?(\d+)$/.exec(name)?.[1];
    if (pid !== undefined && (Number(pid) === process.pid || !isRunning(fs, { pid: Number(pid), start: "" })))
      fs.remove(locateOwn(fs, root, `${FOLDER}/${name}`));
  }
}
