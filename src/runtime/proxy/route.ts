import { readFile } from "node:fs/promises";
import { relocate } from "../service/mounts.ts";
import { type Env, readSettings } from "../service/settings.ts";
import { parseRouteUrl, type RouteForm, type TlsMode } from "./route-url.ts";
import { routeSettings } from "./settings.ts";

/** Where the app's connections go while this route is in force. */
export interface Route {
  readonly name: string;
  /** Its URL as messages show it: without password. */
  readonly text: string;
  readonly host: string;
  readonly port: number;
  /** undefined: the app's own. */
  readonly user: string | undefined;
  readonly database: string | undefined;
  /** Read anew each time where it is in a file. */
  password(): Promise<string | undefined>;
  readonly tls: TlsMode;
  /** PEM file of the authorities that `verify-ca` and `verify-full` trust; undefined: those that Node trusts. */
  readonly rootCertificate: string | undefined;
}

/** A route that cannot be used, and why. An error only once it is selected. */
export interface Unusable {
  readonly name: string;
  readonly problem: string;
  /** true: nothing says where it leads, which is no mistake. */
  readonly missing?: boolean;
}

/**
 * The routes of the document, and those that only the environment names (`ROUTE_STAGING_URL` makes one called `staging`), in this order.
 * `given`: URLs by name, undefined where the environment says it.
 */
export function readRoutes(given: Readonly<Record<string, string | undefined>>, form: RouteForm, env: Env): (Route | Unusable)[] {
  const known = new Set(Object.keys(given).map((name) => name.replaceAll("-", "_")));
  const more = Object.keys(env).flatMap((variable) => /^ROUTE_([A-Z][A-Z0-9_]*)_URL$/.exec(variable)?.[1]?.toLowerCase() ?? []);
  const names = [...Object.keys(given), ...more.filter((name) => !known.has(name)).sort()];
  return names.map((name) => readRoute(name, given[name], form, env));
}

function readRoute(name: string, given: string | undefined, form: RouteForm, env: Env): Route | Unusable {
  const settings = routeSettings(name);
  const read = readSettings(settings, env, { url: given });
  if (!read.ok) return { name, problem: read.problems.join("; ") };
  const { url: text, user, password, passwordFile } = read.value;
  if (text === undefined) return { name, problem: `${settings.url.env} is not set`, missing: true };
  const wrong = (what: string) => ({ name, problem: `${settings.url.env} ${what}; expected a URL such as ${form.example}` });
  const parsed = parseRouteUrl(text, form);
  if (typeof parsed === "string") return wrong(parsed);
  const { url, host, port, tls, rootCertificate } = parsed;
  const shown = new URL(url);
  shown.password = "";
  if (user !== undefined) shown.username = encodeURIComponent(user);
  return {
    name,
    text: shown.href,
    host: decode(host),
    port,
    user: user ?? (decode(url.username) || undefined),
    database: decode(url.pathname.slice(1)) || undefined,
    password: async () => {
      if (passwordFile !== undefined) return (await readFile(passwordFile, "utf8")).replace(/\r?\n$/, "");
      return password ?? (decode(url.password) || undefined);
    },
    tls,
    rootCertificate: rootCertificate ? relocate(rootCertificate, env) : undefined,
  };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
