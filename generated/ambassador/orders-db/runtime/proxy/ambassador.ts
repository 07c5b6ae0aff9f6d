// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import type { Log } from "../service/log.ts";
import type { Metrics } from "../service/metrics.ts";
import { limit } from "./limit.ts";
import { type ProxyMetrics, proxyMetrics } from "./metrics.ts";
import type { Followed, Protocol, Session, Surroundings } from "./protocol.ts";
import { Queue, type QueueOptions } from "./queue.ts";
import type { Route, Unusable } from "./route.ts";
import { findRoute } from "./selection.ts";

export interface AmbassadorOptions extends QueueOptions {
  readonly routes: readonly (Route | Unusable)[];
  readonly route: Route;
  readonly protocol: Protocol;
  readonly maxConnections: number;
  readonly metrics: Metrics;
  readonly log: Log;
}

/** What a switch came to. `moved` counts sessions that are on the new route, or will begin there. */
export type Switched = { readonly route: string; readonly from: string } & Readonly<Record<Followed, number>>;

/** The routes, the one in force, and the connections of the app. */
export class Ambassador implements Surroundings {
  readonly #options: AmbassadorOptions;
  readonly #sessions = new Set<Session>();
  #route: Route;
  readonly queue: Queue;
  readonly metrics: ProxyMetrics;
  readonly log: Log;
  readonly startupTimeoutMs = 30_000;

  constructor(options: AmbassadorOptions) {
    this.#options = options;
    this.#route = options.route;
    this.log = options.log;
    this.queue = new Queue(options, () => this.#route);
    this.metrics = proxyMetrics(options.metrics);
    const gauge = options.metrics.gauge.bind(options.metrics);
    gauge("ambassador_connections_open", "Connections of the app that are open, by the route they are on.", () => this.#byRoute());
    gauge("ambassador_connections_waiting", "Connections that wait for a server.", () => this.queue.waiting);
    gauge("ambassador_route", "1 for the route in force.", () =>
      options.routes.map(({ name }) => [{ route: name }, Number(name === this.#route.name)]),
    );
    gauge("ambassador_route_up", "1 when the last attempt to reach the route's server succeeded.", () =>
      options.routes.map(({ name }) => [{ route: name }, Number(this.queue.answered(name) && this.queue.problem(name) === undefined)]),
    );
  }

  get route(): Route {
    return this.#route;
  }

  get open(): number {
    return this.#sessions.size;
  }

  refusal(): string | undefined {
    const { maxConnections } = this.#options;
    return this.#sessions.size < maxConnections ? undefined : `${maxConnections} connections are open already (MAX_CONNECTIONS)`;
  }

  add(session: Session): void {
    this.#sessions.add(session);
    this.metrics.connections.add();
  }

  remove(session: Session): void {
    this.#sessions.delete(session);
  }

  /**
   * Puts another route in force and resolves when each session has followed, has been ended, or is known to wait for what is under way.
   * A sentence instead when there is no such route.
   */
  async switch(name: string): Promise<Switched | string> {
    const to = findRoute(this.#options.routes, name);
    if (typeof to === "string") return to;
    const from = this.#route.name;
    if (to !== this.#route) {
      this.#route = to;
      this.queue.routeChanged();
      this.metrics.switches.add();
      this.log.info("switching", { from, to: name, connections: this.#sessions.size });
    }
    const outcomes = await Promise.all([...this.#sessions].map((session) => session.follow()));
    const count = (how: Followed) => outcomes.filter((one) => one === how).length;
    const result = { route: name, from, moved: count("moved"), ended: count("ended"), waiting: count("waiting") };
    this.log.info("switched", result);
    return result;
  }

  status() {
    const { routes, protocol } = this.#options;
    return {
      protocol: protocol.name,
      route: this.#route.name,
      connections: this.#sessions.size,
      waiting: this.queue.waiting,
      // Whoever is on another route than the one in force follows at its next transaction boundary.
      behind: [...this.#sessions].filter(({ route }) => route !== undefined && route !== this.#route).length,
      routes: routes.map((route) => ({
        name: route.name,
        ...("problem" in route ? { problem: route.problem } : { url: route.text, problem: this.queue.problem(route.name) }),
        connections: [...this.#sessions].filter((session) => session.route?.name === route.name).length,
      })),
    };
  }

  /** Whether the route's server answers, as a sentence when it does not. */
  async probe(signal: AbortSignal): Promise<true | string> {
    const time = limit(this.#options.dialTimeoutMs, "no answer in time", signal);
    try {
      return await this.#options.protocol.probe(this.#route, time.signal);
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    } finally {
      time.end();
    }
  }

  endAll(reason: string): void {
    for (const session of this.#sessions) session.end(reason);
  }

  #byRoute(): [Readonly<Record<string, string>>, number][] {
    return this.status().routes.map(({ name, connections }) => [{ route: name }, connections]);
  }
}
