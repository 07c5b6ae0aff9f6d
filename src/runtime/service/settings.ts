import { relocate } from "./mounts.ts";
import { formatBytes, formatDuration, parseBytes, parseDuration } from "./units.ts";

/**
 * The settings of a companion as data: read from the environment, overriding what `main.ts` gives, overriding the default.
 * The same table is printed in the emitted README.
 */
export interface Setting<T> {
  /** The environment variable. */
  readonly env: string;
  /** What to type, in a few words: `a duration such as 500ms, 30s or 5m`. */
  readonly type: string;
  readonly about: string;
  readonly default: T;
  /** true: there is no default, it must be given. */
  readonly required: boolean;
  /** true: the value is never printed. */
  readonly secret: boolean;
  /** true: a path of the container, or several; what `main.ts` gives is found on this machine, see `relocate`. */
  readonly isPath?: boolean;
  /** Throws an Error that says what to type. */
  readonly parse: (text: string) => T;
  /** What is wrong with a value, however it was given; undefined when nothing is. */
  readonly check: (value: T) => string | undefined;
  readonly show: (value: T) => string;
}

// biome-ignore lint/suspicious/noExplicitAny: a table holds settings of many types, and a Setting<T> is invariant in T
export type Settings = Readonly<Record<string, Setting<any>>>;
export type ValuesOf<S extends Settings> = { readonly [K in keyof S]: S[K] extends Setting<infer T> ? T : never };
/** What `main.ts` may give: undefined stands for "not given". */
export type GivenOf<S extends Settings> = { readonly [K in keyof S]?: ValuesOf<S>[K] | undefined };
export type Env = Readonly<Record<string, string | undefined>>;
export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problems: readonly string[] };
/** `right`: the settings that nothing is wrong with, so that what goes wrong between several of them is reported in the same breath. */
export type Read<T> =
  | { readonly ok: true; readonly value: T; readonly right: Partial<T> }
  | (Result<T> & { readonly ok: false; readonly right: Partial<T> });

/**
 * Reads a whole table, and reports every bad setting at once, each with what to type. An empty variable counts as not set.
 * @param prefix of every variable, where one table is read several times: `ARCHIVE_` makes SINK_URL ARCHIVE_SINK_URL
 */
export function readSettings<S extends Settings>(settings: S, env: Env, given: GivenOf<S>, prefix = ""): Read<ValuesOf<S>> {
  const values: Record<string, unknown> = {};
  const problems: string[] = [];
  for (const [key, setting] of Object.entries(settings)) {
    const variable = `${prefix}${setting.env}`;
    const text = env[variable];
    const value: unknown = given[key];
    try {
      if (text !== undefined && text !== "") values[key] = setting.parse(text);
      else if (value !== undefined) values[key] = placed(setting, value, env);
      else if (setting.required) throw new Error(`is required: ${setting.about}`);
      else values[key] = placed(setting, setting.default, env);
      const wrong = setting.check(values[key]);
      if (wrong !== undefined) throw new Error(wrong);
    } catch (error) {
      delete values[key];
      const got = text && !setting.secret ? `, got "${text.slice(0, 200)}"` : "";
      problems.push(`${variable} ${error instanceof Error ? error.message : String(error)}${got}`);
    }
  }
  const right = values as Partial<ValuesOf<S>>;
  return problems.length === 0 ? { ok: true, value: values as ValuesOf<S>, right } : { ok: false, problems, right };
}

/** A text of a file that is mounted, as a variable would have it: paths in it are those of the container. */
export function relocated(setting: Setting<unknown>, text: string, env: Env): string {
  return setting.isPath && text !== "" ? setting.show(placed(setting, setting.parse(text), env)) : text;
}

/** What main.ts gives, or the default. A path from the environment is one of this machine already. */
function placed({ isPath = false }: { readonly isPath?: boolean }, value: unknown, env: Env): unknown {
  if (!isPath) return value;
  if (Array.isArray(value)) return value.map((path) => relocate(String(path), env));
  return typeof value === "string" ? relocate(value, env) : value;
}

export interface SettingRow {
  readonly env: string;
  readonly type: string;
  readonly default: string;
  readonly about: string;
}

/** A table as text for a README: `{ env: "DRAIN_TIMEOUT", type: "duration …", default: "25s", about: "…" }`. */
export function describeSettings(settings: Settings): SettingRow[] {
  return Object.values(settings).map((setting) => ({
    env: setting.env,
    type: setting.type,
    default: setting.required ? "required" : setting.default === undefined ? "" : setting.show(setting.default),
    about: setting.about,
  }));
}

interface Common<T> {
  readonly env: string;
  readonly about: string;
  readonly default?: T;
  readonly secret?: boolean;
}
interface Range {
  readonly min?: number;
  readonly max?: number;
}

/** A setting of a type of one's own. Without a default it is required; see `optional`. */
export function setting<T>(
  common: Common<T>,
  kind: { type: string; parse: (text: string) => T; check?: (value: T) => string | undefined; show?: (value: T) => string },
): Setting<T> {
  return {
    env: common.env,
    about: common.about,
    type: kind.type,
    // A required setting's default is never read: readSettings stops at `required`.
    default: common.default as T,
    required: common.default === undefined,
    secret: common.secret ?? false,
    parse: kind.parse,
    check: kind.check ?? (() => undefined),
    show: kind.show ?? String,
  };
}

/** The same setting for a path of the container, or several. */
export function inContainer<T extends string | readonly string[]>(inner: Setting<T>): Setting<T> {
  return { ...inner, isPath: true };
}

/** The same setting, but it may be left out: its value is then undefined. */
export function optional<T>(inner: Setting<T>): Setting<T | undefined> {
  return {
    ...inner,
    default: undefined,
    required: false,
    check: (value) => (value === undefined ? undefined : inner.check(value)),
    show: (value) => (value === undefined ? "" : inner.show(value)),
  };
}

export function string(common: Common<string>): Setting<string> {
  return setting(common, { type: "text", parse: (text) => text });
}

export function boolean(common: Common<boolean>): Setting<boolean> {
  const type = "true or false";
  return setting(common, {
    type,
    parse: (text) => {
      if (/^(true|1|yes|on)$/i.test(text)) return true;
      if (/^(false|0|no|off)$/i.test(text)) return false;
      throw new Error(`must be ${type}`);
    },
  });
}

export function integer(common: Common<number> & Range): Setting<number> {
  return numeric(common, "a whole number", (text) => (/^[+-]?\d+$/.test(text) ? Number(text) : undefined), String);
}

/** Milliseconds inside, `30s` outside. */
export function duration(common: Common<number> & Range): Setting<number> {
  return numeric(common, "a duration such as 500ms, 30s or 5m", parseDuration, formatDuration);
}

/** Bytes inside, `1MiB` outside. */
export function bytes(common: Common<number> & Range): Setting<number> {
  return numeric(common, "a size such as 512, 64KiB or 1MiB", parseBytes, formatBytes);
}

/** Comma separated; blanks around an item and empty items are dropped, a comma inside `{a,b}` does not separate. */
export function list(
  common: Common<readonly string[]> & { readonly minItems?: number; readonly of?: string; readonly each?: RegExp },
): Setting<readonly string[]> {
  const { minItems = 0, of = "text", each = /^/ } = common;
  const type = `comma separated list of ${of}`;
  return setting(common, {
    type,
    parse: splitList,
    check: (value) => {
      if (value.length < minItems) return `must name at least ${minItems}: ${common.about}`;
      return value.every((item) => each.test(item)) ? undefined : `must be a ${type}`;
    },
    show: (value) => value.join(","),
  });
}

export function choice<const T extends string>(common: Common<T> & { readonly of: readonly T[] }): Setting<T> {
  const type = common.of.join(" or ");
  return setting(common, {
    type,
    parse: (text) => {
      const found = common.of.find((item) => item === text);
      if (found === undefined) throw new Error(`must be ${type}`);
      return found;
    },
  });
}

/** An http or https URL. */
export function httpUrl(common: Common<string>): Setting<string> {
  const type = "an http or https URL";
  return setting(common, {
    type,
    parse: (text) => text,
    check: (value) =>
      URL.canParse(value) && /^https?:$/.test(new URL(value).protocol) ? undefined : `must be ${type} such as http://localhost:4318`,
  });
}

/** `name=value` pairs, comma separated; values may be percent-encoded, as in OTEL_EXPORTER_OTLP_HEADERS. */
export function pairs(common: Common<Readonly<Record<string, string>>>): Setting<Readonly<Record<string, string>>> {
  const type = "name=value pairs, comma separated";
  return setting(common, {
    type,
    parse: parsePairs,
    show: (value) =>
      Object.entries(value)
        .map((pair) => pair.join("="))
        .join(","),
  });
}

/** `"a=1,b=x%2Cy"` → `{ a: "1", b: "x,y" }`. */
export function parsePairs(text: string): Readonly<Record<string, string>> {
  const entries = splitList(text).map((item) => {
    const equals = item.indexOf("=");
    if (equals < 1) throw new Error("must be name=value pairs, comma separated");
    return [item.slice(0, equals).trim(), decode(item.slice(equals + 1).trim())] as const;
  });
  return Object.fromEntries(entries);
}

function splitList(text: string): string[] {
  const items: string[] = [];
  let depth = 0;
  let item = "";
  for (const char of text) {
    if (char === "{") depth += 1;
    if (char === "}") depth = Math.max(0, depth - 1);
    if (char === "," && depth === 0) {
      items.push(item);
      item = "";
    } else item += char;
  }
  return [...items, item].map((part) => part.trim()).filter((part) => part !== "");
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function numeric(
  common: Common<number> & Range,
  type: string,
  parse: (text: string) => number | undefined,
  show: (value: number) => string,
): Setting<number> {
  const { min = 0, max = Number.MAX_SAFE_INTEGER } = common;
  const upTo = max === Number.MAX_SAFE_INTEGER ? "" : ` and at most ${show(max)}`;
  return setting(common, {
    type,
    parse: (text) => {
      const value = parse(text);
      if (value === undefined) throw new Error(`must be ${type}`);
      return value;
    },
    check: (value) => (Number.isFinite(value) && value >= min && value <= max ? undefined : `must be at least ${show(min)}${upTo}`),
    show,
  });
}
