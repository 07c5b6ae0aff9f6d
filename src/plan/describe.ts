import { type Change, type ChangeKind, type Plan, writeOf } from "./change.ts";
import type { Ownership } from "./file.ts";
import { type Data, type DataConflict, isList, isMap } from "./merge/data.ts";

const labels: Readonly<Record<ChangeKind, string>> = {
  create: "create",
  update: "update",
  unchanged: "unchanged",
  keep: "keep",
  gone: "gone",
  adopt: "adopt",
  edited: "edited",
  merged: "merge",
  conflict: "conflict",
  delete: "delete",
  keepEdited: "keep",
  forget: "forget",
  blocked: "blocked",
  unresolved: "unresolved",
  held: "held",
};

/** Why a change is not simply what its name says, as a clause; undefined where the name says it all. */
export function reasonOf(change: Change): string | undefined {
  switch (change.kind) {
    case "edited":
    case "blocked":
      return change.reason;
    case "gone":
      return "you deleted it; --force makes it again";
    case "adopt":
      return "your version is kept, and merged from now on";
    case "conflict":
      if (change.form === "data")
        return `both sides changed ${change.values.length === 1 ? "a value" : `${change.values.length} values`}; yours kept`;
      return `both sides changed the same lines; ${change.count === 1 ? "one place" : `${change.count} places`} to resolve between <<<<<<< and >>>>>>>`;
    case "keepEdited":
      return "no longer generated, but you edited it: it is yours now";
    case "forget":
      return "no longer generated, and you deleted it";
    case "unresolved":
      return `line ${change.line} still has conflict markers; resolve them first`;
    case "held":
      return `would ${labels[change.wanted]}, but ${change.because} stops ${change.group === "" ? "the project's own files" : change.group}`;
    case "create":
    case "update":
    case "unchanged":
    case "keep":
    case "merged":
    case "delete":
      return undefined;
    default:
      return change satisfies never;
  }
}

function toPlain(value: Data): unknown {
  if (isMap(value)) return Object.fromEntries([...value].map(([key, item]) => [key, toPlain(item)]));
  if (isList(value)) return value.map(toPlain);
  return typeof value === "bigint" ? String(value) : value;
}

function show(value: Data | undefined): string {
  if (value === undefined) return "removed";
  const text = JSON.stringify(toPlain(value));
  return text.length > 100 ? `${text.slice(0, 99)}…` : text;
}

function conflictLines({ path, yours, generated }: DataConflict): string[] {
  return [`    ${path === "" ? "the whole file" : path}`, `      yours      ${show(yours)}`, `      generated  ${show(generated)}`];
}

/**
 * One line per file that is not simply as it should be, and a count of the others:
 *
 *     create    log-agent/src/main.ts
 *     conflict  pod.yaml  both sides changed a value; yours kept
 *     12 files unchanged
 */
export function describePlan(plan: Plan): string {
  return describe(plan, () => false);
}

/** More files of one folder than this are counted. */
const most = 4;

/**
 * The same, short: where many files of one folder are only created, updated or deleted they are counted, so that what matters does not
 * scroll away:
 *
 *     create  log-agent/  71 files
 *     create  pod.yaml
 */
export function describeBriefly(plan: Plan): string {
  const counts = new Map<string, number>();
  for (const change of plan.changes) counts.set(foldOf(change), (counts.get(foldOf(change)) ?? 0) + 1);
  return describe(plan, (change) => isPlain(change) && (counts.get(foldOf(change)) ?? 0) > most);
}

function isPlain({ kind, path }: Change): boolean {
  return (kind === "create" || kind === "update" || kind === "delete") && path.includes("/");
}

/** What a change is counted with: the companion's folder, or the first one on the path. */
function foldOf({ kind, path, group }: Change): string {
  const end = group === "" ? path.indexOf("/") + 1 : `/${path}`.indexOf(`/${group}/`) + group.length + 1;
  return `${kind}  ${path.slice(0, end)}`;
}

function describe(plan: Plan, isFolded: (change: Change) => boolean): string {
  const quiet = (change: Change) => change.kind === "unchanged" || change.kind === "keep";
  const shown = plan.changes.filter((change) => !quiet(change));
  const width = Math.max(0, ...shown.map((change) => labels[change.kind].length));
  const lines = plan.notes.map((note) => `note: ${note}`);
  const folds = new Set<string>();
  for (const change of shown) {
    if (isFolded(change)) {
      const fold = foldOf(change);
      const count = shown.filter((other) => isFolded(other) && foldOf(other) === fold).length;
      if (!folds.has(fold)) lines.push(`${labels[change.kind].padEnd(width)}  ${fold.slice(fold.indexOf("  ") + 2)}  ${count} files`);
      folds.add(fold);
      continue;
    }
    const reason = reasonOf(change);
    lines.push(`${labels[change.kind].padEnd(width)}  ${change.path}${reason ? `  ${reason}` : ""}`);
    if (change.kind === "conflict" && change.form === "data") lines.push(...change.values.flatMap(conflictLines));
  }
  const rest = plan.changes.length - shown.length;
  if (rest > 0) lines.push(`${rest} ${rest === 1 ? "file" : "files"} unchanged`);
  return lines.map((line) => `${line}\n`).join("");
}

export interface PlanJson {
  readonly exit: 0 | 1;
  readonly changes: readonly {
    readonly path: string;
    readonly group: string;
    readonly ownership: Ownership;
    readonly kind: ChangeKind;
    /** true when the file's bytes change. */
    readonly writes: boolean;
    readonly reason?: string;
    /** A side that removed the value lacks its key. */
    readonly values?: readonly { readonly path: string; readonly yours?: unknown; readonly generated?: unknown }[];
  }[];
  readonly notes: readonly string[];
}

/** The plan without the files' contents, for `--json`. */
export function planToJson(plan: Plan): PlanJson {
  const side = (value: Data | undefined, name: "yours" | "generated") => (value === undefined ? {} : { [name]: toPlain(value) });
  return {
    exit: plan.exit,
    changes: plan.changes.map((change) => {
      const { path, group, ownership, kind } = change;
      const reason = reasonOf(change);
      return {
        path,
        group,
        ownership,
        kind,
        writes: writeOf(change) !== undefined || kind === "delete",
        ...(reason !== undefined && { reason }),
        ...(change.kind === "conflict" &&
          change.form === "data" && {
            values: change.values.map((value) => ({
              path: value.path,
              ...side(value.yours, "yours"),
              ...side(value.generated, "generated"),
            })),
          }),
      };
    }),
    notes: plan.notes,
  };
}
