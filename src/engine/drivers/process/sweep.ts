/**
 * Ends processes that left their group (setsid, daemons): on Linux each carries the run's marker in its environment.
 * In a container the kernel does this when PID 1 ends. One look at /proc serves all instances that ended in the same turn.
 */
import { type Marked, markedSearch } from "./proc.ts";

/** The variable that every process of a run carries: `SCAFFOLD_RUN=<run>/<container>/<instance>`. */
export const MARKER = "SCAFFOLD_RUN";

export interface Sweeper {
  /** Resolves when no process of the instance is left, or with those that do not end though they are killed. */
  instance(container: string, instance: number): Promise<readonly number[]>;
  /** Kills every process of the run, until there is none. */
  everything(): Promise<void>;
}

const LOOKS = 200;
/** Between two looks, ms: what is killed has mostly ended by the next one, but in a system call that cannot be interrupted (D) it stays. */
const SOON = 5;
const LATER = 50;
/** How long an instance waits for its processes to end, ms. */
const PATIENCE = 5000;

interface Wanted {
  readonly done: ((left: readonly number[]) => void)[];
  readonly since: number;
}

/** @param find replaces the look at /proc */
export function createSweeper(run: string, find: () => readonly Marked[] = markedSearch(`${MARKER}=${run}/`)): Sweeper {
  const wanted = new Map<string, Wanted>();
  let planned = false;

  const kill = (pid: number): void => {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It ended by itself in between.
    }
  };

  async function repeat(step: () => boolean): Promise<void> {
    for (let look = 0; look < LOOKS && step(); look++) await new Promise((resolve) => setTimeout(resolve, SOON));
  }

  function look(): void {
    planned = false;
    const left = new Map<string, number[]>();
    for (const { pid, rest } of find()) {
      if (!wanted.has(rest)) continue;
      left.set(rest, [...(left.get(rest) ?? []), pid]);
      kill(pid);
    }
    let delay = LATER;
    for (const [key, { done, since }] of wanted) {
      const waited = performance.now() - since;
      if (waited < LOOKS * SOON) delay = SOON;
      if (left.has(key) && waited < PATIENCE) continue;
      wanted.delete(key);
      for (const resolve of done) resolve(left.get(key) ?? []);
    }
    if (wanted.size > 0) plan(delay);
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
        const { done = [], since = performance.now() } = wanted.get(key) ?? {};
        wanted.set(key, { done: [...done, resolve], since });
        plan(0);
      });
    },
    everything: () =>
      repeat(() => {
        const found = find();
        for (const { pid } of found) kill(pid);
        return found.length > 0;
      }),
  };
}
