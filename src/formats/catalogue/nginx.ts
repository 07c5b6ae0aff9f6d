import type { LayoutFormat } from "../layout.ts";
import { layoutOf } from "../pattern.ts";
import { accessBegins } from "./access.ts";

const head =
  "<time:yyyy/MM/dd HH:mm:ss> [<level:debug=5 info=9 notice=10 warn=13 error=17 crit=18 alert=19 emerg=21>] <pid:int>#<thread_id:int>: <?*<nginx.connection.id:int> ?>";
const behind =
  '<?, request: "<_:request>"?><?, subrequest: "<nginx.subrequest:quoted>"?><?, upstream: "<nginx.upstream.url:quoted>"?><?, host: "<http.request.header.host:quoted>"?><?, referrer: "<referer:quoted>"?><?, bytes from/to client:<nginx.bytes_from_client:int>/<nginx.bytes_to_client:int>, bytes from/to upstream:<nginx.bytes_from_upstream:int>/<nginx.bytes_to_upstream:int>?>';
/** A name, which may have a colon in it; what is listened at, where no name is known yet; or nothing. */
const servers = [
  "<?, server: <server.address><?:<server.port:int>?>?>",
  ", server: [<server.address:ip>]:<server.port:int>",
  "<?, server: <server.address>?>",
  ", server: ",
];

/** https://nginx.org/en/docs/ngx_core_module.html#error_log and what its HTTP and stream modules add to the message: client, server, request … */
export const nginxError: LayoutFormat = {
  name: "nginx-error",
  about: "error log of nginx; client, server, request, upstream and host are attributes",
  examples: [
    '2024/05/11 08:14:22 [error] 29#29: *1542 open() "/usr/share/nginx/html/robots.txt" failed (2: No such file or directory), client: 203.0.113.24, server: shop.example.com, request: "GET /robots.txt HTTP/1.1", host: "shop.example.com"',
    "2024/05/11 08:00:00 [notice] 1#1: start worker process 29",
  ],
  layouts: servers.map((server) => layoutOf(`${head}<message:text><?, client: <client>?>${server}${behind}`)),
  multiline: "start:^\\d{4}/\\d\\d/\\d\\d ",
};

const upstreams =
  " <http.request.size:int> <nginx.request_time:float> [<ingress.upstream.name:any>] [<ingress.alternative_upstream.name:any>] <nginx.upstream_addr:texts?> <nginx.upstream_response_length:ints?> <nginx.upstream_response_time:floats?> <nginx.upstream_status:ints?> <http.request.header.x-request-id:hex>";

/** https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/log-format/ */
export const ingressNginx: LayoutFormat = {
  name: "ingress-nginx",
  about: "access log of the NGINX ingress controller, with what upstreams answered; a list where a request was tried again",
  examples: [
    '203.0.113.9 - - [12/May/2024:07:01:02 +0000] "GET /products?page=2 HTTP/2.0" 200 5124 "https://shop.example/" "Mozilla/5.0 (X11; Linux x86_64)" 318 0.034 [shop-web-80] [] 10.42.0.17:8080 5124 0.033 200 1b4f0e98a1d8b0c4d2e6f7a8b9c0d1e2',
    '203.0.113.9 - - [12/May/2024:07:01:03 +0000] "GET /products HTTP/2.0" 200 512 "-" "curl/8.5.0" 92 5.010 [shop-web-80] [] 10.42.0.17:8080, 10.42.0.18:8080 0, 512 5.001, 0.009 504, 200 1b4f0e98a1d8b0c4d2e6f7a8b9c0d1e3',
  ],
  layouts: [
    layoutOf(
      `<client:host> <_> <user:user?> [<time:clf>] "<request:request>" <status> <size:int?> "<referer:quoted?>" "<user_agent:quoted?>"${upstreams}`,
    ),
  ],
  begins: accessBegins,
};
