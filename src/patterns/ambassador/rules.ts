import { parseRouteUrl, postgresForm, type RouteForm, tcpForm } from "../../runtime/proxy/route-url.ts";
import type { Path } from "../../spec/path.ts";
import type { Rule } from "../../spec/rules.ts";
import { type AmbassadorOptions, holdsPassword, routeUrls } from "./options.ts";

/** A route is selected by the environment's name, and a pod whose environment has none would not start. */
export const routesFit: Rule = ({ pod, companions }, report) => {
  for (const [name, companion] of Object.entries(companions)) {
    if (companion.pattern !== "ambassador") continue;
    const { protocol, route, routes = {}, secret = name } = companion as Partial<AmbassadorOptions>;
    const names = Object.keys(routes);
    const at = (...path: Path): Path => ["companions", name, ...path];
    if (route !== undefined && names.length > 0 && !names.includes(route))
      report(at("route"), `there is no route "${route}"`, `one of ${names.join(", ")}, or add it to routes`);
    const missing = pod.environments.filter((environment) => !names.includes(environment));
    if (names.length > 0 && missing.length > 0) {
      const hint = `add ${missing.map((environment) => `${environment}: {}`).join(" and ")} to routes, or set pod.environments: [${names.join(", ")}]`;
      report(at("routes"), `no route for the ${missing.length === 1 ? "environment" : "environments"} ${missing.join(", ")}`, hint);
    }
    for (const [one, url] of Object.entries(routeUrls({ routes }))) {
      if (url === undefined) continue;
      const where = at("routes", one, ...(typeof routes[one] === "string" ? [] : ["url"]));
      if (holdsPassword(url)) report(where, "a password has no place in a file that is committed", passwordHint(protocol, one, secret));
      else if ((protocol === "tcp") !== url.startsWith("tcp://"))
        report(where, `${url} is not where a ${protocol} proxy can lead`, `write ${one}: ${exampleUrl(protocol)}`);
      else {
        const form = protocol === "tcp" ? tcpForm : postgresForm;
        for (const { reason, hint = passwordHint(protocol, one, secret) } of urlProblems(url, form)) report(where, reason, hint);
      }
    }
  }
};

/** Where a route's password goes instead. */
function passwordHint(protocol: string | undefined, route: string, secret: string): string {
  if (protocol === "tcp") return "leave it out: a tcp proxy logs in nowhere";
  return `leave it out: it is ${route}-password in the Secret ${secret}; on this machine ${secret}.${route}-password=… in .scaffold/local.env`;
}

function exampleUrl(protocol: string | undefined): string {
  return protocol === "tcp" ? "tcp://cache.example.com:6379" : "postgres://orders@db.example.com:5432/orders";
}

/** What the proxy would refuse when it starts, and what it would not look at: a parameter that does nothing is a mistake, or a password. */
function urlProblems(text: string, form: RouteForm): { reason: string; hint?: string }[] {
  const parsed = parseRouteUrl(text, form);
  if (typeof parsed === "string") return [{ reason: `the URL ${parsed}`, hint: `for example ${form.example}` }];
  const { url } = parsed;
  const known = form.parameters.length > 0 ? `known here: ${form.parameters.join(", ")}` : "leave it out";
  const unknown = [...new Set(url.searchParams.keys())].filter((name) => !form.parameters.includes(name));
  const beyond =
    url.hash !== "" ? "#…" : form.port === undefined && (url.username || url.pathname.length > 1) ? "a user or a path" : undefined;
  return [
    ...unknown.map((name) =>
      name === "password"
        ? { reason: "a password has no place in a file that is committed" }
        : { reason: `the URL has a parameter "${name}", which the proxy does not know`, hint: known },
    ),
    ...(beyond ? [{ reason: `the URL has ${beyond}, which the proxy does not look at`, hint: "leave it out" }] : []),
  ];
}
