import type { LayoutFormat } from "../layout.ts";
import { layoutOf } from "../pattern.ts";

const head =
  "<time:yyyy/MM/dd HH:mm:ss> [<level:debug=5 info=9 notice=10 warn=13 error=17 crit=18 alert=19 emerg=21>] <pid:int>#<thread_id:int>: <?*<nginx.connection.id:int> ?>";
const behind =
  '<?, request: "<_:request>"?><?, subrequest: "<nginx.subrequest:quoted>"?><?, upstream: "<nginx.upstream.url:quoted>"?><?, host: "<http.request.header.host:quoted>"?><?, referrer: "<referer:quoted>"?>';

/** https://nginx.org/en/docs/ngx_core_module.html#error_log and what its HTTP module adds to the message: client, server, request … */
export const nginxError: LayoutFormat = {
  name: "nginx-error",
  about: "error log of nginx; client, server, request, upstream and host are attributes",
  examples: [
    '2021/04/01 13:02:31 [error] 31#31: *1 open() "/usr/share/nginx/html/not-found" failed (2: No such file or directory), client: 172.17.0.1, server: localhost, request: "POST /not-found HTTP/1.1", host: "localhost:8081"',
    "2021/04/01 13:02:30 [notice] 1#1: start worker processes",
  ],
  layouts: [
    layoutOf(`${head}<message:text><?, client: <client>?><?, server: <server.address>?>${behind}`),
    // A server without a name.
    layoutOf(`${head}<message:text><?, client: <client>?>, server: ${behind}`),
  ],
  multiline: "start:^\\d{4}/\\d\\d/\\d\\d ",
};

const upstreams =
  " <http.request.size:int> <nginx.request_time:float> [<ingress.upstream.name:any>] [<ingress.alternative_upstream.name:any>] <nginx.upstream.address:list?> <nginx.upstream.response_length:list?> <nginx.upstream.response_time:list?> <nginx.upstream.status:list?> <http.request.header.x-request-id:hex>";

/** https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/log-format/ */
export const ingressNginx: LayoutFormat = {
  name: "ingress-nginx",
  about: "access log of the NGINX ingress controller, with what upstreams answered; a list where a request was tried again",
  examples: [
    '203.0.113.9 - - [18/Mar/2023:15:00:00 +0000] "GET /some/path HTTP/2.0" 200 12312 "https://shop.example/" "Mozilla/5.0" 462 0.050 [shop-web-9000] [] 10.0.50.80:9000 19437 0.049 200 752178adb17130b291aefd8c386279e7',
  ],
  layouts: [
    layoutOf(
      `<client:host> <_> <user:user?> [<time:clf>] "<request:request>" <status> <size:int?> "<referer:quoted?>" "<user_agent:quoted?>"${upstreams}`,
    ),
  ],
};
