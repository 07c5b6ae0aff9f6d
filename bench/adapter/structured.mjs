import { iso, level, re, timeOf } from "./records.mjs";

const names = {
  time: ["time", "timestamp", "@timestamp", "ts", "datetime", "t"],
  level: ["level", "severity", "lvl", "log.level", "loglevel"],
  body: ["msg", "message", "body"],
};
const isoOnly = re`^${iso}$`;
const pair = /([A-Za-z_@][\w.@/-]*)(?:=(?:"((?:[^"\\]|\\.)*)"|(\S*)))?(?:\s+|$)/y;

/** What the parser does more of, and a person would not write by hand: other loggers' names, errors with their stacks, numbers too large. */
const others =
  /"(?:@[a-z]|PRIORITY|MESSAGE|s|text|log\.\w[^"]*|line\.[^"]*|t|(?:trace|span)[_.]?[iI]d|__proto__|)":|"stack":|\\ud|\d{16}|[eE]\+?\d{3}|-0\b|[[,]\s*null/;

/** The record of what a line names itself: time, level and message are taken out. */
function named(attributes, line) {
  const found = {};
  for (const [part, keys] of Object.entries(names)) {
    const key = keys.find((one) => attributes[one] !== undefined);
    if (key === undefined) continue;
    found[part] = attributes[key];
    delete attributes[key];
  }
  let time;
  if (found.time !== undefined) {
    const groups = typeof found.time === "string" ? isoOnly.exec(found.time)?.groups : undefined;
    if (!groups?.zone) return undefined;
    time = timeOf(groups);
    if (!time) return undefined;
  }
  if (found.level !== undefined && (typeof found.level !== "string" || !/^[A-Za-z]+$/.test(found.level))) return undefined;
  if (found.body !== undefined && typeof found.body !== "string") return undefined;
  const severityNumber = found.level && level(found.level);
  if (found.level && !severityNumber) return undefined;
  return { attributes, time, severityNumber, severityText: found.level, body: found.body ?? line };
}

/** Formats whose lines name their fields, and the carrier of container runtimes. */
export const structured = {
  json: {
    note: "against JSON.parse and JSON.stringify",
    parse: (line) => {
      if (!line.startsWith("{") || others.test(line)) return undefined;
      try {
        return named(
          JSON.parse(line, (_, value) => value ?? undefined),
          line,
        );
      } catch {
        return undefined;
      }
    },
  },
  logfmt: {
    parse: (line) => {
      if (/\r|(?:^| )(?:t|s|text|log|[a-z]*_?id|err(?:or)?|line\.\S*|log\.\S*)=/.test(line)) return undefined;
      const fields = {};
      pair.lastIndex = 0;
      while (pair.lastIndex < line.length) {
        const [, key, quoted, bare] = pair.exec(line) ?? [];
        if (key === undefined) return undefined;
        if (quoted !== undefined) fields[key] = quoted.includes("\\") ? JSON.parse(`"${quoted}"`) : quoted;
        else if (bare === undefined) fields[key] = true;
        else fields[key] = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/.test(bare) && !(bare in names) ? Number(bare) : bare;
      }
      return named(fields, line);
    },
  },
  cri: {
    patterns: [re`^${iso} (?<stream>stdout|stderr) F (?<message>.*)$`],
    read: (g) => ({ attributes: { "log.iostream": g.stream }, time: timeOf(g), body: g.message }),
  },
};
