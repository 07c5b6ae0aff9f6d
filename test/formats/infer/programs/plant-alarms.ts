import { moments, print } from "../clock.ts";
import type { Line, Program } from "../program.ts";
import { chance, drawLevel, pick, whole } from "../random.ts";
import { message } from "../words.ts";

const ticking = {
  sample: ["2026-01-27T05:00:00Z", "2026-01-27T13:00:00Z"],
  other: ["2026-06-08T12:00:00Z", "2026-06-12T10:00:00Z"],
  digits: 3,
  zone: "Europe/Vienna",
} as const;

const levels = {
  common: [
    ["Info", 9, 60],
    ["Warning", 13, 25],
    ["Error", 17, 15],
  ],
  rare: [["Critical", [18, 21]]],
} as const;

const messages = {
  sample: [
    "Pressure above limit",
    'Pump "P{n}" stopped; interlock {n} active',
    "Valve did not reach its position within {n} s",
    "Setpoint changed by {user}",
    "Communication to {ip} restored",
  ],
  other: [
    "Door open",
    "Überlauf Behälter {n}; Zulauf gesperrt",
    "Emergency stop pressed at panel {n}",
    'Recipe "{word}" loaded',
    "Batch {hex} finished (OK)",
  ],
};

const quoted = (text: string) => (/[";]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

const heading = "Date;Time;Class;State;Station;Tag;Value;Unit;Operator;Text";

export const program: Program = {
  name: "plant-alarms",
  about:
    "A plant's alarms: a heading, columns between semicolons, dots in the date and a column of its own for the time, decimal commas, empty columns, a text in quotes only where it needs them; CRLF.",
  tz: "Europe/Vienna",
  bytes: (text) => Buffer.from(text.replaceAll("\n", "\r\n")),
  lines: (random, count, set) => [
    { text: heading, expected: { severityNumber: 0, body: heading, values: [] }, stray: true },
    ...moments(random, count, set, ticking).map((moment): Line => {
      const level = drawLevel(random, set, levels);
      const state = pick(random, ["Raised", "Cleared", ...(set === "other" ? ["Acknowledged"] : [])]);
      const station = `ST${String(whole(random, 1, set === "sample" ? 9 : 42)).padStart(2, "0")}`;
      const tag = pick(
        random,
        set === "sample" ? ["PMP_04.Pressure", "VLV_11.Position", "TNK_2.Level"] : ["TNK_2.Level", "MOT_117.Speed.PV", "ESD.Panel[3]"],
      );
      const measured = chance(random, 0.7);
      const value = measured ? (whole(random, set === "sample" ? 0 : -50_000, 90_000) / 100).toFixed(2).replace(".", ",") : "";
      const unit = measured ? pick(random, set === "sample" ? ["bar", "%", "mm"] : ["%", "°C", "1/min", "m³/h"]) : "";
      const operator = chance(random, 0.3)
        ? pick(random, set === "sample" ? ["huber", "wimmer"] : ["wimmer", "Schicht 2", "m.o'neil"])
        : "";
      const said = message(random, set, messages);
      return {
        text: [print(moment, "dd.MM.yyyy;HH:mm:ss,SSS"), level.text, state, station, tag, value, unit, operator, quoted(said)].join(";"),
        expected: {
          timeUnixNano: String(moment.nanos),
          severityNumber: level.number,
          severityText: level.text,
          body: said,
          values: [
            state,
            station,
            tag,
            ...(measured ? [[value, Number(value.replace(",", "."))], unit] : []),
            ...(operator === "" ? [] : [operator]),
          ],
        },
      };
    }),
  ],
};
