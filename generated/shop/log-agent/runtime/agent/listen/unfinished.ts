// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
const leastCapacity = 1024;

/** Bytes that come in pieces, however small, and are taken all at once: each is copied a few times at the most. */
export class Unfinished {
  #bytes = Buffer.alloc(0);
  length = 0;

  append(more: Buffer): void {
    const needed = this.length + more.length;
    if (needed > this.#bytes.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(leastCapacity, needed, Math.min(needed * 2, needed + 2 ** 20)));
      this.#bytes.copy(larger, 0, 0, this.length);
      this.#bytes = larger;
    }
    more.copy(this.#bytes, this.length);
    this.length = needed;
  }

  /** What is there; valid until more is appended. */
  get view(): Buffer {
    return this.#bytes.subarray(0, this.length);
  }

  /** All of it, and nothing is left. */
  take(): Buffer {
    const taken = this.view;
    this.#bytes = Buffer.alloc(0);
    this.length = 0;
    return taken;
  }
}
