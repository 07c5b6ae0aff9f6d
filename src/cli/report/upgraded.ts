import { EXIT } from "../../errors.ts";
import { isEmpty } from "../../plan/apply.ts";
import type { Plan } from "../../plan/change.ts";
import type { UpgradedFile, UpgradedPart } from "../../project/upgrade.ts";
import { countChanges } from "./many.ts";

export function nothingToDo(version: string): string {
  return `${version} already, nothing to do`;
}

/** `0.1.0 -> 0.2.0: 3 updated, 1 merged, 52 unchanged`; where the version stays, `0.1.0 already: 1 unresolved, 1 edited, 57 unchanged` */
export function upgradeSummary(from: string | undefined, to: string, plan: Plan): string {
  if (from === to && isEmpty(plan) && plan.exit === EXIT.ok) return nothingToDo(to);
  const versions = from === to ? `${to} already` : `${from ?? "(not generated yet)"} -> ${to}`;
  return `${versions}: ${countChanges(plan)}`;
}

const headings = ["overwritten", "added", "removed", "merged", "kept", "conflicts"] as const;

/** Nobody reads the names of forty runtime files. */
const most = 4;

/**
 * What was done to each companion, paths seen from its folder:
 *
 *     log-agent
 *       overwritten  build.mjs, runtime/agent/agent.ts
 *       merged       src/main.ts
 *       kept         src/transform.ts  (yours)
 *       conflicts    package.json  both sides changed a value; yours kept
 *                    -> edit it to what you want, then run `scaffold generate`
 */
export function upgradeDetails(parts: readonly UpgradedPart[], out: string): string {
  return parts
    .filter((part) => headings.some((heading) => heading !== "kept" && part[heading].length > 0))
    .map((part) => {
      const short = (path: string) => shortPath(path, part.name, out);
      const lines = headings.flatMap((heading) => (part[heading].length === 0 ? [] : linesOf(heading, part[heading], short)));
      return `${part.name || "the project itself"}\n${lines.map((line) => `  ${line}\n`).join("")}`;
    })
    .join("");
}

function linesOf(heading: (typeof headings)[number], files: readonly UpgradedFile[], short: (path: string) => string): string[] {
  const label = heading.padEnd(11);
  const blank = " ".repeat(11);
  if (heading === "conflicts") {
    return files.flatMap(({ path, reason = "" }, index) => [
      `${index === 0 ? label : blank}  ${short(path)}  ${reason}`,
      `${blank}  -> ${nextStep(reason)}`,
    ]);
  }
  const shown = files.slice(0, most).map(({ path }) => short(path));
  const more = files.length > most ? ` and ${files.length - most} more` : "";
  return [`${label}  ${shown.join(", ")}${more}${heading === "kept" ? "  (yours)" : ""}`];
}

/** What to type, by what stands in the way. */
function nextStep(reason: string): string {
  if (reason.includes("<<<<<<<") || reason.includes("conflict markers"))
    return "keep what you want of the two sides, remove the markers, run `scaffold generate`";
  if (reason.includes("yours kept")) return "yours is in place; to take the new value, put it in by hand";
  if (reason.startsWith("would ")) return "follows once that file is settled";
  if (reason.includes("--adopt")) return "`scaffold generate --adopt` keeps your edit, `--force` takes the new version";
  return "move it away or settle it, then run `scaffold generate`";
}

function shortPath(path: string, companion: string, out: string): string {
  const folder = `${out === "." ? "" : `${out.replace(/\/$/, "")}/`}${companion}/`;
  return companion !== "" && path.startsWith(folder) ? path.slice(folder.length) : path;
}
