import { companionCommand } from "../companion.ts";
import { fromFlags, prepareFrom } from "../infer/from.ts";

export const { flags, run } = companionCommand(
  "adapter",
  [
    ["scaffold adapter", "access logs and JSON lines become records of one schema, printed"],
    ["scaffold adapter --formats combined json --sink otlp --sink-url http://collector:4318", "ship to an OpenTelemetry collector"],
    ["scaffold adapter --pattern '<time:iso>  <level> [<thread>] <message>'", "a format of your own"],
    [
      `scaffold adapter --formats 'nginx: $remote_addr [$time_local] "$request" $status $request_time'`,
      "the log_format of nginx, or what other programs call it",
    ],
    ["scaffold adapter app-logs --from app.log", "the formats that a file of lines shows; some of its lines become tests"],
  ],
  { positional: "companion", flags: fromFlags, prepare: prepareFrom },
);
