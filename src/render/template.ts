import { readdirSync, readFileSync } from "node:fs";
import Handlebars from "handlebars";
import { EXIT, type Issue, ScaffoldError } from "../errors.ts";
import { packageRoot } from "../version.ts";
import { type Override, templateIssues } from "./check.ts";
import { encoders } from "./encoders.ts";

export type { Override } from "./check.ts";

/** Templates that a project brings, by the path of the packaged one that each replaces. */
export type Overrides = ReadonlyMap<string, Override>;

const handlebars = Handlebars.create();
for (const [name, encode] of Object.entries(encoders)) handlebars.registerHelper(name, (value: unknown) => encode(value));

const compiled = new Map<string, HandlebarsTemplateDelegate<object>>();

/** What {@link renderWith} is rendering with now. */
let current: { readonly overrides: Overrides; readonly issues: Issue[]; readonly seen: Set<Override> } = {
  overrides: new Map(),
  issues: [],
  seen: new Set(),
};

/** The paths of all packaged templates, sorted: `sidecar/README.md.hbs`. */
export function packagedTemplates(): string[] {
  const names = readdirSync(new URL("templates/", packageRoot), { recursive: true }).map((name) => String(name).replaceAll("\\", "/"));
  return names.filter((name) => name.endsWith(".hbs")).sort();
}

/**
 * Does `work`, in which `overrides` take the place of packaged templates. Which templates a project brings is no matter of a pattern, so
 * it is not handed through them; rendering is synchronous, so nothing else renders meanwhile. Throws with all that is wrong in them.
 */
export function renderWith<T>(overrides: Overrides, work: () => T): T {
  const before = current;
  current = { overrides, issues: [], seen: new Set() };
  try {
    const result = work();
    // What was not rendered may be a template of a pattern that this project has no use for; it has to be one all the same.
    for (const override of overrides.values()) if (!current.seen.has(override)) current.issues.push(...templateIssues(override, undefined));
    const issues = new Map(current.issues.map((issue) => [JSON.stringify(issue), issue]));
    if (issues.size > 0) throw new ScaffoldError("TEMPLATE_INVALID", [...issues.values()], { exit: EXIT.usage });
    return result;
  } finally {
    current = before;
  }
}

/**
 * Renders one template of `templates/`, or the project's own in its place. `strict`: a field that the view lacks is an error, not an
 * empty string; and no helper exists but the encoders, so a decision cannot hide in a template.
 */
export function render(path: string, view: object): string {
  const override = current.overrides.get(path);
  if (override) return renderOverride(override, view);
  let template = compiled.get(path);
  if (!template) {
    template = compile(readFileSync(new URL(`templates/${path}`, packageRoot), "utf8"));
    compiled.set(path, template);
  }
  try {
    return template(view);
  } catch (cause) {
    throw new ScaffoldError("TEMPLATE", `templates/${path}: ${reasonOf(cause)}`, { exit: EXIT.bug, cause });
  }
}

/** With what is wrong in it the text does not count: {@link renderWith} throws when all templates were looked at. */
function renderOverride(override: Override, view: object): string {
  current.seen.add(override);
  const found = templateIssues(override, view);
  current.issues.push(...found);
  if (found.length > 0) return "";
  try {
    return compile(override.text)(view);
  } catch (cause) {
    current.issues.push({ message: reasonOf(cause), where: placeOf(cause, override) });
    return "";
  }
}

function compile(text: string): HandlebarsTemplateDelegate<object> {
  return handlebars.compile<object>(text, {
    noEscape: true,
    strict: true,
    knownHelpersOnly: true,
    knownHelpers: Object.fromEntries(Object.keys(encoders).map((name) => [name, true])),
  });
}

function reasonOf(cause: unknown): string {
  return (cause instanceof Error ? cause.message.split("\n")[0] : undefined) ?? String(cause);
}

/** Handlebars' own errors say the line, and count columns from 0. */
function placeOf(cause: unknown, { file, text }: Override) {
  const { lineNumber = 1, column = 0 } = cause as { lineNumber?: number; column?: number };
  return { file, line: lineNumber, column: column + 1, excerpt: text.split("\n")[lineNumber - 1] ?? "" };
}
