import { moments, print } from "../clock.ts";
import type { Program, Value } from "../program.ts";
import { chance, drawLevel, pick, whole } from "../random.ts";
import { count as counted, fill, message, word } from "../words.ts";

const ticking = {
  sample: ["2026-05-05T09:10:00Z", "2026-05-05T12:00:00Z"],
  other: ["2026-04-30T21:50:00Z", "2026-05-05T23:50:00Z"],
  digits: 6,
} as const;

const levels = {
  common: [
    ["I", 9, 80],
    ["W", 13, 12],
    ["E", 17, 8],
  ],
  rare: [["F", 21]],
} as const;

const files = {
  sample: ["server.go", "reflector.go", "kubelet.go", "pod_workers.go"],
  other: ["garbage_collector.go", "klog.go", "x_test.go", "trace.go", "main.c++"],
};

const messages = {
  sample: [
    "Starting kubelet main sync loop",
    "watch of *v1.{word} ended with: too old resource version: {n} ({n})",
    "http: TLS handshake error from {ip}:{port}: EOF",
    "Attempting to reclaim {word} of {host}",
    "Failed to list *v1.{word}: Get https://{ip}:6443/api: dial tcp: i/o timeout",
    "{n} pods in {ms} ms",
  ],
  other: [
    'Trace[{n}]: "List" {ms}ms',
    "[graceful-termination] shutting down",
    "E2E {word}",
    "Caches are synced for {word}",
    "unable to remove {file}",
  ],
};

const events = {
  sample: ["SyncLoop ADD", "Scaled replica set", "Pod started"],
  other: ["Killing container with a grace period", "Evicted"],
};

export const program: Program = {
  name: "letter-and-thread",
  about:
    "The level is one letter that touches month and day; no year; a padded thread, file and line; some messages are quoted and followed by key=value.",
  referenceTime: "2026-05-06T00:00:00Z",
  lines: (random, count, set) =>
    moments(random, count, set, ticking).map((moment) => {
      const level = drawLevel(random, set, levels);
      const thread = set === "sample" ? pick(random, [28_133, 28_140, 1]) : whole(random, 1, 4_000_000);
      const file = pick(random, [...files.sample, ...(set === "other" ? files.other : [])]);
      const number = whole(random, 1, set === "sample" ? 999 : 4000);
      const [body, tail, values] = chance(random, 0.4) ? structured() : [message(random, set, messages), "", []];
      const said = tail === "" ? body : [`${body}${tail}`, body, body.slice(1, -1)];
      return {
        text: `${level.text}${print(moment, "MMdd HH:mm:ss.SSSSSS")} ${String(thread).padStart(7)} ${file}:${number}] ${body}${tail}`,
        expected: {
          timeUnixNano: String(moment.nanos),
          severityNumber: level.number,
          severityText: level.text,
          body: said,
          values: [thread, [file, `${file}:${number}`], [number, `${file}:${number}`], ...values],
        },
      };

      function structured(): [string, string, Value[]] {
        const pod = `${word(random, set)}/${fill(random, set, "{host}")}`;
        const replicas = counted(random, set);
        const event = pick(random, [...events.sample, ...(set === "other" ? events.other : [])]);
        return [`"${event}"`, ` pod="${pod}" replicas=${replicas}`, [pod, replicas]];
      }
    }),
};
