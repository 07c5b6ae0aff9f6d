// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { flag } from "../batch.ts";
import type { BatchBuilder } from "../batch-builder.ts";
import { type Framed, frameLines } from "../framer.ts";
import { type Encoding, utf8 } from "./encoding.ts";
import { type Grammar, lookBytes, type Verdict, verdict } from "./grammar.ts";

/**
 * What the end of the bytes is to lines and groups that have no end of their own there. `open`: they are left, more may come. `flush`: groups
 * end there, an unfinished line is left. `all`: nothing comes any more.
 */
export type Ending = "open" | "flush" | "all";

/** Finds the records of `bytes[from, to)` and adds them to the batch, until it is full. */
export type Frame = (builder: BatchBuilder, from: number, to: number, ending: Ending) => Framed;

/** Lines as they are: of UTF-8, the fast way. */
export function framerOf(encoding: Encoding, grammar: Grammar | undefined): Frame {
  if (encoding === utf8 && grammar === undefined)
    return (builder, from, to, ending) => {
      const framed = frameLines(builder, from, to);
      return ending === "all" ? addUnfinished(builder, framed, to, encoding) : framed;
    };
  return (builder, from, to, ending) => {
    const framed = new Framing(builder, encoding, grammar, to, ending).run(from);
    return ending === "all" ? addUnfinished(builder, framed, to, encoding) : framed;
  };
}

/** A last line without its end. */
function addUnfinished(builder: BatchBuilder, framed: Framed, to: number, encoding: Encoding): Framed {
  if (framed.cut || builder.full) return framed;
  const bytes = builder.bytes.subarray(0, to);
  const start = encoding.skipNuls(bytes, framed.next);
  if (start >= to || encoding.lineEnd(bytes, start) >= 0) return framed;
  const limit = start + builder.limits.maxLineBytes;
  const end = limit < to ? encoding.cutAt(bytes, start, limit) : to;
  builder.add(start, end, end < to ? flag.partial | flag.truncated : flag.partial);
  return { next: to, cut: false, left: framed.left + (start - framed.next) + (to - end) };
}

/**
 * Consecutive lines of a file are consecutive bytes, so a group is the bytes from the start of its first line to the end of its last one. A
 * group whose end was not seen is not taken: it stays in the file, no position moves past its first line. Too large a group is cut between
 * two lines, and what follows begins anew.
 */
class Framing {
  readonly #builder: BatchBuilder;
  readonly #bytes: Buffer;
  readonly #encoding: Encoding;
  readonly #grammar: Grammar | undefined;
  readonly #to: number;
  readonly #ending: Ending;

  constructor(builder: BatchBuilder, encoding: Encoding, grammar: Grammar | undefined, to: number, ending: Ending) {
    this.#builder = builder;
    this.#bytes = builder.bytes.subarray(0, to);
    this.#encoding = encoding;
    this.#grammar = grammar;
    this.#to = to;
    this.#ending = ending;
  }

  run(from: number): Framed {
    const { limits } = this.#builder;
    const { width, cutAt } = this.#encoding;
    const bytes = this.#bytes;
    const to = this.#to;
    const builder = this.#builder;
    const grammar = this.#grammar;
    if (grammar && !this.#encoding.decode) grammar.over(bytes);
    let next = from;
    let left = 0;
    while (!builder.full && (next === from || next < limits.maxBytes)) {
      const start = this.#skipNuls(next);
      if (start >= to) break;
      const lineEnd = this.#lineEnd(start);
      if (lineEnd < 0) {
        if (to - start <= limits.maxLineBytes + width) break;
        const end = cutAt(bytes, start, start + limits.maxLineBytes);
        builder.add(start, end, flag.truncated);
        return { next: end, cut: true, left: left + start - next };
      }
      left += start - next;
      next = lineEnd + width;
      const end = this.#textEnd(start, lineEnd);
      if (end - start > limits.maxLineBytes) {
        const shorter = cutAt(bytes, start, start + limits.maxLineBytes);
        builder.add(start, shorter, flag.truncated);
        left += end - shorter;
        continue;
      }
      const first = grammar ? this.#judge("begin", start, end) : verdict.apart;
      if (first === verdict.apart) {
        builder.add(start, end, 0);
        continue;
      }
      const after = this.#group(start, end, next, first === verdict.late ? flag.partial : 0);
      if (after < 0) return { next: start, cut: false, left, open: true };
      next = after;
    }
    return { next, cut: false, left };
  }

  /** Adds the group that begins with this line. Returns where what follows it begins; -1 when its end was not seen. */
  #group(start: number, firstEnd: number, second: number, firstFlags: number): number {
    const { limits } = this.#builder;
    const { width } = this.#encoding;
    const to = this.#to;
    let flags = firstFlags;
    /** Of what belongs to the group for certain: where its text ends, and what is behind that. */
    let end = firstEnd;
    let after = second;
    for (let line = second; ; ) {
      // Half a unit at the end says nothing yet.
      if (to - line < width) {
        if (this.#ending === "open") return -1;
        break;
      }
      if (this.#skipNuls(line) > line) break;
      const lineEnd = this.#lineEnd(line);
      const unfinished = lineEnd < 0;
      if (unfinished && this.#ending === "open" && to - line < lookBytes) return -1;
      const textEnd = unfinished ? to : this.#textEnd(line, lineEnd);
      const found = unfinished && this.#ending === "flush" ? verdict.apart : this.#judge("next", line, textEnd);
      if (found === verdict.apart) break;
      if (textEnd - start > limits.maxLineBytes + (unfinished ? width : 0)) {
        if (found === verdict.part) flags |= flag.truncated;
        break;
      }
      if (unfinished && this.#ending === "open") return -1;
      line = unfinished ? to : lineEnd + width;
      if (found === verdict.perhaps) continue;
      end = textEnd;
      after = line;
      if (unfinished) flags |= flag.partial;
    }
    this.#builder.add(start, end, flags);
    return after;
  }

  #judge(which: "begin" | "next", start: number, end: number): Verdict {
    const grammar = this.#grammar as Grammar;
    const { decode } = this.#encoding;
    const looked = Math.min(end, start + lookBytes);
    if (!decode) return which === "begin" ? grammar.begin(this.#bytes, start, looked) : grammar.next(this.#bytes, start, looked);
    const text = decode(this.#bytes.subarray(start, looked)).bytes;
    grammar.over(text);
    return which === "begin" ? grammar.begin(text, 0, text.length) : grammar.next(text, 0, text.length);
  }

  #lineEnd(from: number): number {
    return this.#encoding.width === 1 ? this.#bytes.indexOf(10, from) : this.#encoding.lineEnd(this.#bytes, from);
  }

  #textEnd(start: number, lineEnd: number): number {
    const { width } = this.#encoding;
    return lineEnd > start && this.#encoding.isCarriageReturn(this.#bytes, lineEnd - width) ? lineEnd - width : lineEnd;
  }

  #skipNuls(from: number): number {
    return this.#bytes[from] === 0 ? this.#encoding.skipNuls(this.#bytes, from) : from;
  }
}
