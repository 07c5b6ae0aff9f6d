// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import type { Socket } from "node:net";
import type { Log } from "../service/log.ts";
import type { ProxyMetrics } from "./metrics.ts";
import type { Queue } from "./queue.ts";
import type { Route } from "./route.ts";
import type { RouteForm } from "./route-url.ts";

/** How a session followed a switch. `waiting`: it is on its way, or something is under way on the old route, and it follows afterwards. */
export type Followed = "moved" | "ended" | "waiting";

/** The same with the reason why it was ended or waits. `code`: an SQLSTATE, where the protocol has such. */
export type Outcome = { readonly how: "moved" } | ({ readonly how: "ended" | "waiting" } & Reason);

export interface Reason {
  readonly code?: string;
  readonly reason: string;
}

/** A connection of the app that is being served. */
export interface Session {
  /** The route whose server it uses; undefined while it waits for one. */
  readonly route: Route | undefined;
  /** Called when another route is in force. Resolves when that is settled, or when it will be later. */
  follow(): Promise<Outcome>;
  /** Ends it now, with words for the client where the protocol has some. */
  end(reason: string): void;
}

/** What a protocol needs of the ambassador. */
export interface Surroundings {
  /** The route in force. */
  readonly route: Route;
  readonly queue: Queue;
  readonly metrics: ProxyMetrics;
  readonly log: Log;
  readonly startupTimeoutMs: number;
  /** undefined: there is room for one more; else why not. */
  refusal(): string | undefined;
  add(session: Session): void;
  remove(session: Session): void;
}

/** A protocol that is understood: how its routes' URLs look, and how a connection of the app is served. */
export interface Protocol {
  readonly name: string;
  readonly form: RouteForm;
  /** The code of a route that did not answer in time, where the protocol has such. */
  readonly unreachable?: Pick<Reason, "code">;
  /** true: a client that has sent all it has may still wait for the answer. */
  readonly halfOpen: boolean;
  /** Whether a route's server takes connections; rejects or resolves to a sentence when not. */
  probe(route: Route, signal: AbortSignal): Promise<true | string>;
  /**
   * Whether the app's next connection could be served on a route, as far as can be tried without one; undefined when it could. Nothing
   * of it is left on the server. Rejects when the signal is aborted.
   */
  check(route: Route, signal: AbortSignal): Promise<Reason | undefined>;
  /** Serves connections until each ends. The returned function takes an accepted socket and never rejects. */
  open(surroundings: Surroundings): (client: Socket) => Promise<void>;
}
