import { moments, print } from "../clock.ts";
import type { Program } from "../program.ts";
import { drawLevel, pick, whole } from "../random.ts";
import { chatter, message } from "../words.ts";

const ticking = {
  sample: ["2026-03-05T18:10:00Z", "2026-03-05T20:00:00Z"],
  other: ["2026-03-05T18:00:00Z", "2026-03-06T04:30:00Z"],
  digits: 3,
} as const;

const levels = {
  common: [
    ["INFO", 9, 75],
    ["DEBUG", 5, 15],
    ["WARN", 13, 10],
  ],
  rare: [
    ["ERROR", 17],
    ["TRACE", 1],
  ],
} as const;

export const program: Program = {
  name: "time-of-day",
  about: "Logback's default: no date at all, from an evening over midnight to a reference time less than half a day later.",
  referenceTime: "2026-03-06T05:00:00Z",
  lines: (random, count, set) =>
    moments(random, count, set, ticking).map((moment) => {
      const level = drawLevel(random, set, levels);
      const thread = set === "sample" ? pick(random, ["main", `exec-${whole(random, 1, 9)}`]) : pick(random, ["main", "Thread-12", "a b"]);
      const logger = pick(random, set === "sample" ? ["com.example.Shop", "c.e.Cart"] : ["c.e.Cart", "o.x.Y$Z", "ROOT"]);
      const body = message(random, set, chatter);
      return {
        text: `${print(moment, "HH:mm:ss.SSS")} [${thread}] ${level.text.padEnd(5)} ${logger} -- ${body}`,
        expected: {
          timeUnixNano: String(moment.nanos),
          severityNumber: level.number,
          severityText: level.text,
          body,
          values: [thread, logger],
        },
      };
    }),
};
