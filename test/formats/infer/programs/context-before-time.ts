import { moments, print } from "../clock.ts";
import type { LineSet, Program } from "../program.ts";
import { chance, drawLevel, hex, pick, type Random, sized } from "../random.ts";
import { fill, ipv4, message, path, user } from "../words.ts";

const ticking = {
  sample: ["2026-05-06T11:00:00Z", "2026-05-06T15:00:00Z"],
  other: ["2026-10-24T12:00:00Z", "2026-10-26T10:00:00Z"],
  digits: 6,
  zone: "Europe/Brussels",
} as const;

const levels = {
  common: [
    ["info", 9, 75],
    ["warn", 13, 12],
    ["error", 17, 13],
  ],
  rare: [
    ["debug", 5],
    ["critical", [18, 21]],
  ],
} as const;

const loggers = {
  sample: ["migrator", "sqlstore", "ngalert.scheduler", "provisioning.dashboard"],
  other: ["sqlstore", "plugin.loader", "secret.migration", "tsdb.loki", "live.push_http"],
};

const messages = {
  sample: [
    "Executing migration",
    "starting to provision dashboards",
    "Database locked, sleeping then retrying",
    "Started",
    "Update available",
  ],
  other: ["Plugin registered", "failed to load {word}", 'could not parse "{word}"', "Done"],
};

type Pair = [name: string, value: string];

function asked(random: Random, set: LineSet, failed: boolean): Pair[] {
  return [
    ["method", pick(random, set === "sample" ? ["GET", "POST"] : ["GET", "PUT", "PATCH"])],
    ["path", path(random, set).replace(/\?.*/, "")],
    ["status", pick(random, failed ? ["500", "502"] : set === "sample" ? ["200", "302", "401"] : ["204", "403", "-1"])],
    ["remote_addr", ipv4(random, set)],
    ["time_ms", String(sized(random, set === "sample" ? 3 : 6))],
    ["duration", `${sized(random, 3)}.${sized(random, 3)}ms`],
    ["size", String(sized(random, set === "sample" ? 4 : 7))],
    ["referer", chance(random, 0.3) ? fill(random, set, "https://{host}/d/{hex}/overview?orgId=1&from=now-{n}h") : ""],
    ...(chance(random, 0.5) ? [["traceID", hex(random, 32)] satisfies Pair] : []),
  ];
}

const happenings: Readonly<Record<LineSet, readonly (readonly [name: string, template: string])[]>> = {
  sample: [
    ["id", "create {word} table"],
    ["error", 'dial tcp {ip}:5432: connect: connection refused, "{word}" is lost'],
    ["attempt", "{n}"],
    ["folder", "{word}"],
    ["duration", "{ms}ms"],
  ],
  other: [
    ["pluginID", "{word}-panel"],
    ["err", 'unexpected "{" in {file}:{n}'],
    ["attempt", "{n}"],
    ["rule_uid", "{hex}"],
    ["query", 'sum(rate({app="{word}"}[5m])) > {n}'],
  ],
};

const quoted = (value: string) => (/[\s"=]/.test(value) ? `"${value.replaceAll('"', '\\"')}"` : value);

export const program: Program = {
  name: "context-before-time",
  about:
    "Grafana: name=value throughout; logger and, for requests, the user stand before the time, the level in the middle; quotes only where they are needed, escaped within; a value may be empty; names come and go.",
  lines: (random, count, set) =>
    moments(random, count, set, ticking).map((moment) => {
      const level = drawLevel(random, set, levels);
      const isRequest = chance(random, 0.5);
      const before: Pair[] = isRequest
        ? [
            ["logger", "context"],
            ["userId", String(sized(random, set === "sample" ? 2 : 5))],
            ["orgId", String(sized(random, 1))],
            ["uname", chance(random, 0.7) ? user(random, set) : ""],
          ]
        : [["logger", pick(random, loggers[set])]];
      const said = isRequest ? "Request Completed" : message(random, set, messages);
      const after: Pair[] = isRequest
        ? asked(random, set, level.text === "error")
        : happenings[set].filter(() => chance(random, 0.4)).map(([name, template]) => [name, fill(random, set, template)]);
      const written = (pairs: readonly Pair[]) => pairs.map(([name, value]) => `${name}=${quoted(value)}`);
      return {
        text: [
          ...written(before),
          `t=${print(moment, "yyyy-MM-dd'T'HH:mm:ss.SSSSSSxxx")}`,
          `level=${level.text}`,
          `msg=${quoted(said)}`,
          ...written(after),
        ].join(" "),
        expected: {
          timeUnixNano: String(moment.nanos),
          severityNumber: level.number,
          severityText: level.text,
          body: [said, said.replaceAll('"', '\\"')],
          values: [...before, ...after]
            .filter(([, value]) => value !== "")
            .map(([, value]) => [
              value,
              value.replaceAll('"', '\\"'),
              ...(/^-?\d+$/.test(value) ? [Number(value)] : []),
              ...(/^[\d.]+ms$/.test(value) ? [Number(value.slice(0, -2)), Number(value.slice(0, -2)) / 1000] : []),
            ]),
        },
      };
    }),
};
