import type { Normal } from "../../runtime/agent/normaliser.ts";

/** So many lines of each format are chosen. */
const mostLines = 20;

interface Kinds {
  /** By level and fields: what a parser may do differently. */
  readonly structures: Map<string, string>;
  /** By what their texts look like besides. */
  readonly shapes: Map<string, string>;
}

/** Chooses lines that differ from each other, the first of each kind. Lines of no format are a kind of their own. */
export class Variety {
  readonly #formats = new Map<string, Kinds>();

  /** @param line called when it is wanted */
  add({ format, severityText, severityNumber, attributes, body }: Normal, line: () => string): void {
    const kinds = this.#formats.get(format) ?? { structures: new Map(), shapes: new Map() };
    this.#formats.set(format, kinds);
    const structure = [severityText ?? severityNumber, ...Object.keys(attributes)].join(" ");
    const isFull = ({ size }: Map<string, string>) => size >= mostLines;
    if (!kinds.structures.has(structure) && !isFull(kinds.structures)) kinds.structures.set(structure, line());
    if (isFull(kinds.structures) || isFull(kinds.shapes)) return;
    const shape = shapeOf(body);
    if (!kinds.shapes.has(shape)) kinds.shapes.set(shape, line());
  }

  chosen(): { readonly line: string; readonly format: string }[] {
    return [...this.#formats].flatMap(([format, { structures, shapes }]) => {
      const lines = [...new Set([...structures.values(), ...shapes.values()])];
      return lines.slice(0, mostLines).map((line) => ({ line, format }));
    });
  }
}

/** `item 17 is late` → `a 9 a a` */
function shapeOf(text: string): string {
  return text
    .slice(0, 80)
    .replace(/\p{L}+/gu, "a")
    .replace(/\p{N}+/gu, "9");
}
