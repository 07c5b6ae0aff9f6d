import { runAgent } from "../runtime/agent/main.ts";
import { stdout } from "../runtime/agent/sinks/stdout.ts";
import { transform } from "./transform.ts";

// Ships the log files of sinks. Each setting can be overridden by an environment variable: README.md lists them.
await runAgent({
  name: "to-stdout",
  app: "sinks", // service.name, where OTEL_SERVICE_NAME says nothing else

  // What is watched: globs inside the shared volume. Rotated files are read to their end.
  watch: ["/var/log/app/*.log"],
  maxLineBytes: 1048576,

  // Where it goes.
  sink: stdout(),
  // A batch is sent when one of these limits is reached.
  batch: {
    maxRecords: 4096,
    maxBytes: 1048576,
    maxWaitMs: 200,
  },

  // Where the agent remembers what was acknowledged. Moves only after the sink's acknowledgement.
  stateDir: "/var/lib/to-stdout",

  // After SIGTERM it goes on until everything is delivered, this long at the most.
  drainTimeoutMs: 25000,

  // "none": ready as soon as files are watched. "upstream": ready after the sink answered once.
  gate: "none",
  health: { port: 9101 },

  transform,
});
