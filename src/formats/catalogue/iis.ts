import type { LayoutFormat } from "../layout.ts";
import { layoutOf } from "../pattern.ts";

/** https://learn.microsoft.com/en-us/windows/win32/http/w3c-logging: the fields that IIS 7 and later log where nothing else is chosen. */
export const iis: LayoutFormat = {
  name: "iis",
  about: "W3C log of IIS with its default fields; its times are UTC",
  examples: ["2024-05-11 08:14:22 10.0.0.5 GET /orders page=2&sort=asc 443 - 203.0.113.9 curl/8.5.0 - 200 0 0 4"],
  // A blank of the agent's is written as a plus.
  layouts: [
    layoutOf(
      "<time:yyyy-MM-dd HH:mm:ssu> <server.address:ip> <method:name> <path:word> <query:word?> <server.port:int> <user:word?> <client:ip> <user_agent:word~plus?> <referer:word?> <status> <iis.substatus:int> <iis.win32_status:int> <iis.time_taken_ms:int>",
    ),
  ],
};
