import type { LayoutFormat } from "../layout.ts";
import { layoutOf } from "../pattern.ts";

const words = "DEBUG=5 DEBUG1=5 DEBUG2=5 DEBUG3=5 DEBUG4=5 DEBUG5=5 INFO=9 LOG=9 NOTICE=10 WARNING=13 ERROR=17 FATAL=21 PANIC=22";
/** Words that go on with the report in front of them, when it was not kept together. */
const more = "DETAIL=9 HINT=9 QUERY=9 CONTEXT=9 STATEMENT=9 LOCATION=9 BACKTRACE=9";
export const level = `<level:${words} ${more}>`;
export const time = "<time:yyyy-MM-dd HH:mm:ss[.SSS] z>";
/** Of processes that serve nobody, and before a name is known, there is none. */
const named = "<?[unknown]?><user:any>@<?[unknown]?><db.namespace:any>";
/** `log_line_prefix`: the default, Debian's, that of pgBadger's manual, and that of Amazon RDS. */
const prefixes = [
  `${time} [<pid:int>] `,
  `${time} [<pid:int>] ${named} `,
  `${time} [<pid:int>]: <?[<postgresql.line_number:int>-1] ?>user=<?[unknown]?><user:any>,db=<?[unknown]?><db.namespace:any><?,app=<?[unknown]?><postgresql.application_name:any>?><?,client=<?[local]?><client:any>?> `,
  `${time}:<client:ip>(<client.port:int>):${named}:[<pid:int>]:`,
  `${time}:<?[local]?><client:any>:${named}:[<pid:int>]:`,
];
const duration = "<message:onward>duration: <postgresql.duration_ms:float> ms";
/** A statement; a step of one that was prepared; how long it took alone. */
const said = [
  `${duration}  statement: <db.query.text:rest>`,
  `${duration}  <postgresql.step:name> <postgresql.statement_name>: <db.query.text:rest>`,
  duration,
  "<message>",
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
  layouts: prefixes.flatMap((prefix) => said.map((text) => layoutOf(`${prefix}${level}:  ${text}`))),
  constants: { "db.system.name": "postgresql" },
  multiline: "start:^\\d{4}-\\d\\d-\\d\\d (?!.*?[ :](?:DETAIL|HINT|QUERY|CONTEXT|STATEMENT|LOCATION):  )",
};
