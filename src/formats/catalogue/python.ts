import type { LayoutFormat } from "../layout.ts";
import { layoutOf } from "../pattern.ts";

const level = "<level:NOTSET=1 DEBUG=5 INFO=9 WARNING=13 WARN=13 ERROR=17 CRITICAL=21 FATAL=21>";
const time = "<time:yyyy-MM-dd HH:mm:ss,SSS>";

/** https://docs.python.org/3/library/logging.html#logrecord-attributes: `basicConfig`, the format of its how-to, and what OpenTelemetry sets. */
export const python: LayoutFormat = {
  name: "python",
  about: "lines of Python's logging: the default, the one of its how-to, and OpenTelemetry's with trace and span",
  examples: [
    "WARNING:root:disk is full",
    "2024-05-11 08:14:22,605 - orders.api - INFO - created order 17",
    "2025-04-24 22:09:15,968 WARNING [main] [app.py:12] [trace_id=f63b12d5ab9ab3e9f51bd6a5a1c3e2d4 span_id=e784c1d2a3b4c5d6 resource.service.name=shop] - m",
  ],
  layouts: [
    layoutOf(
      `${time} ${level} [<logger>] [<file>:<line>] [trace_id=<trace_id:hex> span_id=<span_id:hex> resource.service.name=<service.name:any><? trace_sampled=<_>?>] - <message>`,
    ),
    layoutOf(`${time} - <logger> - ${level} - <message>`),
    layoutOf(`${time} [${level}] <logger:name>: <message>`),
    layoutOf(`${level}:<logger>:<message>`),
  ],
  multiline: "start:^(?:\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d,|(?:DEBUG|INFO|WARNING|ERROR|CRITICAL):)",
};
