import type { Ownership } from "./file.ts";
import type { DataConflict } from "./merge/data.ts";

interface About {
  readonly path: string;
  readonly group: string;
  readonly ownership: Ownership;
}

/** A file's next content. */
export interface Write {
  /** Exactly what is written, in the line ends that the file has. */
  readonly content: string;
  readonly mode: number;
  /** SHA-256 of the bytes that are replaced; undefined when there is no file. Anything else on the disk is left alone. */
  readonly before: string | undefined;
  /** The text that is replaced, "" when there is none: what a diff shows. */
  readonly was: string;
}

/** What happens to one path. Only create, update, merged, conflict and delete touch the file. */
export type Change = About &
  (
    | { readonly kind: "create"; readonly write: Write }
    | { readonly kind: "update"; readonly write: Write }
    | { readonly kind: "unchanged" }
    /** Seeded, and there already: the user's. */
    | { readonly kind: "keep" }
    /** Seeded or merged, and deleted by the user: stays deleted until --force. */
    | { readonly kind: "gone" }
    /** Kept as it is by --adopt; from now on it is merged. */
    | { readonly kind: "adopt" }
    /** Edited by hand where the generator must not overwrite or delete: stops its group. */
    | { readonly kind: "edited"; readonly reason: string }
    /** Both sides changed it, in different places. */
    | { readonly kind: "merged"; readonly write: Write }
    /** Both sides changed the same lines: `write` has them between markers. */
    | { readonly kind: "conflict"; readonly form: "text"; readonly count: number; readonly write: Write }
    /** Both sides changed the same values: yours are kept. No `write` where nothing else changes. */
    | { readonly kind: "conflict"; readonly form: "data"; readonly values: readonly DataConflict[]; readonly write?: Write }
    | { readonly kind: "delete"; readonly before: string; readonly was: string }
    /** No longer generated, but edited: kept, and the user's from now on. */
    | { readonly kind: "keepEdited" }
    /** No longer generated, and deleted by the user: only the manifest changes. */
    | { readonly kind: "forget" }
    /** Something in the way that the generator did not make: stops its group. */
    | { readonly kind: "blocked"; readonly reason: string }
    /** Still has conflict markers, the first at this line: stops its group. */
    | { readonly kind: "unresolved"; readonly line: number }
    /** Would have changed, but another file stops its group. */
    | { readonly kind: "held"; readonly wanted: ChangeKind; readonly because: string }
  );

export type ChangeKind = Change["kind"];

/** The pristine copy of a merged file. */
export interface BaseCopy {
  readonly path: string;
  readonly content: string;
}

/** Everything that one run would do. Data: the same plan is listed, diffed, checked and applied. */
export interface Plan {
  /** Sorted by path. */
  readonly changes: readonly Change[];
  /** 0, or 1 when something was refused or needs the user. */
  readonly exit: 0 | 1;
  readonly manifest: {
    /** The text that is on the disk now, undefined when there is none. */
    readonly before: string | undefined;
    /** The text to write, undefined when it stays as it is. */
    readonly after: string | undefined;
  };
  readonly base: { readonly writes: readonly BaseCopy[]; readonly deletes: readonly string[] };
  /** Names of the constant files that the toolkit's own folder lacks. */
  readonly support: readonly string[];
  /** Folders that generating made and that hold no generated file any more, deepest first: removed when empty. */
  readonly emptied: readonly string[];
  readonly notes: readonly string[];
}

export function stops(change: Change): boolean {
  return change.kind === "edited" || change.kind === "blocked" || change.kind === "unresolved";
}

/** What a change writes at its path, if it writes. */
export function writeOf(change: Change): Write | undefined {
  return "write" in change ? change.write : undefined;
}
