import { field, type LayoutFormat, literal } from "../layout.ts";
import { accessLog, attribute, header, names } from "../schema/otel.ts";

/** https://httpd.apache.org/docs/2.4/logs.html#combined https://nginx.org/en/docs/http/ngx_http_log_module.html */
export const combined: LayoutFormat = {
  name: "combined",
  about: "access log of nginx and Apache httpd, with referer and user agent",
  examples: [
    '67.43.156.13 - - [25/Oct/2016:14:49:34 +0200] "GET /favicon.ico HTTP/1.1" 404 571 "http://localhost:8080/" "Mozilla/5.0 (X11)"',
    '::1 - frank [10/Oct/2000:13:55:36 -0700] "POST /pay?order=7 HTTP/1.1" 503 - "-" "a \\"quoted\\" agent"',
  ],
  layouts: [
    [
      ...accessLog,
      literal(' "'),
      field("quoted", header("referer"), true),
      literal('" "'),
      field("quoted", attribute(names.userAgent), true),
      literal('"'),
    ],
  ],
};

/** The Common Log Format. */
export const common: LayoutFormat = {
  name: "common",
  about: "access log without referer and user agent",
  examples: ['127.0.0.1 bob frank [10/Oct/2000:13:55:36 -0700] "GET /apache_pb.gif HTTP/1.0" 200 2326'],
  layouts: [accessLog],
};
