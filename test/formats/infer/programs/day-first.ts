import { moments, print } from "../clock.ts";
import type { Program } from "../program.ts";
import { drawLevel, pick } from "../random.ts";
import { message } from "../words.ts";

const ticking = {
  sample: ["2025-11-17T08:00:00Z", "2025-11-17T12:00:00Z"],
  other: ["2025-12-31T20:00:00Z", "2026-01-04T01:00:00Z"],
  digits: 3,
  zone: "Europe/Berlin",
} as const;

const levels = {
  common: [
    ["INFO", 9, 75],
    ["WARN", 13, 15],
    ["ERROR", 17, 10],
  ],
  rare: [
    ["DEBUG", 5],
    ["FATAL", 21],
  ],
} as const;

const messages = {
  sample: [
    "Auftrag {n} vom 2025-11-02 04:05:06 geschlossen",
    "2025-10-31T23:59:59Z ist der Stichtag für {word}",
    "Lagerplatz {n} ist leer",
    "nächster Lauf am 18.11.2025 06:00:00,000 - {n} Aufträge",
    "Benutzer {user} meldet sich an",
    "Datei {file} gelesen: {n} Zeilen",
  ],
  other: [
    "Sicherung von 01.01.2026 00:00:00 geladen",
    "Größe - {n} - überschritten",
    "{word}",
    "Übertragung an {host} nach {ms} s beendet",
  ],
};

export const program: Program = {
  name: "day-first",
  about: "Dates as in Germany, between dashes; messages hold other times, some of them in front, and letters beyond ASCII.",
  tz: "Europe/Berlin",
  lines: (random, count, set) =>
    moments(random, count, set, ticking).map((moment) => {
      const level = drawLevel(random, set, levels);
      const logger = pick(random, set === "sample" ? ["lager.bestand", "lager.auftrag"] : ["lager.bestand", "versand", "kasse.Öffnung"]);
      const body = message(random, set, messages);
      return {
        text: `${print(moment, "dd.MM.yyyy HH:mm:ss,SSS")} - ${level.text} - ${logger} - ${body}`,
        expected: { timeUnixNano: String(moment.nanos), severityNumber: level.number, severityText: level.text, body, values: [logger] },
      };
    }),
};
