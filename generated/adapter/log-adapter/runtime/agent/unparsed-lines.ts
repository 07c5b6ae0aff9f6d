// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import type { Batch } from "./batch.ts";
import { shapeHash, shapeSample } from "./line-shape.ts";
import type { AgentMetrics } from "./metrics.ts";
import type { Declined, Normaliser } from "./normaliser.ts";

/** So many shapes, and words in the place of a level, are told apart. */
const mostShapes = 1000;
const mostWords = 20;
const levelWord = /^[A-Za-z][\w-]{0,19}$/;

/** What /shapes shows. */
export interface ShapesPage {
  /** The most frequent first. `sample`: a line with `a` for each letter and `0` for each digit; `records`: of all sinks together. */
  readonly shapes: readonly { readonly sample: string; readonly records: number; readonly closest: string }[];
  /** Records of shapes that came when there were 1000 already. */
  readonly others: number;
}

interface Shape {
  readonly sample: string;
  readonly declined: Declined;
  records: number;
}

/** Keeps account of lines that no format takes, in bounded memory: what they look like, and which format came closest. */
export class UnparsedLines {
  readonly #shapes = new Map<number, Shape>();
  readonly #words = new Set<string>();
  #others = 0;

  get count(): number {
    return this.#shapes.size;
  }

  /**
   * Notes the records of a batch that are of this kind. A line is read once more where its shape is new, or has a level that nobody knows: of
   * lines of one shape the same format comes closest.
   */
  note(batch: Batch, kind: number, normaliser: Normaliser, metrics: Pick<AgentMetrics, "unparsed" | "newLevelWords">): void {
    const closest = new Map<string, number>();
    batch.visitKind(kind, (bytes, start, end, { observedMs }) => {
      const hash = shapeHash(bytes, start, end);
      let shape = this.#shapes.get(hash);
      const isKnown = shape !== undefined && shape.declined.level === undefined;
      const declined = isKnown && shape ? shape.declined : (normaliser.declined?.(bytes, start, end, observedMs) ?? { format: "none" });
      if (!shape && this.#shapes.size < mostShapes) {
        shape = { sample: shapeSample(bytes, start, end), declined, records: 0 };
        this.#shapes.set(hash, shape);
      }
      if (shape) shape.records += 1;
      else this.#others += 1;
      closest.set(declined.format, (closest.get(declined.format) ?? 0) + 1);
      if (declined.level !== undefined && levelWord.test(declined.level))
        metrics.newLevelWords.add(1, { word: this.#wordOf(declined.level) });
    });
    for (const [format, records] of closest) metrics.unparsed.add(records, { format });
  }

  page(): ShapesPage {
    const shapes = [...this.#shapes.values()].sort((a, b) => b.records - a.records);
    return {
      shapes: shapes.map(({ sample, records, declined: { format } }) => ({ sample, records, closest: format })),
      others: this.#others,
    };
  }

  #wordOf(word: string): string {
    if (!this.#words.has(word) && this.#words.size >= mostWords) return "other";
    this.#words.add(word);
    return word;
  }
}
