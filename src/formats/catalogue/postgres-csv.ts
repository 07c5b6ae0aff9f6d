import type { LayoutFormat } from "../layout.ts";
import { layoutOf } from "../pattern.ts";
import { level, time } from "./postgres.ts";

const head = `${time},<user:csv?>,<db.namespace:csv?>,<pid:int>,`;
const session =
  ",<postgresql.session_id:csv>,<postgresql.line_number:int>,<postgresql.command_tag:csv?>,<_:csv>,<postgresql.virtual_transaction_id:csv?>,<postgresql.transaction_id:int>,";
const said =
  ",<db.response.status_code:csv>,<message:csv>,<postgresql.detail:csv?>,<postgresql.hint:csv?>,<postgresql.internal_query:csv?>,<_:csv>,<postgresql.context:csv?>,<db.query.text:csv?>,<_:csv>,<postgresql.location:csv?>,<postgresql.application_name:csv?>";
const later = "<?,<postgresql.backend_type:csv?><?,<postgresql.leader_pid:int~empty>,<postgresql.query_id:csv?>?>?>";

/** https://www.postgresql.org/docs/current/runtime-config-logging.html#RUNTIME-CONFIG-LOGGING-CSVLOG: 23 columns, 24 since 13, 26 since 14. */
export const postgresCsv: LayoutFormat = {
  name: "postgres-csv",
  about: "PostgreSQL's log as comma-separated values (csvlog)",
  examples: [
    '2024-05-11 08:14:22.148 CEST,"postgres","shop",14723,"[local]",663f2a8e.3983,3,"SELECT",2024-05-11 08:10:00 CEST,3/3,0,WARNING,01000,"m",,,,,,,,,""',
    '2024-05-11 08:14:23.148 UTC,"app","orders",77,"10.0.0.7:51234",663f2a91.4d,9,"INSERT",2024-05-11 08:14:00 UTC,4/17,771,ERROR,23505,"duplicate key value violates unique constraint ""orders_pkey""","Key (id)=(1) already exists.",,,,,"INSERT INTO orders VALUES (1)",,,"shop","client backend",,0',
  ],
  layouts: [
    `${head}"<client:ip>:<client.port:int>"${session}${level}${said}${later}`,
    `${head}"[local]"${session}${level}${said}${later}`,
    `${head}<client:csv?>${session}${level}${said}${later}`,
  ].map(layoutOf),
  constants: { "db.system.name": "postgresql" },
  multiline: "start:^\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d+ [A-Z]+,",
};
