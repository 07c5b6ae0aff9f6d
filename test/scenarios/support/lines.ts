import { appendFileSync, writeSync } from "node:fs";

export interface Verdict {
  readonly lost: readonly string[];
  readonly invented: readonly string[];
  /** Lines that arrived more than once, once for each time too often. */
  readonly repeated: readonly string[];
  /** Lines that arrived, the first time, behind a later line of the same file. */
  readonly disordered: readonly string[];
}

/** A line for every place where something was written: all different, numbered by the content (series) that they belong to. */
export class Lines {
  readonly written: string[] = [];
  readonly #series = new Map<string, number>();
  readonly #filling: string;

  constructor(filling = "the quick brown fox jumps over the lazy dog") {
    this.#filling = filling;
  }

  /** `app.log:17 the quick …` */
  next(series: string): string {
    const number = this.#series.get(series) ?? 0;
    this.#series.set(series, number + 1);
    const line = `${series}:${number} ${this.#filling}`;
    this.written.push(line);
    return line;
  }

  /** Appends so many lines to the file, by its path or through an open descriptor. */
  append(to: string | number, series: string, count: number): void {
    let text = "";
    for (let index = 0; index < count; index += 1) text += `${this.next(series)}\n`;
    if (typeof to === "number") writeSync(to, text);
    else appendFileSync(to, text);
  }

  judge(arrived: readonly string[]): Verdict {
    const missing = new Set(this.written);
    const known = new Set(this.written);
    const invented: string[] = [];
    const repeated: string[] = [];
    const disordered: string[] = [];
    const last = new Map<string, number>();
    for (const line of arrived) {
      if (!known.has(line)) invented.push(line);
      else if (!missing.delete(line)) repeated.push(line);
      else {
        const [series = "", number = ""] = line.split(/[: ]/);
        if (Number(number) < (last.get(series) ?? -1)) disordered.push(line);
        last.set(series, Number(number));
      }
    }
    return { lost: [...missing], invented, repeated, disordered };
  }
}

export const flawless: Verdict = { lost: [], invented: [], repeated: [], disordered: [] };
