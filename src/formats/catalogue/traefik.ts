import type { LayoutFormat } from "../layout.ts";
import { layoutOf } from "../pattern.ts";
import { accessBegins } from "./access.ts";

/** https://doc.traefik.io/traefik/observability/access-logs/#format: `common`. Traefik's own log is logfmt or JSON. */
export const traefik: LayoutFormat = {
  name: "traefik",
  about: "access log of Traefik in its common format, with router, server and duration",
  examples: [
    '172.18.0.1 - - [11/May/2024:08:14:22 +0000] "GET / HTTP/1.1" 200 12 "-" "curl/8.5.0" 1 "router@docker" "http://172.18.0.2:80" 2ms',
  ],
  layouts: [
    layoutOf(
      '<client:host> <_> <user:user?> [<time:clf>] "<request:request>" <status> <size:int?> "<referer:quoted?>" "<user_agent:quoted?>" <traefik.request_count:int> "<traefik.router:quoted?>" "<traefik.server_url:quoted?>" <traefik.duration_ms:int>ms',
    ),
  ],
  begins: accessBegins,
};
