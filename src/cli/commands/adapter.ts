import { companionCommand } from "../companion.ts";

export const { flags, run } = companionCommand("adapter", [
  ["scaffold adapter", "access logs and JSON lines become records of one schema, printed"],
  ["scaffold adapter --formats combined json --sink otlp --sink-url http://collector:4318", "ship to an OpenTelemetry collector"],
  ["scaffold adapter --formats '<time:iso>  <level> [<thread>] <message>'", "a format of your own"],
]);
