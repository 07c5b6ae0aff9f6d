// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { type Log, reasonOf } from "../service/log.ts";
import type { Metrics } from "../service/metrics.ts";
import { limit } from "./limit.ts";
import { type ProxyMetrics, proxyMetrics } from "./metrics.ts";
import type { Followed, Outcome, Protocol, Reason, Session, Surroundings } from "./protocol.ts";
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
export type Switched = {
  readonly route: string;
  readonly from: string;
  /** Why sessions were ended or wait, and how many; left out where none was or does. */
  readonly reasons?: readonly ({ readonly how: Followed; readonly sessions: number } & Reason)[];
  /** What the new route's check came to where it was forced; left out where nothing is wrong with it. */
  readonly problem?: Reason;
} & Readonly<Record<Followed, number>>;

/** Why there was no switch. `tried`: there is such a route, and no session could begin on it. */
export interface NotSwitched extends Reason {
  readonly tried: boolean;
}

/** The routes, the one in force, and the connections of the app. */
export class Ambassador implements Surroundings {
  readonly #options: AmbassadorOptions;
  readonly #sessions = new Set<Session>();
  #route: Route;
  /** The last switch that was decided on: one is decided after the other, in the order in which they were asked for. */
  #decided: Promise<unknown> = Promise.resolve();
  readonly queue: Queue;
  readonly metrics: ProxyMetrics;
  readonly log: Log;
  readonly startupTimeoutMs = 30_000;

  constructor(options: AmbassadorOptions) {
    this.#options = options;
    this.#route = options.route;
    this.log = options.log;
    this.queue = new Queue(options, () => this.#route, {
      began: ({ name, text }, reason) => this.log.warn("the server does not answer; connections wait", { route: name, url: text, reason }),
      ended: ({ name }) => this.log.info("the server answers again", { route: name }),
    });
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
   * First it is tried whether a session could begin there. When none could nothing changes, unless `force` says to go there all the same.
   */
  async switch(name: string, { force = false }: { readonly force?: boolean } = {}): Promise<Switched | NotSwitched> {
    const decision = this.#decided.then(() => this.#decide(name, force));
    this.#decided = decision.catch(() => {});
    const decided = await decision;
    if ("tried" in decided) return decided;
    // Nobody has to go anywhere: whoever is behind follows what it was told at the switch.
    if (decided.from === name) return { route: name, ...decided, moved: 0, ended: 0, waiting: 0 };
    const outcomes = await Promise.all([...this.#sessions].map((session) => session.follow()));
    const count = (how: Followed) => outcomes.filter((one) => one.how === how).length;
    const reasons = reasonsIn(outcomes);
    const result = { route: name, ...decided, moved: count("moved"), ended: count("ended"), waiting: count("waiting") };
    this.log.info("switched", { ...result, ...(reasons.length > 0 && { reasons }) });
    return reasons.length > 0 ? { ...result, reasons } : result;
  }

  async #decide(name: string, force: boolean): Promise<Pick<Switched, "from" | "problem"> | NotSwitched> {
    const to = findRoute(this.#options.routes, name);
    if (typeof to === "string") return { tried: false, reason: to };
    const from = this.#route.name;
    if (to === this.#route) return { from };
    const problem = await this.#check(to);
    if (problem !== undefined && !force) {
      this.log.warn("no switch: no connection could be served on that route", { from, to: name, ...problem });
      return { tried: true, ...problem };
    }
    if (problem !== undefined) this.log.warn("switching to a route on which no connection can be served", { from, to: name, ...problem });
    this.#route = to;
    this.queue.routeChanged();
    this.metrics.switches.add();
    this.log.info("switching", { from, to: name, connections: this.#sessions.size });
    return { from, ...(problem && { problem }) };
  }

  async #check(route: Route): Promise<Reason | undefined> {
    const { dialTimeoutMs, protocol } = this.#options;
    const time = limit(dialTimeoutMs, `the route ${route.name} (${route.text}) does not answer: no answer within ${dialTimeoutMs} ms`);
    try {
      return await protocol.check(route, time.signal);
    } catch (error) {
      return { ...(time.over && protocol.unreachable), reason: reasonOf(error) };
    } finally {
      time.end();
    }
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
      return reasonOf(error);
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

/** Equal reasons once, with how many sessions have them. */
function reasonsIn(outcomes: readonly Outcome[]): NonNullable<Switched["reasons"]> {
  const counted = new Map<string, { sessions: number; outcome: Exclude<Outcome, { how: "moved" }> }>();
  for (const outcome of outcomes) {
    if (outcome.how === "moved") continue;
    const key = JSON.stringify(outcome);
    counted.set(key, { outcome, sessions: (counted.get(key)?.sessions ?? 0) + 1 });
  }
  return [...counted.values()].map(({ outcome, sessions }) => ({ ...outcome, sessions }));
}
