import { moments, print } from "../clock.ts";
import type { Line, Program } from "../program.ts";
import { chance, drawLevel, pick } from "../random.ts";
import { chatter, fill, message } from "../words.ts";

const ticking = {
  sample: ["2026-10-12T05:00:00Z", "2026-10-12T09:00:00Z"],
  other: ["2026-11-03T12:00:00Z", "2026-11-09T10:00:00Z"],
  digits: 3,
  zone: "Europe/Oslo",
} as const;

const levels = {
  common: [
    ["Info", 9, 75],
    ["Warn", 13, 15],
    ["Debug", 5, 10],
  ],
  rare: [
    ["Error", 17],
    ["Fatal", 21],
  ],
} as const;

const strays = {
  sample: ["", "----------------------------------------", "*** controller firmware {n}.{n} ***", "   ____  |  /__/   ready"],
  other: ["", "========================================", "*** controller firmware {n}.{n}-rc ***", "Copyright (c) 2026 Example AS"],
};

export const program: Program = {
  name: "banners-and-blanks",
  about:
    "A device: dots between year, month and day, the level between angle brackets, a unit and a double colon; banners and empty lines in between.",
  tz: "Europe/Oslo",
  lines: (random, count, set) =>
    moments(random, count, set, ticking).map((moment): Line => {
      if (chance(random, 0.05)) {
        const text = fill(random, set, pick(random, strays[set]));
        return { text, expected: { severityNumber: 0, body: text, values: [] }, stray: true };
      }
      const level = drawLevel(random, set, levels);
      const unit = pick(random, set === "sample" ? ["pump/1", "valve/3", "plc"] : ["plc", "heater/12/b", "HMI-2"]);
      const body = message(random, set, chatter);
      return {
        text: `${print(moment, "yyyy.MM.dd HH:mm:ss.SSS")} <${level.text}> ${unit} :: ${body}`,
        expected: {
          timeUnixNano: String(moment.nanos),
          severityNumber: level.number,
          severityText: level.text,
          body,
          values: [unit],
        },
      };
    }),
};
