import type { z } from "zod";
import type { Issue, Place } from "../errors.ts";
import { placeFinding } from "./finding-place.ts";
import { isMapping, type Path, valueAt } from "./path.ts";
import { diagnose } from "./repair.ts";
import { branchOf, type Field, fieldAt, fieldsOf } from "./shape.ts";
import { readSource, type Source, toData } from "./source.ts";

/** A preset that was read, however badly. */
export interface Preset {
  readonly source: Source;
  readonly data: Readonly<Record<string, unknown>>;
  readonly issues: readonly Issue[];
}

/** What `extends` leads to: the presets, the nearest first, and what is wrong with the way to them. */
export interface Extension {
  readonly presets: readonly Preset[];
  readonly issues: readonly Issue[];
}

/** Finds the presets behind `extends: path`, which stands at `where`. */
export type Extend = (path: string, where: Place) => Extension;

/** Reads a preset: a part of a document. Every mistake in it has its place in `file`. */
export function readPreset(text: string, file: string, schema: z.ZodType<Record<string, unknown>>): Preset {
  const source = readSource(text, file);
  const data = toData(source, "say in it what the documents share, such as images: or pod:");
  if (!data.ok) return { source, data: {}, issues: [...source.issues, ...data.issues] };
  const { findings } = diagnose(schema, data.value, source.written);
  const issues = findings.flatMap((finding) => placeFinding(finding, { source, path: finding.path }) ?? []);
  return { source, data: data.value, issues: [...source.issues, ...issues] };
}

/**
 * `over` on top of `under`: mappings key by key, anything else as a whole. Where `over` chooses another kind of thing (`type`, `task`,
 * {path, port} instead of {tcp}), nothing of `under` is left.
 */
export function overlay(under: unknown, over: unknown, field: Field | undefined): unknown {
  if (!isMapping(over) || !isMapping(under) || (field && isAnotherKind(field, under, over))) return over;
  const both = new Map(Object.entries(under));
  const fields = field && fieldsOf(field.shape, { ...under, ...over });
  const inside = field?.shape.kind === "record" ? field.shape.value : undefined;
  for (const [name, value] of Object.entries(over)) {
    both.set(name, both.has(name) ? overlay(both.get(name), value, fields?.get(name) ?? inside) : value);
  }
  return Object.fromEntries(both);
}

function isAnotherKind({ shape }: Field, under: unknown, over: unknown): boolean {
  const chosen = branchOf(shape, over);
  if (chosen === undefined) return false;
  const before = branchOf(shape, under);
  if (before === undefined) return false;
  return before !== chosen || isAnotherKind(chosen, under, over);
}

/** A document's data over that of its presets, and where each part of it was written. */
export interface Layered {
  readonly value: Record<string, unknown>;
  origin(path: Path): { readonly source: Source; readonly path: Path };
}

/** Puts a document on top of its presets. `root`: the document's shape. */
export function layer(source: Source, data: Record<string, unknown>, presets: readonly Preset[], root: Field): Layered {
  const shared = [...presets].reverse().reduce<unknown>((under, preset) => overlay(under, partOf(preset.data), root), {});
  const value = overlay(shared, data, root) as Record<string, unknown>;
  const defaults = [...presets].reverse().reduce<unknown>((under, preset) => overlay(under, preset.data["defaults"] ?? {}, undefined), {});
  const { companions } = value;
  const whole = isMapping(companions) ? { ...value, companions: withDefaults(companions, defaults, root) } : value;
  const places = [
    { source, data, at: (path: Path): Path => path },
    ...presets.map((preset) => ({ ...preset, at: (path: Path): Path => path })),
    ...presets.map((preset) => ({ ...preset, at: (path: Path) => inDefaults(path, whole) })),
  ];
  return {
    value: whole,
    origin(path) {
      const [best] = places
        .map((place) => ({ source: place.source, path: place.at(path), depth: depthIn(place.data, place.at(path)) }))
        .sort((a, b) => b.depth - a.depth);
      return best ?? { source, path };
    },
  };
}

/** What of a preset is a part of the document. */
function partOf({ extends: _, templates: __, defaults: ___, ...part }: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return part;
}

/** A default counts where the companion's branch knows the field: a `timeout` for init is for those that wait. */
function withDefaults(companions: Record<string, unknown>, defaults: unknown, root: Field): Record<string, unknown> {
  const given = Object.entries(companions).map(([name, companion]) => {
    const field = fieldAt(root, ["companions", name], { companions });
    const known = field && fieldsOf(field.shape, companion);
    const pattern = isMapping(companion) ? valueAt(defaults, [String(companion["pattern"])]) : undefined;
    if (!known || !isMapping(pattern)) return [name, companion];
    const fitting = Object.fromEntries(Object.entries(pattern).filter(([key]) => known.has(key)));
    return [name, overlay(fitting, companion, field)];
  });
  return Object.fromEntries(given) as Record<string, unknown>;
}

/** `companions.log-agent.drain` → `defaults.sidecar.drain` */
function inDefaults(path: Path, document: unknown): Path {
  const [top, name, ...rest] = path;
  if (top !== "companions" || name === undefined) return [];
  return ["defaults", String(valueAt(document, [top, name, "pattern"])), ...rest];
}

/** How many steps of a path lead to something. `defaults.sidecar` itself is nobody's companion. */
function depthIn(data: unknown, path: Path): number {
  let depth = 0;
  while (depth < path.length && valueAt(data, path.slice(0, depth + 1)) !== undefined) depth += 1;
  return path[0] === "defaults" && depth <= 2 ? 0 : depth;
}
