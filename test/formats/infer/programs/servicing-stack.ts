import { moments, print } from "../clock.ts";
import type { Program } from "../program.ts";
import { drawLevel, pick } from "../random.ts";
import { message } from "../words.ts";

const ticking = {
  sample: ["2026-09-02T04:00:00Z", "2026-09-02T06:00:00Z"],
  other: ["2026-10-05T12:00:00Z", "2026-10-09T10:00:00Z"],
  digits: 0,
  zone: "America/Chicago",
} as const;

const levels = {
  common: [
    ["Info", 9, 92],
    ["Warning", 13, 8],
  ],
  rare: [["Error", 17]],
} as const;

const messages = {
  sample: [
    "Servicing stack 10.0.{n}.{n} is in C:\\Windows\\servicing\\cbscore.dll",
    "{hex}@2026/9/2:04:30:31.{n} Store check: visiting {word}",
    "Session: {n}_{n} initialized by client {word}.",
    "{hex} [SR] Verifying {n} components",
    "Warning: Unknown attribute {word}.",
  ],
  other: [
    "Installer is idle.",
    "Cannot open package [HRESULT = 0x800f0805 - INVALID_PACKAGE]",
    "Info: {word} {uuid}, state: {n}",
    "{hex}@2026/10/6:03:04:05.{n} Families - Begin",
  ],
};

export const program: Program = {
  name: "servicing-stack",
  about: "Windows CBS: a comma after the time, a level padded to 22, a component padded to 7, other times within messages; CRLF.",
  tz: "America/Chicago",
  lines: (random, count, set) =>
    moments(random, count, set, ticking).map((moment) => {
      const level = drawLevel(random, set, levels);
      const component = pick(random, set === "sample" ? ["CBS", "CBS", "CSI"] : ["CBS", "CSI", "DPX", "DISM"]);
      const body = message(random, set, messages);
      return {
        text: `${print(moment, "yyyy-MM-dd HH:mm:ss")}, ${level.text.padEnd(22)}${component.padEnd(7)}${body}\r`,
        expected: {
          timeUnixNano: String(moment.nanos),
          severityNumber: level.number,
          severityText: level.text,
          body,
          values: [component],
        },
      };
    }),
};
