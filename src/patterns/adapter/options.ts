import { z } from "zod";
import { catalogue } from "../../formats/catalogue/index.ts";
import { producers } from "../../formats/producers/index.ts";
import { sidecarOptions } from "../sidecar/options.ts";
import { metricOptions } from "./metric-options.ts";

const { watch, listen, ...agentOptions } = sidecarOptions.shape;

/** What a log adapter can be told in the document: what its lines look like, and all that an agent can be told. */
export const adapterOptions = z.strictObject({
  watch,
  listen,
  formats: z
    .array(z.string().min(1))
    .min(1)
    .default(["combined", "json"])
    .meta({
      description: `formats of the lines, the preferred first: names (${catalogue.map(({ name }) => name).join(", ")}), patterns, or what a program calls its format (${producers.map(({ name }) => `${name}: …`).join(", ")})`,
      examples: [["combined", "json"], ["<time:iso>  <level> [<thread>] <message>"]],
      ask: true,
    }),
  schema: z
    .enum(["otel", "ecs"])
    .default("otel")
    .describe("what the records are: OpenTelemetry's log data model, or documents of the Elastic Common Schema"),
  tz: z.string().default("UTC").describe("zone of times that name none: UTC, an offset such as +02:00, or a name such as Europe/Berlin"),
  source: z.enum(["files", "stdin"]).default("files").describe("stdin: lines of standard input, to its end, instead of files"),
  ...agentOptions,
  metrics: metricOptions,
});

export type AdapterOptions = z.infer<typeof adapterOptions>;
