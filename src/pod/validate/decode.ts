import type { YamlNode } from "../yaml-node.ts";
import { goTypeOf, readLeaf, wrong } from "./leaf.ts";
import type { Report } from "./report.ts";
import { type Guess, guess, guessHint, type Level } from "./stranger.ts";
import { elementType, schemaTable } from "./table.ts";

/**
 * A document read against the schema: only known fields, only values of the right type. A misspelled field stands under its right
 * name, so that one slip is not reported twice; a value of a wrong type is `unreadable`, so that it does not count as missing.
 */
export interface Decoded {
  readonly node: YamlNode;
  readonly type: string;
  /** Of a leaf. */
  readonly value?: unknown;
  /** Of an object or a map. */
  readonly fields?: Map<string, Decoded>;
  readonly items?: readonly Decoded[];
  readonly unreadable?: boolean;
  /** Fields that seem missing but may be what an unknown field stands for; "*" when nobody knows which. */
  readonly implied?: ReadonlySet<string>;
}

export interface DecodedDocument {
  readonly root: Decoded;
  /** Names of fields that stand in a wrong place. */
  readonly misplaced: ReadonlySet<string>;
}

/** Reads a document as the type, reporting unknown fields and wrong types (the API server's strict decoding). */
export function decode(root: YamlNode, type: string, report: Report): DecodedDocument {
  const { types } = schemaTable();
  const misplaced = new Set<string>();
  const open: { level: Level; fields: Map<string, Decoded> }[] = [];
  return { root: read(root, type, "", type), misplaced };

  function read(node: YamlNode, type: string, path: string, field: string): Decoded {
    const { list, map } = elementType(type);
    if (list !== undefined) {
      if (!node.items) return reject(node, type, path, field, listHint(node, list, field));
      return { node, type, items: node.items.map((item, index) => read(item, list, `${path}[${index}]`, field)) };
    }
    if (map !== undefined) {
      if (node.value === null) return { node, type, fields: new Map() };
      if (!node.entries) return reject(node, type, path, field, 'write a map: one "name: value" per line');
      const entries = [...node.entries].map(([key, child]) => [key, read(child, map, `${path}[${key}]`, field)] as const);
      return { node, type, fields: new Map(entries) };
    }
    if (types[type]) return readObject(node, type, path, field);
    if (node.value === null) return { node, type, value: type === "string" || type === "bytes" ? "" : undefined };
    const leaf = readLeaf(type, node, field);
    if (leaf.ok) return { node, type, value: leaf.value };
    report.at(node, { path, reason: leaf.reason, detail: leaf.detail, hint: leaf.hint });
    return { node, type, unreadable: true };
  }

  function readObject(node: YamlNode, type: string, path: string, field: string): Decoded {
    const fields = new Map<string, Decoded>();
    if (node.value === null) return { node, type, fields };
    if (!node.entries) return reject(node, type, path, field, objectHint(node, type));
    const schema = types[type]?.fields ?? {};
    open.push({ level: { type, path, node }, fields });
    const strangers: string[] = [];
    for (const [name, child] of node.entries) {
      const fieldType = schema[name];
      if (fieldType === undefined) strangers.push(name);
      else if (child.value !== null) fields.set(name, read(child, fieldType, join(path, name), `${type}.${name}`));
    }
    const implied = new Set<string>();
    for (const name of strangers) readStranger(name, node.entries.get(name) ?? node, implied);
    open.pop();
    return { node, type, fields, ...(implied.size > 0 && { implied }) };
  }

  /** Reports an unknown field and reads it where it most likely belongs. */
  function readStranger(name: string, node: YamlNode, implied: Set<string>): void {
    const levels = open.map(({ level }) => level);
    const here = open.at(-1);
    if (!here) return;
    const { level, fields } = here;
    const found = guess(name, node, levels, fields);
    const hint = guessHint(name, found, level.type);
    const detail = found.kind === "unknown" || found.kind === "misplaced" ? "" : `; ${hint}`;
    report.at(node, {
      path: join(level.path, name),
      reason: "Unknown field",
      detail,
      hint,
      key: true,
      ...(found.kind === "misspelled" && { instead: found.name }),
    });
    if (found.kind === "misplaced") misplaced.add(name);
    if (found.kind === "unknown") implied.add("*");
    const target = targetOf(found);
    if (!target) {
      for (const where of found.kind === "misplaced" ? found.where : []) implied.add(firstStep(where, level.path));
      return;
    }
    const known = found.kind === "misspelled" || found.kind === "renamed" ? found.name : name;
    const fieldType = types[target.level.type]?.fields[known];
    if (!fieldType || fields.has(known) || target.level.node.entries?.has(known)) return;
    const reading = () => read(node, fieldType, join(target.level.path, known), `${target.level.type}.${known}`);
    if (found.kind === "misspelled" && node.value !== null) {
      target.fields.set(known, reading());
      return;
    }
    // What does not fit a guess is not a second mistake.
    const { result, complaints } = report.silently(reading);
    target.fields.set(known, complaints === 0 && node.value !== null ? result : { node, type: fieldType, unreadable: true });
  }

  function targetOf(found: Guess) {
    if (found.kind === "misspelled" || found.kind === "renamed") return open.at(-1);
    return found.kind === "misplaced" && found.up !== undefined ? open.at(-1 - found.up) : undefined;
  }

  function reject(node: YamlNode, type: string, path: string, field: string, hint: string): Decoded {
    const leaf = wrong(node, field, goTypeOf(type), hint);
    if (!leaf.ok) report.at(node, { path, reason: leaf.reason, detail: leaf.detail, hint: leaf.hint, key: true });
    return { node, type, unreadable: true };
  }
}

function objectHint(node: YamlNode, type: string): string {
  if (node.items) return `no list here: remove the dash and write the fields of ${type}`;
  const { fields = {}, required = [] } = schemaTable().types[type] ?? {};
  const [likely = "name"] = required;
  return likely in fields && !(fields[likely] ?? "").startsWith("[")
    ? `write "${likely}: ${node.source}"`
    : `write the fields of ${type} on the lines below, indented`;
}

function listHint(node: YamlNode, element: string, field: string): string {
  const name = field.split(".").at(-1) ?? field;
  if (element === "EnvVar" && node.entries) return "env is a list: write `- name: FOO` and below it `value: bar`";
  if (node.entries) return `${name} is a list: put a dash before its first field, "- ${[...node.entries.keys()][0] ?? "name"}: …"`;
  if (name === "command" || name === "args") return `${name} is a list: write ["sh", "-c", ${JSON.stringify(node.source ?? "…")}]`;
  if (element in schemaTable().types)
    return `${name} is a list of ${element} objects: write "- ${schemaTable().types[element]?.required[0] ?? "name"}: …"`;
  return `${name} is a list: write [${node.quoted || element === "string" ? JSON.stringify(node.source ?? "") : node.source}]`;
}

/** The field of the object at `path` that leads to `where`. */
function firstStep(where: string, path: string): string {
  return where.startsWith(path) ? (/^\.?([^.[]+)/.exec(where.slice(path.length))?.[1] ?? "") : "";
}

export function join(path: string, name: string): string {
  return path ? `${path}.${name}` : name;
}
