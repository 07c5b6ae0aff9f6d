import { moments, print } from "../clock.ts";
import type { Program } from "../program.ts";
import { drawLevel, pick } from "../random.ts";
import { chatter, message } from "../words.ts";

const ticking = {
  sample: ["2026-01-17T08:00:00Z", "2026-01-17T11:00:00Z"],
  other: ["2026-04-28T12:00:00Z", "2026-05-02T10:00:00Z"],
  digits: 0,
  zone: "Europe/Lisbon",
} as const;

const levels = {
  common: [
    ["INFO", 9, 75],
    ["WARNING", 13, 15],
    ["FINE", 6, 10],
  ],
  rare: [
    ["SEVERE", 17],
    ["CONFIG", 7],
    ["FINEST", 1],
  ],
} as const;

export const program: Program = {
  name: "two-line-records",
  about: "java.util.logging: time, class and method on one line, the level and the message on the next.",
  tz: "Europe/Lisbon",
  lines: (random, count, set) =>
    moments(random, count, set, ticking).map((moment) => {
      const level = drawLevel(random, set, levels);
      const source = pick(
        random,
        set === "sample" ? ["com.example.Shop", "org.apache.Server"] : ["com.example.Shop", "sun.net.Http$Client"],
      );
      const method = pick(random, set === "sample" ? ["start", "handle"] : ["handle", "<init>", "lambda$run$0"]);
      const body = message(random, set, chatter);
      return {
        text: `${print(moment, "MMM dd, yyyy h:mm:ss a")} ${source} ${method}\n${level.text}: ${body}`,
        expected: {
          timeUnixNano: String(moment.nanos),
          severityNumber: level.number,
          severityText: level.text,
          body,
          values: [source, method].map((one) => [one, `${source} ${method}`]),
        },
      };
    }),
};
