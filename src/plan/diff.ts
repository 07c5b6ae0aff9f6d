import { createTwoFilesPatch, FILE_HEADERS_ONLY } from "diff";
import { type Plan, writeOf } from "./change.ts";
import { canonical } from "./text.ts";

/**
 * The plan as a unified diff that `patch -p1` and `git apply` read, files in order of their paths. Line ends are shown as LF.
 * `folder`: where the project is, seen from where the patch is to be applied.
 */
export function diffPlan(plan: Plan, folder = "."): string {
  const prefix = folder === "." ? "" : `${folder}/`;
  return plan.changes
    .map((change) => {
      const write = writeOf(change);
      if (!write && change.kind !== "delete") return "";
      const was = write ? write.was : change.kind === "delete" ? change.was : "";
      const from = write && write.before === undefined ? "/dev/null" : `a/${prefix}${change.path}`;
      const to = write ? `b/${prefix}${change.path}` : "/dev/null";
      const next = write?.content ?? "";
      if (canonical(was) === canonical(next)) return "";
      return createTwoFilesPatch(from, to, canonical(was), canonical(next), undefined, undefined, {
        context: 3,
        headerOptions: FILE_HEADERS_ONLY,
      });
    })
    .join("");
}
