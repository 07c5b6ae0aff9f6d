/**
 * One small process per pod run that outlives the runner and cleans up after it, however the runner ended.
 *
 *   runner --(start PGID, gone PGID, quit)--> watchdog: blocked in read
 *   runner dies, kernel closes its end    --> watchdog: end of file; kills what is left of the run, removes its folder, ends
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { EXIT, ScaffoldError } from "../errors.ts";
import { startTime } from "./drivers/process/proc.ts";
import { watchdogScript } from "./watchdog-script.ts";

export interface Watchdog {
  /** The watchdog's own process. */
  readonly pid: number;
  /** A process group of the run exists; told directly after its leader was started. */
  started(group: number): void;
  /** Nothing of the group is left: its number may go to a stranger. */
  gone(group: number): void;
  /** There may be a control group of the run; told before it is made. Its path has no white space. */
  cgroup(directory: string): void;
  /** There may be an empty folder or file of the run, outside its own; told before it is made. */
  mountPoint(path: string): void;
  /** The run has cleaned up after itself; resolves when the watchdog has ended. */
  close(): Promise<void>;
}

export interface WatchdogOptions {
  /** Text in the environment of every process of the run, unique to it. */
  readonly marker: string;
  /** Removed when the runner is gone. Make it after the watchdog runs, so that there is no moment in which it could be left behind. */
  readonly folder: string;
  /** Files outside the folder that are only meant to last as long as the runner. */
  readonly files?: readonly string[];
}

/** When this returns the watchdog runs. Should it be killed, it is started again with all that it knew. */
export function startWatchdog({ marker, folder, files = [] }: WatchdogOptions): Watchdog {
  const groups = new Map<number, string>();
  /** What is only ever added to. */
  const places: string[] = [];
  let closing = false;
  /** What can wait for the next line, or the end of the turn: each time the watchdog wakes it takes the processor from somebody. */
  let unsaid = "";
  let child = launch();

  function launch(): ChildProcess {
    const how = process.platform === "linux" ? "proc" : "ps";
    const next = spawn("/bin/sh", ["-c", watchdogScript, "scaffold-watchdog", how, marker, folder, ...files], {
      // A session of its own: Ctrl-C in the terminal is for the runner. An environment of its own: the marker of an outer run must not be in it.
      detached: true,
      env: { PATH: process.env["PATH"] ?? "/usr/bin:/bin" },
      cwd: "/",
      stdio: ["pipe", "ignore", "ignore"],
    });
    next.on("error", () => {});
    next.stdin?.on("error", () => {});
    next.once("exit", () => {
      if (!closing) child = launch();
    });
    if (next.pid === undefined)
      throw new ScaffoldError("WATCHDOG", "cannot start /bin/sh, which watches over the run", { exit: EXIT.failed });
    for (const [group, start] of groups) next.stdin?.write(`start ${group} ${start}\n`);
    for (const line of places) next.stdin?.write(line);
    return next;
  }

  function say(line: string): void {
    const lines = unsaid + line;
    unsaid = "";
    if (lines !== "") child.stdin?.write(lines);
  }

  function place(line: string): void {
    places.push(line);
    say(line);
  }

  return {
    get pid() {
      return child.pid ?? 0;
    },
    started(group) {
      const start = startTime(group) ?? "?";
      groups.set(group, start);
      say(`start ${group} ${start}\n`);
    },
    gone(group) {
      groups.delete(group);
      unsaid += `gone ${group}\n`;
      setImmediate(say, "");
    },
    cgroup: (directory) => place(`cgroup ${directory}\n`),
    mountPoint: (path) => place(`mountpoint ${path}\n`),
    async close() {
      closing = true;
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, "exit");
      child.stdin?.end(`${unsaid}quit\n`);
      await ended;
    },
  };
}
