/**
 * Ends processes that left their group (setsid, daemons): on Linux each carries the run's marker in its environment.
 * In a container the kernel does this when PID 1 ends. One look at /proc serves all instances that ended in the same turn.
 */
import { markedProcesses } from "./proc.ts";

/** The variable that every process of a run carries: `SCAFFOLD_RUN=<run>/<container>/<instance>`. */
export const MARKER = "SCAFFOLD_RUN";

export interface Sweeper {
  /** Resolves when no process of the instance is left. */
  instance(container: string, instance: number): Promise<void>;
  /** Kills every process of the run, until there is none. */
  everything(): Promise<void>;
}

const LOOKS = 200;

export function createSweeper(run: string): Sweeper {
  const prefix = `${MARKER}=${run}/`;
  const wanted = new Map<string, (() => void)[]>();
  let planned = false;

  const kill = (pid: number): void => {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It ended by itself in between.
    }
  };

  async function repeat(step: () => boolean): Promise<void> {
    for (let look = 0; look < LOOKS && step(); look++) await new Promise((resolve) => setTimeout(resolve, 5));
  }

  function look(): void {
    planned = false;
    const left = new Set<string>();
    for (const { pid, rest } of markedProcesses(prefix)) {
      if (!wanted.has(rest)) continue;
      left.add(rest);
      kill(pid);
    }
    for (const [key, done] of wanted) {
      if (left.has(key)) continue;
      wanted.delete(key);
      for (const resolve of done) resolve();
    }
    if (wanted.size > 0) plan(5);
  }

  function plan(delay: number): void {
    if (planned) return;
    planned = true;
    if (delay > 0) setTimeout(look, delay);
    else setImmediate(look);
  }

  return {
    instance(container, instance) {
      return new Promise((resolve) => {
        const key = `${container}/${instance}`;
        wanted.set(key, [...(wanted.get(key) ?? []), resolve]);
        plan(0);
      });
    },
    everything: () =>
      repeat(() => {
        const found = markedProcesses(prefix);
        for (const { pid } of found) kill(pid);
        return found.length > 0;
      }),
  };
}
