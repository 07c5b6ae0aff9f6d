import { moments, print } from "../clock.ts";
import type { Program } from "../program.ts";
import { drawLevel, pick } from "../random.ts";
import { chatter, message } from "../words.ts";

const ticking = {
  sample: ["2026-10-17T18:00:00Z", "2026-10-17T19:00:00Z"],
  other: ["2026-11-28T12:00:00Z", "2026-12-02T10:00:00Z"],
  digits: 6,
} as const;

const levels = {
  common: [
    ["INFO", 9, 75],
    ["WARN", 13, 25],
  ],
  rare: [
    ["ERROR", 17],
    ["DEBUG", 5],
    ["TRACE", 1],
  ],
} as const;

const colours: Readonly<Record<string, number>> = { ERROR: 31, INFO: 32, WARN: 33, DEBUG: 34, TRACE: 35 };

export const program: Program = {
  name: "coloured",
  about: "A Rust program on a terminal: dim time and target and a padded level in its own colour.",
  lines: (random, count, set) =>
    moments(random, count, set, ticking).map((moment) => {
      const level = drawLevel(random, set, levels);
      const target = pick(random, set === "sample" ? ["shop::server", "hyper::proto"] : ["shop::server", "tower_http::trace::on_response"]);
      const body = message(random, set, chatter);
      const dim = (text: string) => `\x1b[2m${text}\x1b[0m`;
      const time = dim(print(moment, "yyyy-MM-dd'T'HH:mm:ss.SSSSSSXXX"));
      return {
        text: `${time} \x1b[${colours[level.text]}m${level.text.padStart(5)}\x1b[0m ${dim(target)}${dim(":")} ${body}`,
        expected: {
          timeUnixNano: String(moment.nanos),
          severityNumber: level.number,
          severityText: level.text,
          body,
          values: [target],
        },
      };
    }),
};
