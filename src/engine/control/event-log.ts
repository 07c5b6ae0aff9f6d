/**
 * A pod's events as the API server keeps them (client-go tools/record/events_cache.go): what is said again is counted, and of one reason that
 * comes with ever new messages the tenth and all that follow are one. The oldest go when there are many.
 */
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
/** defaultAggregateMaxEvents */
const MESSAGES = 10;
/** defaultAggregateIntervalInSeconds: after so long without one of the reason its messages are told apart again, ms. */
const INTERVAL = 600_000;

export function createEventLog(): EventLog {
  const known = new Map<string, CountedEvent>();
  const combined = createAggregator();
  return {
    add(event) {
      const { key, message } = combined(event);
      const before = known.get(key);
      known.delete(key);
      known.set(key, { ...event, message, firstAt: before?.firstAt ?? event.at, count: (before?.count ?? 0) + 1 });
      for (const oldest of known.keys()) {
        if (known.size <= MOST) return;
        known.delete(oldest);
      }
    },
    all: () => [...known.values()],
  };
}

/** Gives the event's message, and what it is counted under (EventAggregate). */
function createAggregator(): (event: PodEvent) => { readonly key: string; readonly message: string } {
  const similar = new Map<string, { messages: Set<string>; lastAt: number }>();
  return ({ at, type, reason, message, container }) => {
    const reasonKey = JSON.stringify([type, reason]);
    const before = similar.get(reasonKey);
    const messages = before !== undefined && at - before.lastAt <= INTERVAL ? before.messages : new Set<string>();
    messages.add(message);
    similar.set(reasonKey, { messages, lastAt: at });
    if (messages.size < MESSAGES) return { key: JSON.stringify([type, reason, message, container]), message };
    for (const oldest of messages) {
      messages.delete(oldest);
      break;
    }
    return { key: reasonKey, message: `(combined from similar events): ${message}` };
  };
}
