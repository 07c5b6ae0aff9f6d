/** A pod's events as the API server keeps them: what is said again is counted (client-go events_cache.go), the oldest go when there are many. */
import type { PodEvent } from "../driver.ts";

export interface CountedEvent extends PodEvent {
  /** When it was said first; `at` is when it was said last. ms since the epoch. */
  readonly firstAt: number;
  readonly count: number;
}

export interface EventLog {
  add(event: PodEvent): void;
  /** By the time they were said last, oldest first. */
  all(): readonly CountedEvent[];
}

const MOST = 500;

export function createEventLog(): EventLog {
  const known = new Map<string, CountedEvent>();
  return {
    add(event) {
      const key = JSON.stringify([event.type, event.reason, event.message, event.container]);
      const before = known.get(key);
      known.delete(key);
      known.set(key, { ...event, firstAt: before?.firstAt ?? event.at, count: (before?.count ?? 0) + 1 });
      for (const oldest of known.keys()) {
        if (known.size <= MOST) return;
        known.delete(oldest);
      }
    },
    all: () => [...known.values()],
  };
}
