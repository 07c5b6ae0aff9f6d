import { z } from "zod";
import { facilities } from "../../runtime/agent/sinks/syslog-encoder.ts";
import { absolutePath, bytes, dnsLabel, httpUrl, textField } from "../../spec/fields.ts";

const streamUrl = (port: number) => {
  const expected = `an address such as tcp://logs.example.com:${port}, or tls:// in front for an encrypted connection`;
  const form = /^(?:tcp|tls):\/\/(?:\[[0-9A-Fa-f:.]+\]|[^\s:@/?#]+):[0-9]{1,5}$/;
  // A port above 65535 is of that form, too.
  return textField(expected, form, `tcp://localhost:${port}`).refine((text) => URL.canParse(text), { error: `expected ${expected}` });
};

/** Files of a Secret, mounted beside the agent and read again when they are rotated. */
const tls = z
  .strictObject({
    secret: dnsLabel.describe("Secret with ca.crt: the authorities that the server's certificate is checked against"),
    mutual: z.boolean().default(false).describe("true: the Secret has tls.crt and tls.key too, and the agent shows them"),
    serverName: z.string().min(1).optional().describe("name in the server's certificate, where it is not the host of the URL"),
  })
  .optional()
  .describe("certificates of the connection");
const auth = z
  .strictObject({
    secret: dnsLabel.describe("Secret with the key token, or password where there is a user"),
    user: z.string().min(1).optional().describe("basic authentication as this user; left out: the token as a bearer"),
    scheme: z.string().min(1).optional().describe("word in front of the token, such as ApiKey; default: what the server's kind expects"),
  })
  .optional()
  .describe("credentials, from files of a Secret");
const compression = z
  .enum(["none", "gzip", "zstd"])
  .optional()
  .describe("of the request's body; zstd wants Node 22.15 or later; default: none");

const overHttp = { compression, tls, auth };

/** Where records go. `url` of otlp is the base, as in OTEL_EXPORTER_OTLP_ENDPOINT: `/v1/logs` is appended. */
export const sinkSchema = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("stdout").describe("one JSON object per line on standard output") }),
  z.strictObject({
    type: z.literal("otlp").describe("an OpenTelemetry collector, OTLP/HTTP"),
    url: httpUrl.default("http://localhost:4318").describe("base URL of the collector; /v1/logs is appended"),
    protocol: z.enum(["http/json", "http/protobuf"]).optional().describe("encoding of the requests; default: http/json"),
    ...overHttp,
  }),
  z.strictObject({
    type: z.literal("http").describe("newline-delimited JSON, POSTed"),
    url: httpUrl.default("http://localhost:8081/ingest").describe("URL that the batches are POSTed to"),
    ...overHttp,
  }),
  z.strictObject({
    type: z.literal("file").describe("one JSON object per line, appended to a file"),
    path: absolutePath.default("/var/log/shipped/records.ndjson").describe("the file; its folder becomes a volume"),
    rotate: bytes.optional().describe("size at which it is renamed and begun anew; left out: never"),
    keep: z.int().min(0).max(1000).optional().describe("how many rotated files are kept; default: 5"),
  }),
  z.strictObject({
    type: z.literal("loki").describe("Grafana Loki"),
    url: httpUrl.default("http://localhost:3100").describe("base URL; /loki/api/v1/push is appended"),
    labels: z
      .record(textField("a label name of letters, digits and _, such as env", /^[A-Za-z_][A-Za-z0-9_]*$/), z.string())
      .optional()
      .describe("labels of every stream, beside service_name"),
    tenant: z.string().min(1).optional().describe("the tenant, sent as X-Scope-OrgID"),
    ...overHttp,
  }),
  z.strictObject({
    type: z.literal("elasticsearch").describe("Elasticsearch or OpenSearch, by _bulk"),
    url: httpUrl.default("http://localhost:9200").describe("base URL; /_bulk is appended"),
    index: z.string().min(1).default("logs-app-default").describe("data stream or index"),
    ...overHttp,
  }),
  z.strictObject({
    type: z.literal("splunk").describe("Splunk HTTP Event Collector"),
    url: httpUrl.default("https://localhost:8088").describe("base URL; /services/collector/event is appended"),
    index: z.string().min(1).optional().describe("index; left out: the token's"),
    sourcetype: z.string().min(1).optional().describe("source type; left out: the token's"),
    compression: z.enum(["none", "gzip"]).optional().describe("of the request's body; default: none"),
    tls,
    auth,
  }),
  z.strictObject({
    type: z.literal("forward").describe("Fluentd or Fluent Bit, Forward protocol with acknowledgements"),
    url: streamUrl(24224).default("tcp://localhost:24224").describe("address of the server"),
    tag: z.string().min(1).optional().describe("tag of the records; left out: the app's name"),
    tls,
    sharedKey: z
      .strictObject({
        secret: dnsLabel.describe("Secret with the key shared-key, and password where there is a user"),
        user: z.string().min(1).optional().describe("user, for a server with user_auth"),
      })
      .optional()
      .describe("the server's shared_key"),
  }),
  z.strictObject({
    type: z.literal("syslog").describe("RFC 5424 over TCP or TLS"),
    url: streamUrl(514).default("tcp://localhost:514").describe("address of the server; tls:// on 6514 is usual"),
    facility: z.enum(facilities).optional().describe("facility of every message; default: user"),
    tls,
  }),
  z.strictObject({
    type: z.literal("tcp").describe("one JSON object per line, over TCP"),
    url: streamUrl(5170).default("tcp://localhost:5170").describe("address of the server"),
    format: z
      .enum(["ndjson", "fluent", "raw"])
      .default("ndjson")
      .describe("an object per record, Fluent Bit's date and log, or bare lines"),
    tls,
  }),
]);

export type SinkOptions = z.infer<typeof sinkSchema>;
export type SinkType = SinkOptions["type"];

const types = sinkSchema.options.map(({ shape }) => shape.type.value);

/** A sink in one text, as on the command line: `loki http://loki:3100`, `file /var/log/shipped/a.ndjson`, `stdout`. */
const shorthand = textField(
  `a kind of sink and where it is, such as "loki http://loki:3100" (kinds: ${types.join(", ")})`,
  new RegExp(`^(?:${types.join("|")})(?: \\S+)?$`),
  "otlp http://localhost:4318",
);

/** A sink among several: an object, or the short form. */
export const namedSink = z.union([shorthand, sinkSchema], {
  error: 'expected an object with a type, or a text such as "loki http://loki:3100"',
});

/** What a short form says: `{ type: "loki", url: "http://loki:3100" }`. */
export function fromShorthand(text: string): { readonly type: string; readonly url?: string; readonly path?: string } {
  const [type = "", where] = text.split(" ");
  return { type, ...(where !== undefined && (type === "file" ? { path: where } : { url: where })) };
}

/** The long form of a sink. Throws a ZodError where the short form names something that is not there. */
export function sinkOf(value: z.infer<typeof namedSink>): SinkOptions {
  return typeof value === "string" ? sinkSchema.parse(fromShorthand(value)) : value;
}

/** Whether the short form can be read: what is wrong with it, and what to write. */
export function shorthandProblem(value: string): { readonly message: string; readonly hint: string } | undefined {
  const { type, ...place } = fromShorthand(value);
  const read = sinkSchema.safeParse({ type, ...place });
  if (read.success) return undefined;
  const usual = sinkSchema.safeParse({ type }).data;
  const where = usual && ("url" in usual ? usual.url : "path" in usual ? usual.path : undefined);
  if (where === undefined) return { message: `${type} has no address`, hint: `write "${type}"` };
  return { message: read.error.issues[0]?.message ?? "is not valid", hint: `write a kind and where it is, as in "${type} ${where}"` };
}
