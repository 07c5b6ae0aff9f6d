import { moments, print } from "../clock.ts";
import type { LineSet, Program, Value } from "../program.ts";
import { chance, drawLevel, pick, type Random } from "../random.ts";
import { fill, message, pythonTraceback } from "../words.ts";

const ticking = {
  sample: ["2026-05-11T06:00:00Z", "2026-05-11T09:00:00Z"],
  other: ["2026-08-29T12:00:00Z", "2026-09-02T10:00:00Z"],
  digits: 6,
} as const;

const levels = {
  common: [
    ["info", 9, 75],
    ["warning", 13, 12],
    ["error", 17, 13],
  ],
  rare: [
    ["debug", 5],
    ["critical", [18, 21]],
  ],
} as const;

const events = {
  sample: [
    "order created",
    "payment.declined",
    "cache_miss",
    "Retrying the call to the upstream service",
    "request_finished",
    "job started",
  ],
  other: ["shutting down", "user_logged_in", "[dry run] would delete", "Nothing to do", "took longer than the limit: giving up for now"],
};

const fields: Readonly<Record<LineSet, readonly (readonly [name: string, template: string])[]>> = {
  sample: [
    ["amount", "{ms}"],
    ["attempt", "{n}"],
    ["order_id", "{uuid}"],
    ["path", "{file}"],
    ["tags", "['{word}', '{word}']"],
    ["user", "{user}"],
  ],
  other: [
    ["attempt", "{n}"],
    ["cached", "True"],
    ["error", "TimeoutError({n})"],
    ["ip", "{ip}"],
    ["ratio", "{ms}"],
    ["tenant", "None"],
    ["totals", "{'{word}': {n}, '{word}': {n}}"],
  ],
};

function pairs(random: Random, set: LineSet): [text: string, values: Value[]] {
  const chosen = fields[set].filter(() => chance(random, 0.45)).map(([name, template]) => [name, fill(random, set, template)] as const);
  // None is nothing, and may be left out.
  const values = chosen.filter(([, value]) => value !== "None").map(([, value]): Value => value);
  return [chosen.map(([name, value]) => ` ${name}=${value}`).join(""), values];
}

export const program: Program = {
  name: "padded-event",
  about:
    "Structlog's console: a level padded inside its bracket, an event padded to thirty and then a logger in a bracket; name=value after it, of any number, lists and dicts of Python with blanks among the values; tracebacks.",
  lines: (random, count, set) =>
    moments(random, count, set, ticking).map((moment) => {
      const level = drawLevel(random, set, levels);
      const logger = pick(
        random,
        set === "sample" ? ["shop.orders", "shop.payments", "worker"] : ["worker", "shop.api.v2.carts", "__main__"],
      );
      const event = message(random, set, events);
      const [tail, values] = pairs(random, set);
      const trace = level.text === "error" && chance(random, 0.5) ? pythonTraceback(random, set) : "";
      return {
        text: `${print(moment, "yyyy-MM-dd'T'HH:mm:ss.SSSSSSXXX")} [${level.text.padEnd(9)}] ${event.padEnd(30)} [${logger}]${tail}${trace}`,
        expected: {
          timeUnixNano: String(moment.nanos),
          severityNumber: level.number,
          severityText: level.text,
          body: [event, `${event}${trace}`],
          values: [logger, ...values],
        },
      };
    }),
};
