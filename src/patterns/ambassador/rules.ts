import type { Path } from "../../spec/path.ts";
import type { Rule } from "../../spec/rules.ts";
import { type AmbassadorOptions, routeUrls } from "./options.ts";

/** A route is selected by the environment's name, and a pod whose environment has none would not start. */
export const routesFit: Rule = ({ pod, companions }, report) => {
  for (const [name, companion] of Object.entries(companions)) {
    if (companion.pattern !== "ambassador") continue;
    const { protocol, route, routes = {} } = companion as Partial<Pick<AmbassadorOptions, "protocol" | "route" | "routes">>;
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
      if (url !== undefined && (protocol === "tcp") !== url.startsWith("tcp://"))
        report(at("routes", one), `${url} is not where a ${protocol} proxy can lead`, `write ${one}: ${exampleUrl(protocol)}`);
    }
  }
};

function exampleUrl(protocol: string | undefined): string {
  return protocol === "tcp" ? "tcp://cache.example.com:6379" : "postgres://orders@db.example.com:5432/orders";
}
