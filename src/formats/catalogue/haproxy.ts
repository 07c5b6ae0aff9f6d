import type { LayoutFormat } from "../layout.ts";
import { layoutOf } from "../pattern.ts";

/** In front of the line is what syslog writes there, or nothing. */
const carried = ["", "<?<<<level:priority>>?><_:bsd> <host> haproxy[<pid:int>]: ", "<_:rfc3339> <host> haproxy[<pid:int>]: "];
const begun = "<client:ip>:<client.port:int> [<time:dd/MMM/yyyy:HH:mm:ss.SSS>] <haproxy.frontend>";
const from = `${begun} <haproxy.backend>/<haproxy.server> `;
const load =
  "<haproxy.active_connections:int>/<haproxy.frontend_connections:int>/<haproxy.backend_connections:int>/<haproxy.server_connections:int>/<?+?><haproxy.retries:int> <haproxy.server_queue:int>/<haproxy.backend_queue:int>";
const timers =
  "<haproxy.time_request_ms:int>/<haproxy.time_queue_ms:int>/<haproxy.time_connect_ms:int>/<haproxy.time_response_ms:int>/<?+?><haproxy.time_active_ms:int> ";
const http = (code: string) =>
  `${from}${timers}${code} <?+?><http.response.size:int> <haproxy.captured_request_cookie?> <haproxy.captured_response_cookie?> <haproxy.termination_state> ${load}`;
const captures = [
  " {<haproxy.captured_request_headers:any>} {<haproxy.captured_response_headers:any>}",
  " {<haproxy.captured_headers:any>}",
  "",
];
const tcp = `${from}<haproxy.time_queue_ms:int>/<haproxy.time_connect_ms:int>/<?+?><haproxy.time_total_ms:int> <?+?><haproxy.bytes_read:int> <haproxy.termination_state> ${load}`;

/** Its bytes are escaped as `#22`. */
const requested = ' "<request:request~hashed>"';

/** https://docs.haproxy.org/2.9/configuration.html#8.2.3, #8.2.2 and #8.2.6: `option httplog`, `option tcplog`, and connections that failed. */
export const haproxy: LayoutFormat = {
  name: "haproxy",
  about: "HTTP and TCP log of HAProxy, behind the header of syslog or without one",
  examples: [
    '203.0.113.24:50211 [11/May/2024:08:14:22.327] web-in~ web-out/nginx1 10/0/1/48/59 201 812 - - ---- 3/2/0/0/0 0/0 {shop.example|Mozilla/5.0} {application/json} "POST /orders?dry=1 HTTP/2.0"',
    "10.0.1.2:33317 [11/May/2024:08:14:22.443] sql-in sql-out/pg1 0/0/5007 212 -- 0/0/0/0/3 0/0",
  ],
  layouts: carried.flatMap((header) => [
    ...captures.flatMap((captured) => [
      layoutOf(`${header}${http("<status>")}${captured}${requested}`),
      // Closed before there was an answer.
      layoutOf(`${header}${http("-1")}${captured}${requested}`),
    ]),
    layoutOf(`${header}${tcp}`),
    layoutOf(`${header}${begun}/<haproxy.bind>: <message>`),
  ]),
};
