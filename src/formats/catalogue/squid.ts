import type { LayoutFormat } from "../layout.ts";
import { layoutOf } from "../pattern.ts";

/** https://wiki.squid-cache.org/Features/LogFormat#squid-result-codes: Squid's native format. */
export const squid: LayoutFormat = {
  name: "squid",
  about: "native access log of Squid",
  examples: [
    "1715415274.586     40 192.0.2.68 TCP_MISS/200 507 GET http://www.example.com/a?b=c&d=e - HIER_DIRECT/203.0.113.9 text/html;charset=utf-8",
  ],
  layouts: ["<status>", "000"].map((code) =>
    layoutOf(
      `<time:epoch>  <squid.duration_ms:int> <client:host> <squid.result:name>/${code} <http.response.size:int> <method:word?> <url.full:word> <user:word?> <squid.hierarchy:word>/<server.address:word?> <http.response.header.content-type:word?>`,
    ),
  ),
};
