// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { setMaxListeners } from "node:events";
import { createBackoff, sleep } from "../service/backoff.ts";
import { reasonOf } from "../service/log.ts";
import { limit } from "./limit.ts";
import type { Route } from "./route.ts";

/** A server could not be reached or does not take logins yet: worth another attempt. `sqlState`: what the server said, if it said something. */
export class NotYet extends Error {
  override readonly name = "NotYet";
  readonly sqlState: string | undefined;
  constructor(words: string, { sqlState, cause }: { readonly sqlState?: string; readonly cause?: unknown } = {}) {
    super(words, { cause });
    this.sqlState = sqlState;
  }
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

/** Connects to a route's server. Rejects with NotYet where another attempt is worth it. */
export type Attempt<T> = (route: Route, signal: AbortSignal) => Promise<T>;

export interface QueueOptions {
  readonly max: number;
  readonly timeoutMs: number;
  /** For one attempt. */
  readonly dialTimeoutMs: number;
}

/** Told when a route's server begins to fail, once until it answers again or another route comes in force, and when it answers again. */
export interface Outages {
  began(route: Route, reason: string): void;
  ended(route: Route): void;
}

/**
 * Connections of the app that wait for a server. While a route's server is down only one of them tries, after a growing pause; when it
 * gets through all try at once. `route` is asked before each attempt, so whoever waits follows a switch.
 */
export class Queue {
  readonly #options: QueueOptions;
  readonly #route: () => Route;
  readonly #outages: Outages;
  readonly #lines = new Map<string, Line>();
  #waiting = 0;

  constructor(options: QueueOptions, route: () => Route, outages: Outages = { began: () => {}, ended: () => {} }) {
    this.#options = options;
    this.#route = route;
    this.#outages = outages;
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
  async connect<T>(attempt: Attempt<T>, gone: AbortSignal): Promise<{ route: Route; result: T }> {
    const { max, timeoutMs } = this.#options;
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
        const leave = await line.turn(deadline.signal, () => this.#route() === route);
        try {
          if (gone.aborted) throw new QueueError("stopped", "nobody waits any more");
          if (deadline.over)
            throw new QueueError("timeout", `the route ${route.name} (${route.text}) did not answer: ${line.problem ?? "no answer yet"}`);
          if (this.#route() !== route) continue;
          const result = await this.#attempt(attempt, route, line, gone);
          if (result) return { route, result: result.value };
        } finally {
          leave();
        }
      }
    } finally {
      deadline.end();
      if (queued) this.#waiting -= 1;
    }
  }

  /** One attempt; undefined when it is worth another one. */
  async #attempt<T>(attempt: Attempt<T>, route: Route, line: Line, gone: AbortSignal): Promise<{ value: T } | undefined> {
    const { dialTimeoutMs } = this.#options;
    const time = limit(dialTimeoutMs, `no answer within ${dialTimeoutMs} ms`, gone);
    try {
      const value = await attempt(route, time.signal);
      if (line.told) this.#outages.ended(route);
      line.succeed();
      return { value };
    } catch (error) {
      if (gone.aborted || !(error instanceof NotYet || time.over)) throw error;
      const reason = time.over ? `no answer within ${dialTimeoutMs} ms` : reasonOf(error);
      if (!line.told) this.#outages.began(route, reason);
      line.fail(reason);
      return undefined;
    } finally {
      time.end();
    }
  }

  /** Another route is in force: who waits looks at that one now. */
  routeChanged(): void {
    for (const line of this.#lines.values()) {
      line.told = false;
      line.wakeAll();
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
  /** Aborted when the one who tries has left: the next one's turn. */
  #next = bell();
  /** Aborted when all are to look again. */
  #all = bell();
  #failedAt = 0;
  problem: string | undefined;
  answered = false;
  /** The outage that is on was told of. */
  told = false;

  /**
   * Resolves when the caller may try, when the signal is aborted, or when this route is no longer wanted; to a function that gives
   * the turn to the next one.
   */
  async turn(signal: AbortSignal, wanted: () => boolean): Promise<() => void> {
    while (this.problem !== undefined && !signal.aborted && wanted()) {
      if (this.#trying) {
        await sleep(60_000, signal, this.#next.signal, this.#all.signal);
        continue;
      }
      this.#trying = true;
      const pause = this.#backoff.next() - (performance.now() - this.#failedAt);
      if (pause > 0) await sleep(pause, signal, this.#all.signal);
      return () => {
        this.#trying = false;
        this.#next.abort();
        this.#next = bell();
      };
    }
    return () => {};
  }

  succeed(): void {
    this.answered = true;
    this.problem = undefined;
    this.told = false;
    this.#backoff.reset();
    this.wakeAll();
  }

  fail(problem: string): void {
    this.problem = problem;
    this.told = true;
    this.#failedAt = performance.now();
  }

  wakeAll(): void {
    this.#all.abort();
    this.#all = bell();
  }
}

/** Wakes any number of those who wait when it is aborted. */
function bell(): AbortController {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  return controller;
}
