import type { Change, Plan } from "./change.ts";
import { reasonOf } from "./describe.ts";
import { MANIFEST } from "./manifest.ts";

/** One way in which the disk is not what generating would leave. */
export interface Drift {
  readonly path: string;
  readonly kind: "missing" | "stale" | "edited" | "conflict" | "obsolete" | "blocked";
  readonly message: string;
}

function driftOf(change: Change): Drift | undefined {
  const { path } = change;
  const because = reasonOf(change) ?? "";
  switch (change.kind) {
    case "create":
      return { path, kind: "missing", message: "is missing" };
    case "update":
      return { path, kind: "stale", message: "is not what the document asks for" };
    case "merged":
      return { path, kind: "stale", message: "lacks a change of the document; it would be merged with your edit" };
    case "conflict":
    case "unresolved":
      return { path, kind: "conflict", message: because };
    case "edited":
      return { path, kind: "edited", message: because };
    case "blocked":
      return { path, kind: "blocked", message: because };
    case "delete":
      return { path, kind: "obsolete", message: "is no longer generated; it would be deleted" };
    case "keepEdited":
    case "forget":
      return { path, kind: "obsolete", message: because };
    case "held":
      return { path, kind: "stale", message: because };
    case "adopt":
      return { path, kind: "edited", message: because };
    case "unchanged":
    case "keep":
    case "gone":
      return undefined;
    default:
      return change satisfies never;
  }
}

/** Says how the disk differs from what generating would leave; empty when generating would change nothing. Sorted by path. */
export function drift(plan: Plan): Drift[] {
  const found = plan.changes.flatMap((change) => driftOf(change) ?? []);
  const recordsDiffer = plan.manifest.after !== undefined || plan.base.writes.length + plan.base.deletes.length > 0;
  if (found.length > 0 || !recordsDiffer) return found;
  for (const { kind, path } of plan.changes) {
    if (kind === "gone")
      found.push({ path, kind: "missing", message: "was deleted; scaffold generate takes note of that, --force makes it again" });
  }
  if (found.length === 0) found.push({ path: MANIFEST, kind: "stale", message: "is not up to date; run scaffold generate" });
  return found;
}
