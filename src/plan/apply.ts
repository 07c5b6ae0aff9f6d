import { EXIT, ScaffoldError } from "../errors.ts";
import type { HostFs } from "../host.ts";
import { type Plan, writeOf } from "./change.ts";
import { finish, hashAt } from "./finish.ts";
import { JOURNAL, locateOwn, makeOwnDirectory, removeOwnTree, STAGE, SUPPORT, stagePath } from "./folder.ts";
import { type Journal, printJournal } from "./journal.ts";
import { underLock } from "./lock.ts";
import { MANIFEST } from "./manifest.ts";
import { checkPath, FOLDER } from "./paths.ts";
import { sha256 } from "./text.ts";

function changedMeanwhile(paths: readonly string[]): ScaffoldError {
  return new ScaffoldError(
    "CHANGED_MEANWHILE",
    paths.map((path) => ({
      message: `${path} was changed while this run was under way, and was left alone`,
      hint: "run the command again",
    })),
    { exit: EXIT.failed },
  );
}

/** What a plan expects on the disk: by path the hash of the bytes, undefined for no file. */
function expectations(plan: Plan): Map<string, string | undefined> {
  const expected = new Map<string, string | undefined>([
    [MANIFEST, plan.manifest.before === undefined ? undefined : sha256(plan.manifest.before)],
  ]);
  for (const change of plan.changes) {
    const write = writeOf(change);
    if (write) expected.set(change.path, write.before);
    if (change.kind === "delete") expected.set(change.path, change.before);
  }
  return expected;
}

/** Writes everything that the plan will rename into place below `.scaffold/stage`, and says what to do with it. */
function stage(fs: HostFs, root: string, plan: Plan): Journal {
  makeOwnDirectory(fs, root, STAGE);
  let staged = -1;
  const put = (content: string, mode = 0o644): { after: string; staged: number } => {
    const bytes = new TextEncoder().encode(content);
    staged += 1;
    fs.write(locateOwn(fs, root, stagePath(staged)), bytes, mode);
    return { after: sha256(bytes), staged };
  };
  const expected = expectations(plan);
  const before = (path: string) => {
    const hash = expected.get(path);
    return hash === undefined ? {} : { before: hash };
  };
  const { after } = plan.manifest;
  return {
    version: 1,
    deletes: plan.changes.flatMap((change) => (change.kind === "delete" ? [{ path: change.path, before: change.before }] : [])),
    emptied: [...plan.emptied],
    writes: plan.changes.flatMap((change) => {
      const write = writeOf(change);
      return write ? [{ path: change.path, ...before(change.path), ...put(write.content, write.mode) }] : [];
    }),
    base: plan.base.writes.map(({ path, content }) => ({ path, ...put(content) })),
    baseDeletes: [...plan.base.deletes],
    manifest: { ...before(MANIFEST), ...(after !== undefined && { next: put(after) }) },
  };
}

function addSupport(fs: HostFs, root: string, plan: Plan): void {
  for (const name of plan.support) {
    const draft = locateOwn(fs, root, stagePath(name));
    fs.write(draft, new TextEncoder().encode(SUPPORT[name] ?? ""), 0o644);
    fs.rename(draft, locateOwn(fs, root, `${FOLDER}/${name}`));
  }
}

function commit(fs: HostFs, root: string, journal: Journal): void {
  const draft = locateOwn(fs, root, stagePath("journal.json"));
  fs.write(draft, new TextEncoder().encode(printJournal(journal)), 0o644);
  fs.syncDirectory(locateOwn(fs, root, STAGE));
  fs.rename(draft, locateOwn(fs, root, JOURNAL));
  fs.syncDirectory(locateOwn(fs, root, FOLDER));
}

/** true when applying the plan would write nothing. */
export function isEmpty(plan: Plan): boolean {
  const changes = plan.changes.some((change) => writeOf(change) || change.kind === "delete");
  return !changes && plan.manifest.after === undefined && plan.base.writes.length + plan.base.deletes.length + plan.support.length === 0;
}

/**
 * Carries out a plan: the only writer of generated files.
 *
 * 1. everything is staged below `.scaffold/stage` and fsynced; killed here, nothing has changed
 * 2. the journal is renamed into place; killed from here on, the next run completes this one (`recover`)
 * 3. deletions, renames into place, pristine copies, last the manifest; then the journal is removed
 *
 * Throws a ScaffoldError when a file is no longer what the plan has seen: before step 2 nothing is written at all, after it
 * that file is left alone and the rest is completed.
 */
export function apply(fs: HostFs, root: string, plan: Plan): void {
  if (isEmpty(plan)) return;
  for (const change of plan.changes) checkPath(change.path, "the generator");
  try {
    underLock(fs, root, () => {
      const journal = prepare(fs, root, plan);
      commit(fs, root, journal);
      const { left } = finish(fs, root, journal);
      if (left.length > 0) throw changedMeanwhile(left);
    });
  } catch (error) {
    if (error instanceof ScaffoldError) throw error;
    throw new ScaffoldError(
      "WRITE_FAILED",
      `could not write the generated files: ${error instanceof Error ? error.message : String(error)}`,
      {
        exit: EXIT.failed,
        hint: "mend that and run the command again; it takes up where this run stopped",
        cause: error,
      },
    );
  }
}

function prepare(fs: HostFs, root: string, plan: Plan): Journal {
  const expected = [...expectations(plan)];
  // A journal here means that a run was interrupted between this one's reading and now.
  const changed = [...expected.filter(([path, hash]) => hashAt(fs, root, path) !== hash).map(([path]) => path)];
  if (hashAt(fs, root, JOURNAL) !== undefined) changed.push(JOURNAL);
  if (changed.length > 0) throw changedMeanwhile(changed);
  removeOwnTree(fs, root, STAGE);
  try {
    const journal = stage(fs, root, plan);
    addSupport(fs, root, plan);
    return journal;
  } catch (error) {
    removeOwnTree(fs, root, STAGE);
    throw error;
  }
}
