import type { Transform } from "../runtime/agent/record.ts";

/** Health checks are noise; everything else says which team is to be called. */
export const transform: Transform = (record) => {
  if (record.body.includes("/healthz")) return undefined;
  return { ...record, attributes: { ...record.attributes, team: "checkout" } };
};
