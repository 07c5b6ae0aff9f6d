// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { ArchiveError } from "./names.ts";

/** A stream of chunks, read in pieces of given sizes. */
export interface Bytes {
  /** Exactly so many; undefined at the end of the stream. Throws when the stream ends within. */
  exactly(length: number): Promise<Buffer | undefined>;
  /** So many, as they come. Whoever stops reading before its end must call `skip`. Throws when the stream ends within. */
  upTo(length: number): { readonly chunks: AsyncIterable<Buffer>; readonly skip: () => Promise<void> };
  /** Reads to the end of the stream. */
  drain(): Promise<void>;
}

export function bytesOf(source: AsyncIterable<Buffer>): Bytes {
  const iterator = source[Symbol.asyncIterator]();
  let rest: Buffer = Buffer.alloc(0);

  const more = async (): Promise<boolean> => {
    const next = await iterator.next();
    if (next.done) return false;
    rest = rest.length === 0 ? next.value : Buffer.concat([rest, next.value]);
    return true;
  };
  const take = (length: number): Buffer => {
    const taken = rest.subarray(0, length);
    rest = rest.subarray(taken.length);
    return taken;
  };

  return {
    exactly: async (length) => {
      while (rest.length < length) {
        if (await more()) continue;
        if (rest.length === 0) return undefined;
        throw truncated();
      }
      return take(length);
    },
    upTo: (length) => {
      let left = length;
      async function* chunks(): AsyncGenerator<Buffer> {
        while (left > 0) {
          if (rest.length === 0 && !(await more())) throw truncated();
          const chunk = take(Math.min(left, rest.length));
          left -= chunk.length;
          yield chunk;
        }
      }
      const skip = async () => {
        for await (const _ of chunks());
      };
      return { chunks: chunks(), skip };
    },
    drain: async () => {
      rest = Buffer.alloc(0);
      while (await more()) rest = Buffer.alloc(0);
    },
  };
}

function truncated(): ArchiveError {
  return new ArchiveError("the archive ends in the middle of an entry");
}
