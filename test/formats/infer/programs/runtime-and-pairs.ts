import { moments, print } from "../clock.ts";
import type { LineSet, Program } from "../program.ts";
import { chance, drawLevel, pick, type Random, uuid, whole } from "../random.ts";
import { chatter, fill, message } from "../words.ts";

const ticking = {
  sample: ["2026-04-15T18:00:00Z", "2026-04-15T20:00:00Z"],
  other: ["2026-06-29T12:00:00Z", "2026-07-02T10:00:00Z"],
  digits: 3,
} as const;

const levels = {
  common: [
    ["INFO", 9, 75],
    ["WARN", 13, 12],
    ["ERROR", 17, 13],
  ],
  rare: [["DEBUG", 5]],
} as const;

const fields: Readonly<Record<LineSet, readonly (readonly [name: string, template: string])[]>> = {
  sample: [
    ["user", "{user}"],
    ["attempt", "{n}"],
    ["err", 'dial tcp {ip}:5432: connect: connection refused, "{word}" is lost'],
    ["order.id", "{uuid}"],
    ["elapsed", "{ms}ms"],
  ],
  other: [
    ["user", "{user}"],
    ["path", "{path}"],
    ["err", 'parse "{file}": unexpected "=" at {n}'],
    ["req.remote", "[::1]:{port}"],
    ["empty", ""],
    ["elapsed", "{n}h{n}m1.5s"],
  ],
};

/** As Go quotes, where it has to. */
const quoted = (value: string) => (value === "" || /[\s"=\\]/.test(value) ? JSON.stringify(value) : value);

/** A statement that is longer than what a runtime writes as one line. */
const statement = (random: Random) =>
  `SELECT * FROM orders WHERE id IN (${Array.from({ length: whole(random, 430, 700) }, () => `'${uuid(random)}'`).join(", ")})`;

const limit = 16_384;

/** Bytes are what a runtime counts; no part of these begins within a letter. */
function cut(bytes: Buffer): string[] {
  const parts: string[] = [];
  for (let start = 0; start < bytes.length; ) {
    let end = Math.min(start + limit, bytes.length);
    while (((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
    parts.push(String(bytes.subarray(start, end)));
    start = end;
  }
  return parts;
}

export const program: Program = {
  name: "runtime-and-pairs",
  about:
    "Go's slog as text in a container: the runtime's time, stream and tag, then name=value that are quoted where they have to be, names with dots; records of more than 16 KiB are cut into parts that the tag tells.",
  lines: (random, count, set) =>
    moments(random, count, set, ticking).map((moment) => {
      const level = drawLevel(random, set, levels);
      const said = message(random, set, chatter);
      const pairs: [name: string, value: string][] = fields[set]
        .filter(() => chance(random, 0.4))
        .map(([name, template]) => [name, fill(random, set, template)]);
      if (chance(random, 0.03)) pairs.push(["query", statement(random)]);
      const inner = `time=${print(moment, "yyyy-MM-dd'T'HH:mm:ss.SSSXXX")} level=${level.text} msg=${quoted(said)}${pairs.map(([name, value]) => ` ${name}=${quoted(value)}`).join("")}`;
      const stream = pick(random, ["stderr", "stderr", "stdout"]);
      const parts = cut(Buffer.from(inner));
      let nanos = moment.nanos;
      const text = parts
        .map((part, index) => {
          nanos += BigInt(whole(random, 20_000, 900_000));
          return `${print({ ...moment, nanos }, "yyyy-MM-dd'T'HH:mm:ss.SSSSSSSSSXXX")} ${stream} ${index < parts.length - 1 ? "P" : "F"} ${part}`;
        })
        .join("\n");
      return {
        text,
        // Parts put together again may be one line of the runtime's.
        originals: [inner, `${text.slice(0, text.indexOf(stream))}${stream} F ${inner}`],
        expected: {
          timeUnixNano: String(moment.nanos),
          severityNumber: level.number,
          severityText: level.text,
          body: said,
          values: [stream, ...pairs.map(([, value]) => value).filter((value) => value !== "")],
        },
      };
    }),
};
