import { access, client } from "../access.ts";
import { moments, print } from "../clock.ts";
import type { Line, Program } from "../program.ts";
import { chance, drawLevel, pick, whole } from "../random.ts";
import { agent, chatter, count as counted, message, user, word } from "../words.ts";

const ticking = {
  sample: ["2026-03-24T12:00:00Z", "2026-03-24T14:00:00Z"],
  other: ["2026-07-30T12:00:00Z", "2026-08-02T10:00:00Z"],
  digits: 3,
} as const;

const levels = {
  common: [
    ["info", 9, 65],
    ["warn", 13, 12],
    ["error", 17, 23],
  ],
  rare: [
    ["debug", 5],
    ["verbose", [1, 5]],
    ["http", [5, 9]],
  ],
} as const;

export const program: Program = {
  name: "requests-and-notes",
  about:
    "Node with morgan and winston in one file: requests in the combined format, and between them a time, a label in a bracket, a level and a colon, behind some messages an object and below some a stack.",
  lines: (random, count, set) =>
    moments(random, count, set, ticking).map((moment): Line => {
      if (chance(random, 0.5)) {
        const { request, status, bytes, severityNumber, values } = access(random, set);
        const address = client(random, set);
        const name = chance(random, 0.15) ? user(random, set) : "-";
        const referrer = chance(random, 0.3) ? `https://shop.example.com/${pick(random, ["", "cart", "search?q=a%20b"])}` : "-";
        const browser = agent(random, set);
        // Of an answer without a body the size is not known.
        const size = status === 304 ? "-" : String(bytes);
        return {
          text: `${address} - ${name} [${print(moment, "dd/MMM/yyyy:HH:mm:ss xx")}] "${request}" ${status} ${size} "${referrer}" "${browser}"`,
          expected: {
            timeUnixNano: String((moment.nanos / 1_000_000_000n) * 1_000_000_000n),
            severityNumber,
            body: undefined,
            values: [
              address,
              ...(size === "-" ? values.filter((value) => value !== bytes || value === status) : values),
              ...[name, referrer].filter((value) => value !== "-"),
              browser,
            ],
          },
        };
      }
      const level = drawLevel(random, set, levels);
      const label = pick(random, set === "sample" ? ["checkout", "db", "mailer"] : ["db", "rate-limit", "shop:cart"]);
      const said = message(random, set, chatter);
      const all = { orderId: counted(random, set), user: user(random, set), queue: word(random, set), ms: whole(random, 1, 9000) / 10 };
      const fields = chance(random, 0.5) ? Object.entries(all).filter(() => chance(random, 0.5)) : [];
      const tail = fields.length === 0 ? "" : ` ${JSON.stringify(Object.fromEntries(fields))}`;
      const stack =
        level.text === "error" && chance(random, 0.6)
          ? `\n${pick(random, ["Error", "TypeError", ...(set === "other" ? ["MongoServerError"] : [])])}: ${message(random, set, chatter)}${Array.from(
              { length: whole(random, 1, 4) },
              () =>
                `\n    at ${pick(random, ["Cart.add (/srv/app/src/cart.js", "async handler (/srv/app/src/index.js", "process.processTicksAndRejections (node:internal/process/task_queues"])}:${whole(random, 1, 400)}:${whole(random, 1, 80)})`,
            ).join("")}`
          : "";
      return {
        text: `${print(moment, "yyyy-MM-dd'T'HH:mm:ss.SSSXXX")} [${label}] ${level.text}: ${said}${tail}${stack}`,
        expected: {
          timeUnixNano: String(moment.nanos),
          severityNumber: level.number,
          severityText: level.text,
          body: [said, `${said}${stack}`],
          values: [label, ...fields.map(([, value]) => value)],
        },
      };
    }),
};
