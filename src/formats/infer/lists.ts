import type { FieldType } from "../layout.ts";
import type { Row } from "./draft.ts";
import { enough, type Step } from "./grow.ts";
import { matchAt } from "./stamps.ts";

const listOf = (one: string): RegExp => new RegExp(`(?:${one}|-)(?:(?:, | : )(?:${one}|-))*(?=[ \\])"]|$)`, "y");
const kinds: readonly (readonly [FieldType, RegExp])[] = [
  ["ints", listOf("\\d+")],
  ["floats", listOf("\\d+(?:\\.\\d+)?")],
  ["texts", listOf("(?:\\d{1,3}(?:\\.\\d{1,3}){3}|\\[[\\da-fA-F:.]+\\])(?::\\d+)?")],
];

/** A column with a value for each attempt: `10.0.0.1:80, 10.0.0.2:80`, of which some rows have several. nginx's `$upstream_addr` */
export function listStep(rows: readonly Row[]): Step | undefined {
  for (const [type, expression] of kinds) {
    const found = rows.map(({ text, at }) => matchAt(expression, text, at)?.[0]);
    const values = found.flatMap((value) => value ?? []);
    const several = values.filter((value) => /\w(?:, | : )\[?\w/.test(value)).length;
    if (several < 2 || !enough(values.length, rows.length)) continue;
    const ends = rows.map(({ at }, index) => (found[index] === undefined ? -1 : at + (found[index]?.length ?? 0)));
    return { pieces: [{ kind: "field", type, values }], ends, strength: 2 };
  }
  return undefined;
}
