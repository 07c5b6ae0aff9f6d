import { moments, print } from "../clock.ts";
import type { Program } from "../program.ts";
import { chance, drawLevel, pick } from "../random.ts";
import { count as counted, message, user, word } from "../words.ts";

const ticking = {
  sample: ["2026-07-14T08:00:00Z", "2026-07-14T10:00:00Z"],
  other: ["2026-09-29T20:00:00Z", "2026-10-02T01:00:00Z"],
  digits: 3,
  zone: "Europe/Helsinki",
} as const;

const levels = {
  common: [
    ["INFO", 9, 75],
    ["WARN", 13, 15],
    ["DEBUG", 5, 10],
  ],
  rare: [
    ["ERROR", 17],
    ["TRACE", 1],
  ],
} as const;

const messages = {
  sample: ["agent started", "lease renewed", "refused by policy", "syncing the catalogue", "new leader elected", "check is now critical"],
  other: ["shutting down", "raft: entering follower state", "could not reach {host}", "deregistered {word}", "{n} peers left"],
};

export const program: Program = {
  name: "pairs-at-the-end",
  about: "Level in brackets and padded outside them, a logger, and after the message key=value pairs, some of them quoted, of any number.",
  lines: (random, count, set) =>
    moments(random, count, set, ticking).map((moment) => {
      const level = drawLevel(random, set, levels);
      const logger = pick(
        random,
        set === "sample" ? ["agent", "agent.server.raft", "agent.http"] : ["agent.server.raft", "core.seal", "ui"],
      );
      const said = message(random, set, messages);
      const pairs: [name: string, value: string][] = [];
      if (chance(random, 0.7)) pairs.push(["node", word(random, set)]);
      if (chance(random, 0.5)) pairs.push(["attempt", String(counted(random, set))]);
      if (chance(random, 0.5)) pairs.push(["by", `"${user(random, set)} (${word(random, set)})"`]);
      const tail = pairs.map(([name, value]) => ` ${name}=${value}`).join("");
      const colon = tail === "" ? "" : ":";
      return {
        text: `${print(moment, "yyyy-MM-dd'T'HH:mm:ss.SSSxx")} ${`[${level.text}]`.padEnd(7)} ${logger}: ${said}${colon}${tail}`,
        expected: {
          timeUnixNano: String(moment.nanos),
          severityNumber: level.number,
          severityText: level.text,
          body: [said, `${said}${colon}`, `${said}${colon}${tail}`],
          values: [logger, ...pairs.map(([, value]) => (/^\d+$/.test(value) ? Number(value) : value.replaceAll('"', "")))],
        },
      };
    }),
};
