import type { LayoutFormat } from "../layout.ts";
import { layoutOf } from "../pattern.ts";

const level = "<level:Fatal=21 Parse=21 Recoverable=17 Warning=13 Deprecated=13 Notice=9 Strict=9><? fatal?><? error?><? Standards?>";

const said = [
  // Nothing caught it: the stack is behind it.
  "<message:most> in <file:most>:<line>\n<exception.stacktrace:rest>",
  "<message:most> in <file:most> on line <line>",
  "<message>",
];

/** https://www.php.net/manual/en/errorfunc.configuration.php#ini.error-log */
export const php: LayoutFormat = {
  name: "php",
  about: "error log of PHP; times of zones with a long name are read as those of `tz`",
  examples: [
    "[31-Aug-2025 12:34:56 UTC] PHP Warning:  Undefined variable $a in /srv/www/a.php on line 3",
    "[31-Aug-2025 12:34:56 Europe/Berlin] PHP Warning:  m in /srv/www/a.php on line 11",
  ],
  layouts: [" z>", "> <_:word>"].flatMap((zone) =>
    said.map((text) => layoutOf(`[<time:dd-MMM-yyyy HH:mm:ss${zone}] PHP ${level}:  ${text}`)),
  ),
  multiline: "start:^\\[\\d\\d-[A-Z][a-z]{2}-\\d{4} ",
};

/** https://github.com/Seldaek/monolog/blob/main/doc/message-structure.md: the line formatter, which Laravel uses too. */
export const monolog: LayoutFormat = {
  name: "monolog",
  about: "lines of PHP's Monolog and of Laravel; the context behind the message becomes attributes",
  examples: ['[2025-08-31 12:34:56] local.ERROR: no such order {"id":17}', "[2025-08-31T12:34:56.123456+00:00] app.INFO: ready [] []"],
  layouts: [
    layoutOf("[<time:iso>] <monolog.channel:name>.<level>: <message:most> [] []"),
    layoutOf("[<time:iso>] <monolog.channel:name>.<level>: <message:most> []"),
    layoutOf("[<time:iso>] <monolog.channel:name>.<level>: <message> <attributes:object>"),
  ],
  multiline: "start:^\\[\\d{4}-\\d\\d-\\d\\d[ T]",
};
