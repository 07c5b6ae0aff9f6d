import { appendFileSync } from "node:fs";

export interface Verdict {
  readonly lost: readonly string[];
  readonly invented: readonly string[];
  /** How many times too often lines arrived, all together. */
  readonly duplicates: number;
}

/** Writes lines that are all different, and judges what arrived. */
export class Oracle {
  readonly written: string[] = [];
  readonly #payload: string;

  constructor(payload = "the quick brown fox jumps over the lazy dog") {
    this.#payload = payload;
  }

  next(): string {
    const line = `line-${String(this.written.length).padStart(7, "0")} ${this.#payload}`;
    this.written.push(line);
    return line;
  }

  append(path: string, count: number): void {
    let text = "";
    for (let index = 0; index < count; index += 1) text += `${this.next()}\n`;
    appendFileSync(path, text);
  }

  judge(arrived: Iterable<string>): Verdict {
    const missing = new Set(this.written);
    const known = new Set(this.written);
    const invented: string[] = [];
    let duplicates = 0;
    for (const line of arrived) {
      if (!known.has(line)) invented.push(line);
      else if (!missing.delete(line)) duplicates += 1;
    }
    return { lost: [...missing], invented, duplicates };
  }
}
