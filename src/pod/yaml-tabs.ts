import { isCollection, isScalar, visit } from "yaml";
import { parseYaml } from "./yaml-syntax.ts";

export interface Untabbed {
  /** The text with every indentation tab as spaces; the same text when there was none. */
  readonly text: string;
  /** The lines (from 1) that had tabs in their indentation. */
  readonly lines: readonly number[];
  /** The column (from 1) of the first such tab. */
  readonly column: number;
}

/** A stretch of text in which a line does not begin a block: inside it a tab is content or plain white space, and allowed. */
interface Shelter {
  readonly start: number;
  readonly end: number;
  /** Columns of indentation that belong to the block scalar; tabs in there are structure all the same. */
  readonly indent?: number;
}

/**
 * Reads each tab in the indentation as two spaces (one after a list dash, so that the next line still lines up).
 * YAML forbids tabs there and kubectl stops at the first one: "found character that cannot start any token".
 * Tabs inside flow collections, quoted text and the content of block scalars are legal and stay.
 */
export function untab(text: string): Untabbed {
  const none = { text, lines: [], column: 0 };
  if (!/^(?:[ \t]|-(?=[ \t]))*\t/m.test(text)) return none;
  const rows = text.split("\n");
  const draft = rows.map((row) => expand(row, Number.POSITIVE_INFINITY));
  const shelters = findShelters(draft.join("\n"));
  const lines: number[] = [];
  let column = 0;
  let offset = 0;
  const out = rows.map((row, index) => {
    const start = offset;
    offset += (draft[index] ?? "").length + 1;
    const shelter = shelters.find((each) => each.start < start && start < each.end);
    const width = shelter ? (shelter.indent ?? 0) : Number.POSITIVE_INFINITY;
    const spaced = expand(row, width);
    if (spaced === row) return row;
    lines.push(index + 1);
    if (lines.length === 1) column = row.indexOf("\t") + 1;
    return spaced;
  });
  return lines.length === 0 ? none : { text: out.join("\n"), lines, column };
}

/** Replaces the tabs in the first `width` columns of a row's indentation. */
function expand(row: string, width: number): string {
  let out = "";
  for (let at = 0; at < row.length; at++) {
    const char = row[at];
    if (out.length >= width) return out + row.slice(at);
    if (char === "\t") out += row[at - 1] === "-" ? " " : "  ";
    else if (char === " " || (char === "-" && /[ \t]/.test(row[at + 1] ?? ""))) out += char;
    else return out + row.slice(at);
  }
  return out;
}

function findShelters(text: string): Shelter[] {
  if (text.trimStart().startsWith("{")) return [{ start: -1, end: text.length + 1 }];
  const shelters: Shelter[] = [];
  for (const doc of parseYaml(text)) {
    visit(doc, (_, node) => {
      if (isCollection(node) && node.flow && node.range) shelters.push({ start: node.range[0], end: node.range[1] });
      if (!isScalar(node) || !node.range) return;
      const [start, end] = node.range;
      if (node.type?.startsWith("QUOTE")) shelters.push({ start, end });
      if (node.type?.startsWith("BLOCK")) {
        const content = text.slice(text.indexOf("\n", start) + 1, end);
        shelters.push({ start, end, indent: /^ *(?=[^ \r\n])/m.exec(content)?.[0].length ?? 0 });
      }
    });
  }
  return shelters;
}
