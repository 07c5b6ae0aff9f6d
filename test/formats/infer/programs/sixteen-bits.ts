import { moments, print } from "../clock.ts";
import type { Program } from "../program.ts";
import { pick, sized, whole } from "../random.ts";
import { message } from "../words.ts";

const ticking = {
  sample: ["2026-03-02T03:00:00Z", "2026-03-02T06:00:00Z"],
  other: ["2026-11-15T12:00:00Z", "2026-11-19T10:00:00Z"],
  digits: 2,
  zone: "Europe/Athens",
} as const;

const messages = {
  sample: [
    "Starting up database '{word}'.",
    "Login failed for user '{user}'. Reason: the password does not match. [CLIENT: {ip}]",
    "Error: {n}, Severity: 14, State: {n}.",
    "Database backed up. Database: {word}, pages dumped: {n}, device: '{file}'.",
    "I/O is frozen on database {word}.",
  ],
  other: [
    "Server process ID is {n}.",
    "Warning: {word} is not valid – skipping {n} rows",
    "Recovery of database '{word}' ({n}) is {n}% complete (about {n} seconds remain).",
    "{user}",
  ],
};

export const program: Program = {
  name: "sixteen-bits",
  about:
    "SQL Server on Windows: UTF-16 with a mark in front, CRLF; hundredths of a second; a padded source; no level, though messages say Severity.",
  tz: "Europe/Athens",
  bytes: (text) => Buffer.from(`\ufeff${text}`, "utf16le"),
  lines: (random, count, set) =>
    moments(random, count, set, ticking).map((moment) => {
      const spid = `spid${set === "sample" ? whole(random, 5, 70) : sized(random, 4)}${pick(random, ["", "s"])}`;
      const source = pick(random, set === "sample" ? [spid, spid, "Server", "Logon"] : [spid, "Backup", "Logon", "Server"]);
      const body = message(random, set, messages);
      return {
        text: `${print(moment, "yyyy-MM-dd HH:mm:ss.SS")} ${source.padEnd(11)} ${body}\r`,
        expected: { timeUnixNano: String(moment.nanos), severityNumber: 0, body, values: [source] },
      };
    }),
};
