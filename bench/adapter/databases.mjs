import { any, assumed, int, iso, level, nil, re, timeOf } from "./records.mjs";

const clock = String.raw`(?<hour>\d\d):(?<minute>\d\d):(?<second>\d\d)`;
const dated = String.raw`(?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d) ${clock}(?:\.(?<fraction>\d+))? UTC`;
const levels = "(?<level>DEBUG\\d?|INFO|LOG|NOTICE|WARNING|ERROR|FATAL|PANIC|DETAIL|HINT|QUERY|CONTEXT|STATEMENT|LOCATION|BACKTRACE)";
const rest = String.raw`${levels}:  (?<message>duration: (?<took>\d+\.\d+) ms(?:  (?:statement|(?<step>execute|parse|bind) (?<name>[^:]+)): (?<query>.*))?|.+)$`;
const postgres = { LOG: 9, DETAIL: 9, HINT: 9, QUERY: 9, CONTEXT: 9, STATEMENT: 9, LOCATION: 9, BACKTRACE: 9, PANIC: 22 };
Object.assign(postgres, { DEBUG: 5, DEBUG1: 5, DEBUG2: 5, DEBUG3: 5, DEBUG4: 5, DEBUG5: 5 });
const mysql = { System: 9, Note: 9, Warning: 13, Error: 17, ERROR: 17 };
const mongodb = { F: 21, E: 17, W: 13, I: 9, D: 5, D1: 8, D2: 7, D3: 6, D4: 5, D5: 4 };
const redis = { ".": 5, "-": 5, "*": 10, "#": 13 };
const column = (named) => `(?<${named}>"(?:[^"]|"")*"|[^,]*)`;
const columns = (...names) => names.map(column).join(",");

/** What the server knows of a session. */
const knownOf = (text) => (text === "[unknown]" || text === "[local]" ? undefined : text || undefined);

/** What a column says. Nothing is nothing. */
const textOf = (text) =>
  text === undefined || text === "" ? undefined : text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text;

/** Logs of databases. */
export const databases = {
  postgres: {
    patterns: [
      re`^${dated} \[(?<pid>\d+)\] (?:(?<user>[^ @]+)@(?<database>[^ ]+) )?${rest}`,
      re`^${dated} \[(?<pid>\d+)\]: (?:\[(?<line>\d+)-1\] )?user=(?<user>[^,]*),db=(?<database>[^, ]*)(?:,app=(?<app>[^,]*))?(?:,client=(?<client>[^ ]*))? ${rest}`,
      re`^${dated}:(?:(?<client>[\da-fA-F.:]+)\((?<port>\d+)\)|(?<local>[^:]*)):(?<user>[^@]*)@(?<database>[^:]*):\[(?<pid>\d+)\]:${rest}`,
    ],
    read: (g) => ({
      attributes: {
        "process.pid": int(g.pid),
        "postgresql.line_number": int(g.line),
        "user.name": knownOf(g.user),
        "db.namespace": knownOf(g.database),
        "postgresql.application_name": knownOf(g.app),
        "client.address": knownOf(g.client),
        "client.port": int(g.port),
        "postgresql.duration_ms": g.took && Number(g.took),
        "postgresql.step": g.step,
        "postgresql.statement_name": g.name,
        "db.query.text": g.query,
        "db.system.name": "postgresql",
      },
      time: timeOf(g, g.year, "Z"),
      severityNumber: level(g.level, postgres),
      severityText: g.level,
      body: g.message,
    }),
  },
  "postgres-csv": {
    patterns: [
      re`^${dated},${columns("user", "database")},(?<pid>\d+),(?:"(?<client>[\d.]+):(?<port>\d+)"|"\[local\]"|),${columns("session")},(?<number>\d+),${columns("tag", "begun", "virtual")},(?<transaction>\d+),(?<level>[A-Z]+\d?),${columns("code", "message", "detail", "hint", "internal", "at", "context", "query", "queryAt", "location", "app")}(?:,${columns("backend")}(?:,${columns("leader", "queryId")})?)?$`,
    ],
    read: (g) => ({
      attributes: {
        "user.name": textOf(g.user),
        "db.namespace": textOf(g.database),
        "process.pid": int(g.pid),
        "client.address": g.client,
        "client.port": int(g.port),
        "postgresql.session_id": textOf(g.session),
        "postgresql.line_number": int(g.number),
        "postgresql.command_tag": textOf(g.tag),
        "postgresql.virtual_transaction_id": textOf(g.virtual),
        "postgresql.transaction_id": int(g.transaction),
        "db.response.status_code": textOf(g.code),
        "postgresql.detail": textOf(g.detail),
        "postgresql.hint": textOf(g.hint),
        "postgresql.internal_query": textOf(g.internal),
        "postgresql.context": textOf(g.context),
        "db.query.text": textOf(g.query),
        "postgresql.location": textOf(g.location),
        "postgresql.application_name": textOf(g.app),
        "postgresql.backend_type": textOf(g.backend),
        "postgresql.leader_pid": textOf(g.leader),
        "postgresql.query_id": textOf(g.queryId),
        "db.system.name": "postgresql",
      },
      time: timeOf(g, g.year, "Z"),
      severityNumber: level(g.level, postgres),
      severityText: g.level,
      body: textOf(g.message),
    }),
  },
  "mysql-error": {
    patterns: [re`^${iso} (?<thread>\d+) \[(?<level>[A-Za-z]+)\] (?:\[(?<code>[\w-]+)\] \[(?<part>[\w-]+)\] )?(?<message>[^ [].*)$`],
    read: (g) => ({
      attributes: { "thread.id": int(g.thread), "error.code": g.code, "mysql.subsystem": g.part, "db.system.name": "mysql" },
      time: timeOf(g),
      severityNumber: level(g.level, mysql),
      severityText: g.level,
      body: g.message,
    }),
  },
  "mariadb-error": {
    patterns: [
      re`^(?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d) (?<hour>[ \d]\d):(?<minute>\d\d):(?<second>\d\d) (?<thread>\d+) \[(?<level>[A-Za-z]+)\] (?<message>.+)$`,
    ],
    read: (g) => ({
      attributes: { "thread.id": int(g.thread), "db.system.name": "mariadb", "log.time.zone_assumed": "UTC" },
      time: timeOf(g),
      severityNumber: level(g.level, mysql),
      severityText: g.level,
      body: g.message,
    }),
  },
  "mysql-slow": {
    patterns: [
      re`^# Time: ${iso}\n# User@Host: (?<user>[^[\n]*)\[[^\]\n]*\] @ (?<host>[^[\n]*?) ?\[(?<address>[^\]\n]*)\]  Id: +(?<thread>\d+)\n# Query_time: (?<took>[\d.]+)  Lock_time: (?<locked>[\d.]+) Rows_sent: (?<sent>\d+)  Rows_examined: (?<examined>\d+)\n(?:use (?<database>[^;\n]+);\n)?(?:SET timestamp=\d+;\n)?(?<query>[^]*)$`,
    ],
    read: (g) => ({
      attributes: {
        "user.name": any(g.user),
        "client.address": any(g.host) ?? any(g.address),
        "network.peer.address": any(g.host) && any(g.address),
        "thread.id": int(g.thread),
        "mysql.query_time": Number(g.took),
        "mysql.lock_time": Number(g.locked),
        "mysql.rows_sent": int(g.sent),
        "mysql.rows_examined": int(g.examined),
        "db.namespace": g.database,
        "db.query.text": g.query,
        "db.system.name": "mysql",
        "log.time.zone_assumed": assumed(g),
      },
      time: timeOf(g),
      body: g.query,
    }),
  },
  redis: {
    patterns: [
      re`^(?<pid>\d+):(?<role>[A-Z]) (?<day>\d\d?) (?<month>[A-Z][a-z]{2}) (?<year>\d{4}) ${clock}\.(?<fraction>\d{3}) (?<level>[.*#-]) (?<message>.+)$`,
    ],
    read: (g) => ({
      attributes: { "process.pid": int(g.pid), "redis.role": g.role, "db.system.name": "redis", "log.time.zone_assumed": "UTC" },
      time: timeOf(g),
      severityNumber: level(g.level, redis),
      severityText: g.level,
      body: g.message,
    }),
  },
  mongodb: {
    patterns: [re`^${iso} (?<level>D\d|[FEWID]) +(?<component>\S+) +\[(?<context>[^\]]+)\] (?<message>.+)$`],
    read: (g) => ({
      attributes: { "mongodb.component": nil(g.component), "mongodb.context": g.context, "db.system.name": "mongodb" },
      time: timeOf(g),
      severityNumber: level(g.level, mongodb),
      severityText: g.level,
      body: g.message,
    }),
  },
};
