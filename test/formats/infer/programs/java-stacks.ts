import { moments, print } from "../clock.ts";
import type { Program } from "../program.ts";
import { chance, drawLevel, pick, whole } from "../random.ts";
import { chatter, javaStack, message } from "../words.ts";

const ticking = {
  sample: ["2026-09-18T09:00:00Z", "2026-09-18T13:00:00Z"],
  other: ["2026-11-29T21:00:00Z", "2026-12-03T01:00:00Z"],
  digits: 3,
} as const;

const levels = {
  common: [
    ["INFO", 9, 65],
    ["ERROR", 17, 25],
    ["DEBUG", 5, 10],
  ],
  rare: [
    ["WARN", 13],
    ["FATAL", 21],
    ["TRACE", 1],
  ],
} as const;

export const program: Program = {
  name: "java-stacks",
  about: "The level stands after the thread, padded; most errors are followed by the frames of an exception and of its cause.",
  lines: (random, count, set) =>
    moments(random, count, set, ticking).map((moment) => {
      const level = drawLevel(random, set, levels);
      const thread = set === "sample" ? `http-${whole(random, 1, 9)}` : pick(random, ["main", "Catalina-utility-2", "kafka producer 1"]);
      const logger = pick(random, set === "sample" ? ["c.e.shop.Cart", "c.e.shop.Shop"] : ["c.e.shop.Cart", "root", "o.a.kafka.Sender$1"]);
      const failed = ["ERROR", "FATAL"].includes(level.text) && chance(random, 0.8);
      const body = `${message(random, set, chatter)}${failed ? javaStack(random, set) : ""}`;
      return {
        text: `${print(moment, "yyyy-MM-dd'T'HH:mm:ss.SSSXXX")} [${thread}] ${level.text.padEnd(5)} ${logger} - ${body}`,
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
