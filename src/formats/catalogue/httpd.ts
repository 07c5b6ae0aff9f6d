import type { LayoutFormat } from "../layout.ts";
import { layoutOf } from "../pattern.ts";

const level =
  "<level:emerg=21 alert=19 crit=18 error=17 warn=13 notice=10 info=9 debug=5 trace1=4 trace2=4 trace3=3 trace4=3 trace5=2 trace6=2 trace7=1 trace8=1>";
const time = "[<time:EEE MMM dd HH:mm:ss[.SSSSSS] yyyy>]";
const from = "<? [client <client:ip>:<client.port:int>]?><? [remote <network.peer.address:ip>:<network.peer.port:int>]?>";
const process = "[pid <pid:int><?:tid <thread_id:int>?>]";
/** What the system said: `(13)Permission denied:`, of Windows `(OS 10048)…`. */
const failure = "(<?OS ?><httpd.os_error.code:int>)<httpd.os_error.message>:";
const code = "<? AH<error.code:hex+AH>:?>";
const said = " <message:text><?, referer: <referer:rest>?>";
/** From the level debug on, the place in httpd's source is in front. */
const source = " <file>(<line>):";
const verbose = "<level:debug=5 trace1=4 trace2=4 trace3=3 trace4=3 trace5=2 trace6=2 trace7=1 trace8=1>";

/** Lines of one begin: with a failure of the system or without, and those whose message is empty or looks like one. */
const variants = (begin: string) => [`${begin}<? ${failure}?>${from}${code}${said}`, `${begin}${from}${code} <message>`];

/** https://httpd.apache.org/docs/2.4/mod/core.html#errorlogformat and the one of httpd 2.2, which names no module. */
export const httpdError: LayoutFormat = {
  name: "httpd-error",
  about: "error log of Apache httpd, 2.4 and 2.2; the code (AH00135) and what the system said are attributes",
  examples: [
    "[Sat May 11 08:14:22.605341 2024] [authz_core:error] [pid 811:tid 140110] [client 203.0.113.24:51812] AH01630: client denied by server configuration: /srv/www/private",
    "[Sat May 11 08:14:24.100000 2024] [:notice] [pid 813:tid 4328636416] ModSecurity for Apache/2.9.7 configured.",
    "[Sat May 11 08:14:25 2024] [error] [client 203.0.113.24] File does not exist: /srv/www/favicon.ico",
  ],
  layouts: [
    ...variants(`${time} [<httpd.module:name>:${verbose}] ${process}${source}`),
    ...variants(`${time} [<httpd.module:name>:${level}] ${process}`),
    ...variants(`${time} [:${level}] ${process}`),
    `${time} [${level}]<? [client <client:ip>]?><? ${failure}?>${said}`,
    `${time} [${level}] <?[client <client:ip>] ?><message>`,
  ].map(layoutOf),
  multiline: "start:^\\[[A-Z][a-z]{2} [A-Z][a-z]{2} ",
};
