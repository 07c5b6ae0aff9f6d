import { moments, print } from "../clock.ts";
import type { Program } from "../program.ts";
import { drawLevel, pick } from "../random.ts";
import { count as counted, message } from "../words.ts";

const ticking = {
  sample: ["2026-03-27T08:00:00Z", "2026-03-27T11:00:00Z"],
  other: ["2026-03-28T12:00:00Z", "2026-03-31T10:00:00Z"],
  digits: 3,
  zone: "Europe/Rome",
} as const;

const levels = {
  common: [
    ["I", 9, 90],
    ["W", 13, 10],
  ],
  rare: [
    ["E", 17],
    ["D", 5],
    ["F", 21],
  ],
} as const;

const messages = {
  sample: [
    "connection accepted from {ip}:{port} #{n} ({n} connections now open)",
    "end connection {ip}:{port} ({n} connections now open)",
    'command shop.{word} command: find { find: "{word}", filter: { _id: {n} } } planSummary: IDHACK docsExamined:1 protocol:op_msg {n}ms',
    "build index on: shop.{word} properties: { v: 2, key: { a: 1 } }",
  ],
  other: [
    "now exiting",
    "** WARNING: Access control is not enabled for the database.",
    "Error saving history file: {file}: no such file",
    "serverStatus was very slow: { after basic: {n}, at end: {n} }",
  ],
};

export const program: Program = {
  name: "component-column",
  about:
    "MongoDB 3: an offset that changes in spring, one letter for the level, a padded component that may be a dash, a context in brackets.",
  lines: (random, count, set) =>
    moments(random, count, set, ticking).map((moment) => {
      const level = drawLevel(random, set, levels);
      const component = pick(
        random,
        set === "sample" ? ["NETWORK", "COMMAND", "INDEX", "-"] : ["STORAGE", "NETWORK", "REPL", "ACCESS", "-"],
      );
      const number = counted(random, set);
      const context = pick(
        random,
        set === "sample"
          ? [`conn${number}`, `conn${number}`, "initandlisten"]
          : [`conn${number}`, "signalProcessingThread", "rsSync-0", "ftdc"],
      );
      const body = message(random, set, messages);
      return {
        text: `${print(moment, "yyyy-MM-dd'T'HH:mm:ss.SSSxx")} ${level.text} ${component.padEnd(8)} [${context}] ${body}`,
        expected: {
          timeUnixNano: String(moment.nanos),
          severityNumber: level.number,
          severityText: level.text,
          body,
          values: [...(component === "-" ? [] : [component]), context],
        },
      };
    }),
};
