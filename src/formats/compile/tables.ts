import { isCarrier, type LayoutFormat, type Piece } from "../layout.ts";
import { quoted } from "./expressions.ts";
import { variableOf } from "./names.ts";
import { namesTable, takenNames } from "./taken-names.ts";
import { holdsOthers } from "./types.ts";

/** What fields refer to by name in emitted code. */
export interface Tables {
  /** Readers of times, by layout. */
  readonly times: ReadonlyMap<string, string>;
  /** Words of levels that are a program's own, by what `levelsKey` makes of them. */
  readonly levels: ReadonlyMap<string, string>;
  /** By format: the names that what stands behind a message must not have, as `namesTable` declares them. */
  readonly taken: ReadonlyMap<string, { readonly name: string; readonly table: string }>;
}

/** The same for the same words. */
export function levelsKey(levels: Readonly<Record<string, number>>): string {
  return JSON.stringify(Object.entries(levels));
}

/** Bytes of the longest word. */
export function longest(levels: Readonly<Record<string, number>>): number {
  return Math.max(...Object.keys(levels).map((word) => Buffer.byteLength(word)));
}

export function tablesOf(formats: readonly LayoutFormat[]): Tables {
  const times = new Map<string, string>();
  const levels = new Map<string, string>();
  const name = (names: Map<string, string>, key: string, prefix: string): void => {
    if (!names.has(key)) names.set(key, `${prefix}${names.size === 0 ? "" : names.size + 1}`);
  };
  const visit = (piece: Piece): void => {
    if (piece.kind === "optional") piece.pieces.forEach(visit);
    if (piece.kind !== "field") return;
    if (piece.layout !== undefined) name(times, piece.layout, "timeLayout");
    if (piece.levels) name(levels, levelsKey(piece.levels), "levelWords");
  };
  for (const { layouts } of formats) for (const pieces of layouts) pieces.forEach(visit);
  const carried = formats.filter(isCarrier).flatMap(takenNames);
  const tailed = formats.filter(holdsOthers).map((format) => {
    const table = namesTable([...new Set([...takenNames(format), ...carried])]);
    return [format.name, { name: `${variableOf(format.name)}Names`, table }] as const;
  });
  return { times, levels, taken: new Map(tailed) };
}

/** Their declarations. */
export function declarations({ times, levels, taken }: Tables): string[] {
  const readers = [...times].map(([layout, name]) => `const ${name} = timeReader(${quoted(layout)});`);
  const words = [...levels].map(([key, name]) => `const ${name} = byteWords(${key}, false);`);
  const names = [...taken.values()].map(({ name, table }) => `const ${name} = ${table};`);
  return [readers, words, names].filter((lines) => lines.length > 0).map((lines) => lines.join("\n"));
}
