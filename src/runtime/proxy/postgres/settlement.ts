import type { Followed } from "../protocol.ts";

/** A switch waits this long for what is under way before it counts a session as waiting. */
const patienceMs = 1000;

/** Those who want to know what a switch comes to for one session. */
export class Settlement {
  #waiting: ((how: Followed) => void)[] = [];

  /** Resolves to what `tell` says, or to `waiting` when that takes too long. */
  wait(): Promise<Followed> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve("waiting"), patienceMs);
      this.#waiting.push((how) => {
        clearTimeout(timer);
        resolve(how);
      });
    });
  }

  tell(how: Followed): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve(how);
  }
}
