/** A clock that stands still until it is moved, and the work that waits for its hands. Work for the same time runs in the order it came. */
interface Entry {
  readonly atMs: number;
  /** The how-manieth it came. */
  readonly turn: number;
  /** undefined: called off. */
  work: (() => void) | undefined;
}

export class VirtualClock {
  nowMs: number;
  /** A binary heap: each entry is before the two at twice its place. */
  readonly #later: Entry[] = [];
  /** What is to be done without delay: most of all work. What is due of `#later` came before it. */
  readonly #soon: (() => void)[] = [];
  #soonMs = 0;
  #soonAt = 0;
  #turns = 0;
  #calledOff = 0;

  constructor(startMs: number) {
    this.nowMs = startMs;
  }

  /** Runs `work` when the clock has moved `delayMs` on; never from inside this call. Returns how to call it off. */
  after(delayMs: number, work: () => void): () => void {
    if (delayMs <= 0) {
      let wanted = true;
      this.soon(() => wanted && work());
      return () => {
        wanted = false;
      };
    }
    const entry: Entry = { atMs: this.nowMs + delayMs, turn: this.#turns++, work };
    this.#push(entry);
    return () => {
      if (entry.work === undefined) return;
      entry.work = undefined;
      this.#forget();
    };
  }

  /** Runs `work` with the next step; never from inside this call. */
  soon(work: () => void): void {
    this.#soon.push(work);
    this.#soonMs = this.nowMs;
  }

  /** When the next work is due; undefined = nothing waits. */
  next(): number | undefined {
    const later = this.#first();
    if (this.#soonAt === this.#soon.length) return later?.atMs;
    return later === undefined ? this.#soonMs : Math.min(later.atMs, this.#soonMs);
  }

  /** Moves to the next piece of work and does it; false when there is none. */
  step(): boolean {
    const later = this.#first();
    if (this.#soonAt < this.#soon.length && (later === undefined || later.atMs > this.#soonMs)) {
      const work = this.#soon[this.#soonAt++];
      if (this.#soonAt === this.#soon.length) {
        this.#soon.length = 0;
        this.#soonAt = 0;
      }
      work?.();
      return true;
    }
    if (later === undefined) return false;
    this.#pop();
    const { work } = later;
    later.work = undefined;
    this.nowMs = Math.max(this.nowMs, later.atMs);
    work?.();
    return true;
  }

  #first(): Entry | undefined {
    while (this.#later.length > 0 && this.#later[0]?.work === undefined) {
      this.#pop();
      this.#calledOff--;
    }
    return this.#later[0];
  }

  /** Entries that were called off go when they come first, or when they are most of all. */
  #forget(): void {
    if (++this.#calledOff < 64 || this.#calledOff * 2 < this.#later.length) return;
    const left = this.#later.filter(({ work }) => work !== undefined);
    this.#later.length = 0;
    this.#calledOff = 0;
    for (const entry of left) this.#push(entry);
  }

  #push(entry: Entry): void {
    const heap = this.#later;
    let place = heap.length;
    while (place > 0) {
      const above = (place - 1) >> 1;
      const other = heap[above];
      if (other === undefined || isBefore(other, entry)) break;
      heap[place] = other;
      place = above;
    }
    heap[place] = entry;
  }

  #pop(): void {
    const heap = this.#later;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let place = 0;
    for (;;) {
      let below = 2 * place + 1;
      const left = heap[below];
      const right = heap[below + 1];
      if (left === undefined) break;
      if (right !== undefined && isBefore(right, left)) below++;
      const smaller = heap[below];
      if (smaller === undefined || isBefore(last, smaller)) break;
      heap[place] = smaller;
      place = below;
    }
    heap[place] = last;
  }
}

function isBefore(a: Entry, b: Entry): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.turn < b.turn);
}
