import { relative } from "node:path";
import type { Argv } from "yargs";
import { EXIT, ScaffoldError } from "../../errors.ts";
import type { Host } from "../../host.ts";
import { type ChangeKind, type Plan, stops } from "../../plan/change.ts";
import { describePlan } from "../../plan/describe.ts";
import type { LoadedProject } from "../../project/load.ts";
import { mendable } from "./failure.ts";
import { renderIssue } from "./issue.ts";

/** The option of commands that can take many projects. */
export function recursiveFlag(yargs: Argv): Argv {
  return yargs.option("recursive", { alias: "r", type: "boolean", describe: "every scaffold.yaml in this folder and below it" });
}

/** true where a command was asked to take many projects. Throws where it was also told which one. */
export function isRecursive(argv: Readonly<Record<string, unknown>>): boolean {
  if (argv["recursive"] !== true) return false;
  if (argv["out"] === undefined) return true;
  throw new ScaffoldError("USAGE", "--recursive and --out exclude each other", { hint: "leave out one of the two" });
}

/** What came of one project of many. */
export interface Handled {
  /** The project's folder, relative to where the command was typed. */
  readonly where: string;
  /** What was done, in half a line. */
  readonly summary: string;
  /** What a person should see of it. */
  readonly details: string;
  /** What a program should see of it. */
  readonly data: Readonly<Record<string, unknown>>;
  readonly exit: number;
}

/** The folder of a project as the user would type it. */
export function folderOf({ place }: LoadedProject, host: Host): string {
  return relative(host.cwd, place.root) || ".";
}

/** Does the same with each project. One that fails stops only itself. */
export async function handleEach(
  projects: readonly LoadedProject[],
  host: Host,
  work: (project: LoadedProject) => Promise<Omit<Handled, "where">>,
): Promise<Handled[]> {
  const handled: Handled[] = [];
  for (const project of projects) {
    const where = folderOf(project, host);
    try {
      handled.push({ where, ...(await work(project)) });
    } catch (error) {
      const failure = mendable(error);
      if (!failure) throw error;
      const { code, exit, issues } = failure;
      handled.push({ where, summary: "failed", details: issues.map(renderIssue).join(""), data: { error: { code, exit, issues } }, exit });
    }
  }
  return handled;
}

/** The gravest of the projects' exit codes: 3 where one failed, 1 where one needs the user. */
export function exitOf(handled: readonly Handled[]): number {
  const codes = handled.map(({ exit }) => exit).filter((exit) => exit !== EXIT.ok);
  return codes.includes(EXIT.failed) ? EXIT.failed : (codes[0] ?? EXIT.ok);
}

/**
 * One line for each project, what needs attention below it, and with `--json` one line for all:
 *
 *     services/cart   3 updated, 1 merged, 52 unchanged
 *     services/shop   1 edited, 40 held, 15 unchanged
 *       edited  log-agent/build.mjs  was edited by hand; --force overwrites it, --adopt keeps your edit
 */
export function reportMany(handled: readonly Handled[], json: boolean, host: Host): number {
  const exit = exitOf(handled);
  if (json) {
    host.stdout(
      `${JSON.stringify({ projects: handled.map(({ where, data, exit: own }) => ({ root: where, ...data, exit: own })), exit })}\n`,
    );
    return exit;
  }
  const width = Math.max(...handled.map(({ where }) => named(where).length));
  for (const { where, summary, details } of handled) {
    host.stdout(`${named(where).padEnd(width)}  ${summary}\n${details.replace(/^(?=.)/gm, "  ")}`);
  }
  return exit;
}

function named(where: string): string {
  return where === "." ? "this folder" : where;
}

const words: Readonly<Record<ChangeKind, string>> = {
  create: "created",
  update: "updated",
  merged: "merged",
  conflict: "in conflict",
  edited: "edited",
  blocked: "in the way",
  unresolved: "unresolved",
  held: "held",
  delete: "deleted",
  adopt: "adopted",
  gone: "gone",
  keepEdited: "no longer generated",
  forget: "forgotten",
  keep: "yours",
  unchanged: "unchanged",
};

/** `3 updated, 1 merged, 52 unchanged` */
export function countChanges({ changes }: Plan): string {
  const counts = Object.entries(words).map(([kind, word]) => [changes.filter((change) => change.kind === kind).length, word] as const);
  return counts
    .filter(([count]) => count > 0)
    .map(([count, word]) => `${count} ${word}`)
    .join(", ");
}

/** The lines of a plan that need the user. */
export function troubleOf(plan: Plan): string {
  return describePlan({ ...plan, changes: plan.changes.filter((change) => stops(change) || change.kind === "conflict") });
}

/** `1 project`, `12 projects` */
export function projectsText(count: number): string {
  return `${count} ${count === 1 ? "project" : "projects"}`;
}
