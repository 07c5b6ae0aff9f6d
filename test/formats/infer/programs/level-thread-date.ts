import { moments, print } from "../clock.ts";
import type { Program } from "../program.ts";
import { chance, drawLevel, pick, whole } from "../random.ts";
import { count as counted, javaStack, message } from "../words.ts";

const ticking = {
  sample: ["2026-08-05T18:00:00Z", "2026-08-05T19:30:00Z"],
  other: ["2026-09-28T12:00:00Z", "2026-10-02T10:00:00Z"],
  digits: 3,
} as const;

const levels = {
  common: [
    ["INFO", 9, 70],
    ["DEBUG", 5, 15],
    ["WARN", 13, 15],
  ],
  rare: [
    ["ERROR", 17],
    ["TRACE", 1],
  ],
} as const;

const messages = {
  sample: [
    "Updating topology for all endpoints that have changed",
    "Compacted ({uuid}) {n} sstables to [{file},] to level=0.",
    "InetAddress /{ip} is now UP",
    "G1 Young Generation GC in {n}ms. G1 Old Gen: {n} -> {n};",
    "Enqueuing flush of {word}: {n} (0%) on-heap, {n} (0%) off-heap",
  ],
  other: [
    "DRAINED",
    "Handshaking version with {host}/{ip}",
    "Unexpected exception during request; channel = [id: 0x{hex}, L:/{ip}:{port}]",
    "Cannot replicate: {word} - no live endpoints",
  ],
};

export const program: Program = {
  name: "level-thread-date",
  about: "Cassandra: a padded level and a thread in brackets come before the time; then file and line, a dash, the message, some stacks.",
  tz: "UTC",
  lines: (random, count, set) =>
    moments(random, count, set, ticking).map((moment) => {
      const level = drawLevel(random, set, levels);
      const number = counted(random, set);
      const thread = pick(
        random,
        set === "sample"
          ? ["main", `ScheduledTasks:${number}`, `CompactionExecutor:${number}`, "GossipStage:1"]
          : [
              `Native-Transport-Requests-${number}`,
              `MemtableFlushWriter:${number}`,
              "EXPIRING-MAP-REAPER:1",
              "RMI TCP Connection(2)-127.0.0.1",
            ],
      );
      const file = pick(
        random,
        set === "sample" ? ["TokenMetadata.java", "ColumnFamilyStore.java", "Gossiper.java"] : ["Gossiper.java", "GCInspector.java"],
      );
      const line = whole(random, 20, set === "sample" ? 999 : 2900);
      const said = message(random, set, messages);
      const stack = level.text !== "INFO" && chance(random, 0.3) ? javaStack(random, set) : "";
      const place = `${file}:${line}`;
      return {
        text: `${level.text.padEnd(5)} [${thread}] ${print(moment, "yyyy-MM-dd HH:mm:ss,SSS")} ${place} - ${said}${stack}`,
        expected: {
          timeUnixNano: String(moment.nanos),
          severityNumber: level.number,
          severityText: level.text,
          body: [said, `${said}${stack}`],
          values: [thread, [file, place], [line, place]],
        },
      };
    }),
};
