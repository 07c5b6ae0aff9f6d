import type { LayoutFormat } from "../layout.ts";
import { layoutOf } from "../pattern.ts";

const words = "DEBUG=5 DEBUG1=5 DEBUG2=5 DEBUG3=5 DEBUG4=5 DEBUG5=5 INFO=9 LOG=9 NOTICE=10 WARNING=13 ERROR=17 FATAL=21 PANIC=22";
/** Words that go on with the report in front of them, when it was not kept together. */
const more = "DETAIL=9 HINT=9 QUERY=9 CONTEXT=9 STATEMENT=9 LOCATION=9 BACKTRACE=9";
export const level = `<level:${words} ${more}>`;
export const time = "<time:yyyy-MM-dd HH:mm:ss[.SSS] z>";
/** `log_line_prefix`: the default, Debian's, that of pgBadger's manual, and that of Amazon RDS. */
const prefixes = [
  `${time} [<pid:int>] `,
  `${time} [<pid:int>] <user>@<db.namespace> `,
  `${time} [<pid:int>]: <?[<postgresql.line_number:int>-1] ?>user=<user:any>,db=<db.namespace:any><?,app=<postgresql.application_name:any>?><?,client=<client:any>?> `,
  `${time}:<client:ip>(<client.port:int>):<user>@<db.namespace>:[<pid:int>]:`,
  `${time}:<client:any>:<user:any>@<db.namespace:any>:[<pid:int>]:`,
];

/** https://www.postgresql.org/docs/current/runtime-config-logging.html#GUC-LOG-LINE-PREFIX */
export const postgres: LayoutFormat = {
  name: "postgres",
  about: "PostgreSQL's log in its plain form, with the common prefixes; the duration and the text of slow statements are attributes",
  examples: [
    "2024-05-11 08:14:22.130 UTC [1] LOG:  database system is ready to accept connections",
    '2024-05-11 08:14:23.001 UTC [77] app@orders ERROR:  duplicate key value violates unique constraint "orders_pkey"',
    "2024-05-11 08:14:26 UTC:10.2.3.4(50432):app@orders:[127]:ERROR:  deadlock detected",
  ],
  layouts: prefixes.flatMap((prefix) => [
    layoutOf(`${prefix}${level}:  duration: <postgresql.duration_ms:float> ms  statement: <db.query.text:rest>`),
    layoutOf(`${prefix}${level}:  duration: <postgresql.duration_ms:float> ms  execute <postgresql.statement_name>: <db.query.text:rest>`),
    layoutOf(`${prefix}${level}:  <message>`),
  ]),
  constants: { "db.system.name": "postgresql" },
  multiline: "start:^\\d{4}-\\d\\d-\\d\\d (?!.*?[ :](?:DETAIL|HINT|QUERY|CONTEXT|STATEMENT|LOCATION):  )",
};
