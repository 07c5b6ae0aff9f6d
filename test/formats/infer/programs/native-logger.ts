import { moments, print } from "../clock.ts";
import type { Program } from "../program.ts";
import { chance, drawLevel, pick, whole } from "../random.ts";
import { message } from "../words.ts";

const ticking = {
  sample: ["2026-11-03T08:00:00Z", "2026-11-03T09:00:00Z"],
  other: ["2026-11-14T12:00:00Z", "2026-11-20T10:00:00Z"],
  digits: 3,
  zone: "America/Halifax",
} as const;

const levels = {
  common: [
    ["info", 9, 70],
    ["debug", 5, 20],
    ["warning", 13, 10],
  ],
  rare: [
    ["error", 17],
    ["critical", [18, 21]],
    ["trace", 1],
  ],
} as const;

const messages = {
  sample: [
    "[{word}] opened {n} handles",
    "frame {n} took {ms} ms",
    "loading {file}",
    "connected: peer={ip}:{port}",
    "cache miss ratio {ms}%",
  ],
  other: ["done", "[!] retry {n}", "error: {word} was not found", "[{n}] [{word}] nested", "using {n} threads (of {n})"],
};

export const program: Program = {
  name: "native-logger",
  about:
    "spdlog: time, logger and level in brackets of their own, then sometimes file and line in a fourth; messages may begin with a bracket.",
  tz: "America/Halifax",
  lines: (random, count, set) =>
    moments(random, count, set, ticking).map((moment) => {
      const level = drawLevel(random, set, levels);
      const logger = pick(random, set === "sample" ? ["net", "render", "asset_io"] : ["render", "physics.worker-3", "Main Thread"]);
      const located = chance(random, 0.4);
      const file = pick(random, set === "sample" ? ["connection.cpp", "scene.cpp"] : ["scene.cpp", "job_queue.hpp"]);
      const line = whole(random, 9, set === "sample" ? 900 : 4000);
      const body = message(random, set, messages);
      const place = `${file}:${line}`;
      const bracket = located ? `[${place}] ` : "";
      return {
        text: `[${print(moment, "yyyy-MM-dd HH:mm:ss.SSS")}] [${logger}] [${level.text}] ${bracket}${body}`,
        expected: {
          timeUnixNano: String(moment.nanos),
          severityNumber: level.number,
          severityText: level.text,
          // A bracket in front may have been read as the optional one.
          body: [body, body.replace(/^\[.*?\] /, "")],
          values: [logger, ...(located ? [[file, place] as const, [line, place] as const] : [])],
        },
      };
    }),
};
