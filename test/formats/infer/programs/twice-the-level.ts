import { moments, print } from "../clock.ts";
import type { Program } from "../program.ts";
import { chance, drawLevel, uuid, whole } from "../random.ts";
import { chatter, message } from "../words.ts";

const ticking = {
  sample: ["2026-06-26T12:00:00Z", "2026-06-26T14:00:00Z"],
  other: ["2026-08-30T12:00:00Z", "2026-09-02T10:00:00Z"],
  digits: 6,
  zone: "Asia/Tokyo",
} as const;

const levels = {
  common: [
    ["INFO", 9, 70],
    ["DEBUG", 5, 20],
    ["ERROR", 17, 10],
  ],
  rare: [
    ["WARN", 13],
    ["FATAL", 21],
  ],
} as const;

export const program: Program = {
  name: "twice-the-level",
  about:
    "Ruby: the level as a letter and as a padded word, the process inside the brackets of the time, a program and the id of a request now and then.",
  tz: "Asia/Tokyo",
  lines: (random, count, set) =>
    moments(random, count, set, ticking).map((moment) => {
      const level = drawLevel(random, set, levels);
      const pid = set === "sample" ? 126_554 : whole(random, 1, 99_999);
      const name = chance(random, 0.5) ? (set === "sample" ? "puma" : "sidekiq-7") : "";
      const said = message(random, set, chatter);
      const id = uuid(random);
      const requested = chance(random, 0.6);
      const tag = requested ? `[${id}] ` : "";
      const head = `${level.text.charAt(0)}, [${print(moment, "yyyy-MM-dd'T'HH:mm:ss.SSSSSS")} #${pid}] ${level.text.padStart(5)} -- ${name}:`;
      return {
        text: `${head} ${tag}${said}`,
        expected: {
          timeUnixNano: String(moment.nanos),
          severityNumber: level.number,
          severityText: [level.text, level.text.charAt(0)],
          body: [said, `${tag}${said}`],
          values: [[pid, `#${pid}`], ...(name === "" ? [] : [name])],
        },
      };
    }),
};
