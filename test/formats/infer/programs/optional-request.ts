import { moments, print } from "../clock.ts";
import type { Program } from "../program.ts";
import { chance, drawLevel, pick, uuid, whole } from "../random.ts";
import { chatter, message, word } from "../words.ts";

const ticking = {
  sample: ["2026-08-17T08:00:00Z", "2026-08-17T11:00:00Z"],
  other: ["2026-09-28T12:00:00Z", "2026-10-02T10:00:00Z"],
  digits: 3,
  zone: "America/Sao_Paulo",
} as const;

const levels = {
  common: [
    ["INFO", 9, 75],
    ["DEBUG", 5, 15],
    ["WARNING", 13, 10],
  ],
  rare: [
    ["ERROR", 17],
    ["CRITICAL", [18, 21]],
  ],
} as const;

export const program: Program = {
  name: "optional-request",
  about:
    "OpenStack: process, level and logger without brackets, then a bracket that holds the ids of a request, its user and project, or a dash.",
  tz: "America/Sao_Paulo",
  lines: (random, count, set) =>
    moments(random, count, set, ticking).map((moment) => {
      const level = drawLevel(random, set, levels);
      const pid = set === "sample" ? whole(random, 20, 29) : whole(random, 1, 99_999);
      const logger = pick(
        random,
        set === "sample" ? ["nova.compute.manager", "nova.api"] : ["nova.api", "oslo_messaging._drivers.impl_rabbit", "root"],
      );
      const requested = chance(random, 0.6);
      const context = [`req-${uuid(random)}`, uuid(random).replaceAll("-", ""), word(random, set)];
      const body = message(random, set, chatter);
      const bracket = requested ? context.join(" ") : "-";
      return {
        text: `${print(moment, "yyyy-MM-dd HH:mm:ss.SSS")} ${pid} ${level.text} ${logger} [${bracket}] ${body}`,
        expected: {
          timeUnixNano: String(moment.nanos),
          severityNumber: level.number,
          severityText: level.text,
          body,
          values: [pid, logger, ...(requested ? context.map((one) => [one, bracket]) : [])],
        },
      };
    }),
};
