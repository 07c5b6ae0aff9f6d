import type { LayoutFormat } from "../layout.ts";
import { layoutOf } from "../pattern.ts";

const words = "System=9 Note=9 Warning=13 Error=17 ERROR=17";

/** https://dev.mysql.com/doc/refman/8.4/en/error-log-format.html */
export const mysqlError: LayoutFormat = {
  name: "mysql-error",
  about: "error log of MySQL 5.7 and later",
  examples: [
    "2024-05-11T08:14:22.835620Z 0 [Warning] [MY-010068] [Server] CA certificate ca.pem is self signed.",
    "2017-03-02T10:11:12.123456Z 0 [Warning] TIMESTAMP with implicit DEFAULT value is deprecated.",
  ],
  layouts: [
    layoutOf(`<time:rfc3339> <thread_id:int> [<level:${words}>] [<error.code:name>] [<mysql.subsystem:name>] <message>`),
    layoutOf(`<time:rfc3339> <thread_id:int> [<level:${words}>] <message>`),
  ],
  constants: { "db.system.name": "mysql" },
  multiline: "start:^\\d{4}-\\d\\d-\\d\\dT\\d\\d:",
};

/** https://mariadb.com/docs/server/server-management/server-monitoring-logs/error-log */
export const mariadbError: LayoutFormat = {
  name: "mariadb-error",
  about: "error log of MariaDB: local times, whose hours are filled up with a blank",
  examples: [
    "2024-05-11  8:14:22 8 [Warning] Access denied for user 'root'@'localhost' (using password: YES)",
    "2024-05-11 18:14:22 0 [Note] InnoDB: Buffer pool(s) load completed at 240511 18:14:22",
  ],
  layouts: [layoutOf(`<time:yyyy-MM-dd H:mm:ss> <thread_id:int> [<level:${words}>] <message>`)],
  constants: { "db.system.name": "mariadb" },
  multiline: "start:^\\d{4}-\\d\\d-\\d\\d [ \\d]\\d:",
};

const time = "# Time: <time:iso>\n";
/** Where names of hosts are not looked up, there is the address alone. */
const users = ["<client> [<network.peer.address:any>]", " [<client:any>]"].map((from) => `# User@Host: <user:any>[<_:any>] @ ${from}`);
const taken = "# Query_time: <mysql.query_time:float>  Lock_time: <mysql.lock_time:float> ";
const rows = "Rows_sent: <mysql.rows_sent:int>  Rows_examined: <mysql.rows_examined:int>";
/** What MySQL adds with `log_slow_extra`, of which others are passed over. */
const extra =
  "<? Thread_id: <_:int> Errno: <mysql.errno:int> Killed: <_:int> Bytes_received: <mysql.bytes_received:int> Bytes_sent: <mysql.bytes_sent:int><? <_>?>?>";
/** What MariaDB adds with `log_slow_verbosity=query_plan`. */
const plan = "<?# Full_scan: <_>\n?><?# Filesort: <_>\n?>";
const statement = "<?use <db.namespace>;\n?><?SET timestamp=<_:int>;\n?><message:onward><db.query.text:rest>";

/** https://dev.mysql.com/doc/refman/8.4/en/slow-query-log.html: a record is a block of lines, which the rule of its start keeps together. */
export const mysqlSlow: LayoutFormat = {
  name: "mysql-slow",
  about: "slow query log of MySQL and MariaDB: one record for each block of lines",
  examples: [
    "# Time: 2024-05-11T08:14:23.000001Z\n# User@Host: app[app] @ web-1 [10.0.0.7]  Id: 81234\n# Query_time: 12.000000  Lock_time: 0.000100 Rows_sent: 1  Rows_examined: 1048576\nuse orders;\nSET timestamp=1715415263;\nSELECT count(*) FROM lines;",
  ],
  layouts: users.flatMap((user) => [
    layoutOf(`${time}${user}  Id:  <thread_id:int>\n${taken}${rows}${extra}\n${statement}`),
    // As Percona's server writes it.
    layoutOf(
      `${time}${user}  Id:  <thread_id:int>\n# Schema: <mysql.schema:any>  Last_errno: <mysql.last_errno:int>  Killed: <mysql.killed:int>\n${taken} ${rows}  Rows_affected: <mysql.rows_affected:int>\n# Bytes_sent: <mysql.bytes_sent:int>\n${statement}`,
    ),
    layoutOf(
      `<?# Time: <_:any>\n?>${user}\n# Thread_id: <thread_id:int>  Schema: <db.namespace:any>  QC_hit: <_:word>\n${taken} ${rows}\n<?# Rows_affected: <mysql.rows_affected:int>  Bytes_sent: <mysql.bytes_sent:int>\n?>${plan}<?use <_>;\n?><?SET timestamp=<time:epoch>;\n?><message:onward><db.query.text:rest>`,
    ),
  ]),
  constants: { "db.system.name": "mysql" },
  multiline: "start:^# Time: ",
};
