// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { readFile } from "node:fs/promises";
import { type Log, reasonOf } from "../service/log.ts";
import type { Route, Unusable } from "./route.ts";

/** What says which route is in force, from the first to the last that is looked at. */
export interface Wishes {
  readonly file: string | undefined;
  readonly route: string | undefined;
  readonly environment: string | undefined;
  /** The document's. */
  readonly otherwise: string;
}

/** The name of the route to begin with, and who says so. */
export async function selectRoute({ file, route, environment, otherwise }: Wishes): Promise<{ name: string; by: string }> {
  const inFile = file === undefined ? undefined : await nameIn(file).catch(() => undefined);
  if (inFile) return { name: inFile, by: "ROUTE_FILE" };
  if (route) return { name: route, by: "ROUTE" };
  if (environment) return { name: environment, by: "ENVIRONMENT" };
  return { name: otherwise, by: "scaffold.yaml" };
}

/** The route of a name, or a sentence that says why there is none. */
export function findRoute(routes: readonly (Route | Unusable)[], name: string): Route | string {
  const found = routes.find((route) => route.name === name);
  if (!found)
    return `there is no route "${name}"; there ${routes.length === 1 ? "is" : "are"} ${routes.map((route) => route.name).join(", ")}`;
  return "problem" in found ? `the route ${name} cannot be used: ${found.problem}` : found;
}

/**
 * Looks at a mounted file every `everyMs` and tells when it names another route than it did, first than `before`. A volume's files are replaced by changing a link
 * above them, which no watch on the file sees. A file that is gone or empty changes nothing.
 */
export function watchRouteFile(
  file: string,
  { everyMs, before, log }: { readonly everyMs: number; readonly before: string | undefined; readonly log: Log },
  tell: (name: string) => void,
): { stop(): void } {
  let last = before;
  let problem: string | undefined;
  let looking = false;
  const look = async () => {
    if (looking) return;
    looking = true;
    try {
      const name = await nameIn(file);
      problem = undefined;
      if (name && name !== last) tell(name);
      last = name || last;
    } catch (error) {
      if (problem !== reasonOf(error)) log.warn("cannot read ROUTE_FILE; the route stays", { reason: reasonOf(error) });
      problem = reasonOf(error);
    } finally {
      looking = false;
    }
  };
  void look();
  const timer = setInterval(() => void look(), everyMs);
  return { stop: () => clearInterval(timer) };
}

async function nameIn(file: string): Promise<string> {
  return (await readFile(file, "utf8")).trim();
}
