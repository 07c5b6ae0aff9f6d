import { moments, print } from "../clock.ts";
import type { Program } from "../program.ts";
import { drawLevel, pick } from "../random.ts";
import { message } from "../words.ts";

const ticking = {
  sample: ["2026-02-26T11:00:00Z", "2026-02-26T13:00:00Z"],
  other: ["2026-10-24T12:00:00Z", "2026-10-26T10:00:00Z"],
  digits: 3,
  zone: "Europe/Copenhagen",
} as const;

const levels = {
  common: [
    ["info", 9, 85],
    ["warning", 13, 15],
  ],
  rare: [
    ["debug", 5],
    ["trace", 1],
    ["error", 17],
  ],
} as const;

const messages = {
  sample: [
    "GC({n}) Pause Young (Normal) (G1 Evacuation Pause)",
    "GC({n}) Pause Young (Normal) (G1 Evacuation Pause) {n}M->{n}M(256M) {ms}ms",
    "GC({n}) Eden regions: {n}->0({n})",
    "GC({n}) Metaspace: {n}K({n}K)->{n}K({n}K) NonClass: {n}K({n}K)->{n}K({n}K)",
    "GC({n}) User=0.01s Sys=0.00s Real=0.02s",
    "Using G1",
    "Entering safepoint region: G1CollectForAllocation",
  ],
  other: [
    "  {n}: {word} [0x{hex}, 0x{hex}]",
    "Heap Region Size: 1M",
    "GC({n}) To-space exhausted",
    "GC({n}) Concurrent Mark Cycle {ms}ms",
    'Safepoint "ICBufferFull", Time since last: {n} ns, Reaching safepoint: {n} ns',
    "[{word}] {word} source: jrt:/java.base",
  ],
};

export const program: Program = {
  name: "uptime-and-tags",
  about:
    "The JVM's own log: four brackets without blanks between them, time, seconds since the start, a padded level and a padded list of tags with commas; messages that begin with blanks or brackets.",
  lines: (random, count, set) => {
    const started = BigInt(Date.parse(ticking[set][0])) * 1_000_000n - 1_217_000_000n;
    return moments(random, count, set, ticking).map((moment) => {
      const level = drawLevel(random, set, levels);
      const up = (Number((moment.nanos - started) / 1_000_000n) / 1000).toFixed(3);
      const tags = pick(
        random,
        set === "sample"
          ? ["gc", "gc,start", "gc,heap", "gc,phases", "safepoint", "gc,metaspace"]
          : ["gc,cpu", "gc", "gc,heap,coops", "class,load", "os,thread"],
      );
      const body = message(random, set, messages);
      return {
        text: `[${print(moment, "yyyy-MM-dd'T'HH:mm:ss.SSSxx")}][${up}s][${level.text.padEnd(7)}][${tags.padEnd(13)}] ${body}`,
        expected: {
          timeUnixNano: String(moment.nanos),
          severityNumber: level.number,
          severityText: level.text,
          body,
          values: [[`${up}s`, Number(up)], tags],
        },
      };
    });
  },
};
