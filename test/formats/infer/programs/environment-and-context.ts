import { moments, print } from "../clock.ts";
import type { Program } from "../program.ts";
import { chance, drawLevel, pick, whole } from "../random.ts";
import { chatter, count as counted, message, word } from "../words.ts";

const ticking = {
  sample: ["2026-08-31T12:00:00Z", "2026-08-31T15:00:00Z"],
  other: ["2026-10-28T12:00:00Z", "2026-11-03T10:00:00Z"],
  digits: 0,
  zone: "America/Mexico_City",
} as const;

const levels = {
  common: [
    ["INFO", 9, 65],
    ["ERROR", 17, 20],
    ["WARNING", 13, 15],
  ],
  rare: [
    ["CRITICAL", [18, 21]],
    ["NOTICE", 10],
    ["DEBUG", 5],
    ["EMERGENCY", 21],
  ],
} as const;

export const program: Program = {
  name: "environment-and-context",
  about:
    "Laravel: environment.LEVEL as one word, JSON after the message when there is any, a blank at the end; an exception's JSON holds line breaks.",
  tz: "America/Mexico_City",
  lines: (random, count, set) =>
    moments(random, count, set, ticking).map((moment) => {
      const level = drawLevel(random, set, levels);
      const environment = pick(random, set === "sample" ? ["production", "local"] : ["staging", "production"]);
      const said = message(random, set, chatter);
      const context = { userId: counted(random, set), queue: `${word(random, set)}-${whole(random, 1, 9)}` };
      const json = chance(random, 0.6) ? JSON.stringify(context) : "";
      const frames = Array.from(
        { length: whole(random, 1, 4) },
        (_, index) => `\n#${index} /srv/shop/vendor/${word(random, set)}.php(${counted(random, set)}): handle()`,
      );
      const thrown = level.text === "ERROR" && chance(random, 0.5);
      const stack = `{"exception":"[object] (RuntimeException(code: 0): refused at /srv/shop/app.php:17)\n[stacktrace]${frames.join("")}\n#${frames.length} {main}\n"}`;
      const tail = thrown ? stack : json;
      return {
        text: `[${print(moment, "yyyy-MM-dd HH:mm:ss")}] ${environment}.${level.text}: ${said} ${tail} `,
        expected: {
          timeUnixNano: String(moment.nanos),
          severityNumber: level.number,
          severityText: level.text,
          body: [said, `${said} ${tail}`],
          values: [[environment, `${environment}.${level.text}`], ...(thrown || json === "" ? [] : Object.values(context))],
        },
      };
    }),
};
