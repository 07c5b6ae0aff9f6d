import { moments, print } from "../clock.ts";
import type { Program } from "../program.ts";
import { chance, drawLevel, pick } from "../random.ts";
import { message } from "../words.ts";

const ticking = {
  sample: ["2026-05-02T09:00:00Z", "2026-05-02T11:00:00Z"],
  other: ["2026-09-28T12:00:00Z", "2026-10-02T10:00:00Z"],
  digits: 0,
  zone: "Africa/Johannesburg",
} as const;

const levels = {
  common: [
    ["NOTICE", 10, 70],
    ["WARNING", 13, 30],
  ],
  rare: [
    ["ERROR", 17],
    ["ALERT", 19],
    ["DEBUG", 5],
  ],
} as const;

const messages = {
  sample: [
    "child {n} started",
    "child {n} exited with code 0 after {ms} seconds from start",
    "seems busy (you may need to increase pm.start_servers), spawning {n} children, there are {n} idle",
    "child {n}, script '{file}' (request: \"GET {path}\") executing too slow ({ms} sec), logging",
  ],
  other: ["fpm is running, pid {n}", "unable to bind: {word} in use ({n})", "Terminating ...", "[{word}] nested: {n}"],
};

export const program: Program = {
  name: "pool-manager",
  about:
    "PHP-FPM: day, name of the month and year in a bracket, a level and a colon, then a bracket for the pool that some messages concern.",
  tz: "Africa/Johannesburg",
  lines: (random, count, set) =>
    moments(random, count, set, ticking).map((moment) => {
      const level = drawLevel(random, set, levels);
      const said = message(random, set, messages);
      const pool = chance(random, 0.6) ? `[pool ${pick(random, set === "sample" ? ["www", "api"] : ["batch_2", "www"])}] ` : "";
      const body = `${pool}${said}`;
      return {
        text: `[${print(moment, "dd-MMM-yyyy HH:mm:ss")}] ${level.text}: ${body}`,
        expected: {
          timeUnixNano: String(moment.nanos),
          severityNumber: level.number,
          severityText: level.text,
          // What stands in a bracket in front may be taken for a field.
          body: [body, body.replace(/^\[.*?\] /, "")],
          values: [],
        },
      };
    }),
};
