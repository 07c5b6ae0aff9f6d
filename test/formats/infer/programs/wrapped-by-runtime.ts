import { moments, print } from "../clock.ts";
import type { Program } from "../program.ts";
import { drawLevel, pick, whole } from "../random.ts";
import { chatter, message } from "../words.ts";

const ticking = {
  sample: ["2026-05-07T18:00:00Z", "2026-05-07T19:00:00Z"],
  other: ["2026-07-30T12:00:00Z", "2026-08-02T10:00:00Z"],
  digits: 3,
} as const;

const levels = {
  common: [
    ["INFO", 9, 75],
    ["WARN", 13, 25],
  ],
  rare: [
    ["ERROR", 17],
    ["DEBUG", 5],
    ["FATAL", 21],
  ],
} as const;

export const program: Program = {
  name: "wrapped-by-runtime",
  about: "A container runtime puts its own time, the stream and a tag before each line of an app that has a time and a level itself.",
  lines: (random, count, set) =>
    moments(random, count, set, ticking).map((moment) => {
      const level = drawLevel(random, set, levels);
      const stream = pick(random, ["stdout", "stdout", "stderr"]);
      const task = `task-${whole(random, 1, set === "sample" ? 9 : 9000)}`;
      const body = message(random, set, chatter);
      const inner = `${print(moment, "yyyy/MM/dd HH:mm:ss.SSS")} ${level.text} {${task}} ${body}`;
      const written = { ...moment, nanos: moment.nanos + BigInt(whole(random, 20_000, 900_000)) };
      return {
        text: `${print(written, "yyyy-MM-dd'T'HH:mm:ss.SSSSSSSSSxxx")} ${stream} F ${inner}`,
        originals: [inner],
        expected: {
          timeUnixNano: String(moment.nanos),
          severityNumber: level.number,
          severityText: level.text,
          body,
          values: [stream, [task, `{${task}}`]],
        },
      };
    }),
};
