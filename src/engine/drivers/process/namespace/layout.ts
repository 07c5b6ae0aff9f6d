/**
 * A container's root directory as a list of mounts: this machine's own, with the pod's volumes at their places. Places that this machine
 * lacks are made in empty folders of the run that stand for their parents, so nothing of the machine is touched:
 *
 *   /data is missing      <root>            an empty folder with a name for every entry of /, and `data`
 *                         <root>/usr  …     what this machine has there
 *                         <root>/data       the volume
 */
import { closeSync, type Dirent, mkdirSync, openSync, readdirSync, readlinkSync, realpathSync, statSync, symlinkSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { isBelow, type MountLine, overRoot } from "./table.ts";

/** What is to be at a path of the container. */
export interface Placed {
  readonly from: string;
  /** Absolute, normalised. */
  readonly at: string;
  readonly readOnly: boolean;
}

/** What a container has in /dev, and this machine too; others are this machine's alone (runtime-spec, default devices). */
const devices = new Set("null zero full random urandom tty ptmx pts shm mqueue fd stdin stdout stderr log".split(" "));

export interface Layout {
  readonly lines: readonly MountLine[];
  /** What the container's files and this machine's looked like; another answer later means that one of them has changed. */
  readonly state: () => string;
}

export interface LayoutOptions {
  /** An empty folder, which becomes `/`. */
  readonly root: string;
  /** One for the folders that stand for others. */
  readonly spare: string;
  /** Whether this run has made the path among this machine's own folders. */
  isOwn(path: string): boolean;
  /** Makes a mount point there, in a folder for everyone. */
  hold(path: string, directory: boolean): void;
}

export function planLayout(placed: readonly Placed[], { root, spare, isOwn, hold }: LayoutOptions): Layout {
  const lines: MountLine[] = [];
  /** Folders that stand for others, by what they stand for. */
  const mirrors = new Map<string, string>();
  /** Folders of the run in which a container can make something. */
  const open = new Set<string>();

  function mirror(path: string): string {
    const known = mirrors.get(path);
    if (known !== undefined) return known;
    const folder = path === "/" ? root : join(spare, String(mirrors.size));
    mirrors.set(path, folder);
    open.add(folder);
    mkdirSync(folder, { recursive: true });
    if (path !== "/") lines.push({ from: folder, to: join(root, path) });
    for (const entry of entriesIn(path)) {
      const [from, stand] = [join(path, entry.name), join(folder, entry.name)];
      if (entry.isSymbolicLink()) symlinkSync(readlinkSync(from), stand);
      else {
        makeEmpty(stand, entry.isDirectory());
        lines.push({ from, to: join(root, path, entry.name) });
      }
    }
    return folder;
  }

  mirror("/");
  const before: { readonly at: string; readonly from: string }[] = [];
  for (const { from, at, readOnly } of [...placed].sort((a, b) => a.at.length - b.at.length)) {
    const directory = statSync(from).isDirectory();
    const over = before.findLast((one) => isBelow(at, one.at));
    const { existing, rest } = deepest(over ? join(over.from, relative(over.at, at)) : at);
    const place = join(existing, rest);
    // In a volume a container runtime makes the place, too.
    if (over) makeMountPoint(place, directory);
    else if (isOwn(existing) || (rest !== "" && isForEveryone(existing))) hold(place, directory);
    else if (rest !== "") {
      const stand = mirror(existing);
      makeMountPoint(join(stand, rest), directory);
      for (let inner = dirname(rest); inner !== "."; inner = dirname(inner)) open.add(join(stand, inner));
    }
    lines.push({ from, to: join(root, over ? at : place), readOnly });
    before.push({ at, from });
  }
  lines.push(overRoot(root));
  const state = (): string => JSON.stringify([[...mirrors.keys()].map(namesIn), [...open].map(lookOf)]);
  return { lines, state };
}

const entriesIn = (path: string): Dirent[] =>
  readdirSync(path, { withFileTypes: true }).filter(({ name }) => path !== "/dev" || devices.has(name));

const namesIn = (path: string): string[] =>
  readdirSync(path)
    .filter((name) => path !== "/dev" || devices.has(name))
    .sort();

function lookOf(folder: string): unknown[] {
  const entries = readdirSync(folder, { withFileTypes: true }).map((entry) => [entry.name, entry.isDirectory(), entry.isSymbolicLink()]);
  return [statSync(folder).mode, entries.sort()];
}

/** Without links: one would lead out of the new root. */
function deepest(path: string): { readonly existing: string; readonly rest: string } {
  let existing = path;
  while (statSync(existing, { throwIfNoEntry: false }) === undefined) existing = dirname(existing);
  return { existing: realpathSync(existing), rest: relative(existing, path) };
}

/** A folder like /tmp: what others put there later has to be seen, so nothing can stand for it. */
const isForEveryone = (path: string): boolean => (statSync(path).mode & 0o1002) === 0o1002;

export function makeMountPoint(path: string, directory: boolean): void {
  if (statSync(path, { throwIfNoEntry: false })) return;
  mkdirSync(dirname(path), { recursive: true });
  makeEmpty(path, directory);
}

function makeEmpty(path: string, directory: boolean): void {
  if (directory) mkdirSync(path);
  else closeSync(openSync(path, "a"));
}
