// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { Framing, type FramingOptions, plainFraming } from "../framing/framing.ts";
import { compileGlob, type Glob, matchesGlob, pathMatcher } from "./glob.ts";

/** Files that are watched together, and how all of them are read. Every tail and every segment of a batch carries its own. */
export interface Watched {
  /** undefined: the one that needs no name. */
  readonly name: string | undefined;
  readonly globs: readonly Glob[];
  readonly excluded: (path: string) => boolean;
  readonly framing: Framing;
}

export interface WatchedOptions extends FramingOptions {
  readonly name?: string | undefined;
  readonly watch: readonly string[];
  readonly exclude: readonly string[];
}

/** Throws what is wrong with a pattern. */
export function watched({ name, watch, exclude, ...framing }: WatchedOptions): Watched {
  return { name, globs: watch.flatMap(compileGlob), excluded: pathMatcher(exclude), framing: new Framing(framing) };
}

/** What is under no watched name, and lines of UTF-8. */
export const watchedNothing: Watched = watched({ watch: [], exclude: [], ...plainFraming });

export function isWatchedBy({ globs, excluded }: Watched, path: string): boolean {
  return !excluded(path) && globs.some((glob) => matchesGlob(glob, path));
}

/** All that is watched. A file that belongs to several is read for the first of them. */
export class Sources {
  readonly all: readonly Watched[];

  constructor(all: readonly Watched[]) {
    this.all = all;
  }

  isWatched(path: string): boolean {
    return this.all.some((source) => isWatchedBy(source, path));
  }

  /** The source of the first of these names that one has. A file of which none has a name any more is read as the first source's. */
  of(...paths: readonly string[]): Watched {
    for (const path of paths) for (const source of this.all) if (isWatchedBy(source, path)) return source;
    return this.all[0] ?? watchedNothing;
  }
}
