import { moments, print } from "../clock.ts";
import type { Program } from "../program.ts";
import { chance, drawLevel, pick, whole } from "../random.ts";
import { message } from "../words.ts";

const ticking = {
  sample: ["2026-02-13T07:00:00Z", "2026-02-13T11:00:00Z"],
  other: ["2026-03-27T21:30:00Z", "2026-04-02T22:30:00Z"],
  digits: 3,
  zone: "Europe/Berlin",
} as const;

const levels = {
  common: [
    ["LOG", 9, 70],
    ["ERROR", 17, 20],
    ["WARNING", 13, 10],
  ],
  rare: [
    ["FATAL", 21],
    ["PANIC", [21, 22]],
    ["NOTICE", 10],
    ["DEBUG1", [5, 6, 7, 8]],
    ["INFO", 9],
  ],
} as const;

const messages = {
  sample: [
    "database system was shut down at 2026-02-12 23:59:58 CET",
    "checkpoint complete: wrote {n} buffers ({ms}%); 0 WAL file(s) added, {n} removed",
    "duration: {ms} ms  statement: SELECT id, total FROM {word} WHERE customer = {n}",
    'relation "{word}" does not exist at character {n}',
    "connection received: host={ip} port={port}",
    "duration: {ms} ms  statement: SELECT *\n\tFROM {word} w\n\tJOIN customer c ON c.id = w.customer\n\tLIMIT {n}",
    'automatic vacuum of table "shop.public.{word}": index scans: {n}',
    "there is already a transaction in progress",
  ],
  other: [
    'password authentication failed for user "{user}"',
    "terminating connection due to administrator command",
    'duplicate key value violates unique constraint "{word}_pkey"',
    'syntax error at or near "FORM" at character {n}',
    "execute <unnamed>: UPDATE {word}\n\tSET total = {ms}\n\t\n\tWHERE id = {n}",
    '[{hex}] replication slot "{word}" dropped',
  ],
};

export const program: Program = {
  name: "abbreviated-zone",
  about:
    "PostgreSQL: an abbreviated zone that changes in summer, process in brackets, user@database only in sessions, statements of several lines.",
  tz: "Europe/Berlin",
  lines: (random, count, set) =>
    moments(random, count, set, ticking).map((moment) => {
      const level = drawLevel(random, set, levels);
      const pid = set === "sample" ? whole(random, 12_000, 12_999) : whole(random, 2, 3_999_999);
      const body = message(random, set, messages);
      const [user, database] =
        set === "sample"
          ? [pick(random, ["app", "postgres", "report"]), pick(random, ["shop", "postgres"])]
          : [pick(random, ["app", "web_user", "m-2"]), pick(random, ["shop", "billing_2026", "template1"])];
      const session = chance(random, 0.6);
      const zone = moment.offset === 120 ? "CEST" : "CET";
      const who = session ? `${user}@${database} ` : "";
      return {
        text: `${print(moment, "yyyy-MM-dd HH:mm:ss.SSS")} ${zone} [${pid}] ${who}${level.text}:  ${body}`,
        expected: {
          timeUnixNano: String(moment.nanos),
          severityNumber: level.number,
          severityText: level.text,
          body,
          values: [
            pid,
            ...(session
              ? [
                  [user, `${user}@${database}`],
                  [database, `${user}@${database}`],
                ]
              : []),
          ],
        },
      };
    }),
};
