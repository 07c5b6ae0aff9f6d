import { moments, print } from "../clock.ts";
import type { Program } from "../program.ts";
import { drawLevel, whole } from "../random.ts";
import { chatter, message } from "../words.ts";

const ticking = {
  sample: ["2025-12-29T12:00:00Z", "2025-12-31T20:00:00Z"],
  other: ["2026-01-04T20:00:00Z", "2026-02-11T01:00:00Z"],
  digits: 0,
  zone: "America/Denver",
} as const;

const levels = {
  common: [
    ["Information", 9, 75],
    ["Warning", 13, 15],
    ["Error", 17, 10],
  ],
  rare: [
    ["Critical", [18, 21]],
    ["Debug", 5],
    ["Verbose", [1, 5]],
  ],
} as const;

export const program: Program = {
  name: "month-first",
  about: "Dates as in the United States, nothing padded, twelve hours, two digits of the year; levels written in full.",
  tz: "America/Denver",
  lines: (random, count, set) =>
    moments(random, count, set, ticking).map((moment) => {
      const level = drawLevel(random, set, levels);
      const queue = `queue-${whole(random, 1, set === "sample" ? 7 : 900)}`;
      const body = message(random, set, chatter);
      return {
        text: `${print(moment, "M/d/yy h:mm:ss a")} <${level.text}> (${queue}) ${body}`,
        expected: { timeUnixNano: String(moment.nanos), severityNumber: level.number, severityText: level.text, body, values: [queue] },
      };
    }),
};
