import { z } from "zod";
import { absolutePath, bytes, duration, envMap, globPath, httpUrl, port, resourcesWith, wholeNumber } from "../../spec/fields.ts";

/** Where records go. `url` of otlp is the base, as in OTEL_EXPORTER_OTLP_ENDPOINT: `/v1/logs` is appended. */
const sink = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("stdout").describe("one JSON object per line on standard output") }),
  z.strictObject({
    type: z.literal("otlp").describe("an OpenTelemetry collector, OTLP/HTTP with JSON"),
    url: httpUrl.default("http://localhost:4318").describe("base URL of the collector; /v1/logs is appended"),
  }),
  z.strictObject({
    type: z.literal("http").describe("newline-delimited JSON, POSTed"),
    url: httpUrl.default("http://localhost:8081/ingest").describe("URL that the batches are POSTed to"),
  }),
  z.strictObject({
    type: z.literal("file").describe("one JSON object per line, appended to a file"),
    path: absolutePath.default("/var/log/shipped/records.ndjson").describe("the file; its folder becomes a volume"),
  }),
]);

/** What a log agent can be told in the document. */
export const sidecarOptions = z.strictObject({
  watch: z
    .array(globPath)
    .min(1)
    .optional()
    .meta({ description: "log files to watch, as globs; default: the app's `logs`", examples: [["/var/log/app/*.log"]], ask: true }),
  sink: sink.default({ type: "stdout" }).meta({ description: "the central log server", ask: true }),
  batch: z
    .strictObject({
      records: wholeNumber("a number of records, 1 to 100000", 1, 100_000).default(4096).describe("most records in one request"),
      bytes: bytes.default("1MiB").describe("most bytes of log text in one request"),
      every: duration.default("200ms").describe("longest wait before a batch that is not full is sent"),
    })
    .prefault({})
    .describe("how records are grouped into requests"),
  maxLine: bytes.default("1MiB").describe("a longer line is cut at a code point and flagged"),
  gate: z
    .enum(["none", "upstream"])
    .default("none")
    .describe("upstream: not ready, so the app does not start, until the log server answered once"),
  drain: duration.default("25s").describe("how long the agent goes on delivering after the app ended"),
  port: port.optional().describe("health and metrics; chosen without clashes when it is left out"),
  env: envMap.optional().describe("more environment for the agent, such as SINK_HEADERS from a Secret"),
  resources: resourcesWith({ cpu: "100m", memory: "128Mi" }).describe("what the agent may use"),
});

export type SidecarOptions = z.infer<typeof sidecarOptions>;
