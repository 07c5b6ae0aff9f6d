import { moments, print } from "../clock.ts";
import type { Program } from "../program.ts";
import { chance, pick, whole } from "../random.ts";
import { host, word } from "../words.ts";

const ticking = {
  sample: ["2026-01-17T18:00:00Z", "2026-01-17T19:00:00Z"],
  other: ["2026-04-28T12:00:00Z", "2026-05-02T10:00:00Z"],
  digits: 0,
} as const;

export const program: Program = {
  name: "job-table",
  about:
    "A scheduler's table: aligned columns, durations with their unit, percentages, numbers that may be missing; no level and no message.",
  lines: (random, count, set) =>
    moments(random, count, set, ticking).map((moment) => {
      const job = `${word(random, set)}-${pick(random, set === "sample" ? ["nightly", "sync"] : ["sync", "v2-hourly", "x"])}`;
      const state = pick(random, set === "sample" ? ["done", "late", "skipped"] : ["done", "queued", "cancelled"]);
      const taken = (whole(random, 1, set === "sample" ? 9999 : 9_999_999) / 10).toFixed(1);
      const share = (whole(random, 0, 1000) / 10).toFixed(1);
      const rows = whole(random, 0, set === "sample" ? 999 : 9_999_999);
      const known = chance(random, 0.85);
      const machine = host(random, set);
      const columns = [
        job.padEnd(20),
        state.padEnd(9),
        `${taken}ms`.padStart(11),
        `${share}%`.padStart(6),
        (known ? String(rows) : "-").padStart(8),
        machine,
      ];
      return {
        text: `${print(moment, "yyyy-MM-dd HH:mm:ss")}  ${columns.join("  ")}`,
        expected: {
          timeUnixNano: String(moment.nanos),
          severityNumber: 0,
          body: undefined,
          values: [
            job,
            state,
            [`${taken}ms`, Number(taken), Number(taken) / 1000],
            [`${share}%`, Number(share), Number(share) / 100],
            ...(known ? [rows] : []),
            machine,
          ],
        },
      };
    }),
};
