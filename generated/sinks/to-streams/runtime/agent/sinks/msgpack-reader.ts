// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
/** What can come out: strings are decoded, binaries are not. */
export type Unpacked = null | boolean | number | string | Buffer | Unpacked[] | { [key: string]: Unpacked };

/**
 * The first value of `bytes`, and where the next begins; undefined when it is not complete. Throws at a type that the answers of a server of
 * the Forward protocol do not have.
 */
export function unpack(bytes: Buffer): { readonly value: Unpacked; readonly next: number } | undefined {
  const reader = new Reader(bytes);
  try {
    const value = reader.value();
    return { value, next: reader.at };
  } catch (error) {
    if (error === incomplete) return undefined;
    throw error;
  }
}

const incomplete = new Error("incomplete");

class Reader {
  at = 0;
  readonly #bytes: Buffer;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  value(): Unpacked {
    const type = this.#unsigned(1);
    if (type < 0x80) return type;
    if (type < 0x90) return this.#map(type & 15);
    if (type < 0xa0) return this.#array(type & 15);
    if (type < 0xc0) return this.#text(type & 31);
    if (type >= 0xe0) return type - 256;
    switch (type) {
      case 0xc0:
        return null;
      case 0xc2:
      case 0xc3:
        return type === 0xc3;
      case 0xc4:
      case 0xc5:
      case 0xc6:
        return this.#take(this.#unsigned(2 ** (type - 0xc4)));
      case 0xcc:
      case 0xcd:
      case 0xce:
        return this.#unsigned(2 ** (type - 0xcc));
      case 0xd9:
      case 0xda:
      case 0xdb:
        return this.#text(this.#unsigned(2 ** (type - 0xd9)));
      case 0xdc:
      case 0xdd:
        return this.#array(this.#unsigned(2 * (type - 0xdb)));
      case 0xde:
      case 0xdf:
        return this.#map(this.#unsigned(2 * (type - 0xdd)));
      default:
        throw new Error(`an answer of an unknown type, 0x${type.toString(16)}`);
    }
  }

  #take(length: number): Buffer {
    if (this.at + length > this.#bytes.length) throw incomplete;
    this.at += length;
    return this.#bytes.subarray(this.at - length, this.at);
  }

  #unsigned(length: number): number {
    return this.#take(length).readUIntBE(0, length);
  }

  #text(length: number): string {
    return this.#take(length).toString("utf8");
  }

  #array(length: number): Unpacked[] {
    const items: Unpacked[] = [];
    for (let index = 0; index < length; index += 1) items.push(this.value());
    return items;
  }

  #map(size: number): { [key: string]: Unpacked } {
    const entries: [string, Unpacked][] = [];
    for (let index = 0; index < size; index += 1) entries.push([String(this.value()), this.value()]);
    return Object.fromEntries(entries);
  }
}
