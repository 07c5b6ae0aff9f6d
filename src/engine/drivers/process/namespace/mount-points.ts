/**
 * Mount points in folders that are for everyone, like /tmp: nothing can stand for such a folder, so a place that it lacks is made in it, and
 * goes when the last container is over that has something mounted there.
 */
import { rmdirSync, statSync, unlinkSync } from "node:fs";
import { dirname } from "node:path";
import { makeMountPoint } from "./layout.ts";
import { isBelow } from "./table.ts";

export interface MountPoints {
  /** Made by this run, or in what it has made. */
  isOwn(path: string): boolean;
  /** Makes what is missing of the path, and keeps of it what this run has made. Gives what to release. */
  hold(path: string, directory: boolean): readonly string[];
  release(held: readonly string[]): void;
}

/** @param announce hears of each before it is made, for the case that this process dies */
export function createMountPoints(announce: (path: string) => void): MountPoints {
  const counts = new Map<string, number>();
  return {
    isOwn: (path) => [...counts.keys()].some((made) => isBelow(path, made)),
    hold(path, directory) {
      for (const missing of missingParts(path)) {
        announce(missing);
        counts.set(missing, 0);
      }
      makeMountPoint(path, directory);
      const held = [...counts.keys()].filter((made) => isBelow(path, made));
      for (const made of held) counts.set(made, (counts.get(made) ?? 0) + 1);
      return held;
    },
    release(held) {
      for (const path of [...held].sort((a, b) => b.length - a.length)) {
        const left = (counts.get(path) ?? 0) - 1;
        counts.set(path, left);
        if (left > 0) continue;
        counts.delete(path);
        removeEmpty(path);
      }
    },
  };
}

/** The highest first. */
function missingParts(path: string): string[] {
  const exists = statSync(path, { throwIfNoEntry: false }) !== undefined;
  return exists ? [] : [...missingParts(dirname(path)), path];
}

/** What somebody put something into stays. */
function removeEmpty(path: string): void {
  try {
    const stat = statSync(path);
    if (stat.isDirectory()) rmdirSync(path);
    else if (stat.size === 0) unlinkSync(path);
  } catch {
    // Not empty, or gone.
  }
}
