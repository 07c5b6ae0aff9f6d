import { moments, print } from "../clock.ts";
import type { Program } from "../program.ts";
import { drawLevel, pick, whole } from "../random.ts";
import { chatter, message } from "../words.ts";

const ticking = {
  sample: ["2026-05-17T18:00:00Z", "2026-05-17T19:00:00Z"],
  other: ["2026-07-30T12:00:00Z", "2026-08-02T10:00:00Z"],
  digits: 3,
} as const;

const levels = {
  common: [
    ["info", 9, 75],
    ["warn", 13, 25],
  ],
  rare: [
    ["error", 17],
    ["debug", 5],
  ],
} as const;

export const program: Program = {
  name: "wrapped-in-objects",
  about:
    "Docker's json-file: each line of an app, with its own time and level and escaped quotes, inside an object with the stream and another time.",
  lines: (random, count, set) =>
    moments(random, count, set, ticking).map((moment) => {
      const level = drawLevel(random, set, levels);
      const stream = pick(random, ["stdout", "stdout", "stderr"]);
      const unit = pick(random, set === "sample" ? ["cart", "mailer"] : ["mailer", "tax-engine"]);
      const body = message(random, set, chatter);
      const inner = `${print(moment, "yyyy-MM-dd'T'HH:mm:ss.SSSXXX")} ${level.text.padEnd(5)} <${unit}> ${body}`;
      const written = { ...moment, nanos: moment.nanos + BigInt(whole(random, 20_000, 900_000)) };
      return {
        text: JSON.stringify({ log: `${inner}\n`, stream, time: print(written, "yyyy-MM-dd'T'HH:mm:ss.SSSSSSSSSXXX") }),
        originals: [inner],
        expected: {
          timeUnixNano: String(moment.nanos),
          severityNumber: level.number,
          severityText: level.text,
          body,
          values: [stream, [unit, `<${unit}>`]],
        },
      };
    }),
};
