import { moments } from "../clock.ts";
import type { Program } from "../program.ts";
import { drawLevel, pick, whole } from "../random.ts";
import { chatter, message } from "../words.ts";

const ticking = {
  sample: ["2026-02-13T12:00:00Z", "2026-02-13T14:00:00Z"],
  other: ["2026-12-28T12:00:00Z", "2027-01-03T01:00:00Z"],
  digits: 3,
} as const;

const levels = {
  common: [
    ["info", 9, 75],
    ["warn", 13, 15],
    ["error", 17, 10],
  ],
  rare: [
    ["debug", 5],
    ["trace", 1],
    ["fatal", 21],
  ],
} as const;

export const program: Program = {
  name: "epoch-millis",
  about: "Milliseconds since 1970 and nothing else for a time; the number of a shard that is no time; lower-case levels after a colon.",
  lines: (random, count, set) =>
    moments(random, count, set, ticking).map((moment) => {
      const level = drawLevel(random, set, levels);
      const shard = set === "sample" ? whole(random, 0, 15) : whole(random, 0, 4095);
      const service = pick(random, set === "sample" ? ["ingest", "flush"] : ["flush", "compact-L0", "gc"]);
      const body = message(random, set, chatter);
      return {
        text: `${moment.nanos / 1_000_000n} ${service}@${shard} ${level.text}: ${body}`,
        expected: {
          timeUnixNano: String(moment.nanos),
          severityNumber: level.number,
          severityText: level.text,
          body,
          values: [
            [service, `${service}@${shard}`],
            [shard, `${service}@${shard}`],
          ],
        },
      };
    }),
};
