import { moments, print } from "../clock.ts";
import type { Program } from "../program.ts";
import { chance, drawLevel, pick, whole } from "../random.ts";
import { chatter, message, pythonTraceback } from "../words.ts";

const ticking = {
  sample: ["2026-03-17T12:00:00Z", "2026-03-17T14:00:00Z"],
  other: ["2026-05-29T12:00:00Z", "2026-06-02T10:00:00Z"],
  digits: 3,
  zone: "Africa/Cairo",
} as const;

const levels = {
  common: [
    ["INFO", 9, 65],
    ["ERROR", 17, 25],
    ["DEBUG", 5, 10],
  ],
  rare: [
    ["WARNING", 13],
    ["CRITICAL", [18, 21]],
  ],
} as const;

export const program: Program = {
  name: "level-first",
  about:
    "Python: the level before the time, module, process and thread after it; tracebacks with blank lines and lines that are not indented.",
  tz: "Africa/Cairo",
  lines: (random, count, set) =>
    moments(random, count, set, ticking).map((moment) => {
      const level = drawLevel(random, set, levels);
      const module = pick(random, set === "sample" ? ["tasks", "views", "basehttp"] : ["views", "__init__", "cron_2"]);
      const pid = set === "sample" ? whole(random, 4700, 4720) : whole(random, 1, 99_999);
      const thread = `1402${whole(random, 10_000_000_000, 99_999_999_999)}`;
      const failed = ["ERROR", "CRITICAL"].includes(level.text) && chance(random, 0.8);
      const body = `${message(random, set, chatter)}${failed ? pythonTraceback(random, set) : ""}`;
      return {
        text: `${level.text} ${print(moment, "yyyy-MM-dd HH:mm:ss,SSS")} ${module} ${pid} ${thread} ${body}`,
        expected: {
          timeUnixNano: String(moment.nanos),
          severityNumber: level.number,
          severityText: level.text,
          body,
          values: [module, pid, [thread, Number(thread)]],
        },
      };
    }),
};
