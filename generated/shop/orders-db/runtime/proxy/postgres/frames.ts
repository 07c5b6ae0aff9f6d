// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
/** A message that claims to be longer is none (1 GiB is the most that PostgreSQL reads). */
const longest = 2 ** 30;
/** The longest body that is kept to be looked at; a longer one is passed by, and its `body` is undefined. */
export const longestBody = 2 ** 20;

/** How a message of a type is reported: not at all, when it has ended, or with its body. */
export type Wanted = "no" | "end" | "body";

/** The other side sent what is no message. */
export class ProtocolViolation extends Error {
  override readonly name = "ProtocolViolation";
}

/**
 * Finds where messages end in a stream that is passed on unchanged. Nothing is copied but what straddles chunks of the wanted bodies:
 *
 *   chunk ──▶ |Q....len....|P..len..|B..le   five bytes of head are read, the body is skipped in one step
 *                          ▲        ▲        ▲ carried over to the next chunk
 */
export class FrameScanner {
  readonly #wanted: Readonly<Record<number, Wanted>>;
  readonly #otherwise: Wanted;
  readonly #head = Buffer.alloc(5);
  #headUsed = 0;
  /** Bytes of the body that have not come yet. */
  #left = 0;
  #inBody = false;
  #parts: Buffer[] | undefined;

  /** The message that ended last: its type byte, and its body where that was wanted and not too long. */
  type = 0;
  body: Buffer | undefined;
  /** true when `next` stopped behind a wanted message; false when it ran out of bytes. */
  ended = false;

  constructor(wanted: Readonly<Record<string, Wanted>>, otherwise: Wanted = "no") {
    this.#wanted = Object.fromEntries(Object.entries(wanted).map(([type, how]) => [type.charCodeAt(0), how]));
    this.#otherwise = otherwise;
  }

  /** true between two messages. */
  get between(): boolean {
    return this.#headUsed === 0 && !this.#inBody;
  }

  /** Reads on at an offset. Returns the one behind the next wanted message, or the chunk's length; see `ended`. */
  next(chunk: Buffer, from: number): number {
    this.ended = false;
    let at = from;
    for (;;) {
      if (!this.#inBody) {
        if (at < chunk.length) at = this.#readHead(chunk, at);
        if (!this.#inBody) return at;
      }
      if (this.#left > 0) {
        const take = Math.min(this.#left, chunk.length - at);
        if (take === 0) return at;
        this.#left -= take;
        // What goes on in the next chunk is copied: this chunk's memory is the socket's to use again.
        const part = chunk.subarray(at, at + take);
        this.#parts?.push(this.#left > 0 ? Buffer.from(part) : part);
        at += take;
        if (this.#left > 0) return at;
      }
      if (this.#end()) return at;
    }
  }

  #readHead(chunk: Buffer, from: number): number {
    let at = from;
    if (this.#headUsed === 0 && chunk.length - at >= 5) {
      this.#begin(chunk[at] ?? 0, chunk.readInt32BE(at + 1));
      return at + 5;
    }
    while (at < chunk.length && this.#headUsed < 5) this.#head[this.#headUsed++] = chunk[at++] ?? 0;
    if (this.#headUsed === 5) {
      this.#headUsed = 0;
      this.#begin(this.#head[0] ?? 0, this.#head.readInt32BE(1));
    }
    return at;
  }

  #begin(type: number, length: number): void {
    if (length < 4 || length > longest)
      throw new ProtocolViolation(`a message of type ${JSON.stringify(String.fromCharCode(type))} with a length of ${length}`);
    this.type = type;
    this.#left = length - 4;
    this.#inBody = true;
    this.#parts = this.#how() === "body" && this.#left <= longestBody ? [] : undefined;
  }

  #how(): Wanted {
    return this.#wanted[this.type] ?? this.#otherwise;
  }

  #end(): boolean {
    this.#inBody = false;
    const how = this.#how();
    if (how === "no") return false;
    const parts = this.#parts;
    this.body = parts === undefined ? undefined : parts.length === 1 ? parts[0] : Buffer.concat(parts);
    this.#parts = undefined;
    this.ended = true;
    return true;
  }
}
