import { parseBytes, parseDuration } from "../../spec/fields.ts";
import type { Companion } from "../pattern.ts";
import type { SidecarOptions } from "./options.ts";
import { stateFolder } from "./state.ts";

/** The globs an agent watches: its own, else those of the app. */
export function watched({ options, spec }: Companion<SidecarOptions>): readonly string[] {
  return options.watch ?? spec.app.logs;
}

/** Everything the templates of a log agent print. */
export function sidecarView(companion: Companion<SidecarOptions>) {
  const { name, options, spec } = companion;
  const { sink, batch } = options;
  return {
    name,
    app: spec.name,
    watch: watched(companion),
    stateDir: stateFolder(name),
    sink: sink.type,
    sinkOptions: sink.type === "file" ? { path: sink.path } : sink.type === "stdout" ? undefined : { url: sink.url },
    batch: { maxRecords: batch.records, maxBytes: parseBytes(batch.bytes), maxWaitMs: parseDuration(batch.every) },
    maxLineBytes: parseBytes(options.maxLine),
    drainMs: parseDuration(options.drain),
    gate: options.gate,
    port: options.port ?? 0,
  };
}

export type SidecarView = ReturnType<typeof sidecarView>;
