import { documentFields } from "../../formats/compile/ecs-fields.ts";
import type { Shape } from "../../formats/compile/json-shape.ts";
import { compileParser } from "../../formats/compile/parser.ts";
import { attributesOf, holdsOthers, holdsRequest } from "../../formats/compile/types.ts";
import { type Format, isLayout } from "../../formats/layout.ts";
import { nameRows, typeRows } from "../../formats/pattern-help.ts";
import type { MetricRule } from "../../runtime/agent/derived-metrics.ts";
import { labelName } from "../../runtime/service/metric-names.ts";
import type { Companion } from "../pattern.ts";
import { targetsOf } from "../sidecar/sinks.ts";
import { sidecarView } from "../sidecar/view.ts";
import { chosenFormats, multilineOf } from "./formats.ts";
import type { MetricOptions } from "./metric-options.ts";
import type { AdapterOptions } from "./options.ts";
import { parserTest } from "./parser-test.ts";

/** Everything the templates of a log adapter print. */
export function adapterView(companion: Companion<AdapterOptions>) {
  const { options } = companion;
  const formats = chosenFormats(options.formats);
  const multiline = options.multiline ?? multilineOf(formats);
  const agent = sidecarView(multiline === undefined ? companion : { ...companion, options: { ...options, multiline } });
  return {
    ...agent,
    ...(options.source === "stdin" && {
      watch: ["-"],
      inputs: ["standard input"],
      watches: true,
      source: { watch: ["-"], more: [] },
      sources: [{ watch: ["-"] }],
      sourcesAreNamed: false,
    }),
    readsFiles: options.source === "files",
    tz: options.tz,
    unwraps: wrapsLines(options),
    metrics: Object.entries(options.metrics ?? {}).map(metricRule),
    metricRows: Object.entries(options.metrics ?? {}).map(([name, { histogram, by = [] }]) => ({
      name,
      what: histogram === undefined ? "counts records" : `histogram of \`${histogram}\``,
      labels: by.map((field) => `\`${labelName(field)}\``).join(", "),
    })),
    formats: formats.map((format) => describe(format, options.schema === "ecs")),
    formatNames: formats.map(({ name }) => name).join(", "),
    patternTypes: typeRows,
    patternNames: nameRows,
    examples: formats.flatMap(({ examples }) => examples),
    isEcs: options.schema === "ecs",
    schemaName: options.schema === "ecs" ? "the Elastic Common Schema" : "OpenTelemetry's log data model",
    recordId: options.schema === "ecs" ? "event.id" : "log.record.uid",
    ...parserTest(formats),
    parser: compileParser(formats, shapeOf(options)),
  };
}

/** Of several sinks those that take other records are given objects. */
function shapeOf(options: AdapterOptions): Shape {
  if (options.schema === "ecs") return "ecs";
  return targetsOf(options).every(({ sink }) => sink.type === "otlp") ? "otlp" : "flat";
}

/** As src/main.ts hands it to the runtime. */
function metricRule([name, { histogram, buckets = [], by = [], limit }]: readonly [string, MetricOptions]): MetricRule {
  return { name, by, limit, ...(histogram !== undefined && { histogram: { field: histogram, buckets } }) };
}

/** A row of the README's table. */
function describe(format: Format, isEcs: boolean) {
  const other = isEcs ? "fields of ECS under their names, every other one as a label" : "every other field under its own name";
  const attributes = isLayout(format) && (isEcs ? documentFields(format) : attributesOf(format));
  const named = attributes ? attributes.map(({ name }) => name) : [other];
  const others = isLayout(format) && holdsOthers(format) ? ["what the line itself names"] : [];
  const request =
    !isEcs && isLayout(format) && holdsRequest(format) ? ["http.request.method", "url.path", "url.query", "network.protocol.version"] : [];
  return {
    name: format.name,
    about: format.about,
    fields: [...named, ...request, ...others].join(", "),
    example: format.examples[0] ?? "",
  };
}

/** Whether any source reads lines that a container runtime wraps. */
export function wrapsLines({ container, sources = {} }: Pick<AdapterOptions, "container" | "sources">): boolean {
  const all = [container, ...Object.values(sources).map((source) => (typeof source === "string" ? undefined : source.container))];
  return all.some((name) => name !== undefined && name !== "none");
}
