import { moments, print } from "../clock.ts";
import type { Program } from "../program.ts";
import { drawLevel, pick, whole } from "../random.ts";
import { message } from "../words.ts";

const ticking = {
  sample: ["2026-03-17T09:10:00Z", "2026-03-17T12:00:00Z"],
  other: ["2026-03-30T21:50:00Z", "2026-04-03T04:00:00Z"],
  digits: 3,
  zone: "America/New_York",
} as const;

const levels = {
  common: [
    ["INFO", 9, 70],
    ["DEBUG", 5, 15],
    ["WARN", 13, 10],
    ["ERROR", 17, 5],
  ],
  rare: [
    ["FATAL", 21],
    ["TRACE", 1],
  ],
} as const;

const loggers = {
  sample: ["com.example.orders.OrderService", "com.example.orders.db.Pool", "org.eclipse.jetty.server.Server", "com.example.Main"],
  other: ["com.example.billing.Invoice$Writer", "root", "io.netty.channel.nio.NioEventLoop", "com.example.orders.v2.OrderService"],
};

const messages = {
  sample: [
    "created order {n}",
    "Connection from {ip}:{port} accepted",
    "reading {file}",
    "cache of {word}: {n} entries, {n} evicted",
    "user {user} signed in",
    "slow query ({ms} ms): SELECT * FROM {word} WHERE id = {n}",
    "Started @{n}ms",
    "cannot write {file}: No space left on device",
    "retrying {word} in {n} seconds [attempt {n} of 5]",
    "GET {path} -> {n}",
  ],
  other: [
    "Shutdown requested by {user}",
    "{n} {word} left",
    "[{hex}] handing over to {host}",
    "no route: {word} - falling back, see http://docs.example.com{path}",
    "Queue '{word}' is full",
    "done",
    "\"{word}\" is deprecated, use '{word}'",
  ],
};

export const program: Program = {
  name: "comma-millis",
  about:
    "Java with a thread in brackets, a logger and a colon; milliseconds after a comma; the level is not padded; thread names with blanks.",
  tz: "America/New_York",
  lines: (random, count, set) =>
    moments(random, count, set, ticking).map((moment) => {
      const level = drawLevel(random, set, levels);
      const threads = {
        sample: [
          "main",
          `pool-1-thread-${whole(random, 1, 8)}`,
          `qtp152-${whole(random, 20, 40)}`,
          `Timer for orders ${whole(random, 1, 3)}`,
        ],
        other: ["shutdown hook", `grpc-default-executor-${whole(random, 100, 999)}`, "ForkJoinPool.commonPool-worker-3", "http-8443"],
      };
      const thread = pick(random, [...threads.sample, ...(set === "other" ? threads.other : [])]);
      const logger = pick(random, [...loggers.sample, ...(set === "other" ? loggers.other : [])]);
      const body = message(random, set, messages);
      return {
        text: `${print(moment, "yyyy-MM-dd HH:mm:ss,SSS")} ${level.text} [${thread}] ${logger}: ${body}`,
        expected: {
          timeUnixNano: String(moment.nanos),
          severityNumber: level.number,
          severityText: level.text,
          body,
          values: [thread, logger],
        },
      };
    }),
};
