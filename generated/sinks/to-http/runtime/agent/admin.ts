// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import type { Verbs } from "../service/admin.ts";
import { reasonOf } from "../service/log.ts";
import type { Agent } from "./agent.ts";

/**
 * Everything that can be asked of an agent.
 * @param agent the one that works at present
 * @param asked aborted when it is told to end: a replay is cut off then
 */
export const verbsOf = (agent: () => Agent, asked: AbortSignal): Verbs => ({
  "GET /status": async () => [200, await agent().report()],
  "GET /tap": ({ match, count }, gone) => {
    const most = count === undefined ? Number.POSITIVE_INFINITY : Number(count);
    if (!(most >= 1)) return [400, { error: "count must be a whole number from 1" }];
    try {
      const expression = typeof match === "string" ? new RegExp(match, "u") : undefined;
      return [200, agent().tap.listen({ match: expression, count: most }, AbortSignal.any([gone, asked]))];
    } catch (error) {
      return [400, { error: `match: ${reasonOf(error)}` }];
    }
  },
  "POST /replay": async ({ sink }, gone) => {
    const names = agent().sinkNames;
    if (sink !== undefined && !names.includes(String(sink)))
      return [400, { error: `there is no sink "${sink}"; there ${names.length > 1 ? "are" : "is"} ${names.join(", ")}` }];
    return [200, { sinks: await agent().replay(AbortSignal.any([gone, asked]), sink === undefined ? undefined : String(sink)) }];
  },
});
