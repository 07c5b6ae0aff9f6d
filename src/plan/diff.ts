import { createTwoFilesPatch, FILE_HEADERS_ONLY } from "diff";
import { type Plan, writeOf } from "./change.ts";
import { canonical } from "./text.ts";

/** The plan as a unified diff that `patch -p1` and `git apply` read, files in order of their paths. Line ends are shown as LF. */
export function diffPlan(plan: Plan): string {
  return plan.changes
    .map((change) => {
      const write = writeOf(change);
      if (!write && change.kind !== "delete") return "";
      const was = write ? write.was : change.kind === "delete" ? change.was : "";
      const from = write && write.before === undefined ? "/dev/null" : `a/${change.path}`;
      const to = write ? `b/${change.path}` : "/dev/null";
      const next = write?.content ?? "";
      if (canonical(was) === canonical(next)) return "";
      return createTwoFilesPatch(from, to, canonical(was), canonical(next), undefined, undefined, {
        context: 3,
        headerOptions: FILE_HEADERS_ONLY,
      });
    })
    .join("");
}
