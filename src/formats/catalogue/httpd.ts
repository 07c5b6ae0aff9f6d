import type { LayoutFormat } from "../layout.ts";
import { layoutOf } from "../pattern.ts";

const level =
  "<level:emerg=21 alert=19 crit=18 error=17 warn=13 notice=10 info=9 debug=5 trace1=4 trace2=4 trace3=3 trace4=3 trace5=2 trace6=2 trace7=1 trace8=1>";
const time = "[<time:EEE MMM dd HH:mm:ss[.SSSSSS] yyyy>]";
const from = "<? [client <client:ip>:<client.port:int>]?><? [remote <network.peer.address:ip>:<network.peer.port:int>]?>";
const process = `[pid <pid:int><?:tid <thread_id:int>?>]${from}`;
const message = "<? AH<error.code:hex+AH>:?> <message>";

/** https://httpd.apache.org/docs/2.4/mod/core.html#errorlogformat and the one of httpd 2.2, which names no module. */
export const httpdError: LayoutFormat = {
  name: "httpd-error",
  about: "error log of Apache httpd, 2.4 and 2.2; the code (AH00135) is an attribute",
  examples: [
    "[Tue Apr 04 06:28:08.605341 2017] [core:error] [pid 17962] [client 127.0.0.1:60444] AH00135: Invalid method in request FOO /",
    "[Fri Sep 09 10:42:29.902022 2011] [:notice] [pid 35708:tid 4328636416] started",
    "[Wed Oct 11 14:32:52 2000] [error] [client 127.0.0.1] client denied by server configuration: /export/home/live/ap/htdocs/test",
  ],
  layouts: [
    layoutOf(`${time} [<httpd.module:name>:${level}] ${process}${message}`),
    layoutOf(`${time} [:${level}] ${process}${message}`),
    layoutOf(`${time} [${level}] <?[client <client:ip>] ?><message>`),
  ],
  multiline: "start:^\\[[A-Z][a-z]{2} [A-Z][a-z]{2} ",
};
