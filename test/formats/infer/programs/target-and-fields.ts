import { moments, print } from "../clock.ts";
import type { Program } from "../program.ts";
import { chance, drawLevel, pick } from "../random.ts";
import { count as counted, host, message, path, word } from "../words.ts";

const ticking = {
  sample: ["2026-03-02T11:00:00Z", "2026-03-02T12:00:00Z"],
  other: ["2026-11-21T12:00:00Z", "2026-11-25T10:00:00Z"],
  digits: 6,
} as const;

const levels = {
  common: [
    ["INFO", 9, 70],
    ["DEBUG", 5, 20],
    ["WARN", 13, 10],
  ],
  rare: [
    ["ERROR", 17],
    ["TRACE", 1],
  ],
} as const;

const messages = {
  sample: ["listening", "started processing request", "connection accepted", "pool is exhausted, waiting", "finished in {n} steps"],
  other: ["bye", "backing off for {ms} s: {word}", "peer {host} misbehaves", "applied {n} migrations (of {n})", "retry #{n}"],
};

export const program: Program = {
  name: "target-and-fields",
  about:
    "Rust's tracing without colours: microseconds and Z, a level padded in front, a target with colons and then key=value after the message.",
  lines: (random, count, set) =>
    moments(random, count, set, ticking).map((moment) => {
      const level = drawLevel(random, set, levels);
      const target = pick(
        random,
        set === "sample" ? ["my_app::server", "my_app", "my_app::db::pool"] : ["my_app::db::pool", "hyper::proto::h1", "tower_http"],
      );
      const said = message(random, set, messages);
      const pairs: (readonly [name: string, value: string | number, quoted?: boolean])[] = [];
      if (chance(random, 0.5)) pairs.push(["peer", `${host(random, set)}:${counted(random, set)}`]);
      if (chance(random, 0.5)) pairs.push(["attempt", counted(random, set)]);
      if (chance(random, 0.4)) pairs.push(["uri", path(random, set)]);
      if (chance(random, 0.3)) pairs.push(["error", `no ${word(random, set)} for ${word(random, set)}`, true]);
      const tail = pairs.map(([name, value, quoted]) => ` ${name}=${quoted ? `"${value}"` : value}`).join("");
      return {
        text: `${print(moment, "yyyy-MM-dd'T'HH:mm:ss.SSSSSSXXX")} ${level.text.padStart(5)} ${target}: ${said}${tail}`,
        expected: {
          timeUnixNano: String(moment.nanos),
          severityNumber: level.number,
          severityText: level.text,
          body: [said, `${said}${tail}`],
          values: [target, ...pairs.map(([, value]) => value)],
        },
      };
    }),
};
