import { moments, print } from "../clock.ts";
import type { Program } from "../program.ts";
import { drawLevel, pick, whole } from "../random.ts";
import { message } from "../words.ts";

const ticking = {
  sample: ["2026-03-17T12:00:00Z", "2026-03-17T14:00:00Z"],
  other: ["2026-03-29T12:00:00Z", "2026-04-02T10:00:00Z"],
  digits: 3,
  zone: "Asia/Seoul",
} as const;

const levels = {
  common: [
    ["D", 5, 40],
    ["I", 9, 40],
    ["W", 13, 12],
    ["E", 17, 8],
  ],
  rare: [
    ["V", 1],
    ["F", 21],
  ],
} as const;

const messages = {
  sample: [
    "printFreezingDisplayLogsopening app wtoken = AppWindowToken{{hex}}, allDrawn= false",
    "Skipped {n} frames!  The application may be doing too much work on its main thread.",
    "ready=true,policy={n},wakefulness={n}",
    "onStart: {word}",
    "uid={n}({user}) expire {n} lines",
    "GC freed {n}({n}KB) AllocSpace objects",
  ],
  other: ["Timeout waiting for {word}", "--------- beginning of {word}", "!@Sync {n} [{word}]", "D/{word}: {n}", "set to null"],
};

export const program: Program = {
  name: "handset",
  about: "Android: month and day without a year, padded numbers of process and thread, one letter for the level, a padded tag.",
  tz: "Asia/Seoul",
  referenceTime: "2026-04-02T12:00:00Z",
  lines: (random, count, set) =>
    moments(random, count, set, ticking).map((moment) => {
      const level = drawLevel(random, set, levels);
      const pid = whole(random, set === "sample" ? 900 : 1, set === "sample" ? 2999 : 31_000);
      const tid = whole(random, set === "sample" ? 900 : 1, set === "sample" ? 4999 : 31_000);
      const tag = pick(
        random,
        set === "sample" ? ["WindowManager", "chatty", "art", "PowerManagerService"] : ["art", "lowmem", "Unity", "c.e.shop.MainActivity"],
      );
      const body = message(random, set, messages);
      const columns = `${String(pid).padStart(5)} ${String(tid).padStart(5)} ${level.text} ${tag.padEnd(8)}`;
      return {
        text: `${print(moment, "MM-dd HH:mm:ss.SSS")} ${columns}: ${body}`,
        expected: {
          timeUnixNano: String(moment.nanos),
          severityNumber: level.number,
          severityText: level.text,
          body,
          values: [pid, tid, tag],
        },
      };
    }),
};
