// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
const quote = 0x22;
const backslash = 0x5c;
const hexDigits = Buffer.from("0123456789abcdef");

/** Up to here a loop is faster than a call that copies. */
const shortBytes = 32;
const billion = 1e9;

/** Per byte: 0 = stands for itself in a JSON string, 1 = `\u00XX`, else the letter behind the backslash. */
const escapes = new Uint8Array(256).fill(1, 0, 0x20);
for (const [byte, letter] of [
  [quote, '"'],
  [backslash, "\\"],
  [8, "b"],
  [9, "t"],
  [10, "n"],
  [12, "f"],
  [13, "r"],
] as const)
  escapes[byte] = letter.charCodeAt(0);

/** A buffer that grows, used again and again: JSON is written into it straight from the bytes of log lines. */
export class ByteWriter {
  length = 0;
  /** Of the buffer that `lend` lends: for those who write several bytes at a time. */
  view: DataView;
  #bytes: Buffer;

  /** @param bytes room at first: of one that is known to grow, all of it, as what it grows out of is garbage */
  constructor(bytes = 65_536) {
    this.#bytes = Buffer.allocUnsafe(bytes);
    this.view = viewOf(this.#bytes);
  }

  /** Valid until the next write. */
  get written(): Buffer {
    return this.#bytes.subarray(0, this.length);
  }

  reset(): void {
    this.length = 0;
  }

  text(text: string): void {
    this.#reserve(text.length * 3);
    this.length += this.#bytes.write(text, this.length);
  }

  raw(bytes: Uint8Array, start = 0, end = bytes.length): void {
    this.#reserve(end - start);
    if (end - start <= shortBytes) {
      const out = this.#bytes;
      let at = this.length;
      for (let index = start; index < end; index += 1) out[at++] = bytes[index] as number;
      this.length = at;
      return;
    }
    this.#bytes.set(start === 0 && end === bytes.length ? bytes : bytes.subarray(start, end), this.length);
    this.length += end - start;
  }

  byte(byte: number): void {
    this.#reserve(1);
    this.#bytes[this.length] = byte;
    this.length += 1;
  }

  /** A whole number from 0 to 2^53. */
  integer(value: number): void {
    this.#reserve(16);
    // Whole numbers of 32 bits are divided several times faster than others.
    if (value < billion) {
      this.#digits(value | 0, digitsOf(value));
      return;
    }
    const high = Math.floor(value / billion);
    this.#digits(high | 0, digitsOf(high));
    this.#digits((value - high * billion) | 0, 9);
  }

  #digits(value: number, digits: number): void {
    const out = this.#bytes;
    let rest = value | 0;
    for (let index = this.length + digits - 1; index >= this.length; index -= 1) {
      const next = (rest / 10) | 0;
      out[index] = 48 + rest - next * 10;
      rest = next;
    }
    this.length += digits;
  }

  /** The inside of a JSON string, from bytes that are valid UTF-8. */
  escaped(bytes: Uint8Array, start: number, end: number): void {
    this.#reserve((end - start) * 6);
    const out = this.#bytes;
    let at = this.length;
    // In bounds by the loops; this runs once per byte of every line. Four that stand for themselves are taken in one go.
    for (let index = start; index < end; ) {
      for (const last = end - 4; index <= last; index += 4) {
        const a = bytes[index] as number;
        const b = bytes[index + 1] as number;
        const c = bytes[index + 2] as number;
        const d = bytes[index + 3] as number;
        if (((escapes[a] as number) | (escapes[b] as number) | (escapes[c] as number) | (escapes[d] as number)) !== 0) break;
        out[at] = a;
        out[at + 1] = b;
        out[at + 2] = c;
        out[at + 3] = d;
        at += 4;
      }
      for (const last = Math.min(end, index + 4); index < last; index += 1) {
        const byte = bytes[index] as number;
        const letter = escapes[byte] as number;
        if (letter === 0) {
          out[at++] = byte;
          continue;
        }
        out[at++] = backslash;
        if (letter !== 1) out[at++] = letter;
        else {
          out.write("u00", at, "latin1");
          out[at + 3] = hexDigits[byte >> 4] as number;
          out[at + 4] = hexDigits[byte & 15] as number;
          at += 5;
        }
      }
    }
    this.length = at;
  }

  /**
   * Makes room for `more` bytes and lends the buffer, for those who write at `length` themselves and then move it. Valid until the next
   * call.
   */
  lend(more: number): Buffer {
    this.#reserve(more);
    return this.#bytes;
  }

  #reserve(more: number): void {
    const needed = this.length + more;
    if (needed <= this.#bytes.length) return;
    const bigger = Buffer.allocUnsafe(Math.max(needed, this.#bytes.length * 2));
    this.#bytes.copy(bigger, 0, 0, this.length);
    this.#bytes = bigger;
    this.view = viewOf(bigger);
  }
}

function viewOf({ buffer, byteOffset, length }: Buffer): DataView {
  return new DataView(buffer, byteOffset, length);
}

/** Of a whole number below 2^31. */
function digitsOf(value: number): number {
  let digits = 1;
  for (let bound = 10; bound <= value; bound *= 10) digits += 1;
  return digits;
}
