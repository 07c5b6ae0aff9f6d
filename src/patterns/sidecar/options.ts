import { z } from "zod";
import {
  absolutePath,
  bytes,
  dnsLabel,
  duration,
  envMap,
  globPath,
  port,
  resourcesWith,
  textField,
  wholeNumber,
} from "../../spec/fields.ts";
import { listenAddress } from "../../spec/listen.ts";
import { namedSink } from "./sink-options.ts";

/** How the files of a source become records. */
const framing = {
  exclude: z
    .array(z.string().min(1))
    .optional()
    .describe("files that are never shipped, as globs; one without a slash is compared with the file's name; default: compressed ones"),
  multiline: z
    .string()
    .min(1)
    .optional()
    .meta({
      description:
        "lines that make one record: stack traces (java, python, go, ruby, node, dotnet, auto), start:EXPRESSION or continuation:EXPRESSION",
      examples: ["java", "start:^\\d{4}-"],
    }),
  encoding: z
    .enum(["utf-8", "utf-16", "utf-16le", "utf-16be", "latin1", "auto"])
    .optional()
    .describe("of the files; utf-16: as the byte order mark says, auto: utf-8 unless one says otherwise; default: utf-8"),
  container: z
    .enum(["none", "cri", "docker", "auto"])
    .optional()
    .describe("lines are wrapped by a container runtime, and are taken out of that; default: none"),
};

const watch = z.array(globPath).min(1);

/** Names of sources and sinks: part of variables and file names. */
const partName = textField("a name of lower-case letters, digits and single dashes", /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/, "cold-store");

/** A source among several: an object, or its one glob. */
const namedSource = z.union([globPath, z.strictObject({ watch: watch.describe("log files, as globs"), ...framing })], {
  error: "expected a glob, or an object with watch",
});

const share = "expected a share from 0 to 1, such as 0.1";

/** What a log agent can be told in the document. */
export const sidecarOptions = z.strictObject({
  watch: z
    .array(globPath)
    .optional()
    .meta({
      description: "log files to watch, as globs; default: the app's `logs`; with listen also []: none",
      examples: [["/var/log/app/*.log"]],
      ask: true,
    }),
  listen: z
    .array(listenAddress)
    .min(1)
    .optional()
    .meta({
      description:
        "addresses that records are sent to, beside files: lines over TCP, datagrams over UDP, bodies of POST over HTTP; 127.0.0.1 is for the containers of the pod, 0.0.0.0 for others too",
      examples: [["tcp://127.0.0.1:5170", "udp://127.0.0.1:5140", "http://127.0.0.1:8090/logs"]],
    }),
  ...framing,
  sources: z
    .record(partName, namedSource)
    .optional()
    .meta({
      description: "several kinds of log files, by name, in place of watch; each record has the name as its attribute log.source",
      examples: [{ app: { watch: ["/var/log/app/*.log"], multiline: "java" } }],
    }),
  sink: namedSink.optional().meta({ description: "the central log server; default: stdout", ask: true }),
  sinks: z
    .record(partName, namedSink)
    .optional()
    .meta({
      description: "several log servers, by name, in place of sink: each is sent every record, and none waits for another",
      examples: [{ central: "otlp http://collector:4318", archive: { type: "file", path: "/var/log/shipped/all.ndjson" } }],
    }),
  redact: z
    .array(z.string().min(1))
    .optional()
    .meta({
      description:
        "what is taken out of records: email, card, bearer, ip, pattern:EXPRESSION, or key:NAME, the value behind = or : of a key that is NAME as a whole, in upper or lower case (db_password is another key than password)",
      examples: [["email", "key:password"]],
    }),
  sample: z
    .array(
      z.strictObject({
        match: z.string().min(1).optional().describe("a regular expression; left out: every record"),
        keep: z
          .number({ error: share })
          .min(0, { error: share })
          .max(1, { error: share })
          .meta({ description: "the share that is sent: 0 drops all", examples: [0.1] }),
        name: dnsLabel.optional().describe("what the dropped ones are counted under"),
      }),
    )
    .optional()
    .meta({
      description: "records of which only a share is sent; the first rule that matches decides",
      examples: [[{ match: "GET /healthz", keep: 0, name: "health" }]],
    }),
  limit: z
    .strictObject({
      records: wholeNumber("a number of records, 1 to 1000000000", 1, 1_000_000_000).describe(
        "most records that the app writes in that time, and that it may write at once; more are dropped and counted",
      ),
      every: duration.default("1s").describe("the time"),
      per: z.enum(["agent", "file"]).default("agent").describe("file: each file has a limit of its own"),
    })
    .optional()
    .describe(
      "most records that are sent of what the app writes in a while, however late it is read: what waits while a sink is down is not dropped for that",
    ),
  batch: z
    .strictObject({
      records: wholeNumber("a number of records, 1 to 100000", 1, 100_000).default(4096).describe("most records in one request"),
      bytes: bytes.default("1MiB").describe("most bytes of log text in one request"),
      every: duration.default("200ms").describe("longest wait before a batch that is not full is sent"),
    })
    .prefault({})
    .describe("how records are grouped into requests"),
  maxLine: bytes.default("1MiB").describe("a longer line is cut at a code point and flagged"),
  trim: z
    .boolean()
    .default(false)
    .describe("true: rotated files are deleted once they are delivered, so that a full volume never evicts the pod"),
  state: z
    .union([z.strictObject({ claim: dnsLabel }), z.strictObject({ hostPath: absolutePath })], {
      error: "expected {claim: NAME} or {hostPath: /folder}",
    })
    .optional()
    .meta({
      description:
        "where it remembers what was delivered: a PersistentVolumeClaim or a folder of the node; left out: an emptyDir, which goes with the pod",
      examples: [{ claim: "log-agent-state" }],
    }),
  gate: z
    .enum(["none", "upstream"])
    .default("none")
    .describe("upstream: not ready, so the app does not start, until the log server answered once"),
  drain: duration.default("25s").describe("how long the agent goes on delivering after the app ended"),
  port: port.optional().describe("health and metrics; chosen without clashes when it is left out"),
  secret: dnsLabel.optional().describe("the Secret with the token for tap and replay; default: the companion's name"),
  settings: dnsLabel.optional().meta({
    description:
      "a ConfigMap whose key settings.env has settings as NAME=value lines, below the environment; the agent follows its changes while it runs",
    examples: ["log-agent-settings"],
  }),
  env: envMap.optional().describe("more environment for the agent, such as SINK_HEADERS from a Secret"),
  resources: resourcesWith({ cpu: "100m", memory: "128Mi" }).describe("what the agent may use"),
});

export type SidecarOptions = z.infer<typeof sidecarOptions>;
