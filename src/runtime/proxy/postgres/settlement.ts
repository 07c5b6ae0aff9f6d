import type { Outcome } from "../protocol.ts";

/** A switch waits this long for what is under way before it counts a session as waiting. */
const patienceMs = 1000;

/** Those who want to know what a switch comes to for one session. */
export class Settlement {
  #waiting: ((outcome: Outcome) => void)[] = [];

  /** Resolves to what `tell` says, or to `waiting` when that takes too long; `why` is asked what for then. */
  wait(why: () => string): Promise<Outcome> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve({ how: "waiting", reason: why() }), patienceMs);
      this.#waiting.push((outcome) => {
        clearTimeout(timer);
        resolve(outcome);
      });
    });
  }

  tell(outcome: Outcome): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve(outcome);
  }
}
