import { moments, print } from "../clock.ts";
import type { Program } from "../program.ts";
import { drawLevel, whole } from "../random.ts";
import { chatter, ipv4, message, user } from "../words.ts";

const ticking = {
  sample: ["2026-01-17T18:00:00Z", "2026-01-17T19:00:00Z"],
  other: ["2026-04-28T12:00:00Z", "2026-05-02T10:00:00Z"],
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
  ],
} as const;

const messages = {
  sample: [...chatter.sample, 'said "no", then left', "{word}, {word} and {n} others"],
  other: [...chatter.other, 'a "{word}"', ", {n}"],
};

export const program: Program = {
  name: "comma-separated",
  about: "Columns between commas; the message is always quoted, with quotes doubled and commas inside; a column is empty for nobody.",
  lines: (random, count, set) =>
    moments(random, count, set, ticking).map((moment) => {
      const level = drawLevel(random, set, levels);
      const address = ipv4(random, set);
      const who = random() < 0.7 ? user(random, set) : "";
      const seconds = (whole(random, 0, set === "sample" ? 900 : 90_000) / 1000).toFixed(3);
      const body = message(random, set, messages);
      const quoted = body.replaceAll('"', '""');
      return {
        text: `${print(moment, "yyyy-MM-dd HH:mm:ss.SSSxxx")},${level.text},${address},${who},${seconds},"${quoted}"`,
        expected: {
          timeUnixNano: String(moment.nanos),
          severityNumber: level.number,
          severityText: level.text,
          body: [body, quoted, `"${quoted}"`],
          values: [address, Number(seconds), ...(who === "" ? [] : [who])],
        },
      };
    }),
};
