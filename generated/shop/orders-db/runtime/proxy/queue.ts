// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { createBackoff, sleep } from "../service/backoff.ts";
import { reasonOf } from "../service/log.ts";
import { limit } from "./limit.ts";
import type { Route } from "./route.ts";

/** A server could not be reached or does not take logins yet: worth another attempt. */
export class NotYet extends Error {
  override readonly name = "NotYet";
}

/** Why a connection waits no longer. */
export class QueueError extends Error {
  override readonly name = "QueueError";
  readonly why: "full" | "timeout" | "stopped";
  constructor(why: "full" | "timeout" | "stopped", words: string) {
    super(words);
    this.why = why;
  }
}

export interface QueueOptions {
  readonly max: number;
  readonly timeoutMs: number;
  /** For one attempt. */
  readonly dialTimeoutMs: number;
  readonly now?: () => number;
}

/**
 * Connections of the app that wait for a server. While a route's server is down only one of them tries, after a growing pause; when it
 * gets through all try at once. `route` is asked before each attempt, so whoever waits follows a switch.
 */
export class Queue {
  readonly #options: QueueOptions;
  readonly #route: () => Route;
  readonly #lines = new Map<string, Line>();
  #waiting = 0;

  constructor(options: QueueOptions, route: () => Route) {
    this.#options = options;
    this.#route = route;
  }

  get waiting(): number {
    return this.#waiting;
  }

  /** Why a route's last attempt failed; undefined when it did not, or when there was none. */
  problem(route: string): string | undefined {
    return this.#lines.get(route)?.problem;
  }

  /** true once an attempt got through. */
  answered(route: string): boolean {
    return this.#lines.get(route)?.answered === true;
  }

  /**
   * Attempts until one gets through. Rejects with a QueueError, or with what an attempt threw that was not a NotYet. `gone` is aborted when
   * nobody waits for the outcome any more.
   */
  async connect<T>(attempt: (route: Route, signal: AbortSignal) => Promise<T>, gone: AbortSignal): Promise<{ route: Route; result: T }> {
    const { max, timeoutMs, dialTimeoutMs } = this.#options;
    const deadline = limit(timeoutMs, "waited too long", gone);
    let queued = false;
    try {
      for (;;) {
        const route = this.#route();
        const line = this.#line(route.name);
        if (line.problem !== undefined && !queued) {
          if (this.#waiting >= max)
            throw new QueueError("full", `${max} connections wait for the route ${route.name} already (${line.problem})`);
          queued = true;
          this.#waiting += 1;
        }
        await line.turn(deadline.signal);
        if (gone.aborted) throw new QueueError("stopped", "nobody waits any more");
        if (deadline.over)
          throw new QueueError("timeout", `the route ${route.name} (${route.text}) did not answer: ${line.problem ?? "no answer yet"}`);
        if (this.#route() !== route) {
          line.leave();
          continue;
        }
        const tooLong = limit(dialTimeoutMs, `no answer within ${dialTimeoutMs} ms`, gone);
        try {
          const result = await attempt(route, tooLong.signal);
          line.succeed();
          return { route, result };
        } catch (error) {
          if (gone.aborted || !(error instanceof NotYet || tooLong.over)) {
            line.leave();
            throw error;
          }
          line.fail(tooLong.over ? `no answer within ${dialTimeoutMs} ms` : reasonOf(error));
        } finally {
          tooLong.end();
        }
      }
    } finally {
      deadline.end();
      if (queued) this.#waiting -= 1;
    }
  }

  #line(name: string): Line {
    const found = this.#lines.get(name) ?? new Line();
    this.#lines.set(name, found);
    return found;
  }
}

/** Whose turn it is to try a server that is down. */
class Line {
  readonly #backoff = createBackoff({ initialMs: 100, maxMs: 2000 });
  #trying = false;
  #changed = new AbortController();
  problem: string | undefined;
  answered = false;

  /** Resolves when the caller may try, or when the signal is aborted. */
  async turn(signal: AbortSignal): Promise<void> {
    while (this.problem !== undefined && !signal.aborted) {
      if (this.#trying) {
        await sleep(60_000, signal, this.#changed.signal);
        continue;
      }
      this.#trying = true;
      await sleep(this.#backoff.next(), signal, this.#changed.signal);
      if (signal.aborted) this.leave();
      return;
    }
  }

  succeed(): void {
    this.answered = true;
    this.problem = undefined;
    this.#backoff.reset();
    this.leave();
  }

  fail(problem: string): void {
    this.problem = problem;
    this.leave();
  }

  /** The next one's turn. */
  leave(): void {
    this.#trying = false;
    this.#changed.abort();
    this.#changed = new AbortController();
  }
}
