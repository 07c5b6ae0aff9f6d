import { moments, print } from "../clock.ts";
import type { Program } from "../program.ts";
import { chance, drawLevel, pick, whole } from "../random.ts";
import { chatter, message, word } from "../words.ts";

const ticking = {
  sample: ["2026-04-24T09:00:00Z", "2026-04-24T11:00:00Z"],
  other: ["2026-05-30T21:00:00Z", "2026-06-03T01:00:00Z"],
  digits: 3,
  zone: "Australia/Sydney",
} as const;

const levels = {
  common: [
    ["INFO", 9, 75],
    ["WARN", 13, 15],
    ["DEBUG", 5, 10],
  ],
  rare: [
    ["ERROR", 17],
    ["FATAL", 21],
    ["TRACE", 1],
  ],
} as const;

const loggers = {
  sample: ["o.e.n.Node", "o.e.c.m.MetadataMappingService", "o.e.x.s.a.AuthenticationService", "o.e.p.PluginsService"],
  other: ["o.e.b.ElasticsearchUncaughtExceptionHandler", "i.n.u.Foo$1", "deprecation.search", "o.e.c.r.a.AllocationService"],
};

export const program: Program = {
  name: "all-bracketed",
  about:
    "Time, level and logger in brackets without blanks between them, both padded inside; a node; index and shard in brackets when there are any.",
  tz: "Australia/Sydney",
  lines: (random, count, set) =>
    moments(random, count, set, ticking).map((moment) => {
      const level = drawLevel(random, set, levels);
      const logger = pick(random, [...loggers.sample, ...(set === "other" ? loggers.other : [])]);
      const node = pick(random, set === "sample" ? ["node-1", "node-2"] : ["es-master-0", "node-1", "es data 3"]);
      const sharded = chance(random, 0.3);
      const [index, shard] = [`${word(random, set)}-2026.04`, whole(random, 0, 5)];
      const said = message(random, set, chatter);
      const tag = sharded ? `[${index}][${shard}] ` : "";
      return {
        text: `[${print(moment, "yyyy-MM-dd'T'HH:mm:ss,SSS")}][${level.text.padEnd(5)}][${logger.padEnd(25)}] [${node}] ${tag}${said}`,
        expected: {
          timeUnixNano: String(moment.nanos),
          severityNumber: level.number,
          severityText: level.text,
          body: sharded ? [said, `${tag}${said}`] : said,
          values: [logger, node],
        },
      };
    }),
};
