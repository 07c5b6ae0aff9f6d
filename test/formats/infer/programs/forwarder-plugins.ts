import { moments, print } from "../clock.ts";
import type { Program } from "../program.ts";
import { chance, drawLevel, pick } from "../random.ts";
import { message } from "../words.ts";

const ticking = {
  sample: ["2026-07-06T10:00:00Z", "2026-07-06T14:00:00Z"],
  other: ["2026-10-30T12:00:00Z", "2026-11-02T10:00:00Z"],
  digits: 9,
  zone: "America/Argentina/Buenos_Aires",
} as const;

const levels = {
  common: [
    ["info", 9, 65],
    ["warn", 13, 20],
    ["error", 17, 15],
  ],
  rare: [
    ["debug", 5],
    ["trace", 1],
  ],
} as const;

const plugins = {
  sample: ["engine", "storage", "input:tail:tail.0", "output:es:es.0", "filter:kubernetes:kubernetes.0", "sp"],
  other: ["engine", "input:tail:tail.12", "output:loki:loki.1", "upstream", "task", "http_client", "output:kafka:audit-logs"],
};

const messages = {
  sample: [
    "inotify_fs_add(): inode={n} watch_fd={n} name=/var/log/containers/{word}-{hex}.log",
    "inode={n} handle rotation(): {file} => {file}.1",
    "failed to flush chunk '1-{n}.{n}.flb', retry in {n} seconds: task_id={n}, input=tail.0 > output=es.0 (out_id=0)",
    "HTTP status={n} URI=/_bulk",
    'HTTP status=429 URI=/_bulk, response:\n{"error":"{word}","status":429}',
    "https=1 host=kubernetes.default.svc port=443",
    "connectivity OK",
    "ver=1.5.2, type=memory, sync=normal, checksum=off, max_chunks_up={n}",
  ],
  other: [
    "connection #{n} to tcp://{ip}:{port} timed out after {n} seconds (connection timeout)",
    "chunk '{n}-{n}.flb' cannot be retried: task_id={n}, input=tail.0",
    "[{word}] worker #{n} started",
    "cannot increase buffer: current={n} requested={n} max={n}",
    "re-schedule retry={hex} {n} in the next {n} seconds",
  ],
};

const ownMessages = {
  sample: ["Configuration:", "worker #{n} started", "could not open {file}"],
  other: ["no such file: {file}", "service will shutdown in max {n} seconds", "-"],
};

export const program: Program = {
  name: "forwarder-plugins",
  about:
    "Fluent Bit: nanoseconds without a zone, a level padded in front inside its bracket, kind:plugin:instance in a bracket that some messages lack; name=value in the midst and at the end of messages, an object on the line below some.",
  tz: "America/Argentina/Buenos_Aires",
  lines: (random, count, set) =>
    moments(random, count, set, ticking).map((moment) => {
      const level = drawLevel(random, set, levels);
      const plugin = chance(random, 0.9) ? pick(random, plugins[set]) : undefined;
      const said = message(random, set, plugin === undefined ? ownMessages : messages);
      const body = `${plugin === undefined ? "" : `[${plugin}] `}${said}`;
      // Pairs at the end are fields or part of the message.
      const pairs = / ?\w+=\S+(?: \w+=\S+)*$/.exec(said)?.[0] ?? "";
      const rest = said.slice(0, said.length - pairs.length);
      const parts = [rest, ...pairs.split(" ").map((pair) => pair.slice(pair.indexOf("=") + 1).replace(/,$/, ""))].filter(
        (part) => part !== "",
      );
      return {
        text: `[${print(moment, "yyyy/MM/dd HH:mm:ss.SSSSSSSSS")}] [${level.text.padStart(5)}] ${body}`,
        expected: {
          timeUnixNano: String(moment.nanos),
          severityNumber: level.number,
          severityText: level.text,
          // A bracket in front may have been read as the plugin's.
          body:
            pairs === ""
              ? [said, body, said.replace(/^\[.*?\] /, ""), ...[said, body].map((text) => text.split("\n")[0] ?? "")]
              : undefined,
          values: [...(plugin === undefined ? [] : [plugin]), ...(pairs === "" ? [] : parts.map((part) => [part, said, body]))],
        },
      };
    }),
};
