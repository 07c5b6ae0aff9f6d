import { moments, print } from "../clock.ts";
import type { Program } from "../program.ts";
import { chance, drawLevel, pick, whole } from "../random.ts";
import { chatter, message } from "../words.ts";

const ticking = {
  sample: ["2026-03-02T09:00:00Z", "2026-03-02T11:00:00Z"],
  other: ["2026-06-28T12:00:00Z", "2026-07-02T10:00:00Z"],
  digits: 0,
} as const;

const levels = {
  common: [
    ["INFO", 9, 75],
    ["WARN", 13, 15],
    ["DEBUG", 5, 10],
  ],
  rare: [
    ["ERROR", 17],
    ["CRITICAL", [18, 21]],
    ["TRACE", 1],
  ],
} as const;

export const program: Program = {
  name: "collector-columns",
  about:
    "A monitoring agent: a zone behind the time, a component that may be called TRACE before the level, file, line and function in parentheses, checks.",
  lines: (random, count, set) =>
    moments(random, count, set, ticking).map((moment) => {
      const level = drawLevel(random, set, levels);
      const component = pick(random, set === "sample" ? ["CORE", "CORE", "TRACE"] : ["PROCESS", "TRACE", "CORE", "SYS-PROBE"]);
      const file = pick(
        random,
        set === "sample" ? ["pkg/collector/runner.go", "pkg/forwarder/worker.go"] : ["pkg/util/log/log.go", "cmd/agent/main.go"],
      );
      const line = whole(random, 10, set === "sample" ? 900 : 3000);
      const method = pick(random, set === "sample" ? ["Run", "work"] : ["callDoWork", "func1", "Run"]);
      const said = message(random, set, chatter);
      const check = pick(random, set === "sample" ? ["disk", "cpu"] : ["network", "http_check"]);
      const body = chance(random, 0.3) ? `check:${check} | ${said}` : said;
      const place = `${file}:${line}`;
      const origin = `${place} in ${method}`;
      return {
        text: `${print(moment, "yyyy-MM-dd HH:mm:ss")} UTC | ${component} | ${level.text} | (${origin}) | ${body}`,
        expected: {
          timeUnixNano: String(moment.nanos),
          severityNumber: level.number,
          severityText: level.text,
          body: [body, said],
          values: [component, [file, place, origin, `(${origin})`], [line, place, origin, `(${origin})`], [method, origin, `(${origin})`]],
        },
      };
    }),
};
