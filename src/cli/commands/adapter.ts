import { companionCommand } from "../companion.ts";

export const { flags, run } = companionCommand("adapter", [
  ["scaffold adapter", "access logs and JSON lines become records of one schema, printed"],
  ["scaffold adapter --formats combined json --sink otlp --sink-url http://collector:4318", "ship to an OpenTelemetry collector"],
  ["scaffold adapter --formats '<time:iso>  <level> [<thread>] <message>'", "a format of your own"],
  [
    `scaffold adapter --formats 'nginx: $remote_addr [$time_local] "$request" $status $request_time'`,
    "the log_format of nginx, or what other programs call it",
  ],
]);
