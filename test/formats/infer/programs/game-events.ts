import { moments, print } from "../clock.ts";
import type { LineSet, Program } from "../program.ts";
import { chance, pick, type Random, sized, whole } from "../random.ts";
import { fill } from "../words.ts";

const ticking = {
  sample: ["2026-03-26T18:00:00Z", "2026-03-26T20:00:00Z"],
  other: ["2026-05-02T18:00:00Z", "2026-05-03T23:00:00Z"],
  digits: 0,
  zone: "Europe/Stockholm",
} as const;

const deeds = {
  sample: ['killed {victim} with "ak47"', 'say "gg: all of you"', 'purchased "kevlar"', 'triggered "Planted_The_Bomb"', "entered the game"],
  other: [
    'disconnected (reason "timed out - {n}")',
    'say "ERROR: lag (again)"',
    'attacked {victim} with "knife" (damage "{n}") (health "{n}")',
  ],
};
const worldly = {
  sample: ['World triggered "Round_Start"', 'Team "CT" scored "{n}" with "5" players'],
  other: ['rcon from "{ip}:{port}": command "status"', 'Started map "de_{word}" (CRC "{hex}")', "Log file closed"],
};

function player(random: Random, set: LineSet): string {
  const name = pick(random, set === "sample" ? ["zed", "Miss Fortune", "bot_7"] : ["[x] L33T", "müller", "zed", "a<b>"]);
  const team = pick(random, set === "sample" ? ["CT", "TERRORIST"] : ["CT", "Unassigned", ""]);
  return `"${name}<${sized(random, 2)}><STEAM_1:${whole(random, 0, 1)}:${sized(random, set === "sample" ? 5 : 9)}><${team}>"`;
}

export const program: Program = {
  name: "game-events",
  about:
    "A game server: a letter that is no level, month and day before the year, a dash inside the time; players in quotes with brackets inside.",
  tz: "Europe/Stockholm",
  lines: (random, count, set) =>
    moments(random, count, set, ticking).map((moment) => {
      const who = player(random, set);
      const deed = fill(random, set, pick(random, deeds[set]).replace("{victim}", player(random, set)));
      const body = chance(random, 0.7) ? `${who} ${deed}` : fill(random, set, pick(random, worldly[set]));
      return {
        text: `L ${print(moment, "MM/dd/yyyy - HH:mm:ss")}: ${body}`,
        // The letter never varies: a word in front of the time that means nothing.
        expected: { timeUnixNano: String(moment.nanos), severityNumber: 0, body: [body, body.replace(`${who} `, "")], values: [] },
      };
    }),
};
