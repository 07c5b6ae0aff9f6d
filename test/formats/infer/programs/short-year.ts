import { moments, print } from "../clock.ts";
import type { Program } from "../program.ts";
import { chance, drawLevel, pick } from "../random.ts";
import { javaStack, message } from "../words.ts";

/** Over a midnight: only if the year comes first do a few hours lie between the two days, and not a year. */
const ticking = {
  sample: ["2026-06-08T20:00:00Z", "2026-06-10T06:00:00Z"],
  other: ["2026-07-28T12:00:00Z", "2026-08-03T10:00:00Z"],
  digits: 0,
  zone: "Asia/Shanghai",
} as const;

const levels = {
  common: [
    ["INFO", 9, 85],
    ["WARN", 13, 10],
    ["ERROR", 17, 5],
  ],
  rare: [
    ["DEBUG", 5],
    ["FATAL", 21],
  ],
} as const;

const messages = {
  sample: [
    "Running task {n}.0 in stage {n}.0 (TID {n})",
    "Finished task {n}.0 in stage {n}.0 (TID {n}). {n} bytes result sent to driver",
    "Block broadcast_{n} stored as values in memory (estimated size {ms} KB, free {ms} KB)",
    "Found block rdd_{n}_{n} locally",
    "Input split: hdfs://{host}:{port}/data/{word}.log:{n}+{n}",
  ],
  other: [
    "Driver commanded a shutdown",
    "Exception in task {n}.{n} in stage {n}.0 (TID {n})",
    "17 of {n} executors ({word}): lost",
    "Lost connection to {host}:{port}; retrying",
  ],
};

export const program: Program = {
  name: "short-year",
  about: "Hadoop and Spark: two digits of the year before month and day, whole seconds; an abbreviated logger that ends in a colon.",
  tz: "Asia/Shanghai",
  lines: (random, count, set) =>
    moments(random, count, set, ticking).map((moment) => {
      const level = drawLevel(random, set, levels);
      const logger = pick(
        random,
        set === "sample"
          ? ["executor.Executor", "storage.MemoryStore", "rdd.HadoopRDD", "storage.BlockManager"]
          : ["executor.CoarseGrainedExecutorBackend", "executor.Executor", "SparkContext", "python.PythonRunner$"],
      );
      const said = message(random, set, messages);
      const stack = level.text === "ERROR" && chance(random, 0.6) ? javaStack(random, set) : "";
      return {
        text: `${print(moment, "yy/MM/dd HH:mm:ss")} ${level.text} ${logger}: ${said}${stack}`,
        expected: {
          timeUnixNano: String(moment.nanos),
          severityNumber: level.number,
          severityText: level.text,
          body: [said, `${said}${stack}`],
          values: [logger],
        },
      };
    }),
};
