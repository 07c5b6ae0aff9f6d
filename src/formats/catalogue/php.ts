import type { LayoutFormat } from "../layout.ts";
import { layoutOf } from "../pattern.ts";

/** https://github.com/php/php-src/blob/master/main/main.c: the words of `php_error_cb`, some of which are several. */
const level =
  "<level:Fatal error=21 Parse error=21 Recoverable fatal error=17 Unknown error=17 Warning=13 Deprecated=13 Notice=10 Strict Standards=9>";

const said = [
  // What no file is to blame for.
  "<message:most> in Unknown on line 0",
  // Nothing caught it: the stack is behind it.
  "<message:most> in <file:most>:<line>\n<exception.stacktrace:rest>",
  "<message:most> in <file:most> on line <line>",
  "<message>",
];

/** https://www.php.net/manual/en/errorfunc.configuration.php#ini.error-log */
export const php: LayoutFormat = {
  name: "php",
  about: "error log of PHP, and of its process manager FPM",
  examples: [
    "[31-Aug-2025 12:34:56 UTC] PHP Warning:  Undefined variable $a in /srv/www/a.php on line 3",
    "[31-Aug-2025 12:34:56 Europe/Berlin] PHP Warning:  m in /srv/www/a.php on line 11",
    "[31-Aug-2025 12:34:56] WARNING: [pool www] server reached pm.max_children setting (5), consider raising it",
  ],
  layouts: [" z>", "> <_:word>"]
    .flatMap((zone) => said.map((text) => layoutOf(`[<time:dd-MMM-yyyy HH:mm:ss${zone}] PHP ${level}:  ${text}`)))
    .concat([
      // The process manager's own log.
      layoutOf(
        "[<time:dd-MMM-yyyy HH:mm:ss[.SSS]>] <level:DEBUG=5 NOTICE=10 WARNING=13 ERROR=17 ALERT=19>: <?[pool <php.fpm.pool>] ?><message>",
      ),
    ]),
  multiline: "start:^\\[\\d\\d-[A-Z][a-z]{2}-\\d{4} ",
};

/** https://github.com/Seldaek/monolog/blob/main/doc/message-structure.md: the line formatter, which Laravel uses too. */
export const monolog: LayoutFormat = {
  name: "monolog",
  about: "lines of PHP's Monolog and of Laravel; context and extra behind the message become attributes",
  examples: [
    '[2025-08-31 12:34:56] local.ERROR: no such order {"id":17}',
    "[2025-08-31T12:34:56.123456+00:00] app.INFO: ready [] []",
    '[2025-08-31T12:34:56.123456+00:00] app.INFO: paid {"order":17} {"url":"/pay"}',
  ],
  layouts: [
    layoutOf("[<time:iso>] <monolog.channel:name>.<level>: <message:most> [] []"),
    layoutOf("[<time:iso>] <monolog.channel:name>.<level>: <message> <attributes:objects>"),
  ],
  multiline: "start:^\\[\\d{4}-\\d\\d-\\d\\d[ T]",
};
