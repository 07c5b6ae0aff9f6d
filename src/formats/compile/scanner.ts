import { type Field, isSeveral, type LayoutFormat, nilStops, type Piece, stopsOf, tailBehind } from "../layout.ts";
import { Code } from "./code.ts";
import { isWritable } from "./ecs-fields.ts";
import { addEnd } from "./ending.ts";
import { matches, runs } from "./expressions.ts";
import type { Shape } from "./json-shape.ts";
import { addMessageAndTail } from "./named-values.ts";
import { namedFields, variantOf } from "./names.ts";
import type { Scan } from "./scan.ts";
import type { Branch } from "./shared-prefix.ts";
import type { Tables } from "./tables.ts";
import type { Constants } from "./texts.ts";
import { holdsNames, holdsOthers } from "./types.ts";
import { addValue } from "./values.ts";

/** What all scanners of one parser have in common. */
export interface Compile {
  readonly shape: Shape;
  readonly constants: Constants;
  readonly tables: Tables;
}

/**
 * The fast face of layouts that begin alike, or of one: a function that reads the bytes of a line once, from left to right, and writes the
 * record's JSON as it goes. Where layouts differ, it goes back to the place up to which they are the same.
 * It returns the number of the format; `foreign` when the line is of another format; `unsure` when the object face has to look, because
 * something needs more than copying.
 */
export function scannerOf(format: LayoutFormat, branch: Branch, number: number, { shape, constants, tables }: Compile): string {
  const head = `function scan${variantOf(format.name, branch.variant)}(b: Buffer, start: number, end: number, out: ByteWriter, observedMs: number): number {`;
  if (shape === "ecs" && !isWritable(format.layouts[branch.variant] ?? [], format.constants ?? {}))
    return [head, "  return unsure;", "}"].join("\n");
  const code = new Code(constants);
  /** Both return the variables that may have been set. */
  const addBranch = ({ variant, from, to, branches }: Branch, before: ReadonlySet<string>): ReadonlySet<string> => {
    const pieces = format.layouts[variant] ?? [];
    const kept = new Set(before);
    const scan: Scan = {
      format: format.name,
      code,
      shape,
      variables: namedFields(pieces),
      tables,
      constants: format.constants ?? {},
      kept,
    };
    addPieces(scan, pieces, [], from, to);
    if (branches.length > 0) return addBranches(branches, kept, variant);
    const last = pieces.at(-1);
    if (!(last?.kind === "field" && last.type === "rest")) code.add("while (i < end && (b[i] === 32 || b[i] === 9)) i += 1;");
    code.add("if (i !== end) return foreign;");
    addEnd(scan, pieces, number);
    return kept;
  };
  const addBranches = (branches: readonly Branch[], before: ReadonlySet<string>, variant: number): ReadonlySet<string> => {
    const all = new Set(before);
    code.add(`const i${variant} = i;`, `const at${variant} = at;`);
    branches.forEach((one, index) => {
      const isLast = index === branches.length - 1;
      const kept = isLast ? addBranch(one, before) : code.block(`layout${one.variant}x${one.from}`, () => addBranch(one, before));
      for (const name of kept) all.add(name);
      if (isLast) return;
      code.add(`i = i${variant};`, `at = at${variant};`);
      for (const name of kept) if (!before.has(name)) code.add(`${name};`);
    });
    return all;
  };
  const declared = addBranch(branch, new Set());
  const tailed = holdsOthers(format);
  const factor = shape === "ecs" ? 18 : tailed ? 16 : 12;
  return [
    head,
    // Of a document some values are written a second time.
    `  const o = out.lend((end - start) * ${factor} + room${holdsNames(format) ? " + namedRoom" : ""});`,
    ...Object.entries(handles)
      .filter(([name]) => code.lines.some((line) => new RegExp(`\\b${name}\\b`).test(line)))
      .map(([, declaration]) => `  ${declaration}`),
    "  let at = out.length;",
    "  let i = start;",
    "  let c = 0;",
    ...[...declared].map((name) => `  let ${name};`),
    ...code.lines,
    "}",
  ].join("\n");
}

/** Views of what is written and of what is read, declared where they are used. */
const handles = { w: "const w = out.view;", v: "const v = viewOf(b);" };

function addPieces(scan: Scan, pieces: readonly Piece[], behind: readonly Piece[], from = 0, to = pieces.length): void {
  pieces.forEach((piece, index) => {
    if (index < from || index >= to) return;
    const following = [...pieces.slice(index + 1), ...behind];
    const tail = tailBehind(pieces, index, behind);
    // Between a message and what ends the line there may be nothing: the two are read together.
    if (piece.kind !== "field" && index > 0 && tailBehind(pieces, index - 1, behind)) return;
    const isRead = [1, 2].some((before) => index >= before && tailBehind(pieces, index - before, behind) === piece);
    if (isRead) return;
    if (tail) addMessageAndTail(scan, tail);
    else if (piece.kind === "field") addField(scan, piece, following);
    else if (piece.kind === "literal") {
      const { length } = Buffer.from(piece.text);
      scan.code.add(`if (i + ${length} > end || !(${matches(piece.text, "i")})) return foreign;`, `i += ${length};`);
    } else if (piece.kind === "blanks") {
      if (piece.least === 1) scan.code.add("if (i >= end || b[i] !== 32) return foreign;");
      scan.code.add("while (i < end && b[i] === 32) i += 1;");
    } else {
      const [first] = piece.pieces;
      const text = first?.kind === "literal" ? first.text : "";
      scan.code.add(`if (i + ${Buffer.byteLength(text)} <= end && ${matches(text, "i")}) {`);
      addPieces(scan, piece.pieces, following);
      scan.code.add("}");
    }
  });
}

function addField(scan: Scan, field: Field, following: readonly Piece[]): void {
  const { code } = scan;
  const stops = stopsOf(field, following);
  code.add(`// ${typeof field.to === "object" ? field.to.attribute : field.to}`);
  if (!field.nil && !field.empty && field.type !== "any") {
    addValue(scan, field, stops, following);
    return;
  }
  const endsAt = (index: string): string =>
    [
      `${index} === end`,
      ...nilStops(field, following).map((text) => (text.length > 1 ? `(${matches(text, index)})` : matches(text, index))),
    ].join(" || ");
  const isColumn = field.type === "csv";
  if (field.nil && !isColumn) code.add(`if (i < end && b[i] === 45 /* - */ && (${endsAt("i + 1")})) i += 1;`);
  if (isColumn || field.type === "any") {
    code.add(`${field.nil && !isColumn ? "else " : ""}if (i < end && ${runs(isColumn ? [","] : stops)}) {`);
    addValue(scan, field, stops, following);
    code.add("}");
    return;
  }
  code.add(field.nil && field.empty ? `else if (!(${endsAt("i")})) {` : field.empty ? `if (!(${endsAt("i")})) {` : "else {");
  addValue(scan, field, stops, following);
  code.add("}");
  // An upstream that was not reached, and then others.
  if (isSeveral(field)) code.add(`if (i + 2 < end && ${matches(" : ", "i")}) return unsure;`);
}
