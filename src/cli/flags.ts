import type { Options } from "yargs";
import type { z } from "zod";
import { EXIT, type Issue, ScaffoldError } from "../errors.ts";
import { check } from "../spec/explain.ts";
import { child, isMapping, type Path, valueAt } from "../spec/path.ts";
import { type Field, fieldOf, longForm, type Shape } from "../spec/shape.ts";
import { show } from "../spec/words.ts";
import { typedValue } from "./typed-value.ts";

/** A condition under which a field exists: the key at `path` has one of `values`. `all`: the values it can have. */
interface Condition {
  readonly path: Path;
  readonly values: readonly string[];
  readonly all: readonly string[];
}

/** One meaning of a flag. A flag has several where branches of a choice have a key of the same name. */
interface Use {
  readonly field: Field;
  readonly when: readonly Condition[];
  readonly fallback: unknown;
}

interface Flag {
  readonly name: string;
  /** Where its value goes in the options. */
  readonly path: Path;
  readonly form: "one" | "list" | "record" | "switch";
  readonly uses: Use[];
}

/**
 * The yargs options for a schema: `sink.url` is `--sink-url`, the key that chooses among branches (`sink.type`) is `--sink`. Lists, and
 * mappings as NAME=VALUE, take every word up to the next option, so that a positional argument comes before them; they may be repeated, too.
 * Defaults are shown and not filled in. With `choices` the values of enumerations are known to yargs, for completion; without it a wrong
 * one is left to {@link flagsToOptions}, which words it better.
 */
export function optionFlags(schema: z.ZodType, { choices = false } = {}): Record<string, Options> {
  return Object.fromEntries(flagsOf(schema).map((flag) => [flag.name, yargsOption(flag, choices)]));
}

function yargsOption({ form, uses }: Flag, withChoices: boolean): Options {
  const shape = uses[0]?.field.shape;
  const item = shape?.kind === "list" ? shape.item.shape : shape;
  const fallback = fallbackText(uses);
  const notes = [
    item?.kind === "enum" && `one of ${item.values.join(", ")}`,
    form === "list" && "one or more",
    form === "record" && "NAME=VALUE, one or more",
    ...conditionNotes(uses),
  ].filter(Boolean);
  return {
    describe: [...descriptions(uses), ...notes].filter(Boolean).join("; "),
    ...(form === "switch" ? { type: "boolean" as const } : { type: "string" as const, requiresArg: true }),
    ...((form === "list" || form === "record") && { array: true }),
    ...(fallback !== undefined && { defaultDescription: fallback }),
    ...(withChoices && item?.kind === "enum" && { choices: item.values }),
  };
}

/** What the flag is, once where all its meanings share a description, else each with the branch it belongs to. */
function descriptions(uses: readonly Use[]): string[] {
  const texts = new Set(uses.map(({ field }) => field.description));
  if (texts.size === 1) return uses.slice(0, 1).flatMap(({ field }) => field.description ?? []);
  return uses.map(({ field, when }) => `${field.description} (${when.at(-1)?.values.join(", ")})`);
}

/** `with --sink otlp or http`, for a flag that not every branch has. */
function conditionNotes(uses: readonly Use[]): string[] {
  return (uses[0]?.when ?? []).flatMap(({ path: key, all }) => {
    const values = valuesFor(uses, key);
    return values.length < all.length ? [`with ${flagName(key, true)} ${values.join(" or ")}`] : [];
  });
}

function fallbackText(uses: readonly Use[]): string | undefined {
  const texts = uses
    .map(({ fallback }) => (Array.isArray(fallback) ? fallback.join(" ") : fallback))
    .map((value) => (isPlain(value) ? String(value) : undefined));
  return texts.every((text) => text === texts[0]) && texts[0] !== "" ? texts[0] : undefined;
}

function isPlain(value: unknown): boolean {
  return ["string", "number", "boolean"].includes(typeof value);
}

/**
 * What the user typed, as options: nested, and only what was typed. A flag that exists in one branch of a choice alone chooses it,
 * unless `current`, what the document says already, has chosen. Throws a ScaffoldError with all that is wrong, worded as for
 * the document: `--sink-url: expected a URL that starts with http:// or https://; got "x"`.
 */
export function flagsToOptions(argv: Readonly<Record<string, unknown>>, schema: z.ZodType, current: unknown = {}): Record<string, unknown> {
  const issues: Issue[] = [];
  const options: Record<string, unknown> = {};
  const typed = flagsOf(schema).filter((flag) => argv[flag.name] !== undefined);
  for (const flag of typed) {
    const given = argv[flag.name];
    if (flag.form !== "list" && flag.form !== "record" && Array.isArray(given)) {
      issues.push({ message: `--${flag.name}: given ${given.length} times`, hint: "give it once" });
      continue;
    }
    const use = chooseUse(flag, options, current, issues);
    if (!use) continue;
    const value = flag.form === "record" ? recordOf(flag, use.field, given, issues) : typedValue(use.field, given);
    // What was typed without a name was said above, and is missing in the mapping.
    if (value === undefined) continue;
    const result = check(use.field.schema as z.ZodType, value);
    if (!result.ok)
      issues.push(
        ...result.findings.map(({ reason, hint, path }) => ({
          message: `--${[flag.name, ...path.filter((part) => typeof part === "string")].join(" ")}: ${reason}`,
          ...(hint ? { hint } : severalHint(flag, given, valueAt(value, path))),
        })),
      );
    put(options, flag.path, value);
  }
  if (issues.length > 0) throw new ScaffoldError("USAGE", issues, { exit: EXIT.usage });
  return options;
}

/** What a word was meant for, very likely, that an option with several values took and does not understand. */
function severalHint({ name, form }: Flag, given: unknown, refused: unknown): { hint?: string } {
  if ((form !== "list" && form !== "record") || typeof refused !== "string") return {};
  const pieces = refused.split(",");
  if (pieces.length > 1) return { hint: `several values stand one after another: --${name} ${pieces.join(" ")}` };
  const isName = Array.isArray(given) && given.indexOf(refused) > 0 && /^[a-z][a-z0-9-]*$/.test(refused);
  return isName ? { hint: `--${name} takes every word up to the next option; the companion's name goes before the options` } : {};
}

/** The meaning that fits what is chosen so far. Where nothing is chosen and only one branch has the flag, that one is. */
function chooseUse(flag: Flag, options: Record<string, unknown>, current: unknown, issues: Issue[]): Use | undefined {
  const chosen = (path: Path) => valueAt(options, path) ?? valueAt(current, path);
  // A chooser that is itself refused decides nothing.
  const fits = ({ path, values, all }: Condition) => values.includes(String(chosen(path))) || !all.includes(String(chosen(path)));
  const uses = flag.uses.filter((use) => use.when.every(fits));
  const [use] = uses;
  if (!use) {
    const condition = flag.uses.flatMap(({ when }) => when).find((one) => !fits(one));
    const values = condition ? valuesFor(flag.uses, condition.path) : [];
    const other = condition ? flagName(condition.path, true) : "";
    issues.push({
      message: `--${flag.name}: goes with ${other} ${values.join(" or ")}, not ${condition && chosen(condition.path)}`,
      hint: `add ${other} ${values[0]}`,
    });
    return undefined;
  }
  for (const { path, all } of use.when) {
    const values = valuesFor(uses, path);
    if (chosen(path) !== undefined || values.length === all.length) continue;
    if (values.length > 1) {
      const ways = values.map((value) => `${flagName(path, true)} ${value}`);
      issues.push({ message: `--${flag.name}: goes with ${ways.join(" or ")}`, hint: `add ${ways[0]}` });
      return undefined;
    }
    put(options, path, values[0]);
  }
  return use;
}

function valuesFor(uses: readonly Use[], path: Path): string[] {
  return [
    ...new Set(uses.flatMap(({ when }) => when.filter((one) => one.path.join("\0") === path.join("\0")).flatMap(({ values }) => values))),
  ];
}

/** undefined when something that was typed has no name; that is among the issues then. */
function recordOf(flag: Flag, { shape }: Field, given: unknown, issues: Issue[]): Record<string, unknown> | undefined {
  const item = shape.kind === "record" ? (shape.value.schema as z.ZodType) : undefined;
  const accepts = (value: unknown) => item !== undefined && check(item, value).ok;
  const entries = [given].flat().map((text) => {
    const [, name, value = ""] = /^([^=]+)=([\s\S]*)$/.exec(String(text)) ?? [];
    if (name === undefined) {
      const empty =
        accepts({}) && !accepts("")
          ? { hint: `--${flag.name} ${String(text) || "NAME"}={} where there is none to say here` }
          : severalHint(flag, given, text);
      issues.push({ message: `--${flag.name}: expected NAME=VALUE; got ${show(text)}`, ...empty });
    }
    // `prod={}` and `prod=`, where the value may be a mapping and is no text that is empty.
    const isEmpty = /^(?:\{\s*\})?$/.test(value) && !accepts(value) && accepts({});
    return [name, isEmpty ? {} : value] as const;
  });
  if (entries.some(([name]) => name === undefined)) return undefined;
  const names = entries.map(([name]) => name);
  const twice = new Set(names.filter((name, index) => names.indexOf(name) < index));
  for (const name of twice) issues.push({ message: `--${flag.name} ${name}: given twice`, hint: "give one of the two another name" });
  return Object.fromEntries(entries);
}

function put(options: Record<string, unknown>, path: Path, value: unknown): void {
  const [part = "", ...rest] = path;
  if (rest.length === 0) {
    options[String(part)] = value;
    return;
  }
  const inner = child(options, part);
  const target = isMapping(inner) ? inner : {};
  options[String(part)] = target;
  put(target, rest, value);
}

/** `["sink", "url"]` → `sink-url`; for the key that chooses a branch, the name of what it chooses: `["sink", "type"]` → `--sink`. */
function flagName(path: Path, chooser = false): string {
  const parts = chooser && path.length > 1 ? path.slice(0, -1) : path;
  const name = parts.map((part) => String(part).replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)).join("-");
  return chooser ? `--${name}` : name;
}

/** The name of each flag of a schema, and where its value goes in the options. */
export function flagPaths(schema: z.ZodType): readonly { readonly name: string; readonly path: Path }[] {
  return flagsOf(schema);
}

/** Every flag of a schema, choosers before what they choose. */
function flagsOf(schema: z.ZodType): Flag[] {
  const flags = new Map<string, Flag>();
  const add = (name: string, path: Path, form: Flag["form"], use: Use) => {
    const flag = flags.get(name);
    if (!flag) flags.set(name, { name, path, form, uses: [use] });
    else if (flag.form === form) flag.uses.push(use);
  };
  const collect = (field: Field, path: Path, when: readonly Condition[], fallback: unknown): void => {
    const { shape } = field;
    const use = { field, when, fallback };
    switch (shape.kind) {
      case "object":
        for (const [name, inner] of shape.fields) {
          if (when.some((condition) => condition.path.join("\0") === [...path, name].join("\0"))) continue;
          collect(inner, [...path, name], when, child(fallback, name) ?? inner.fallback);
        }
        return;
      case "choice": {
        const all = [...shape.branches.keys()];
        const key = [...path, shape.key];
        const chooser = { ...shape.chooser, ...(field.description !== undefined && { description: field.description }) };
        add(flagName(key, true).slice(2), key, "one", { field: chooser, when, fallback: child(fallback, shape.key) });
        for (const branch of new Set(shape.branches.values())) {
          const values = all.filter((value) => shape.branches.get(value) === branch);
          collect(branch, path, [...when, { path: key, values, all }], fallback);
        }
        return;
      }
      case "record":
        add(flagName(path), path, "record", use);
        return;
      case "list":
        if (isTyped(shape.item.shape)) add(flagName(path), path, "list", use);
        return;
      case "boolean":
        add(flagName(path), path, "switch", use);
        return;
      case "either": {
        const choice = longForm(field);
        if (choice) collect(choice, path, when, fallback);
        else if (isTyped(shape)) add(flagName(path), path, "one", use);
        return;
      }
      default:
        if (isTyped(shape)) add(flagName(path), path, "one", use);
    }
  };
  const root = fieldOf(schema);
  collect(root, [], [], root.fallback);
  return [...flags.values()];
}

/** Whether a value can be typed as one word. */
function isTyped(shape: Shape): boolean {
  if (shape.kind === "either") return shape.branches.some((branch) => isTyped(branch.shape));
  return shape.kind === "text" || shape.kind === "number" || shape.kind === "enum";
}
