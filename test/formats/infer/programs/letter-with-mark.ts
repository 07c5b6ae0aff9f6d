import { moments, print } from "../clock.ts";
import type { Program } from "../program.ts";
import { chance, drawLevel, pick } from "../random.ts";
import { message } from "../words.ts";

const ticking = {
  sample: ["2026-04-08T06:00:00Z", "2026-04-08T18:00:00Z"],
  other: ["2026-12-30T12:00:00Z", "2027-01-02T10:00:00Z"],
  digits: 0,
} as const;

const levels = {
  common: [
    ["I", 9, 60],
    ["W", 13, 20],
    ["E", 17, 20],
  ],
  rare: [
    ["D", 5],
    ["T", 1],
  ],
} as const;

const plugins = {
  sample: ["agent", "inputs.cpu", "inputs.docker", "inputs.http_response", "outputs.influxdb", "outputs.kafka"],
  other: ["agent", "inputs.snmp", "outputs.http::central", "inputs.exec.disk-health", "processors.starlark", "outputs.influxdb_v2"],
};

const messages = {
  sample: [
    'Error in plugin: Get "http://{host}:8080{path}": dial tcp {ip}:8080: connect: connection refused',
    "Collection took longer than expected; not complete after interval of 10s",
    "Wrote batch of {n} metrics in {ms}ms",
    "Buffer fullness: {n} / 10000 metrics",
    "Metric buffer overflow; {n} metrics have been dropped",
    "When writing to [http://{host}:8086]: failed doing req: context deadline exceeded",
    "Connected to {host}:{port}",
  ],
  other: [
    'Unable to parse "{word}": metric parse error: expected field at 1:{n}',
    "Did not complete within its flush interval",
    "[{word}] skipped",
    "{word}! {n} times",
    "Stopping running outputs",
  ],
};

const ownMessages = {
  sample: ["Loaded inputs: cpu docker http_response ({n}x)", "Tags enabled: host={host}", "Starting Telegraf 1.30.{n}"],
  other: ["Loaded secretstores:", "! Deprecated inputs: {n} and {n} options", "Hang on, flushing any cached metrics before shutdown"],
};

export const program: Program = {
  name: "letter-with-mark",
  about:
    "Telegraf: a letter and an exclamation mark for the level, a plugin in a bracket behind it, which some lines about the agent itself lack.",
  lines: (random, count, set) =>
    moments(random, count, set, ticking).map((moment) => {
      const level = drawLevel(random, set, levels);
      const plugin = chance(random, 0.88) ? pick(random, plugins[set]) : undefined;
      const said = message(random, set, plugin === undefined ? ownMessages : messages);
      const body = `${plugin === undefined ? "" : `[${plugin}] `}${said}`;
      return {
        text: `${print(moment, "yyyy-MM-dd'T'HH:mm:ssXXX")} ${level.text}! ${body}`,
        expected: {
          timeUnixNano: String(moment.nanos),
          severityNumber: level.number,
          severityText: [level.text, `${level.text}!`],
          // A bracket in front may have been read as the plugin's.
          body: [said, body, said.replace(/^\[.*?\] /, "")],
          values: plugin === undefined ? [] : [plugin],
        },
      };
    }),
};
