import { runAgent } from "../runtime/agent/main.ts";
import { loki } from "../runtime/agent/sinks/loki.ts";
import { elasticsearch } from "../runtime/agent/sinks/elasticsearch.ts";
import { splunk } from "../runtime/agent/sinks/splunk.ts";
import { transform } from "./transform.ts";

// Ships the log files of sinks. Each setting can be overridden by an environment variable: README.md lists them.
await runAgent({
  name: "to-many",
  app: "sinks", // service.name, where OTEL_SERVICE_NAME says nothing else

  // What is watched: globs inside the shared volume. Rotated files are read to their end.
  sources: [
    { name: "app", watch: ["/var/log/app/*.log"], multiline: "java" },
    { name: "audit", watch: ["/var/log/audit/**/*.json"] },
    { name: "legacy", watch: ["/var/log/legacy/*.txt"], encoding: "utf-16" },
  ],
  maxLineBytes: 1048576,

  // Where it goes: to each of these, and none waits for another.
  sinks: {
    loki: loki({
      url: "https://loki.example.com",
      labels: { env: "prod" },
      tenant: "shop",
      tlsCaFile: "/etc/to-many/loki/tls/ca.crt",
      tokenFile: "/etc/to-many/loki/auth/token",
    }),
    search: elasticsearch({
      url: "https://search.example.com:9200",
      index: "logs-shop-default",
      compression: "gzip",
      tokenFile: "/etc/to-many/search/auth/token",
    }),
    splunk: splunk({ url: "https://splunk.example.com:8088", tokenFile: "/etc/to-many/splunk/auth/token" }),
  },
  // A batch is sent when one of these limits is reached.
  batch: {
    maxRecords: 4096,
    maxBytes: 1048576,
    maxWaitMs: 200,
  },

  // Where the agent remembers what was acknowledged. Moves only after the sink's acknowledgement.
  stateDir: "/var/lib/to-many",

  // After SIGTERM it goes on until everything is delivered, this long at the most.
  drainTimeoutMs: 25000,

  // "none": ready as soon as files are watched. "upstream": ready after the sink answered once.
  gate: "none",
  health: { port: 9104 },

  // Which records are sent, and what of them.
  redact: ["email", "card", "key:password"],
  sample: [{ match: "GET /healthz", keep: 0, name: "health" }],
  limit: { records: 5000, everyMs: 1000, per: "file" },
  transform,
});
