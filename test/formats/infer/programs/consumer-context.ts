import { moments, print } from "../clock.ts";
import type { Program } from "../program.ts";
import { chance, drawLevel, hex, pick, sized, whole } from "../random.ts";
import { javaStack, message } from "../words.ts";

const ticking = {
  sample: ["2026-03-06T18:00:00Z", "2026-03-09T02:00:00Z"],
  other: ["2026-05-30T12:00:00Z", "2026-06-02T10:00:00Z"],
  digits: 3,
  zone: "America/St_Johns",
} as const;

const levels = {
  common: [
    ["INFO", 9, 75],
    ["WARN", 13, 12],
    ["ERROR", 17, 8],
  ],
  rare: [
    ["DEBUG", 5],
    ["TRACE", 1],
  ],
} as const;

const loggers = {
  sample: ["c.e.o.OrderListener", "o.a.k.c.c.i.ConsumerCoordinator", "o.s.k.l.KafkaMessageListenerContainer", "c.e.o.PriceClient"],
  other: ["c.e.o.OrderListener", "o.a.k.clients.NetworkClient", "com.zaxxer.hikari.HikariPool", "c.e.o.Retry$Policy", "ROOT"],
};

const messages = {
  sample: [
    "order {uuid} taken in {ms} ms",
    "[Consumer clientId=orders-{n}, groupId=orders] Resetting offset for partition orders-{n} to offset {n}.",
    "partitions assigned: [orders-{n}, orders-{n}]",
    "price of {word} unknown, asking {host}",
    "Backoff FixedBackOff{interval={n}, currentAttempts={n}} exhausted",
    "{n} records in one poll - slow",
  ],
  other: [
    "[Producer clientId=producer-{n}] Cancelled in-flight API_VERSIONS request with correlation id {n}",
    "paused",
    "(Re-)joining group",
    "{word} => {word} [{n}]",
    "- {user} -",
  ],
};

export const program: Program = {
  name: "consumer-context",
  about:
    "A service that reads a queue: comma and offset of half an hour, padded level, a thread, a bracket of name=value after commas that is empty between messages, a logger and a dash; stacks below.",
  lines: (random, count, set) =>
    moments(random, count, set, ticking).map((moment) => {
      const level = drawLevel(random, set, levels);
      const thread = pick(
        random,
        set === "sample"
          ? ["main", "orders-0-C-1", "orders-1-C-1"]
          : ["refunds.DLT-12-C-1", "kafka-coordinator-heartbeat-thread | orders", "main"],
      );
      const context: [string, string][] = chance(random, 0.7)
        ? [
            ["topic", pick(random, set === "sample" ? ["orders", "orders-retry"] : ["refunds.DLT", "orders"])],
            ["partition", String(whole(random, 0, set === "sample" ? 9 : 300))],
            ["offset", String(sized(random, set === "sample" ? 6 : 11))],
            ...(chance(random, 0.6) ? [["traceId", hex(random, 32)] as [string, string]] : []),
            ...(set === "other" && chance(random, 0.3) ? [["tenant", pick(random, ["acme GmbH", "t-17"])] as [string, string]] : []),
          ]
        : [];
      const logger = pick(random, loggers[set]);
      const body = `${message(random, set, messages)}${chance(random, level.text === "ERROR" ? 0.8 : 0) ? javaStack(random, set) : ""}`;
      const said = context.map(([name, value]) => `${name}=${value}`).join(", ");
      return {
        text: `${print(moment, "yyyy-MM-ddTHH:mm:ss,SSSxx")} ${level.text.padEnd(5)} [${thread}] [${said}] ${logger} - ${body}`,
        expected: {
          timeUnixNano: String(moment.nanos),
          severityNumber: level.number,
          severityText: level.text,
          body: [body, body.split("\n")[0] ?? ""],
          values: [thread, logger, ...context.map(([, value]) => [value, said])],
        },
      };
    }),
};
