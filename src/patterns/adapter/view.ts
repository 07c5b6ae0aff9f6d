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
    formats: formats.map(describe),
    formatNames: formats.map(({ name }) => name).join(", "),
    patternTypes: typeRows,
    patternNames: nameRows,
    examples: formats.flatMap(({ examples }) => examples),
    // Of several sinks those that take other records are given objects.
    parser: compileParser(formats, targetsOf(options).every(({ sink }) => sink.type === "otlp") ? "otlp" : "flat"),
  };
}

/** As src/main.ts hands it to the runtime. */
function metricRule([name, { histogram, buckets = [], by = [], limit }]: readonly [string, MetricOptions]): MetricRule {
  return { name, by, limit, ...(histogram !== undefined && { histogram: { field: histogram, buckets } }) };
}

/** A row of the README's table. */
function describe(format: Format) {
  const named = isLayout(format) ? attributesOf(format).map(({ name }) => name) : ["every other field under its own name"];
  const others = isLayout(format) && holdsOthers(format) ? ["what the line itself names"] : [];
  const request =
    isLayout(format) && holdsRequest(format) ? ["http.request.method", "url.path", "url.query", "network.protocol.version"] : [];
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
