import { moments, print } from "../clock.ts";
import type { LineSet, Program } from "../program.ts";
import { chance, drawLevel, pick, type Random, whole } from "../random.ts";
import { chatter, fill, ipv4, message, path } from "../words.ts";

const ticking = {
  sample: ["2026-02-03T15:00:00Z", "2026-02-03T19:00:00Z"],
  other: ["2026-03-27T12:00:00Z", "2026-03-30T10:00:00Z"],
  digits: 3,
  zone: "Europe/Paris",
} as const;

const levels = {
  common: [
    ["INFO", 9, 75],
    ["WARN", 13, 10],
    ["ERROR", 17, 15],
  ],
  rare: [
    ["DEBUG", 5],
    ["FATAL", 21],
    ["TRACE", 1],
  ],
} as const;

/** As JSON.stringify prints it, four more blanks in front of all its lines but the first. */
const object = (name: string, value: object) => `\n    ${name}: ${JSON.stringify(value, undefined, 2).replaceAll("\n", "\n    ")}`;

const request = (random: Random, set: LineSet) =>
  object("req", {
    id: whole(random, 1, set === "sample" ? 99 : 99_999),
    method: pick(random, set === "sample" ? ["GET", "POST"] : ["GET", "PATCH"]),
    url: path(random, set),
    headers: { host: fill(random, set, "{host}"), ...(chance(random, 0.5) && { "x-request-id": fill(random, set, "{uuid}") }) },
    remoteAddress: ipv4(random, set),
  });

const failure = (random: Random, set: LineSet, said: string) =>
  `\n    err: {\n      "type": "${pick(random, ["TypeError", "Error"])}",\n      "message": ${JSON.stringify(said)},\n      "stack":\n          Error: ${said}${Array.from(
    { length: whole(random, 1, 4) },
    () =>
      `\n              at ${pick(random, ["Cart.add", "async handler", "process.processTicksAndRejections"])} (/srv/app/src/${pick(random, set === "sample" ? ["cart.js", "index.js"] : ["db/pool.js", "index.js"])}:${whole(random, 1, 400)}:${whole(random, 1, 80)})`,
  ).join("")}\n    }`;

export const program: Program = {
  name: "pretty-objects",
  about:
    "Pino made pretty: time with an offset in a bracket, a level, name/process on host in parentheses; below it, indented, objects over many lines, whose closing braces are lines, and stacks.",
  lines: (random, count, set) =>
    moments(random, count, set, ticking).map((moment) => {
      const level = drawLevel(random, set, levels);
      const service = pick(random, set === "sample" ? ["shop", "mailer"] : ["shop", "tax-engine"]);
      const pid = whole(random, 10, set === "sample" ? 999 : 99_999);
      const host = pick(random, set === "sample" ? ["web-1", "web-2"] : ["web-2", "shop-7d9f-x2x4k"]);
      const isRequest = chance(random, 0.35);
      const said = isRequest ? pick(random, ["request completed", "incoming request"]) : message(random, set, chatter);
      const below = isRequest
        ? `${request(random, set)}\n    responseTime: ${whole(random, 0, set === "sample" ? 900 : 90_000)}`
        : level.text === "ERROR" && chance(random, 0.6)
          ? failure(random, set, said)
          : chance(random, 0.2)
            ? fill(random, set, pick(random, set === "sample" ? ["\n    attempt: {n}"] : ['\n    attempt: {n}\n    queue: "{word}"']))
            : "";
      const source = `${service}/${pid} on ${host}`;
      return {
        text: `[${print(moment, "yyyy-MM-dd HH:mm:ss.SSS xx")}] ${level.text} (${source}): ${said}${below}`,
        expected: {
          timeUnixNano: String(moment.nanos),
          severityNumber: level.number,
          severityText: level.text,
          body: [said, `${said}${below}`],
          values: [
            [service, `${service}/${pid}`, source],
            [pid, `${service}/${pid}`, source],
            [host, source],
          ],
        },
      };
    }),
};
