import { moments, print } from "../clock.ts";
import type { Program } from "../program.ts";
import { chance, drawLevel, pick, whole } from "../random.ts";
import { chatter, count as counted, message, user, word } from "../words.ts";

const ticking = {
  sample: ["2026-04-24T19:00:00Z", "2026-04-24T20:00:00Z"],
  other: ["2026-07-30T21:00:00Z", "2026-08-02T01:00:00Z"],
  digits: 3,
} as const;

const levels = {
  common: [
    ["info", 9, 75],
    ["debug", 5, 15],
    ["error", 17, 10],
  ],
  rare: [
    ["warn", 13],
    ["dpanic", 18],
    ["panic", [19, 21]],
    ["fatal", 21],
  ],
} as const;

export const program: Program = {
  name: "tabs-and-json",
  about: "Zap's console: columns between tabs, and after the message an object of fields when there are any.",
  lines: (random, count, set) =>
    moments(random, count, set, ticking).map((moment) => {
      const level = drawLevel(random, set, levels);
      const file = pick(
        random,
        set === "sample" ? ["sync/service.go", "main.go", "store/cache.go"] : ["store/cache.go", "v2/http_server.go"],
      );
      const number = whole(random, 1, set === "sample" ? 400 : 3000);
      const said = message(random, set, chatter);
      const fields = { component: word(random, set), user: user(random, set), attempt: counted(random, set) };
      const tail = chance(random, 0.6) ? `\t${JSON.stringify(fields)}` : "";
      return {
        text: `${print(moment, "yyyy-MM-dd'T'HH:mm:ss.SSSXXX")}\t${level.text}\t${file}:${number}\t${said}${tail}`,
        expected: {
          timeUnixNano: String(moment.nanos),
          severityNumber: level.number,
          severityText: level.text,
          body: [said, `${said}${tail}`],
          values: [[file, `${file}:${number}`], [number, `${file}:${number}`], ...(tail === "" ? [] : Object.values(fields))],
        },
      };
    }),
};
