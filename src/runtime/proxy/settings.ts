import { adminSettings } from "../service/admin.ts";
import { levels } from "../service/log.ts";
import { choice, duration, inContainer, integer, optional, string } from "../service/settings.ts";

const port = { max: 65_535 };

/** What an ambassador can be told, apart from its routes (see `routeSettings`). */
export const proxySettings = {
  listenPort: integer({ env: "LISTEN_PORT", about: "port that the app dials, on 127.0.0.1 and ::1 and nowhere else", ...port }),
  routeFile: optional(
    inContainer(string({ env: "ROUTE_FILE", about: "a file with the route's name, looked at every second; goes before ROUTE" })),
  ),
  route: optional(string({ env: "ROUTE", about: "the route to begin with" })),
  environment: optional(string({ env: "ENVIRONMENT", about: "the same where ROUTE is not set; the kustomize overlays set it" })),
  healthPort: optional(integer({ env: "HEALTH_PORT", about: "port of /livez, /readyz and /metrics; not set: none", ...port })),
  gate: choice({
    env: "GATE",
    about: "upstream: not ready until the selected route's server answered once",
    of: ["none", "upstream"],
    default: "none",
  }),
  adminPort: optional(integer({ env: "ADMIN_PORT", about: "port of status and switch, on 127.0.0.1; not set: none", ...port })),
  ...adminSettings("status and switch"),
  queueMax: integer({ env: "QUEUE_MAX", about: "most connections that wait for a server", min: 0, max: 100_000, default: 100 }),
  queueTimeoutMs: duration({
    env: "QUEUE_TIMEOUT",
    about: "longest that a connection waits for a server that is down or starting",
    max: 3_600_000,
    default: 30_000,
  }),
  dialTimeoutMs: duration({
    env: "DIAL_TIMEOUT",
    about: "longest for one attempt to connect and log in",
    min: 10,
    max: 600_000,
    default: 5000,
  }),
  maxConnections: integer({ env: "MAX_CONNECTIONS", about: "most connections of the app", min: 1, max: 100_000, default: 1000 }),
  drainTimeoutMs: duration({
    env: "DRAIN_TIMEOUT",
    about: "after SIGTERM, longest until the app's last connection has ended",
    max: 3_600_000,
    default: 25_000,
  }),
  drainMinMs: duration({
    env: "DRAIN_MIN",
    about: "after SIGTERM, go on this long even without connections: the app may open new ones while it shuts down",
    max: 3_600_000,
    default: 0,
  }),
  logLevel: choice({ env: "LOG_LEVEL", about: "least important line that is logged", of: levels, default: "info" }),
} as const;

/** The variables of one route, for the README: `routeSettings("dev")` is the table of ROUTE_DEV_URL and so on. */
export function routeSettings(name: string) {
  const variable = routeVariable(name);
  return {
    url: optional(string({ env: `${variable}_URL`, about: `where the route ${name} leads` })),
    user: optional(string({ env: `${variable}_USER`, about: "the user, over that of the URL" })),
    password: optional(string({ env: `${variable}_PASSWORD`, about: "the password, over that of the URL", secret: true })),
    passwordFile: optional(
      inContainer(string({ env: `${variable}_PASSWORD_FILE`, about: "a file with the password, read at every login" })),
    ),
  };
}

/** `dev` → `ROUTE_DEV`, `eu-west` → `ROUTE_EU_WEST` */
export function routeVariable(name: string): string {
  return `ROUTE_${name.toUpperCase().replaceAll("-", "_")}`;
}
