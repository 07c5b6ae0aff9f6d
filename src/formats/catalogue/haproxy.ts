import type { LayoutFormat } from "../layout.ts";
import { layoutOf } from "../pattern.ts";

/** In front of the line is what syslog writes there, or nothing. */
const carried = ["", "<?<<<level:priority>>?><_:bsd> <host> haproxy[<pid:int>]: ", "<_:rfc3339> <host> haproxy[<pid:int>]: "];
const from = "<client:ip>:<client.port:int> [<time:dd/MMM/yyyy:HH:mm:ss.SSS>] <haproxy.frontend> <haproxy.backend>/<haproxy.server> ";
const load =
  "<haproxy.connections.active:int>/<haproxy.connections.frontend:int>/<haproxy.connections.backend:int>/<haproxy.connections.server:int>/<?+?><haproxy.retries:int> <haproxy.queue.server:int>/<haproxy.queue.backend:int>";
const timers =
  "<haproxy.time.request:int>/<haproxy.time.queue:int>/<haproxy.time.connect:int>/<haproxy.time.response:int>/<?+?><haproxy.time.total:int> ";
const http = (code: string) =>
  `${from}${timers}${code} <?+?><http.response.size:int> <haproxy.captured_cookies.request?> <haproxy.captured_cookies.response?> <haproxy.termination_state> ${load}`;
const captures = [
  " {<haproxy.captured_headers.request:any>} {<haproxy.captured_headers.response:any>}",
  " {<haproxy.captured_headers:any>}",
  "",
];
const tcp = `${from}<haproxy.time.queue:int>/<haproxy.time.connect:int>/<?+?><haproxy.time.total:int> <?+?><haproxy.bytes_read:int> <haproxy.termination_state> ${load}`;

/** https://docs.haproxy.org/2.9/configuration.html#8.2.3 and #8.2.2: `option httplog` and `option tcplog`. */
export const haproxy: LayoutFormat = {
  name: "haproxy",
  about: "HTTP and TCP log of HAProxy, behind the header of syslog or without one",
  examples: [
    '203.0.113.24:50211 [11/May/2024:08:14:22.327] web-in~ web-out/nginx1 10/0/1/48/59 201 812 - - ---- 3/2/0/0/0 0/0 {shop.example|Mozilla/5.0} {application/json} "POST /orders?dry=1 HTTP/2.0"',
    "10.0.1.2:33317 [11/May/2024:08:14:22.443] sql-in sql-out/pg1 0/0/5007 212 -- 0/0/0/0/3 0/0",
  ],
  layouts: carried.flatMap((header) => [
    ...captures.flatMap((captured) => [
      layoutOf(`${header}${http("<status>")}${captured} "<request:request>"`),
      // Closed before there was an answer.
      layoutOf(`${header}${http("-1")}${captured} "<request:request>"`),
    ]),
    layoutOf(`${header}${tcp}`),
  ]),
};
