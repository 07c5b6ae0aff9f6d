import Handlebars from "handlebars";
import type { Issue, Place } from "../errors.ts";
import { nearest } from "../suggest.ts";
import { encoders } from "./encoders.ts";

/** A template that a project brings in place of a packaged one. */
export interface Override {
  /** As messages name it. */
  readonly file: string;
  readonly text: string;
}

/** What a path in a template can see: the view, or an item of a loop; `unknown` where the data does not tell. */
type Scope = { readonly known: true; readonly value: unknown } | { readonly known: false };

interface Frame {
  readonly scope: Scope;
  readonly parent?: Frame;
  /** Names that `as |item index|` gives. */
  readonly names: ReadonlyMap<string, Scope>;
}

const blind: Scope = { known: false };
const blocks = ["if", "unless", "each", "with"];
const dataNames = ["root", "index", "key", "first", "last"];

/**
 * Every mistake that can be seen in a template: text that is none, helpers that do not exist, and with a view the fields that it lacks,
 * those in conditions too, of which Handlebars' own `strict` knows nothing.
 */
export function templateIssues({ file, text }: Override, view: object | undefined): Issue[] {
  let program: hbs.AST.Program;
  try {
    program = Handlebars.parse(text);
  } catch (error) {
    return [syntaxIssue(error, file, text)];
  }
  const issues: Issue[] = [];
  const rows = text.split("\n");
  const walker = new Walker((message, { start }, hint) => {
    const where: Place = { file, line: start.line, column: start.column + 1, excerpt: rows[start.line - 1] ?? "" };
    issues.push({ message, where, hint });
  });
  walker.program(program, { scope: view ? { known: true, value: view } : blind, names: new Map() });
  return issues;
}

type Report = (message: string, place: hbs.AST.SourceLocation, hint: string) => void;

class Walker {
  readonly #report: Report;

  constructor(report: Report) {
    this.#report = report;
  }

  program(program: hbs.AST.Program | undefined, frame: Frame): void {
    for (const statement of program?.body ?? []) this.#statement(statement, frame);
  }

  #statement(statement: hbs.AST.Statement, frame: Frame): void {
    switch (statement.type) {
      case "MustacheStatement":
        this.#print(statement as hbs.AST.MustacheStatement, frame);
        return;
      case "BlockStatement":
        this.#block(statement as hbs.AST.BlockStatement, frame);
        return;
      case "ContentStatement":
      case "CommentStatement":
        return;
      default:
        this.#report("partials and decorators do not exist here", statement.loc, "write the text out");
    }
  }

  #print({ path, params, hash }: hbs.AST.MustacheStatement, frame: Frame): void {
    if (params.length === 0 && !hash) this.#value(path as hbs.AST.Expression, frame);
    else this.#call(path as hbs.AST.Expression, params, frame, Object.keys(encoders));
  }

  #call(path: hbs.AST.Expression, params: readonly hbs.AST.Expression[], frame: Frame, known: readonly string[]): void {
    const name = "original" in path ? String(path.original) : "";
    if (!known.includes(name)) {
      const guess = nearest(name, known);
      this.#report(`unknown helper "${name}"`, path.loc, guess ? `did you mean "${guess}"?` : `helpers are ${known.join(", ")}`);
    }
    for (const param of params) this.#value(param, frame);
  }

  #block({ path, params, program, inverse }: hbs.AST.BlockStatement, frame: Frame): void {
    const name = path.original;
    const [subject] = params;
    if (!blocks.includes(name as string) || !subject) {
      this.#report(`unknown block "${name}"`, path.loc, `blocks are ${blocks.map((block) => `#${block}`).join(", ")}, each with one field`);
      return;
    }
    const scope = this.#value(subject, frame);
    this.program(inverse, frame);
    if (name === "if" || name === "unless") {
      this.program(program, frame);
      return;
    }
    const inner = name === "with" ? scope : itemOf(scope);
    const [first, second] = program.blockParams ?? [];
    const names = new Map<string, Scope>();
    if (first !== undefined) names.set(first, inner);
    if (second !== undefined) names.set(second, blind);
    this.program(program, { scope: inner, parent: frame, names });
  }

  /** Looks a value up, and reports the first step that is not there. */
  #value(expression: hbs.AST.Expression, frame: Frame): Scope {
    if (expression.type === "SubExpression") {
      const { path, params } = expression as hbs.AST.SubExpression;
      this.#call(path as hbs.AST.Expression, params, frame, Object.keys(encoders));
      return blind;
    }
    if (expression.type !== "PathExpression") return { known: true, value: undefined };
    const { data, depth, parts, loc, original } = expression as hbs.AST.PathExpression;
    if (data) return this.#data(parts, original, loc, frame);
    let at: Frame | undefined = frame;
    for (let up = depth; up > 0; up -= 1) at = at?.parent;
    if (!at) {
      this.#report(`${original} leads out of the view`, loc, "leave out a ../");
      return blind;
    }
    const [first, ...rest] = parts;
    const named = depth === 0 && first !== undefined ? nameIn(frame, first) : undefined;
    return named ? this.#steps(named, rest, loc) : this.#steps(at.scope, parts, loc);
  }

  #data([first = "", ...rest]: readonly string[], original: string, loc: hbs.AST.SourceLocation, frame: Frame): Scope {
    if (!dataNames.includes(first))
      this.#report(`unknown variable ${original}`, loc, `variables are ${dataNames.map((name) => `@${name}`).join(", ")}`);
    let root = frame;
    while (root.parent) root = root.parent;
    return first === "root" ? this.#steps(root.scope, rest, loc) : blind;
  }

  #steps(start: Scope, parts: readonly string[], loc: hbs.AST.SourceLocation): Scope {
    let scope = start;
    for (const part of parts) {
      if (!scope.known || scope.value === undefined || scope.value === null) return blind;
      const { value } = scope;
      const isField = typeof value === "object" ? Object.hasOwn(value, part) : part === "length" && typeof value === "string";
      if (!isField) {
        const known = typeof value === "object" ? Object.keys(value) : [];
        const guess = nearest(part, known);
        const list = known.length > 0 && !Array.isArray(value) ? `fields are ${known.join(", ")}` : "there are no fields in it";
        this.#report(`unknown field "${part}"`, loc, guess ? `did you mean "${guess}"?` : list);
        return blind;
      }
      scope = { known: true, value: (value as Record<string, unknown>)[part] };
    }
    return scope;
  }
}

function nameIn(frame: Frame | undefined, name: string): Scope | undefined {
  for (let at = frame; at; at = at.parent) {
    const found = at.names.get(name);
    if (found) return found;
  }
  return undefined;
}

/** What the items of a list or mapping have in common is taken from all of them: a field of any is a field. Of an empty one nothing is known. */
function itemOf(scope: Scope): Scope {
  if (!scope.known || typeof scope.value !== "object" || scope.value === null) return blind;
  const items = Object.values(scope.value);
  if (items.length === 0) return blind;
  const isMapping = (item: unknown): item is object => typeof item === "object" && item !== null && !Array.isArray(item);
  return { known: true, value: items.every(isMapping) ? Object.assign({}, ...items) : items[0] };
}

function syntaxIssue(error: unknown, file: string, text: string): Issue {
  const message = error instanceof Error ? error.message : String(error);
  const line = Number(/(?:on line |: ?|- )(\d+)/.exec(message)?.[1] ?? 1);
  const [, expected] = /Expecting (.+?), got/.exec(message) ?? [];
  const reason = expected
    ? "not a template: something is left open, or closed that is not open"
    : `not a template: ${message.split("\n")[0]}`;
  return {
    message: reason,
    where: { file, line, column: 1, excerpt: text.split("\n")[line - 1] ?? "" },
    hint: "look at the {{ }} there, and at the blocks around it",
  };
}
