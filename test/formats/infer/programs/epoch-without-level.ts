import { moments, print } from "../clock.ts";
import type { Program } from "../program.ts";
import { pick, whole } from "../random.ts";
import { chatter, message } from "../words.ts";

const ticking = {
  sample: ["2026-02-13T12:00:00Z", "2026-02-13T14:00:00Z"],
  other: ["2026-12-28T12:00:00Z", "2027-01-03T01:00:00Z"],
  digits: 6,
} as const;

const messages = {
  sample: [...chatter.sample, "ERROR: {word} is missing", "INFO {n} of {n}", "warning: {file} is large", "failed with error {n}"],
  other: [...chatter.other, "CRITICAL {word}", "debug: {user}", "FATAL: {host} is gone", "no error"],
};

export const program: Program = {
  name: "epoch-without-level",
  about: "Seconds since 1970 with a fraction; no level at all, although some messages begin with a word that looks like one.",
  lines: (random, count, set) =>
    moments(random, count, set, ticking).map((moment) => {
      const pid = set === "sample" ? whole(random, 100, 999) : whole(random, 1, 99_999);
      const unit = pick(random, set === "sample" ? ["gateway", "router"] : ["gateway", "dns-cache_2"]);
      const body = message(random, set, messages);
      return {
        text: `${print(moment, "epoch'.'SSSSSS")} [${pid}] ${unit}: ${body}`,
        expected: { timeUnixNano: String(moment.nanos), severityNumber: 0, body, values: [pid, unit] },
      };
    }),
};
