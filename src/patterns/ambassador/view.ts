import { routeVariable } from "../../runtime/proxy/settings.ts";
import { parseDuration } from "../../spec/fields.ts";
import type { Companion } from "../pattern.ts";
import { type AmbassadorOptions, routeUrls } from "./options.ts";

/** Plain containers are all stopped at once, and the app has this long; see the composer. */
const appGraceMs = 15_000;

/** How long it goes on after SIGTERM: at least, and at most. */
export function drainOf({ options, spec }: Companion<AmbassadorOptions>): { minMs: number; maxMs: number } {
  const minMs = spec.pod.sidecars === "classic" ? appGraceMs : 0;
  return { minMs, maxMs: minMs + parseDuration(options.drain) };
}

/** The route in force where the environment names none. */
export function defaultRoute({ route, routes }: AmbassadorOptions): string {
  return route ?? Object.keys(routes)[0] ?? "";
}

/** Everything the templates of an ambassador print. */
export function ambassadorView(companion: Companion<AmbassadorOptions>) {
  const { name, options, spec } = companion;
  const drain = drainOf(companion);
  const secret = options.secret ?? name;
  const isPostgres = options.protocol === "postgres";
  const routes = Object.entries(routeUrls(options)).map(([route, url]) => ({
    name: route,
    property: /^[a-z_$][\w$]*$/i.test(route) ? route : JSON.stringify(route),
    url,
    hasUrl: url !== undefined,
    variable: routeVariable(route),
    secretKey: url === undefined ? `${route}-url` : `${route}-password`,
  }));
  return {
    name,
    app: spec.name,
    protocol: options.protocol,
    isPostgres,
    listen: options.listen,
    routes,
    route: defaultRoute(options),
    routeNames: routes.map((route) => route.name).join(", "),
    secret,
    queue: { max: options.queue.max, timeoutMs: parseDuration(options.queue.timeout) },
    drainMs: drain.maxMs,
    gate: options.gate,
    port: options.port ?? 0,
    admin: options.admin ?? 0,
  };
}

export type AmbassadorView = ReturnType<typeof ambassadorView>;
