import { readFileSync } from "node:fs";
import { codeOf, reasonOf } from "../service/log.ts";
import { nearest } from "../service/nearest.ts";
import { type Env, relocated, type Setting } from "../service/settings.ts";

/** More is no file of settings; a ConfigMap holds no more either. */
const maxBytes = 2 ** 20;

/** A value, and the line that it is on. */
export interface Entry {
  readonly text: string;
  readonly line: number;
}

/** What is in a file of settings. */
export interface SettingsFile {
  readonly path: string;
  readonly entries: ReadonlyMap<string, Entry>;
  /** What is wrong with its form, each with its line. */
  readonly problems: readonly string[];
}

/**
 * A file of `NAME=value` lines, as `docker run --env-file` and `kubectl create configmap --from-env-file` read them: a value is taken as it is,
 * to the end of the line, but for blanks around it. Blank lines and lines that begin with # say nothing.
 *
 *     # the collector of the new cluster
 *     SINK_URL=http://collector:4318
 *     BATCH_MAX_WAIT=500ms
 *
 * One file, because it is read in one go: of a folder with a file for each setting, part might be of before a change and part of after it.
 */
export function parseSettingsFile(path: string, text: string): SettingsFile {
  const entries = new Map<string, Entry>();
  const problems: string[] = [];
  for (const [index, raw] of text
    .replace(/^\uFEFF/, "")
    .split("\n")
    .entries()) {
    const line = raw.trim();
    if (line === "" || line.startsWith("#")) continue;
    const [, name, value] = /^([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*)$/.exec(line) ?? [];
    const wrong = (what: string) => problems.push(`${path}:${index + 1}: ${what}`);
    if (name === undefined || value === undefined) wrong("must be NAME=value, or a comment that begins with #");
    else if (entries.has(name)) wrong(`${name} is on line ${entries.get(name)?.line} already`);
    else if (/^(["']).*\1$/.test(value)) wrong(`${name} must be without quotes: they would be part of the value`);
    else entries.set(name, { text: value, line: index + 1 });
  }
  return { path, entries, problems };
}

/** What is in the file at this moment. One that is not there, as that of an optional ConfigMap which nobody has made yet, says nothing. */
export function readSettingsFile(path: string): SettingsFile {
  try {
    const bytes = readFileSync(path);
    if (bytes.length > maxBytes) throw new Error("is larger than 1 MiB");
    return parseSettingsFile(path, new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (error) {
    const problems = codeOf(error) === "ENOENT" ? [] : [`${path}: ${codeOf(error) === "EISDIR" ? "is a folder" : reasonOf(error)}`];
    return { path, entries: new Map(), problems };
  }
}

/**
 * The environment, with the file laid under it: what both name is as the environment says.
 * @param table every setting there is, by its variable
 */
export function withFile(env: Env, { entries }: SettingsFile, table: ReadonlyMap<string, Setting<unknown>>): Env {
  const below = [...entries].flatMap(([name, { text }]) => {
    const setting = table.get(name);
    return setting && !env[name] ? [[name, relocated(setting, text, env)] as const] : [];
  });
  return { ...env, ...Object.fromEntries(below) };
}

/** Names in the file that nobody knows, as sentences that say what was meant. */
export function unknownSettings({ path, entries }: SettingsFile, names: ReadonlyMap<string, unknown>): string[] {
  return [...entries].flatMap(([name, { line }]) => {
    if (names.has(name)) return [];
    const meant = nearest(name, names.keys());
    return [`${path}:${line}: ${name} is no setting of this agent${meant === undefined ? "" : `, did you mean ${meant}?`}`];
  });
}

/** `BATCH_MAX_WAIT must be …` → `/etc/log-agent/settings/settings.env:3: BATCH_MAX_WAIT must be …`, where the file says it and not the environment. */
export function whereItIs(problem: string, { path, entries }: SettingsFile, env: Env): string {
  const name = /^\w+/.exec(problem)?.[0] ?? "";
  const entry = env[name] ? undefined : entries.get(name);
  return entry ? `${path}:${entry.line}: ${problem}` : problem;
}
