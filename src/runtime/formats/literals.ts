import { isAt } from "./bytes.ts";

const known = new Map<string, Uint8Array>();
const quotes = new Map<string, string>();

/** Of the literals that emitted code names, which are few. */
export function bytesOf(text: string): Uint8Array {
  const bytes = known.get(text) ?? Buffer.from(text);
  known.set(text, bytes);
  return bytes;
}

/** The same as a message cites them. */
export function quotedLiteral(text: string): string {
  const quoted = quotes.get(text) ?? JSON.stringify(text);
  quotes.set(text, quoted);
  return quoted;
}

/** Behind a text that stands at `at`; -1 where it does not. */
export function literalEnd(bytes: Uint8Array, at: number, end: number, text: string): number {
  if (end - at < text.length) return -1;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code > 127) return isAt(bytes, at, end, bytesOf(text)) ? at + bytesOf(text).length : -1;
    if (bytes[at + index] !== code) return -1;
  }
  return at + text.length;
}

/** The first place in `[at, last)` where a text stands, which may reach up to `end`; `last` where there is none. */
export function literalStart(bytes: Uint8Array, at: number, last: number, end: number, text: string): number {
  const code = text.charCodeAt(0);
  const first = code < 128 ? code : bytesOf(text)[0];
  for (let index = at; index < last; index += 1) if (bytes[index] === first && literalEnd(bytes, index, end, text) >= 0) return index;
  return last;
}
