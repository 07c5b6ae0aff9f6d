import { z } from "zod";
import { dnsLabel, duration, envMap, port, resourcesWith, textField, wholeNumber } from "../../spec/fields.ts";

const withoutPassword = /^(?:postgres|postgresql|tcp):\/\/(?:[^\s:@/?#]+@)?(?:\[[0-9A-Fa-f:.]+\]|[^\s:@/?#]+)(?::[0-9]{1,5})?(?:[/?]\S*)?$/;

/** Host, port and names. A password has no place in a document that is committed: editors see the narrower form, and `routesFit` says why. */
const routeUrl = textField(
  "a URL such as postgres://user@db.example.com:5432/orders or tcp://cache.example.com:6379, without a password (that is in the Secret)",
  /^(?:postgres|postgresql|tcp):\/\/(?:(?:[^\s:@/?#]+|[^\s:@/?#]*:\S*)@)?(?:\[[0-9A-Fa-f:.]+\]|[^\s:@/?#]+)(?::[0-9]{1,5})?(?:[/?]\S*)?$/,
  "postgres://orders@db.example.com:5432/orders",
).meta({ pattern: withoutPassword.source });

/** Whether a route's URL, otherwise in order, holds a password. */
export function holdsPassword(url: string): boolean {
  return !withoutPassword.test(url);
}

const route = z.union([routeUrl, z.strictObject({ url: routeUrl.optional().describe("left out: the Secret has it") })], {
  error: "expected a URL, or {url}, or {} where the Secret has the URL",
});

/** What an ambassador can be told in the document. */
export const ambassadorOptions = z.strictObject({
  protocol: z
    .enum(["postgres", "tcp"])
    .default("postgres")
    .describe("postgres: logs in for the app, queues, moves sessions at a switch; tcp: passes bytes on"),
  listen: port.default(5432).describe("port that the app dials on localhost"),
  routes: z
    .record(dnsLabel, route)
    .refine((routes) => Object.keys(routes).length > 0, { error: "expected at least one route" })
    .meta({
      description: "where it leads, by environment: a URL, or {} where the Secret has it",
      examples: [{ dev: { url: "postgres://orders@db.dev.example.com/orders" }, prod: {} }],
    }),
  route: dnsLabel.optional().describe("the route where neither ROUTE nor ENVIRONMENT names one; default: the first"),
  secret: dnsLabel.optional().describe("the Secret with passwords, URLs and the admin token; default: the companion's name"),
  queue: z
    .strictObject({
      max: wholeNumber("a number of connections, 0 to 100000", 0, 100_000).default(100).describe("most connections that wait"),
      timeout: duration.default("30s").describe("longest that one waits"),
    })
    .prefault({})
    .describe("connections that wait for a server that is down or starting"),
  gate: z
    .enum(["none", "upstream"])
    .default("none")
    .describe("upstream: not ready, so the app does not start, until the database answered once"),
  drain: duration.default("10s").describe("longest that it goes on for open connections after the app ended"),
  port: port.optional().describe("health and metrics; chosen without clashes when it is left out"),
  admin: port.optional().describe("status and switch, on localhost; chosen without clashes when it is left out"),
  env: envMap.optional().describe("more environment for the proxy"),
  resources: resourcesWith({ cpu: "100m", memory: "128Mi" }).describe("what the proxy may use"),
});

export type AmbassadorOptions = z.infer<typeof ambassadorOptions>;

/** The URL that the document gives a route; undefined where the Secret has it. */
export function routeUrls({ routes }: Pick<AmbassadorOptions, "routes">): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(routes).map(([name, value]) => [name, typeof value === "string" ? value : value.url]));
}
