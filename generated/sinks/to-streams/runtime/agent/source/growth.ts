// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
/** More marks than these are thinned out: ages are then told from fewer, and never too young. */
const maxMarks = 64;

/** When bytes of a file were first seen, to tell how old those are that nobody has acknowledged. */
export class Growth {
  #marks: { readonly size: number; readonly at: number }[] = [];

  saw(size: number, at: number): void {
    const last = this.#marks.at(-1);
    if (last && size <= last.size) this.#marks = [];
    this.#marks.push({ size, at });
    if (this.#marks.length > maxMarks) this.#thin();
  }

  /** Since when the byte at `offset` is known to be there; undefined when nothing is behind it. */
  since(offset: number): number | undefined {
    while (this.#marks[0] && this.#marks[0].size <= offset) this.#marks.shift();
    return this.#marks[0]?.at;
  }

  /** Of two marks next to each other the older time and the larger size are kept: what is between is told to be older than it is. */
  #thin(): void {
    const marks = this.#marks;
    this.#marks = [];
    for (let index = 0; index < marks.length; index += 2) {
      const [first, second] = [marks[index], marks[index + 1]];
      if (first) this.#marks.push({ size: second?.size ?? first.size, at: first.at });
    }
  }
}
