import { runAgent } from "../runtime/agent/main.ts";
import { otlp } from "../runtime/agent/sinks/otlp.ts";
import { createNormaliser } from "./parser.ts";
import { transform } from "./transform.ts";

// Turns the logs of mixed into records of one schema, and ships them. Each setting can be overridden by an environment variable:
// README.md lists them.
await runAgent({
  name: "every-format",
  app: "mixed", // service.name, where OTEL_SERVICE_NAME says nothing else

  // What is read: globs inside the shared volume. Rotated files are read to their end.
  watch: ["/var/log/mixed/*.log", "/var/log/containers/*.log"],
  maxLineBytes: 1048576,

  // What the lines look like: cri, combined, common, json, syslog5424, syslog3164, pattern, logfmt. Times that name no zone are of this one.
  normaliser: createNormaliser({ tz: "Europe/Berlin" }),

  // Where it goes.
  sink: otlp({ url: "http://collector.observability:4318" }),
  // A batch is sent when one of these limits is reached.
  batch: {
    maxRecords: 4096,
    maxBytes: 1048576,
    maxWaitMs: 200,
  },

  // Where the adapter remembers what was acknowledged. Moves only after the sink's acknowledgement.
  stateDir: "/var/lib/every-format",

  // After SIGTERM it goes on until everything is delivered, this long at the most.
  drainTimeoutMs: 25000,

  // "none": ready as soon as files are watched. "upstream": ready after the sink answered once.
  gate: "none",
  health: { port: 9102 },

  transform,
});
