// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
/** More than any step takes on a busy machine. */
const toleranceMs = 60_000;

/** Tells a loop that waits, however long, from one that is stuck: each step says what it expects, and by when. */
export class Heartbeat {
  readonly #now: () => number;
  #what = "the start";
  #deadline: number;

  constructor(now: () => number) {
    this.#now = now;
    this.#deadline = now() + toleranceMs;
  }

  expect(what: string, withinMs: number): void {
    this.#what = what;
    this.#deadline = this.#now() + withinMs + toleranceMs;
  }

  /** For /livez. */
  check(): readonly string[] {
    const overdueMs = this.#now() - this.#deadline;
    return overdueMs > 0 ? [`stuck: ${this.#what} is overdue by ${overdueMs} ms`] : [];
  }
}
