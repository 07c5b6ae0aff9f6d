// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { limit } from "../limit.ts";
import type { Surroundings } from "../protocol.ts";
import type { Route } from "../route.ts";
import { type Login, logIn } from "./login.ts";
import type { SessionMemory } from "./memory.ts";
import { readState, remakeState, type SessionState } from "./remake.ts";

/** Longest for a server to say what state a session has, or to make one again. */
const timeoutMs = 10_000;

/** A session on the server of the route in force, as soon as that takes one. */
export async function connectUpstream(
  { queue, metrics }: Pick<Surroundings, "queue" | "metrics">,
  parameters: ReadonlyMap<string, string>,
  gone: AbortSignal,
): Promise<Login> {
  const attempt = async (route: Route, signal: AbortSignal) => {
    metrics.dials.add(1, { route: route.name });
    return logIn(route, parameters, signal).catch((error: unknown) => {
      metrics.dialFailures.add(1, { route: route.name });
      throw error;
    });
  };
  return (await queue.connect(attempt, gone)).result;
}

/**
 * Replaces a session's server at a transaction's boundary: reads its state here, logs in on the route in force, makes the state again
 * there. Rejects with NotRemakeable where that cannot be; either way the old connection is closed.
 */
export async function replaceServer(from: Login, memory: SessionMemory, connect: () => Promise<Login>, gone: AbortSignal): Promise<Login> {
  try {
    from.wire.talk();
    const state = await inTime(gone, (signal) => readState(from.wire, memory, from.user, signal));
    const to = await connect();
    try {
      await inTime(gone, (signal) => remakeState(to, state satisfies SessionState, memory.unnamed, signal));
      if (gone.aborted) throw gone.reason;
    } catch (error) {
      to.wire.close();
      throw error;
    }
    return to;
  } finally {
    from.wire.close();
  }
}

async function inTime<T>(gone: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const time = limit(timeoutMs, "the server did not answer in time when the session was moved", gone);
  try {
    return await work(time.signal);
  } finally {
    time.end();
  }
}
