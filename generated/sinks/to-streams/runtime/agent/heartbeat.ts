// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
/** More than any step takes on a busy machine. */
const toleranceMs = 60_000;

/** One of the things that go on at once. */
export class Beat {
  readonly #now: () => number;
  readonly #end: () => void;
  #what = "the start";
  #deadline: number;

  constructor(now: () => number, end: (beat: Beat) => void) {
    this.#now = now;
    this.#end = () => end(this);
    this.#deadline = now() + toleranceMs;
  }

  /** @param withinMs Infinity: others are waited for, and tell when they are stuck */
  expect(what: string, withinMs: number): void {
    this.#what = what;
    this.#deadline = this.#now() + withinMs + toleranceMs;
  }

  /** It is over, nothing more is expected of it. */
  end(): void {
    this.#end();
  }

  get overdue(): string | undefined {
    const overdueMs = this.#now() - this.#deadline;
    return overdueMs > 0 ? `stuck: ${this.#what} is overdue by ${overdueMs} ms` : undefined;
  }
}

/** Tells work that waits, however long, from work that is stuck: each step says what it expects, and by when. */
export class Heartbeat {
  readonly #now: () => number;
  readonly #beats = new Set<Beat>();

  constructor(now: () => number) {
    this.#now = now;
  }

  begin(): Beat {
    const beat = new Beat(this.#now, (ended) => this.#beats.delete(ended));
    this.#beats.add(beat);
    return beat;
  }

  /** For /livez. */
  check(): readonly string[] {
    return [...this.#beats].flatMap(({ overdue }) => overdue ?? []);
  }
}
