/**
 * The program of an ambassador: the app dials localhost, this carries it to the server of the route in force.
 *
 *   0    the app's last connection has ended, after SIGTERM
 *   1    a bug
 *   2    a setting is wrong, a port is taken, or the selected route cannot be used
 *   75   DRAIN_TIMEOUT was over with connections open; they were ended
 */
import { adminToken, startAdmin } from "../service/admin.ts";
import { createBackoff, sleep } from "../service/backoff.ts";
import { type Health, startHealth } from "../service/health.ts";
import { createLog, type Log, reasonOf } from "../service/log.ts";
import { createMetrics, type Metrics } from "../service/metrics.ts";
import { type GivenOf, readSettings, type ValuesOf } from "../service/settings.ts";
import { EXIT, onTermination, writeTerminationMessage } from "../service/termination.ts";
import { verbsOf } from "./admin.ts";
import { Ambassador } from "./ambassador.ts";
import { drain } from "./drain.ts";
import { listenOnLoopback } from "./listener.ts";
import type { Protocol } from "./protocol.ts";
import { type Route, readRoutes, type Unusable } from "./route.ts";
import { findRoute, selectRoute, watchRouteFile } from "./selection.ts";
import { proxySettings } from "./settings.ts";

type Given = GivenOf<typeof proxySettings>;
type Values = ValuesOf<typeof proxySettings>;

export interface AmbassadorProgram extends Omit<Given, "healthPort" | "adminPort" | "environment"> {
  readonly name: string;
  readonly protocol: Protocol;
  /** URLs by route; undefined where ROUTE_<NAME>_URL says it. */
  readonly routes: Readonly<Record<string, string | undefined>>;
  /** The route in force where neither ROUTE_FILE, ROUTE nor ENVIRONMENT says one. */
  readonly route: string;
  readonly health?: { readonly port: number } | undefined;
  readonly admin?: { readonly port: number } | undefined;
}

/** What is wrong with how it was set up: told, and the end with exit code 2. */
class SetUpError extends Error {
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(problems.join("; "));
    this.problems = problems;
  }
}

/** Runs until SIGTERM, and then until the app's last connection has ended. */
export async function runAmbassador(program: AmbassadorProgram): Promise<void> {
  let log = createLog({ fields: { name: program.name } });
  try {
    const { name: _name, protocol: _protocol, routes: _routes, route: _route, health, admin, ...rest } = program;
    const read = readSettings(proxySettings, process.env, { ...rest, healthPort: health?.port, adminPort: admin?.port });
    const routes = await routesOf(program, read.right);
    const problems = [...(read.ok ? [] : read.problems), ...routes.problems];
    // What is wrong with a route that is not selected stops nobody; where something does, it is said in the same breath.
    const others = routes.all.filter(({ name }) => name !== routes.selected.name);
    const wrong = others.flatMap((route) => ("problem" in route && !route.missing ? [route.problem] : []));
    if (!read.ok || !routes.first) throw new SetUpError([...problems, ...wrong]);
    log = createLog({ level: read.value.logLevel, fields: { name: program.name } });
    const left = await carry(program, read.value, { ...routes, first: routes.first }, log);
    if (left === 0) return end(EXIT.ok, "no connection is left");
    log.error("ended with connections open", { connections: left });
    end(EXIT.undelivered, `${left} connections were open when DRAIN_TIMEOUT was over`);
  } catch (error) {
    if (error instanceof SetUpError) {
      for (const problem of error.problems) log.error("bad setting", { problem });
      return end(EXIT.settings, `bad settings: ${error.message}`);
    }
    log.error("ended by an error", { reason: error instanceof Error ? error.stack : error });
    end(EXIT.failed, reasonOf(error));
  }
}

interface Routes {
  readonly all: readonly (Route | Unusable)[];
  readonly selected: { readonly name: string; readonly by: string };
  /** The selected one. */
  readonly first: Route;
}

/** The routes, and the one to begin with. `problems`: why that cannot be used. */
async function routesOf(
  { routes, route: otherwise, protocol }: AmbassadorProgram,
  { routeFile: file, route, environment }: Partial<Values>,
): Promise<Omit<Routes, "first"> & { readonly first: Route | undefined; readonly problems: readonly string[] }> {
  const all = readRoutes(routes, protocol.form, process.env);
  const selected = await selectRoute({ file, route, environment, otherwise });
  const first = findRoute(all, selected.name);
  if (typeof first !== "string") return { all, selected, first, problems: [] };
  return { all, selected, first: undefined, problems: [`${selected.by}: ${first}`] };
}

/** Resolves to the number of connections that had to be ended. */
async function carry(
  { protocol }: AmbassadorProgram,
  settings: Values,
  { all: routes, selected, first }: Routes,
  log: Log,
): Promise<number> {
  const termination = onTermination();
  const metrics = createMetrics();
  const ambassador = new Ambassador({
    ...settings,
    max: settings.queueMax,
    timeoutMs: settings.queueTimeoutMs,
    routes,
    route: first,
    protocol,
    metrics,
    log,
  });

  const serve = protocol.open(ambassador);
  const { listenPort: port } = settings;
  const { halfOpen } = protocol;
  const listener = await listenOnLoopback({ port, halfOpen, serve: (client) => void serve(client), log }).catch(
    taken("LISTEN_PORT", "localhost"),
  );
  log.info("listening", { port: listener.port, protocol: protocol.name, route: first.name, by: selected.by, upstream: first.text });
  let gate = settings.gate === "upstream" ? `gate: the route ${first.name} has not answered yet` : undefined;
  const health = await serveHealth(settings, metrics, () => (gate === undefined ? [] : [gate]), log);
  const closeAdmin = await serveAdmin(settings, ambassador, log);
  const { routeFile: file } = settings;
  const before = selected.by === "ROUTE_FILE" ? selected.name : undefined;
  const watch = file && watchRouteFile(file, { everyMs: 1000, before, log }, (name) => void follow(ambassador, name, log));
  if (gate !== undefined) void untilAnswered(ambassador, termination.asked, (reason) => (gate = reason));

  await new Promise<void>((resolve) => termination.asked.addEventListener("abort", () => resolve(), { once: true }));
  log.info("stopping when the app's last connection has ended", { connections: ambassador.open });
  const left = await drain(ambassador, settings, termination.insisted);
  listener.close();
  if (watch) watch.stop();
  closeAdmin();
  await health?.close();
  return left;
}

async function serveHealth(settings: Values, metrics: Metrics, ready: () => readonly string[], log: Log): Promise<Health | undefined> {
  const { healthPort: port } = settings;
  if (port === undefined) return undefined;
  const host = process.env["POD_IP"] || "127.0.0.1";
  const health = await startHealth({ host, port, live: () => [], ready, metrics: () => metrics.render() }).catch(
    taken("HEALTH_PORT", host),
  );
  log.info("health", { address: `http://${host}:${health.port}` });
  return health;
}

async function serveAdmin(settings: Values, ambassador: Ambassador, log: Log): Promise<() => void> {
  const { adminPort: port } = settings;
  if (port === undefined) return () => {};
  const token = adminToken(settings);
  if (!token) {
    log.info("no ADMIN_TOKEN: status and switch are off");
    return () => {};
  }
  const admin = await startAdmin({ port, verbs: verbsOf(ambassador), token }).catch(taken("ADMIN_PORT", "127.0.0.1"));
  log.info("admin", { address: `http://127.0.0.1:${admin.port}` });
  return admin.close;
}

async function follow(ambassador: Ambassador, name: string, log: Log): Promise<void> {
  // The environment has changed, whether or not its server is there yet; the ambassador warns of that.
  const switched = await ambassador.switch(name, { force: true });
  if ("tried" in switched) log.error("ROUTE_FILE names what cannot be used; the route stays", { reason: switched.reason });
}

async function untilAnswered(ambassador: Ambassador, stop: AbortSignal, tell: (reason: string | undefined) => void): Promise<void> {
  const backoff = createBackoff({ initialMs: 200, maxMs: 2000 });
  while (!stop.aborted) {
    const answer = await ambassador.probe(stop);
    if (answer === true) return tell(undefined);
    tell(`gate: the route ${ambassador.route.name} has not answered yet (${answer})`);
    await sleep(backoff.next(), stop);
  }
}

function taken(setting: string, host: string): (error: unknown) => never {
  return (error) => {
    throw new SetUpError([`${setting} must be a free port of ${host}: ${reasonOf(error)}`]);
  };
}

/** The process is the ambassador's: this is the one place where it ends. */
function end(code: number, message: string): void {
  writeTerminationMessage(message);
  process.exit(code);
}
