import { moments, print } from "../clock.ts";
import type { Program } from "../program.ts";
import { chance, drawLevel, pick, whole } from "../random.ts";
import { message, pythonTraceback } from "../words.ts";

const ticking = {
  sample: ["2026-03-17T07:00:00Z", "2026-03-17T11:00:00Z"],
  other: ["2026-09-28T12:00:00Z", "2026-10-02T10:00:00Z"],
  digits: 3,
  zone: "Europe/Amsterdam",
} as const;

const levels = {
  common: [
    ["INFO", 9, 75],
    ["WARNING", 13, 13],
    ["ERROR", 17, 12],
  ],
  rare: [
    ["DEBUG", 5],
    ["CRITICAL", [18, 21]],
  ],
} as const;

const loggers = {
  sample: ["shop.orders", "shop.payments.client", "urllib3.connectionpool", "__main__", "apscheduler.executors.default"],
  other: ["shop.orders", "root", "botocore.credentials", "uvicorn.error", "shop-batch.nightly"],
};

const messages = {
  sample: [
    "Starting new HTTPS connection ({n}): {host}:443",
    'Running job "sync_{word} (trigger: interval[0:05:00], next run at: 2026-03-17 12:00:00 CET)"',
    "{n} orders - {n} of them new - in {ms} s",
    "customer {user} has no address",
    "payment {uuid} accepted",
    "Retrying in {n} seconds ...",
    "cache miss for {word}:{n}",
  ],
  other: [
    "Found credentials in shared credentials file: ~/.aws/credentials",
    "- {word} - skipped",
    "Application startup complete.",
    "INFO - is not a level of {word}",
    "{user} -> {host}",
    "[{n}/{n}] {file}",
  ],
};

export const program: Program = {
  name: "dashes-between",
  about:
    "Python's textbook pattern with the process added: time, process, logger and level between dashes, the same dashes within messages; tracebacks.",
  tz: "Europe/Amsterdam",
  lines: (random, count, set) =>
    moments(random, count, set, ticking).map((moment) => {
      const level = drawLevel(random, set, levels);
      const pid = set === "sample" ? pick(random, [2117, 2118, 2120]) : whole(random, 1, 4_000_000);
      const logger = pick(random, loggers[set]);
      const said = message(random, set, messages);
      const body = `${said}${chance(random, level.text === "ERROR" ? 0.6 : 0) ? pythonTraceback(random, set) : ""}`;
      return {
        text: `${print(moment, "yyyy-MM-dd HH:mm:ss,SSS")} - ${pid} - ${logger} - ${level.text} - ${body}`,
        expected: {
          timeUnixNano: String(moment.nanos),
          severityNumber: level.number,
          severityText: level.text,
          body: [body, said],
          values: [pid, logger],
        },
      };
    }),
};
