import { moments, print } from "../clock.ts";
import type { Program } from "../program.ts";
import { drawLevel, pick, whole } from "../random.ts";
import { chatter, message } from "../words.ts";

const ticking = {
  sample: ["2026-10-17T18:00:00Z", "2026-10-17T19:00:00Z"],
  other: ["2026-11-28T12:00:00Z", "2026-12-02T10:00:00Z"],
  digits: 3,
} as const;

const levels = {
  common: [
    ["info", 9, 75],
    ["error", 17, 25],
  ],
  rare: [
    ["warn", 13],
    ["debug", 5],
  ],
} as const;

export const program: Program = {
  name: "composed",
  about: "Docker Compose puts the padded name of the container and a pipe before each line.",
  lines: (random, count, set) =>
    moments(random, count, set, ticking).map((moment) => {
      const level = drawLevel(random, set, levels);
      const container = pick(random, set === "sample" ? ["web-1", "worker-1", "worker-2"] : ["web-1", "worker-12", "cron-1"]);
      const part = pick(random, set === "sample" ? ["http", "jobs"] : ["jobs", "mail.out"]);
      const id = whole(random, 1, set === "sample" ? 99 : 99_999);
      const body = message(random, set, chatter);
      const inner = `${print(moment, "yyyy-MM-dd HH:mm:ss.SSSXXX")} ${level.text} (${part}#${id}): ${body}`;
      return {
        text: `${container.padEnd(9)} | ${inner}`,
        originals: [inner],
        expected: {
          timeUnixNano: String(moment.nanos),
          severityNumber: level.number,
          severityText: level.text,
          body,
          values: [container, [part, `${part}#${id}`], [id, `${part}#${id}`]],
        },
      };
    }),
};
