import { moments, print } from "../clock.ts";
import type { Program } from "../program.ts";
import { chance, drawLevel, pick, whole } from "../random.ts";
import { chatter, message, path } from "../words.ts";

const ticking = {
  sample: ["2026-02-13T12:00:00Z", "2026-02-16T12:00:00Z"],
  other: ["2026-04-28T12:00:00Z", "2026-05-03T01:00:00Z"],
  digits: 0,
  zone: "Asia/Singapore",
} as const;

const levels = {
  common: [
    ["I", 9, 75],
    ["W", 13, 15],
    ["E", 17, 10],
  ],
  rare: [
    ["D", 5],
    ["C", [18, 21]],
  ],
} as const;

export const program: Program = {
  name: "date-without-dashes",
  about: "Tornado: one letter, a date of six digits, module and line, all within one pair of brackets; requests among the messages.",
  tz: "Asia/Singapore",
  lines: (random, count, set) =>
    moments(random, count, set, ticking).map((moment) => {
      const level = drawLevel(random, set, levels);
      const module = pick(random, set === "sample" ? ["web", "handlers", "ioloop"] : ["web", "__init__", "log_utils2"]);
      const number = whole(random, 1, set === "sample" ? 900 : 12_000);
      const body = chance(random, 0.3)
        ? `${pick(random, [200, 304, 404])} GET ${path(random, set)} (::1) 1.52ms`
        : message(random, set, chatter);
      return {
        text: `[${level.text} ${print(moment, "yyMMdd HH:mm:ss")} ${module}:${number}] ${body}`,
        expected: {
          timeUnixNano: String(moment.nanos),
          severityNumber: level.number,
          severityText: level.text,
          body,
          values: [
            [module, `${module}:${number}`],
            [number, `${module}:${number}`],
          ],
        },
      };
    }),
};
