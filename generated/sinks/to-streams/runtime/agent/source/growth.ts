// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
/** More marks than these are thinned out: ages are then told from fewer, and never too young. */
const maxMarks = 64;

/** When something was written: not before `from`, not after `until`, in ms. */
export interface Written {
  readonly from: number;
  readonly until: number;
}

/** What is behind the mark before, and not behind this one. */
interface Mark extends Written {
  readonly size: number;
  /** When the first of it was seen. */
  readonly at: number;
}

/** When bytes of a file were first seen, to tell how old those are that nobody has acknowledged, and when those were written that are read. */
export class Growth {
  #marks: Mark[] = [];
  #notBefore: number | undefined;

  /** What is there when it is looked at first was written since then; undefined: that is not known, it counts as written just then. */
  begin(since: number | undefined): void {
    this.#notBefore = since;
  }

  saw(size: number, at: number): void {
    const last = this.#marks.at(-1);
    if (last && size <= last.size) this.#marks = [];
    this.#marks.push({ size, at, from: Math.min(this.#notBefore ?? at, at), until: at });
    this.#notBefore = undefined;
    if (this.#marks.length > maxMarks) this.#thin();
  }

  /** The content is another. */
  clear(): void {
    this.#marks = [];
  }

  /** Since when the byte at `offset` is known to be there; undefined when nothing is behind it. */
  since(offset: number): number | undefined {
    while (this.#marks[0] && this.#marks[0].size <= offset) this.#marks.shift();
    return this.#marks[0]?.at;
  }

  /** Since when the byte at `offset` may have been there; undefined when nothing is behind it. */
  waiting(offset: number): number | undefined {
    return this.#marks.find(({ size }) => size > offset)?.from;
  }

  /** When the bytes from `start` to `end` were written. What was not seen before it was read was written `now`. */
  written(start: number, end: number, now: number): Written {
    return { from: this.waiting(start) ?? now, until: this.#marks.find(({ size }) => size >= end)?.until ?? now };
  }

  /** Of two marks next to each other the older time and the larger size are kept: what is between is told to be older than it is. */
  #thin(): void {
    const marks = this.#marks;
    this.#marks = [];
    for (let index = 0; index < marks.length; index += 2) {
      const [first, second] = [marks[index], marks[index + 1]];
      if (first) this.#marks.push(second ? { ...second, at: first.at, from: first.from } : first);
    }
  }
}
