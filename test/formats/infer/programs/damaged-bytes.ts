import { moments, print } from "../clock.ts";
import type { Program } from "../program.ts";
import { chance, drawLevel, pick, whole } from "../random.ts";
import { chatter, message, pythonTraceback } from "../words.ts";

const ticking = {
  sample: ["2026-04-02T09:00:00Z", "2026-04-02T12:00:00Z"],
  other: ["2026-09-28T12:00:00Z", "2026-10-02T10:00:00Z"],
  digits: 0,
  zone: "Asia/Kathmandu",
} as const;

const levels = {
  common: [
    ["INFO", 9, 75],
    ["ERROR", 17, 15],
    ["WARNING", 13, 10],
  ],
  rare: [
    ["DEBUG", 5],
    ["CRITICAL", [18, 21]],
  ],
} as const;

export const program: Program = {
  name: "damaged-bytes",
  about:
    "Gunicorn: an offset of three quarters of an hour, process and level in brackets; one message in a hundred holds zeros or bytes that are no UTF-8.",
  bytes: (text) => Buffer.from(Buffer.from(text).toString("latin1").replaceAll("\xef\xbf\xbd", "\xff"), "latin1"),
  lines: (random, count, set) =>
    moments(random, count, set, ticking).map((moment) => {
      const level = drawLevel(random, set, levels);
      const pid = whole(random, 1, set === "sample" ? 40 : 99_999);
      const damage = chance(random, 0.01) ? pick(random, ["\0\0", " \ufffd\ufffd!", "\0\ufffd"]) : "";
      const said = `${message(random, set, chatter)}${damage}`;
      const traceback = level.text === "ERROR" && chance(random, 0.4) ? pythonTraceback(random, set) : "";
      const text = `[${print(moment, "yyyy-MM-dd HH:mm:ss xx")}] [${pid}] [${level.text}] ${said}${traceback}`;
      // Each damaged byte may come as the mark of damage or as the letter that it is in Latin 1.
      const readings = (one: string) => [one, one.replaceAll("\ufffd", "\xff")];
      return {
        text,
        originals: readings(text),
        expected: {
          timeUnixNano: String(moment.nanos),
          severityNumber: level.number,
          severityText: level.text,
          body: [...readings(said), ...readings(`${said}${traceback}`)],
          values: [pid],
        },
      };
    }),
};
