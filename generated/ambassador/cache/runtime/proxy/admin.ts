// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import type { Verbs } from "../service/admin.ts";
import type { Ambassador } from "./ambassador.ts";

/** Everything that can be asked of an ambassador. */
export const verbsOf = (ambassador: Ambassador): Verbs => ({
  "GET /status": () => [200, ambassador.status()],
  "POST /switch": async ({ route, force = false }) => {
    if (typeof route !== "string" || typeof force !== "boolean")
      return [400, { error: 'expected {"route": "name"}, or with "force": true' }];
    const switched = await ambassador.switch(route, { force });
    if (!("tried" in switched)) return [200, switched];
    const { tried, code, reason } = switched;
    // 409: there is no such route. 503: there is, and its server does not let anybody in.
    return tried ? [503, { error: reason, code, route: ambassador.route.name }] : [409, { error: reason }];
  },
});
