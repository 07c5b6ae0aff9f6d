import { moments, print } from "../clock.ts";
import type { Program } from "../program.ts";
import { chance, drawLevel, hex, pick, whole } from "../random.ts";
import { message } from "../words.ts";

const ticking = {
  sample: ["2026-04-24T22:00:00Z", "2026-04-24T23:30:00Z"],
  other: ["2026-07-29T22:00:00Z", "2026-08-02T01:00:00Z"],
  digits: 3,
} as const;

const levels = {
  common: [
    ["INFO", 9, 80],
    ["DEBUG", 5, 15],
    ["ERROR", 17, 5],
  ],
  rare: [
    ["WARNING", 13],
    ["CRITICAL", [18, 21]],
  ],
} as const;

const places = {
  sample: ["main recommendation_server.py", "urllib3.connectionpool connectionpool.py", "shop.catalogue catalogue.py"],
  other: ["shop.catalogue.images thumbnails.py", "__main__ __main__.py", "root manage.py", "asyncio base_events.py"],
};

const messages = {
  sample: [
    "Receive ListRecommendations for product ids:['{hex}', '{hex}']",
    "Starting new HTTPS connection ({n}): {host}:443",
    'https://{host}:443 "GET {path} HTTP/1.1" 200 {n}',
    "loaded {n} products from {file}",
    "user={user} asked for {n} items",
    "cannot reach {host}: [Errno 111] Connection refused",
    "model {uuid} warmed up in {ms} ms",
  ],
  other: [
    "Task was destroyed but it is pending! task: <Task pending name='Task-{n}'>",
    "- nothing to do -",
    "{n}% of {word} done",
    "Using selector: EpollSelector",
    "{word}: {word}: {n}",
    "worker {host} left [reason: {word}]",
  ],
};

export const program: Program = {
  name: "file-and-trace",
  about:
    "Python: logger, file and line in brackets; a third pair with ids of trace and span, zero when there is no request; a dash before the message.",
  lines: (random, count, set) =>
    moments(random, count, set, ticking).map((moment) => {
      const level = drawLevel(random, set, levels);
      const [logger = "", file = ""] = pick(random, [...places.sample, ...(set === "other" ? places.other : [])]).split(" ");
      const number = whole(random, 1, set === "sample" ? 320 : 4000);
      const traced = chance(random, 0.6);
      const [trace, span] = traced ? [hex(random, 32), hex(random, 16)] : ["0", "0"];
      const sampled = traced && chance(random, 0.8) ? "True" : "False";
      const service = set === "sample" ? "recommendation" : "recommendation-canary";
      const body = message(random, set, messages);
      const context = `trace_id=${trace} span_id=${span} resource.service.name=${service} trace_sampled=${sampled}`;
      return {
        text: `${print(moment, "yyyy-MM-dd HH:mm:ss,SSS")} ${level.text} [${logger}] [${file}:${number}] [${context}] - ${body}`,
        expected: {
          timeUnixNano: String(moment.nanos),
          severityNumber: level.number,
          severityText: level.text,
          body,
          values: [logger, [file, `${file}:${number}`], [number, `${file}:${number}`], service, ...(traced ? [trace, span] : [])],
        },
      };
    }),
};
