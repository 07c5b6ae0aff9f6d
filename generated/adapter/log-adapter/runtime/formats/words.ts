// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
/**
 * Looks words up in bytes, without making strings of them. The numbers are the caller's; 0 means that it is none of the words.
 * @param ignoreCase of the letters A to Z; the words are lower case then
 */
export function byteWords(
  words: Iterable<readonly [string, number]>,
  ignoreCase: boolean,
): (bytes: Uint8Array, start: number, end: number) => number {
  const { byHash, longest } = grouped(words);
  return (bytes, start, end) => {
    if (end - start > longest) return 0;
    const candidates = byHash.get(hashOf(bytes, start, end));
    if (candidates === undefined) return 0;
    for (const { word, number } of candidates) if (isWord(bytes, start, end, word, ignoreCase)) return number;
    return 0;
  };
}

/** The same for those that have the word's `hashOf` already, and ask for many words that are none of them. */
export function hashedWords(
  words: Iterable<readonly [string, number]>,
): (bytes: Uint8Array, start: number, end: number, hash: number) => number {
  const { byHash } = grouped(words);
  const mayBe = new Uint8Array(1024);
  for (const hash of byHash.keys()) mayBe[hash & 1023] = 1;
  return (bytes, start, end, hash) => {
    if (mayBe[hash & 1023] === 0) return 0;
    for (const { word, number } of byHash.get(hash) ?? []) if (isWord(bytes, start, end, word, false)) return number;
    return 0;
  };
}

interface Grouped {
  readonly byHash: ReadonlyMap<number, readonly { readonly word: Buffer; readonly number: number }[]>;
  /** Bytes of the longest word. */
  readonly longest: number;
}

function grouped(words: Iterable<readonly [string, number]>): Grouped {
  const byHash = new Map<number, { word: Buffer; number: number }[]>();
  let longest = 0;
  for (const [text, number] of words) {
    const word = Buffer.from(text);
    const key = hashOf(word, 0, word.length);
    byHash.set(key, [...(byHash.get(key) ?? []), { word, number }]);
    longest = Math.max(longest, word.length);
  }
  return { byHash, longest };
}

/** The number of a word, from its bytes; 0 when it is none. */
export type Words = ReturnType<typeof byteWords>;

/** The end of the longest of the words that stands at `start`; -1 when none does. */
export function wordEnd(words: Words, bytes: Uint8Array, start: number, end: number, longest: number): number {
  for (let at = Math.min(start + longest, end); at > start; at -= 1) if (words(bytes, start, at) !== 0) return at;
  return -1;
}

/** The same for words that differ in the case of their letters only. */
export function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0;
  for (let index = start; index < end; index += 1) hash = (Math.imul(hash, 31) + ((bytes[index] as number) | 32)) | 0;
  return hash;
}

function isWord(bytes: Uint8Array, start: number, end: number, word: Uint8Array, ignoreCase: boolean): boolean {
  if (word.length !== end - start) return false;
  for (let index = start; index < end; index += 1) {
    const byte = bytes[index] as number;
    const folded = ignoreCase && byte >= 65 && byte <= 90 ? byte | 32 : byte;
    if (folded !== word[index - start]) return false;
  }
  return true;
}
