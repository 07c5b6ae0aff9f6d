import { proxySettings } from "../../runtime/proxy/settings.ts";
import { definePattern } from "../pattern.ts";
import { ambassadorFiles } from "./files.ts";
import { ambassadorOptions, routeUrls } from "./options.ts";
import { ambassadorPart } from "./part.ts";

/** A laptop's database beside the port that the app dials; the others' URLs come from the Secret. */
const firstRoutes = { dev: { url: "postgres://postgres@localhost:15432/postgres" } };
/** One for each environment that a pod has by default. */
const environments = ["dev", "test", "prod"];

export const ambassador = definePattern({
  name: "ambassador",
  about: "A database proxy: the app always dials localhost, and is carried to the database of the environment.",
  options: ambassadorOptions,
  firstOptions: ({ routes, ...given }) => ({
    protocol: "postgres",
    listen: 5432,
    ...given,
    routes: withEnvironments(typeof routes === "object" && routes !== null ? routes : firstRoutes),
  }),
  defaultName: () => "db-proxy",
  hasPackage: () => true,
  loopbackVariables: [proxySettings.listenPort.env, proxySettings.adminPort.env],
  leftToDo({ name, options }) {
    const { protocol, secret = name } = options;
    const [route] = Object.entries(routeUrls(options)).flatMap(([one, url]) => (url === undefined ? [] : [one]));
    if (protocol !== "postgres" || route === undefined) return undefined;
    return `the routes' passwords go into .scaffold/local.env: ${secret}.${route}-password=…`;
  },
  files: ambassadorFiles,
  part: ambassadorPart,
});

/** The routes that are given, and for each environment that has none one whose URL the Secret has. */
function withEnvironments(routes: object): object {
  return { ...routes, ...Object.fromEntries(environments.filter((name) => !Object.hasOwn(routes, name)).map((name) => [name, {}])) };
}
