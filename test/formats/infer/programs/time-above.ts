import { moments, print } from "../clock.ts";
import type { Program } from "../program.ts";
import { message } from "../words.ts";

const ticking = {
  sample: ["2026-02-18T20:00:00Z", "2026-02-19T06:00:00Z"],
  other: ["2026-03-27T12:00:00Z", "2026-03-30T10:00:00Z"],
  digits: 6,
  zone: "Europe/Berlin",
} as const;

const messages = {
  sample: [
    "Thread 1 advanced to log sequence {n} (LGWR switch)\n  Current log# {n} seq# {n} mem# 0: /u01/oradata/SHOP/redo02.log",
    "Archived Log entry {n} added for T-1.S-{n} ID 0x{hex} LAD:1",
    "Errors in file /u01/diag/rdbms/shop/SHOP/trace/SHOP_ora_{n}.trc  (incident={n}):\nORA-00600: internal error code, arguments: [{n}], [0x{hex}], [], []\nIncident details in: /u01/diag/rdbms/shop/SHOP/incident/incdir_{n}",
    "ALTER SYSTEM SET {word}_size={n} SCOPE=BOTH;",
    "ORA-01555 caused by SQL statement below (SQL ID: {hex}, Query Duration={n} sec, SCN: 0x{hex}):\nSELECT * FROM {word}\nWHERE id = {n}",
    "Starting background process CJQ0",
    "Warning: VKTM detected a forward time drift.",
  ],
  other: [
    "Completed: ALTER DATABASE OPEN",
    "***********************************************************************\n\nFatal NI connect error 12170.\n\n  VERSION INFORMATION:\n\tTNS for Linux: Version 19.0.0.0.0 - Production\n  Time: 29-MAR-2026 01:59:58\n  Tracing not turned on.\n    nt main err code: {n}",
    "TABLE SYS.WRP$_REPORTS: ADDED INTERVAL PARTITION SYS_P{n} ({n}) VALUES LESS THAN (TO_DATE(' 2026-03-29 01:00:00', 'SYYYY-MM-DD HH24:MI:SS'))",
    "opiodr aborting process unknown ospid ({n}) as a result of ORA-609",
    "Starting ORACLE instance (normal) (OS id: {n})\nLICENSE_MAX_SESSION = 0\nLICENSE_SESSIONS_WARNING = 0",
    "Resize operation completed for file# {n}, old size {n}K, new size {n}K",
  ],
};

export const program: Program = {
  name: "time-above",
  about:
    "Oracle's alert log: a time alone on a line, with an offset that changes in spring, and below it one line or many, with blank lines, statements and other times among them; no level.",
  lines: (random, count, set) =>
    moments(random, count, set, ticking).map((moment) => {
      const body = message(random, set, messages);
      return {
        text: `${print(moment, "yyyy-MM-dd'T'HH:mm:ss.SSSSSSxxx")}\n${body}`,
        expected: { timeUnixNano: String(moment.nanos), severityNumber: 0, body, values: [] },
      };
    }),
};
