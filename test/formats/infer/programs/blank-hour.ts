import { moments, print } from "../clock.ts";
import type { Program } from "../program.ts";
import { drawLevel, whole } from "../random.ts";
import { message } from "../words.ts";

const ticking = {
  sample: ["2026-01-17T06:00:00Z", "2026-01-17T11:00:00Z"],
  other: ["2026-04-28T12:00:00Z", "2026-05-02T10:00:00Z"],
  digits: 0,
  zone: "Europe/Warsaw",
} as const;

const levels = {
  common: [
    ["Note", 9, 70],
    ["Warning", 13, 30],
  ],
  rare: [["ERROR", 17]],
} as const;

const messages = {
  sample: [
    "Access denied for user '{user}'@'{ip}' (using password: YES)",
    "InnoDB: Buffer pool(s) load completed at 260117  7:00:01",
    "Aborted connection {n} to db: '{word}' user: '{user}' host: '{ip}' (Got timeout reading communication packets)",
    "Server socket created on IP: '{ip}'.",
    "InnoDB: {n} transactions were rolled back",
    "/usr/sbin/mariadbd: ready for connections.",
  ],
  other: [
    "Got an error reading {word}",
    "'{user}' was dropped",
    "InnoDB: Starting shutdown...",
    "Slave I/O: {n} of {n}",
    "[{word}] [{n}] skipped",
  ],
};

export const program: Program = {
  name: "blank-hour",
  about: "MariaDB: hours before ten are padded with a blank, so that two blanks follow the date; a thread; levels in several cases.",
  tz: "Europe/Warsaw",
  lines: (random, count, set) =>
    moments(random, count, set, ticking).map((moment) => {
      const level = drawLevel(random, set, levels);
      const thread = set === "sample" ? whole(random, 0, 40) : whole(random, 0, 400_000);
      const body = message(random, set, messages);
      return {
        text: `${print(moment, "yyyy-MM-dd _H:mm:ss")} ${thread} [${level.text}] ${body}`,
        expected: { timeUnixNano: String(moment.nanos), severityNumber: level.number, severityText: level.text, body, values: [thread] },
      };
    }),
};
