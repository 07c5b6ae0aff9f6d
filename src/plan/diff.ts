import { createTwoFilesPatch, FILE_HEADERS_ONLY } from "diff";
import { type Plan, writeOf } from "./change.ts";
import { canonical } from "./text.ts";

/**
 * The plan as a unified diff that `patch -p1` and `git apply` read, files in order of their paths. Line ends are shown as LF.
 * `folder`: where the project is, seen from where the patch is to be applied.
 */
export function diffPlan(plan: Plan, folder = "."): string {
  return plan.changes
    .map((change) => {
      const write = writeOf(change);
      if (!write && change.kind !== "delete") return "";
      const was = write ? (write.before === undefined ? undefined : write.was) : change.kind === "delete" ? change.was : "";
      return diffFile(change.path, was, write?.content, folder);
    })
    .join("");
}

/** The same of one file; undefined: there is none, before or afterwards. */
export function diffFile(path: string, was: string | undefined, next: string | undefined, folder = "."): string {
  const place = folder === "." ? path : `${folder}/${path}`;
  const [before, after] = [canonical(was ?? ""), canonical(next ?? "")];
  if (before === after) return "";
  const [from, to] = [was === undefined ? "/dev/null" : `a/${place}`, next === undefined ? "/dev/null" : `b/${place}`];
  return createTwoFilesPatch(from, to, before, after, undefined, undefined, { context: 3, headerOptions: FILE_HEADERS_ONLY });
}
