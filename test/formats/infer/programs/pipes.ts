import { moments, print } from "../clock.ts";
import type { Program } from "../program.ts";
import { drawLevel, pick, whole } from "../random.ts";
import { chatter, host, message, word } from "../words.ts";

const ticking = {
  sample: ["2026-06-11T07:00:00Z", "2026-06-11T09:00:00Z"],
  other: ["2026-08-30T21:00:00Z", "2026-09-03T01:00:00Z"],
  digits: 2,
} as const;

const levels = {
  common: [
    ["INFO", 9, 70],
    ["ERROR", 17, 15],
    ["DEBUG", 5, 15],
  ],
  rare: [
    ["WARNING", 13],
    ["CRITICAL", [18, 21]],
    ["TRACE", 1],
  ],
} as const;

const messages = {
  sample: [
    ...chatter.sample,
    "Error while reading {file}, but the copy is fine",
    "info: {n} {word} left",
    "DEBUG is off",
    "warning {n} of {n}",
  ],
  other: [...chatter.other, "FATAL mistakes were not found", "{word} | {word} | {n}", "error rate is {ms} %", "Info for {user}"],
};

export const program: Program = {
  name: "pipes",
  about: "Columns between pipes, the level padded; messages begin with words that look like levels, and some hold a pipe.",
  lines: (random, count, set) =>
    moments(random, count, set, ticking).map((moment) => {
      const level = drawLevel(random, set, levels);
      const machine = host(random, set);
      const part = `${word(random, set)}.${pick(random, set === "sample" ? ["reader", "writer"] : ["reader", "Main", "x2"])}`;
      const worker = whole(random, 1, set === "sample" ? 8 : 500);
      const body = message(random, set, messages);
      return {
        text: `${print(moment, "yyyy-MM-dd'T'HH:mm:ss.SSXXX")} | ${level.text.padEnd(8)} | ${machine} | ${part} | ${worker} | ${body}`,
        expected: {
          timeUnixNano: String(moment.nanos),
          severityNumber: level.number,
          severityText: level.text,
          body,
          values: [machine, part, worker],
        },
      };
    }),
};
