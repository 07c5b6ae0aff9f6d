import { wrappedLiteral } from "../../render/encoders.ts";
import { parseBytes, parseDuration } from "../../spec/fields.ts";
import type { Companion } from "../pattern.ts";
import type { SidecarOptions } from "./options.ts";
import { deadLetters, ownFiles, secretRows, sinkNames, watchHere } from "./readme.ts";
import { sinkCode, targetsOf } from "./sinks.ts";
import { framingOf, sourcesOf, watched } from "./sources.ts";
import { settingsKey, stateFolder } from "./state.ts";

/** Everything the templates of a log agent print. */
export function sidecarView(companion: Companion<SidecarOptions>) {
  const { name, options, spec } = companion;
  const { batch, redact, sample, limit } = options;
  const sources = sourcesOf(companion);
  const targets = targetsOf(options);
  const onlySink = targets.length === 1 && targets[0]?.name === undefined;
  const [first] = sources;
  return {
    name,
    app: spec.name,
    watch: watched(companion),
    listen: options.listen,
    inputs: [...watched(companion), ...(options.listen ?? [])],
    // What `source` has says it too.
    listenMore: options.listen && (sources.length !== 1 || first?.name !== undefined) ? fields(framingOf(options)) : [],
    watches: sources.length > 0,
    source: sources.length === 1 && first?.name === undefined ? first && { watch: first.watch, more: fields(first.framing) } : undefined,
    sources: sources.map(({ name: source, watch, framing }) => ({ ...(source !== undefined && { name: source }), watch, ...framing })),
    stateDir: stateFolder(name),
    settingsMap: options.settings,
    settingsKey,
    sinkKinds: [...new Set(targets.map(({ sink }) => sink.type))],
    sink: sinkNames(targets),
    watchHere: watchHere(sources),
    deadLetters: deadLetters(targets),
    sourcesAreNamed: sources.some(({ name: source }) => source !== undefined),
    ownFiles: ownFiles(targets),
    secrets: secretRows(name, options),
    adminSecret: options.secret ?? name,
    isDurable: options.state !== undefined,
    sinks: targets.map((target) => {
      const given = sinkCode(name, target);
      return { name: target.name, kind: target.sink.type, options: given, code: given ? wrappedLiteral(given, onlySink ? 2 : 4) : "" };
    }),
    onlySink,
    batch: { maxRecords: batch.records, maxBytes: parseBytes(batch.bytes), maxWaitMs: parseDuration(batch.every) },
    maxLineBytes: parseBytes(options.maxLine),
    shaping: fields({
      redact,
      sample,
      limit: limit && { records: limit.records, everyMs: parseDuration(limit.every), per: limit.per },
    }),
    limit: limit && { records: limit.records, every: limit.every, perFile: limit.per === "file" },
    redactsKeys: redact?.some((rule) => rule.startsWith("key:")) ?? false,
    trim: options.trim,
    drainMs: parseDuration(options.drain),
    gate: options.gate,
    port: options.port ?? 0,
  };
}

export type SidecarView = ReturnType<typeof sidecarView>;

function fields(values: Readonly<Record<string, unknown>>): { readonly key: string; readonly value: unknown }[] {
  return Object.entries(values).flatMap(([key, value]) => (value === undefined ? [] : [{ key, value }]));
}
