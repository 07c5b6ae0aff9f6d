import type { Format } from "../layout.ts";
import { combined, common } from "./access.ts";
import { cri } from "./carriers.ts";
import { json, logfmt } from "./structured.ts";
import { syslog3164, syslog5424 } from "./syslog.ts";

/** Every format that has a name. A new one is added here and nowhere else. */
export const catalogue: readonly Format[] = [combined, common, json, logfmt, syslog3164, syslog5424, cri];

export function formatNamed(name: string): Format | undefined {
  return catalogue.find((format) => format.name === name);
}
