/** A clock that stands still until it is moved, and the work that waits for its hands. Work for the same time runs in the order it came. */
export class VirtualClock {
  nowMs: number;
  #waiting: { readonly atMs: number; readonly work: () => void }[] = [];

  constructor(startMs: number) {
    this.nowMs = startMs;
  }

  /** Runs `work` when the clock has moved `delayMs` on; never from inside this call. Returns how to call it off. */
  after(delayMs: number, work: () => void): () => void {
    const entry = { atMs: this.nowMs + Math.max(0, delayMs), work };
    const index = this.#waiting.findIndex((other) => other.atMs > entry.atMs);
    this.#waiting.splice(index === -1 ? this.#waiting.length : index, 0, entry);
    return () => {
      this.#waiting = this.#waiting.filter((other) => other !== entry);
    };
  }

  /** When the next work is due; undefined = nothing waits. */
  next(): number | undefined {
    return this.#waiting[0]?.atMs;
  }

  /** Moves to the next piece of work and does it; false when there is none. */
  step(): boolean {
    const entry = this.#waiting.shift();
    if (entry === undefined) return false;
    this.nowMs = Math.max(this.nowMs, entry.atMs);
    entry.work();
    return true;
  }
}
