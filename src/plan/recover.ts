import { join } from "node:path";
import { EXIT, ScaffoldError } from "../errors.ts";
import type { HostFs } from "../host.ts";
import { clear, finish, hashAt } from "./finish.ts";
import { JOURNAL, locateOwn, readOwn, removeOwnTree, STAGE } from "./folder.ts";
import { parseJournal } from "./journal.ts";
import { busy, otherHolder, removeDrafts, underLock } from "./lock.ts";
import { MANIFEST } from "./manifest.ts";
import { FOLDER } from "./paths.ts";

/**
 * Completes a run that was interrupted after it had become certain, and clears away one that had not. Returns what a person
 * should be told. Does nothing in a project where nothing was interrupted.
 */
export function recover(fs: HostFs, root: string): string[] {
  locateOwn(fs, root, JOURNAL);
  const names = fs.list(join(root, FOLDER));
  if (!names.some((name) => name === "journal.json" || name === "stage" || name.startsWith("lock"))) return [];

  const pid = otherHolder(fs, root);
  // Somebody who is still staging has changed nothing yet, and what they will change can be seen when this run applies.
  if (pid !== undefined && !names.includes("journal.json")) return [];
  if (pid !== undefined) throw busy(pid);

  return underLock(fs, root, () => {
    const text = readOwn(fs, root, JOURNAL);
    const notes = text === undefined ? [] : completeOrDiscard(fs, root, text);
    removeOwnTree(fs, root, STAGE);
    removeDrafts(fs, root);
    return notes;
  });
}

/** For who may not write: throws where a run was interrupted, or is under way, so that nobody plans from a half-written project. */
export function requireSettled(fs: HostFs, root: string): void {
  if (readOwn(fs, root, JOURNAL) === undefined) return;
  throw new ScaffoldError(
    "INTERRUPTED",
    `a run that writes into this project was interrupted, or is under way: ${JOURNAL} says what is left`,
    {
      exit: EXIT.findings,
      hint: "`scaffold generate` completes it",
    },
  );
}

function completeOrDiscard(fs: HostFs, root: string, text: string): string[] {
  const journal = parseJournal(text);
  const next = journal?.manifest.next;
  const now = hashAt(fs, root, MANIFEST);
  if (journal && now === journal.manifest.before) {
    const { left } = finish(fs, root, journal);
    return ["completed an interrupted run", ...left.map((path) => `${path} was changed after that run and was left alone`)];
  }
  clear(fs, root);
  // The manifest is written last: when it is there, only the journal was left to remove.
  if (next && now === next.after) return [];
  return ["discarded what an interrupted run left behind: it does not fit this project's manifest"];
}
