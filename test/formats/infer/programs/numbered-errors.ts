import { moments, print } from "../clock.ts";
import type { Program } from "../program.ts";
import { drawLevel, pick, whole } from "../random.ts";
import { message } from "../words.ts";

const ticking = {
  sample: ["2026-02-03T03:00:00Z", "2026-02-03T23:00:00Z"],
  other: ["2026-03-28T12:00:00Z", "2026-03-30T10:00:00Z"],
  digits: 6,
  zone: "Europe/Zurich",
} as const;

const levels = {
  common: [
    ["System", 9, 35],
    ["Warning", 13, 40],
    ["Note", 9, 25],
  ],
  rare: [["ERROR", 17]],
} as const;

const messages = {
  sample: [
    "/usr/sbin/mysqld (mysqld 8.0.36) starting as process {n}",
    "InnoDB initialization has ended.",
    "CA certificate ca.pem is self signed.",
    "Aborted connection {n} to db: '{word}' user: '{user}' host: '{ip}' (Got an error reading communication packets)",
    "X Plugin ready for connections. Bind-address: '::' port: 33060, socket: /var/run/mysqld/mysqlx.sock",
    "Plugin mysql_native_password reported: ''mysql_native_password' is deprecated and will be removed in a future release.'",
    "page_cleaner: {n}ms intended loop took {n}ms.",
  ],
  other: [
    "Access denied for user '{user}'@'{host}' (using password: YES)",
    "[{word}] {n}",
    "Slave SQL for channel '': Worker {n} failed executing transaction 'ANONYMOUS' at source log binlog.{n}, end_log_pos {n}",
    "Table ./{word}/{word} is marked as crashed",
    "Received SHUTDOWN from user {user}. Shutting down mysqld (Version: 8.0.36).",
  ],
};

export const program: Program = {
  name: "numbered-errors",
  about:
    "MySQL 8 in local time, with an offset that changes in spring: a thread, then level, code and subsystem in brackets; its rarest level alone is in capitals.",
  lines: (random, count, set) =>
    moments(random, count, set, ticking).map((moment) => {
      const level = drawLevel(random, set, levels);
      const thread = whole(random, 0, set === "sample" ? 40 : 4_000_000);
      const code = `MY-${String(whole(random, set === "sample" ? 10_000 : 1, 13_999)).padStart(6, "0")}`;
      const part = pick(random, set === "sample" ? ["Server", "Server", "InnoDB"] : ["Server", "Repl", "InnoDB", "Xplugin"]);
      const body = message(random, set, messages);
      return {
        text: `${print(moment, "yyyy-MM-dd'T'HH:mm:ss.SSSSSSxxx")} ${thread} [${level.text}] [${code}] [${part}] ${body}`,
        expected: {
          timeUnixNano: String(moment.nanos),
          severityNumber: level.number,
          severityText: level.text,
          body,
          values: [thread, code, part],
        },
      };
    }),
};
