import { moments, print } from "../clock.ts";
import type { Program } from "../program.ts";
import { drawLevel, whole } from "../random.ts";
import { message } from "../words.ts";

const ticking = {
  sample: ["2026-03-17T08:00:00Z", "2026-03-17T11:00:00Z"],
  other: ["2026-06-28T12:00:00Z", "2026-07-02T10:00:00Z"],
  digits: 3,
  zone: "Europe/Stockholm",
} as const;

const levels = {
  common: [
    ["info", 9, 75],
    ["warning", 13, 15],
    ["debug", 5, 10],
  ],
  rare: [
    ["error", 17],
    ["notice", 10],
    ["critical", [18, 21]],
    ["alert", 19],
  ],
} as const;

const messages = {
  sample: [
    "accepting AMQP connection <0.{n}.0> ({ip}:{port} -> {ip}:5672)",
    "closing AMQP connection <0.{n}.0> ({ip}:{port} -> {ip}:5672, vhost: '/', user: '{user}')",
    "Server startup complete; {n} plugins started.",
    "memory high watermark set to {n} MiB ({n} bytes)",
    'Message store "{hex}/msg_store_transient": {n} files',
    "rebuilding indices from scratch",
  ],
  other: [
    "Closing all channels from '{ip}:{port}'",
    "** Generic server {word} terminating",
    "{word} queue '{word}' in vhost '/' was deleted",
    "[{word}] = {n}",
  ],
};

export const program: Program = {
  name: "angle-process",
  about: "RabbitMQ: the level in brackets, an Erlang process between angle brackets; some messages hold another process.",
  tz: "Europe/Stockholm",
  lines: (random, count, set) =>
    moments(random, count, set, ticking).map((moment) => {
      const level = drawLevel(random, set, levels);
      const process = `0.${whole(random, 200, set === "sample" ? 900 : 9_000_000)}.${set === "sample" ? 0 : whole(random, 0, 3)}`;
      const body = message(random, set, messages);
      return {
        text: `${print(moment, "yyyy-MM-dd HH:mm:ss.SSS")} [${level.text}] <${process}> ${body}`,
        expected: {
          timeUnixNano: String(moment.nanos),
          severityNumber: level.number,
          severityText: level.text,
          body,
          values: [[process, `<${process}>`]],
        },
      };
    }),
};
