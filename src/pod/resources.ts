import type { Resources } from "../spec/fields.ts";
import type { Container } from "./model.ts";

/** Memory is requested and limited alike; of CPU at least one core may be used, so that a start or a burst is not throttled. */
export function resourcesOf({ cpu, memory }: Resources): NonNullable<Container["resources"]> {
  const cores = cpu === undefined ? 0 : typeof cpu === "number" ? cpu : cpu.endsWith("m") ? Number.parseInt(cpu, 10) / 1000 : Number(cpu);
  return {
    requests: { ...(cpu !== undefined && { cpu }), ...(memory && { memory }) },
    limits: { ...(cpu !== undefined && { cpu: cores > 1 ? cpu : 1 }), ...(memory && { memory }) },
  };
}
