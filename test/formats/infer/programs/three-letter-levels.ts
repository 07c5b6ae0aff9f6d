import { moments, print } from "../clock.ts";
import type { Program } from "../program.ts";
import { chance, drawLevel, pick, sized, whole } from "../random.ts";
import { chatter, message } from "../words.ts";

const ticking = {
  sample: ["2026-07-02T09:00:00Z", "2026-07-02T11:00:00Z"],
  other: ["2026-10-24T12:00:00Z", "2026-10-27T10:00:00Z"],
  digits: 3,
  zone: "Europe/Berlin",
} as const;

const levels = {
  common: [
    ["INF", 9, 75],
    ["DBG", 5, 15],
    ["WRN", 13, 10],
  ],
  rare: [
    ["ERR", 17],
    ["FTL", 21],
    ["VRB", [1, 5]],
  ],
} as const;

export const program: Program = {
  name: "three-letter-levels",
  about:
    "Serilog: a blank before the offset, which changes in autumn; levels of three letters in brackets; .NET's exceptions below some messages.",
  lines: (random, count, set) =>
    moments(random, count, set, ticking).map((moment) => {
      const level = drawLevel(random, set, levels);
      const said = message(random, set, chatter);
      const frame = () =>
        `\n   at Shop.${pick(random, ["Cart.Add(Int32 id)", "Api.<Run>d__7.MoveNext()"])} in /src/Shop.cs:line ${sized(random, 3)}`;
      const frames = () => Array.from({ length: whole(random, 1, 4) }, frame).join("");
      const inner = chance(random, 0.4)
        ? `\n ---> System.IO.IOException: gone${frames()}\n   --- End of inner exception stack trace ---`
        : "";
      const thrown = chance(random, level.text === "INF" ? 0 : 0.25);
      const stack = thrown ? `\nSystem.InvalidOperationException: ${message(random, set, chatter)}${inner}${frames()}` : "";
      return {
        text: `${print(moment, "yyyy-MM-dd HH:mm:ss.SSS xxx")} [${level.text}] ${said}${stack}`,
        expected: {
          timeUnixNano: String(moment.nanos),
          severityNumber: level.number,
          severityText: level.text,
          body: [said, `${said}${stack}`],
          values: [],
        },
      };
    }),
};
