import { field, type LayoutFormat, literal, optional } from "../layout.ts";
import { layoutOf } from "../pattern.ts";
import { accessLog, attribute, header, names, vhostAccessLog } from "../schema/otel.ts";

const agents = [
  literal(' "'),
  field("quoted", header("referer"), true),
  literal('" "'),
  field("quoted", attribute(names.userAgent), true),
  literal('"'),
  // `main` of the official nginx images has one more column.
  optional(literal(' "'), field("quoted", header("x-forwarded-for"), true), literal('"')),
] as const;

/** Two names and a time in brackets, wherever it stands. */
export const accessBegins = "\\S+ \\S+ .*?\\[\\d\\d/[A-Z][a-z]{2}/\\d{4}[: ]";

/** https://httpd.apache.org/docs/2.4/logs.html#combined https://nginx.org/en/docs/http/ngx_http_log_module.html */
export const combined: LayoutFormat = {
  name: "combined",
  about:
    "access log of nginx and Apache httpd, with referer and user agent; a virtual host in front and X-Forwarded-For behind may be there",
  examples: [
    '67.43.156.13 - - [25/Oct/2016:14:49:34 +0200] "GET /favicon.ico HTTP/1.1" 404 571 "http://localhost:8080/" "Mozilla/5.0 (X11)"',
    '::1 - frank [10/Oct/2000:13:55:36 -0700] "POST /pay?order=7 HTTP/1.1" 503 - "-" "a \\"quoted\\" agent"',
    '172.24.0.3 - - [31/Dec/2024:17:32:06 +0000] "GET / HTTP/2.0" 200 615 "-" "curl/8.11.1" "1.2.3.4, 10.10.1.1"',
    'lessons.example.com:443 192.168.0.1 - - [09/Jun/2020:12:10:39 -0700] "GET /A%20Beka HTTP/1.1" 206 7648063 "http://e/" "Mozilla/5.0"',
  ],
  layouts: [
    [...accessLog, ...agents],
    [...vhostAccessLog, ...agents],
  ],
  begins: accessBegins,
};

/** The Common Log Format. */
export const common: LayoutFormat = {
  name: "common",
  about: "access log without referer and user agent; a virtual host in front may be there",
  examples: ['127.0.0.1 bob frank [10/Oct/2000:13:55:36 -0700] "GET /apache_pb.gif HTTP/1.0" 200 2326'],
  layouts: [
    accessLog,
    vhostAccessLog,
    // Development servers, Python's http.server among them, leave the zone out.
    layoutOf('<client:host> <_> <user:user?> [<time:dd/MMM/yyyy HH:mm:ss>] "<request:request>" <status> <size:int?>'),
  ],
  begins: accessBegins,
};
