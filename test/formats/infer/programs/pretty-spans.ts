import { moments, print } from "../clock.ts";
import type { Program } from "../program.ts";
import { chance, drawLevel, pick, whole } from "../random.ts";
import { fill, message } from "../words.ts";

const ticking = {
  sample: ["2026-02-11T22:00:00Z", "2026-02-12T03:00:00Z"],
  other: ["2026-08-28T12:00:00Z", "2026-09-02T10:00:00Z"],
  digits: 6,
} as const;

const levels = {
  common: [
    ["INFO", 9, 65],
    ["DEBUG", 5, 25],
    ["WARN", 13, 10],
  ],
  rare: [
    ["ERROR", 17],
    ["TRACE", 1],
  ],
} as const;

const targets = {
  sample: ["shop::server", "shop::store::orders", "tower_http::trace::on_response"],
  other: ["shop::server", "hyper_util::client::legacy::pool", "sqlx::query", "shop"],
};
const messages = {
  sample: ["listening", "finished processing request", "order stored", "cannot reach the price service", "cache warmed up in {ms} ms"],
  other: [
    "shutting down",
    "retry #{n} of {word}",
    "pooling idle connection for ({word}, {host})",
    'summary="SELECT id FROM {word}"',
    "ERROR was 0",
  ],
};
const fields = {
  sample: ["addr: {ip}:{port}", "latency: {n} ms", "status: {n}", 'name: "{word}"', "id: {n}"],
  other: ["rows_affected: {n}", "error: Os { code: 111, kind: ConnectionRefused }", 'key: "{word}, {word}"', "id: {uuid}"],
};

export const program: Program = {
  name: "pretty-spans",
  about:
    "Rust's tracing, pretty: blanks in front of the time, padded level, target and a colon, `name: value` after the message; below it the file and the spans around it, indented, and a blank line after each record.",
  lines: (random, count, set) =>
    moments(random, count, set, ticking).map((moment) => {
      const level = drawLevel(random, set, levels);
      const target = pick(random, targets[set]);
      const said = message(random, set, messages);
      const drawn = Array.from({ length: whole(random, 0, 2) }, () =>
        fill(random, set, pick(random, [...fields.sample, ...(set === "other" ? fields.other : [])])),
      );
      const first = [said, ...drawn].join(", ");
      const file = pick(
        random,
        set === "sample"
          ? ["src/server.rs", "src/store/orders.rs"]
          : ["/root/.cargo/registry/src/hyper-util-0.1.5/src/pool.rs", "src/main.rs"],
      );
      const thread = chance(random, 0.3) ? " on tokio-runtime-worker" : "";
      const spans = Array.from(
        { length: whole(random, 0, 2) },
        () =>
          `\n    in ${pick(random, targets[set])}::${pick(random, ["request", "handle"])}${chance(random, 0.6) ? fill(random, set, " with method: GET, uri: {path}") : ""}`,
      ).join("");
      const below = `\n    at ${file}:${whole(random, 1, set === "sample" ? 300 : 4000)}${thread}${spans}`;
      return {
        text: `  ${print(moment, "yyyy-MM-ddTHH:mm:ss.SSSSSS'Z'")} ${level.text.padStart(5)} ${target}: ${first}${below}\n`,
        expected: {
          timeUnixNano: String(moment.nanos),
          severityNumber: level.number,
          severityText: level.text,
          body: [`${first}${below}`, first, said, `${said}${below}`],
          values: [target],
        },
      };
    }),
};
