// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
/**
 * Where what is fetched goes, and how it gets there: it is prepared in a folder on the same file system, and put in place by renaming.
 *
 *   into/            made by us       a new folder takes its place, whole
 *   into/            there before us, or a volume's mount point, which cannot be renamed: emptied and filled, entry by entry
 *   into/<file>      one file         renamed over the old one
 *
 * A marker says what is in place. It says "placing" from before the first rename until everything is done, so that a process that is killed in
 * between is followed by one that knows.
 */
import { chmod, lstat, mkdir, readdir, readFile, realpath, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { codeOf } from "../service/log.ts";
import { ArchiveError } from "./archive/names.ts";
import { syncFolder } from "./json-file.ts";
import { type Marker, readMarker, writeMarker } from "./marker.ts";

export interface Destination {
  /** What is in place, as its marker says. */
  readonly marker: Marker | undefined;
  /** Names of what is in the way and was not put there by us; empty when there is nothing of the kind. */
  readonly foreign: readonly string[];
  /** A folder for preparing, kept over attempts until `complete`. */
  readonly staging: string;
  /** Puts `staging/<what is prepared>` in place. */
  place(prepared: string, marker: Omit<Marker, "state" | "made">): Promise<void>;
  /** Says that it is done, and clears. */
  complete(): Promise<void>;
  /** Removes the staging folder. */
  clear(): Promise<void>;
}

const markerName = ".fetched.json";
const stagingName = ".fetching";
/** Not to be removed from a volume's root: a file system's own, and ours. */
const kept = new Set([markerName, stagingName, "lost+found"]);

/** `into` becomes what was unpacked or cloned. Rejects when it is something other than a folder. */
export async function folderDestination(into: string): Promise<Destination> {
  const aside = stagingBeside(into);
  if (!(await exists(into))) {
    await mkdir(dirname(into), { recursive: true });
    const old = join(aside, "old");
    if (!(await exists(old))) return wholeFolder(into, undefined);
    // Killed between the two renames of a replacement: what was there last is better than nothing, should this run fail.
    await rename(old, into);
  }
  if (!(await stat(into)).isDirectory()) throw new Error(`${into} is not a folder`);
  const folder = await realpath(into);
  const marker = await readMarker(join(folder, markerName));
  if (marker?.made && !(await isMountPoint(folder))) return wholeFolder(folder, marker);
  const foreign = marker ? [] : (await readdir(folder)).filter((name) => !kept.has(name) && !name.startsWith(stagingName));
  return filledFolder(folder, marker, foreign);
}

function wholeFolder(folder: string, marker: Marker | undefined): Destination {
  const staging = stagingBeside(folder);
  const markerFile = join(folder, markerName);
  let placed: Marker;
  return {
    marker,
    foreign: [],
    staging,
    place: async (prepared, next) => {
      placed = { ...next, state: "placing", made: true };
      const tree = join(staging, prepared);
      await refuseOurNames(tree);
      await writeMarker(join(tree, markerName), placed);
      await rm(join(staging, "old"), { recursive: true, force: true });
      if (await exists(folder)) await rename(folder, join(staging, "old"));
      await rename(tree, folder);
      await syncFolder(dirname(folder));
    },
    ...ending(markerFile, staging, () => placed),
  };
}

function filledFolder(folder: string, marker: Marker | undefined, foreign: readonly string[]): Destination {
  const staging = join(folder, stagingName);
  const markerFile = join(folder, markerName);
  let placed: Marker;
  return {
    marker,
    foreign,
    staging,
    place: async (prepared, next) => {
      placed = { ...next, state: "placing", made: false };
      const tree = join(staging, prepared);
      await refuseOurNames(tree);
      await writeMarker(markerFile, placed);
      for (const name of await readdir(folder)) if (!kept.has(name)) await rm(join(folder, name), { recursive: true, force: true });
      for (const name of await readdir(tree)) await rename(join(tree, name), join(folder, name));
      await syncFolder(folder);
    },
    ...ending(markerFile, staging, () => placed),
  };
}

/** `into/name` becomes the file that was fetched; what else is in the folder is left alone. */
export async function fileDestination(into: string, name: string): Promise<Destination> {
  await mkdir(into, { recursive: true });
  const file = join(into, name);
  const staging = join(into, `${stagingName}-${name}`);
  const markerFile = join(into, `.fetched-${name}.json`);
  const marker = await readMarker(markerFile);
  const there = await exists(file);
  if (there && (await lstat(file)).isDirectory()) throw new Error(`${file} is a folder`);
  let placed: Marker;
  return {
    marker: there ? marker : undefined,
    foreign: there && !marker ? [name] : [],
    staging,
    place: async (prepared, next) => {
      placed = { ...next, state: "placing", made: true };
      await writeMarker(markerFile, placed);
      await chmod(join(staging, prepared), 0o644);
      await rename(join(staging, prepared), file);
      await syncFolder(into);
    },
    ...ending(markerFile, staging, () => placed),
  };
}

function ending(markerFile: string, staging: string, placed: () => Marker): Pick<Destination, "complete" | "clear"> {
  const clear = () => rm(staging, { recursive: true, force: true });
  const complete = async () => {
    await writeMarker(markerFile, { ...placed(), state: "done" });
    await clear();
  };
  return { complete, clear };
}

/** On the same file system as the folder it is going to replace. */
function stagingBeside(folder: string): string {
  return join(dirname(folder), `.${basename(folder)}${stagingName}`);
}

async function refuseOurNames(tree: string): Promise<void> {
  for (const name of [markerName, stagingName]) {
    if (await exists(join(tree, name))) throw new ArchiveError(`holds an entry named ${name}, which this program uses itself`);
  }
}

/** Also a folder that is bound from the same file system, which has no device number of its own: Linux lists those. */
async function isMountPoint(folder: string): Promise<boolean> {
  if ((await stat(folder)).dev !== (await stat(dirname(folder))).dev) return true;
  try {
    // Field 5 of proc_pid_mountinfo(5), with blanks as \040.
    const mounts = (await readFile("/proc/self/mountinfo", "utf8")).split("\n").map((line) => line.split(" ")[4]);
    return mounts.includes(folder.replaceAll(" ", "\\040"));
  } catch {
    return false;
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (codeOf(error) === "ENOENT") return false;
    throw error;
  }
}
