// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { flag, type Segment } from "../batch.ts";
import { plainText, type Wrapped, wrapAgain } from "./container.ts";
import type { Framing } from "./framing.ts";
import { type Grammar, lookBytes, verdict } from "./grammar.ts";
import { partLimits } from "./part-limits.ts";

/** A record that was made of several lines of the file, or was kept for a while. */
export interface Made {
  readonly bytes: Buffer;
  readonly segment: Segment;
  /** Where its first line begins. */
  readonly offset: number;
  readonly flags: number;
}

/** What becomes of the line that is looked at, and of those before it. */
export interface MadeOf {
  asItIs(): void;
  put(made: Made): void;
}

/** A whole line, or its parts so far. */
interface Line {
  /** What the first of its parts was wrapped in. */
  readonly wrapped: Wrapped;
  readonly segment: Segment;
  readonly offset: number;
  /** By content of a file (a stream's id): where the first of its parts is. A line may go on in the next file of a rotation. */
  readonly begins: Map<string, number>;
  /** How long had been waited when it was begun. */
  readonly since: number;
  readonly parts: Buffer[];
  size: number;
  /** It is as it was in the file, and its bytes are the batch's. */
  readonly fresh: boolean;
}

/** One of the two streams of one container: parts that wait for their line's end, and lines that wait for more of their group. */
export class StreamLines {
  readonly path: string;
  readonly #framing: Framing;
  readonly #grammar: Grammar | undefined;
  readonly #maxBytes: number;
  #part: Line | undefined;
  #group: Line[] = [];
  /** So many lines of the group belong to it for certain. */
  #firm = 0;
  #flags = 0;
  #touched = 0;

  constructor(path: string, framing: Framing, maxBytes: number) {
    this.path = path;
    this.#framing = framing;
    this.#grammar = framing.createInner();
    this.#maxBytes = maxBytes;
  }

  get isOpen(): boolean {
    return this.#part !== undefined || this.#group.length > 0;
  }

  *begins(): Iterable<readonly [id: string, offset: number]> {
    for (const line of this.#group) yield* line.begins;
    if (this.#part) yield* this.#part.begins;
  }

  /** Takes the next line of the file that is of this stream. */
  take(wrapped: Wrapped, segment: Segment, offset: number, since: number, made: MadeOf): void {
    const begins = new Map([[segment.streamId, offset]]);
    const first: Line = { wrapped, segment, offset, begins, since, parts: [wrapped.text], size: wrapped.text.length, fresh: true };
    if (!wrapped.partial && !this.#part) {
      this.#line(first, 0, made);
      return;
    }
    const line = this.#part ?? kept(first);
    if (this.#part) {
      if (!line.begins.has(segment.streamId)) line.begins.set(segment.streamId, offset);
      line.parts.push(Buffer.from(wrapped.text));
      line.size += wrapped.text.length;
    }
    const isOver = !wrapped.partial || line.size >= this.#maxBytes;
    this.#part = isOver ? undefined : line;
    if (isOver) this.#line(line, wrapped.partial ? flag.truncated : 0, made);
  }

  /** What was waited for long enough, or anything, as it is. */
  release(which: "overdue" | "any", waitedMs: number, readTo: (id: string) => number): Made | undefined {
    const isFar = [...this.begins()].some(([id, offset]) => readTo(id) - offset >= partLimits.bytes);
    const late = (since: number, waitMs: number) => which === "any" || isFar || waitedMs - since >= waitMs;
    const partIsLate = this.#part !== undefined && late(this.#part.since, partLimits.waitMs);
    if (this.#group.length > 0 && (partIsLate || late(this.#touched, this.#framing.flushMs))) {
      this.#firm = this.#group.length;
      return this.#close().made;
    }
    if (!this.#part || !partIsLate) return undefined;
    const line = this.#part;
    this.#part = undefined;
    return make([line], flag.partial);
  }

  #line(line: Line, flags: number, made: MadeOf): void {
    const grammar = this.#grammar;
    if (!grammar) {
      emit(line, flags, made);
      return;
    }
    const text = plainText({ ...line.wrapped, text: line.parts.length === 1 ? line.wrapped.text : Buffer.concat(line.parts) });
    const looked = text.subarray(0, lookBytes);
    grammar.over(looked);
    if (this.#group.length === 0) {
      const begun = grammar.begin(looked, 0, looked.length);
      if (begun === verdict.apart) emit(line, flags, made);
      else {
        this.#flags = begun === verdict.late ? flags | flag.partial : flags;
        this.#add(line, true);
      }
      return;
    }
    const found = grammar.next(looked, 0, looked.length);
    const isTooLong = this.#group.reduce((sum, { size }) => sum + size + 1, line.size) > this.#maxBytes;
    if (found !== verdict.apart && !isTooLong) {
      this.#flags |= flags;
      this.#add(line, found === verdict.part);
      return;
    }
    if (found === verdict.part) this.#flags |= flag.truncated;
    const closed = this.#close();
    made.put(closed.made);
    for (const other of closed.others) this.#line(other, 0, made);
    this.#line(line, flags, made);
  }

  #add(line: Line, firm: boolean): void {
    this.#group.push(line.fresh ? kept(line) : line);
    if (firm) this.#firm = this.#group.length;
    this.#touched = line.since;
  }

  #close(): { readonly made: Made; readonly others: readonly Line[] } {
    const made = make(this.#group.slice(0, this.#firm), this.#flags);
    const others = this.#group.slice(this.#firm);
    this.#group = [];
    this.#firm = 0;
    return { made, others };
  }
}

function emit(line: Line, flags: number, made: MadeOf): void {
  if (line.fresh) made.asItIs();
  else made.put(make([line], flags));
}

/** The same with bytes of its own: those of the batch are used again. */
function kept(line: Line): Line {
  const { kind, stream, partial, head, rest, text } = line.wrapped;
  const copy = Buffer.from(text);
  const wrapped = { kind, stream, partial, head: Buffer.from(head), rest: Buffer.from(rest), text: copy };
  return { ...line, wrapped, parts: [copy], fresh: false };
}

function make(lines: readonly Line[], flags: number): Made {
  const [first] = lines;
  if (!first) throw new Error("a record of no line");
  const { wrapped, segment, offset } = first;
  return {
    bytes: wrapAgain(
      wrapped,
      lines.map(({ parts }) => parts),
    ),
    segment,
    offset,
    flags,
  };
}
