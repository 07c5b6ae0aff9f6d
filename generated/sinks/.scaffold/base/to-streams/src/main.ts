import { runAgent } from "../runtime/agent/main.ts";
import { forward } from "../runtime/agent/sinks/forward.ts";
import { syslog } from "../runtime/agent/sinks/syslog.ts";
import { tcp } from "../runtime/agent/sinks/tcp.ts";
import { transform } from "./transform.ts";

// Ships the log files of sinks. Each setting can be overridden by an environment variable: README.md lists them.
await runAgent({
  name: "to-streams",
  app: "sinks", // service.name, where OTEL_SERVICE_NAME says nothing else

  // What is watched: globs inside the shared volume. Rotated files are read to their end.
  watch: ["/var/log/app/*.log"],
  maxLineBytes: 1048576,
  trim: true, // rotated files are deleted once they are delivered

  // Where it goes: to each of these, and none waits for another.
  sinks: {
    fluentd: forward({
      url: "tls://fluentd.example.com:24224",
      tlsCaFile: "/etc/to-streams/fluentd/tls/ca.crt",
      tlsCertFile: "/etc/to-streams/fluentd/tls/tls.crt",
      tlsKeyFile: "/etc/to-streams/fluentd/tls/tls.key",
      sharedKeyFile: "/etc/to-streams/fluentd/auth/shared-key",
    }),
    siem: syslog({ url: "tls://siem.example.com:6514", facility: "local0", tlsCaFile: "/etc/to-streams/siem/tls/ca.crt" }),
    lines: tcp({ url: "tcp://lines.example.com:5170", format: "ndjson" }),
  },
  // A batch is sent when one of these limits is reached.
  batch: {
    maxRecords: 4096,
    maxBytes: 1048576,
    maxWaitMs: 200,
  },

  // Where the agent remembers what was acknowledged. Moves only after the sink's acknowledgement.
  stateDir: "/var/lib/to-streams",

  // After SIGTERM it goes on until everything is delivered, this long at the most.
  drainTimeoutMs: 25000,

  // "none": ready as soon as files are watched. "upstream": ready after the sink answered once.
  gate: "none",
  health: { port: 9105 },

  transform,
});
