import { compileGlob, type Glob, matchesGlob, pathMatcher } from "./glob.ts";

/** Files that are watched together, and how all of them are read. Every tail and every segment of a batch carries its own. */
export interface Watched {
  /** undefined: the one that needs no name. */
  readonly name: string | undefined;
  readonly globs: readonly Glob[];
  readonly excluded: (path: string) => boolean;
}

/** Throws what is wrong with a pattern. */
export function watched({
  name,
  watch,
  exclude,
}: {
  name?: string | undefined;
  watch: readonly string[];
  exclude: readonly string[];
}): Watched {
  return { name, globs: watch.flatMap(compileGlob), excluded: pathMatcher(exclude) };
}

/** What standard input is read as. */
export const watchedNothing: Watched = { name: undefined, globs: [], excluded: () => false };

export function isWatchedBy({ globs, excluded }: Watched, path: string): boolean {
  return !excluded(path) && globs.some((glob) => matchesGlob(glob, path));
}
