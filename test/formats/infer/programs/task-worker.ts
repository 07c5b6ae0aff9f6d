import { moments, print } from "../clock.ts";
import type { Program } from "../program.ts";
import { chance, drawLevel, pick, whole } from "../random.ts";
import { message, pythonTraceback } from "../words.ts";

const ticking = {
  sample: ["2026-03-02T09:00:00Z", "2026-03-02T14:00:00Z"],
  other: ["2026-05-28T12:00:00Z", "2026-06-02T10:00:00Z"],
  digits: 3,
  zone: "America/Bogota",
} as const;

const levels = {
  common: [
    ["INFO", 9, 80],
    ["WARNING", 13, 10],
    ["ERROR", 17, 10],
  ],
  rare: [
    ["DEBUG", 5],
    ["CRITICAL", [18, 21]],
  ],
} as const;

const messages = {
  sample: [
    "Task shop.tasks.send_invoice[{uuid}] received",
    "Task shop.tasks.send_invoice[{uuid}] succeeded in {ms}s: None",
    "Task shop.tasks.resize[{uuid}] succeeded in 0.0{n}s: {'width': {n}}",
    "Task shop.tasks.charge[{uuid}] retry: Retry in {n}s",
    "shop.tasks.charge[{uuid}]: charging {user}",
    "celery@{host} ready.",
    "mingle: sync with {n} nodes",
    "Connected to amqp://{user}:**@{host}:5672//",
  ],
  other: [
    "missed heartbeat from celery@{host}",
    "Timer wakeup? Next ETA {ms} secs.",
    "warm shutdown (MainProcess)",
    "Scheduler: Sending due task nightly-{word} (shop.tasks.nightly)",
    "| Worker: Starting Hub",
    "[{n}: {word}/{word}] left",
  ],
};

export const program: Program = {
  name: "task-worker",
  about:
    "Python's Celery: one bracket that holds the time, a colon, the level and a slash before the process; tracebacks below failed tasks.",
  tz: "America/Bogota",
  lines: (random, count, set) =>
    moments(random, count, set, ticking).map((moment) => {
      const level = drawLevel(random, set, levels);
      const forked = `ForkPoolWorker-${whole(random, 1, set === "sample" ? 8 : 4000)}`;
      const process = pick(random, ["MainProcess", forked, forked, ...(set === "sample" ? [] : ["Beat", "SpawnPoolWorker-1:2"])]);
      const failed = level.text === "ERROR" && chance(random, 0.8);
      const said = failed
        ? message(random, set, {
            sample: ["Task shop.tasks.charge[{uuid}] raised unexpected: ValueError('{word}')"],
            other: ["Task shop.tasks.sync[{uuid}] raised unexpected: OSError({n}, '{word}')"],
          })
        : message(random, set, messages);
      const body = `${said}${failed ? pythonTraceback(random, set) : ""}`;
      return {
        text: `[${print(moment, "yyyy-MM-dd HH:mm:ss,SSS")}: ${level.text}/${process}] ${body}`,
        expected: {
          timeUnixNano: String(moment.nanos),
          severityNumber: level.number,
          severityText: level.text,
          body: [body, said],
          values: [process],
        },
      };
    }),
};
