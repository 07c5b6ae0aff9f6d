// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { join } from "node:path";
import { reasonOf } from "../service/log.ts";
import { type Env, type GivenOf, type Result, readSettings, type ValuesOf } from "../service/settings.ts";
import type { Normaliser } from "./normaliser.ts";
import type { Transform } from "./record.ts";
import { agentSettings } from "./settings.ts";
import type { ConfiguredSink, SinkDefinition } from "./sinks/sink.ts";
import { compileGlob, type Glob, matchesGlob, pathMatcher } from "./source/glob.ts";

type Given = GivenOf<typeof agentSettings>;

/** What `main.ts` of an emitted agent gives. The environment overrides each of them; see the table of settings. */
export interface AgentOptions extends Omit<Given, "maxBatchRecords" | "maxBatchBytes" | "maxBatchWaitMs" | "healthPort" | "watch"> {
  /** The agent's name: in its own log, and as the scope of OTLP records. */
  readonly name: string;
  readonly watch: readonly string[];
  readonly sink: SinkDefinition;
  readonly batch?: { readonly maxRecords?: number; readonly maxBytes?: number; readonly maxWaitMs?: number };
  readonly health?: { readonly port: number };
  /** Makes records of one schema of lines of many formats. Without it the lines are shipped as they are. */
  readonly normaliser?: Normaliser | undefined;
  readonly transform?: Transform | undefined;
}

export interface Configured {
  readonly settings: ValuesOf<typeof agentSettings>;
  readonly sink: ConfiguredSink;
  /** true: standard input is read, and no file. */
  readonly stdin: boolean;
  readonly globs: readonly Glob[];
  readonly excluded: (path: string) => boolean;
}

/** Everything that can be wrong before anything is started, all at once. */
export function configure(options: AgentOptions, env: Env): Result<Configured> {
  const { name: _name, sink, transform: _transform, normaliser, batch = {}, health, ...rest } = options;
  const { maxRecords: maxBatchRecords, maxBytes: maxBatchBytes, maxWaitMs: maxBatchWaitMs } = batch;
  const read = readSettings(agentSettings, env, { ...rest, maxBatchRecords, maxBatchBytes, maxBatchWaitMs, healthPort: health?.port });
  const configured = sink.configure(env);
  if (!read.ok || !configured.ok)
    return { ok: false, problems: [read, configured].flatMap((result) => (result.ok ? [] : result.problems)) };
  const settings = read.value;
  const stdin = settings.watch.includes("-");
  if (stdin && settings.watch.length > 1) return { ok: false, problems: ["WATCH is either - for standard input, or globs"] };
  if (normaliser?.problem !== undefined) return { ok: false, problems: [normaliser.problem] };
  const shape = sink.shape ?? "flat";
  if (normaliser && normaliser.shape !== shape) {
    const hint = "set `sink` in scaffold.yaml and generate again";
    return {
      ok: false,
      problems: [`src/parser.ts writes ${normaliser.shape} records, the sink ${sink.kind} takes ${shape} ones: ${hint}`],
    };
  }
  try {
    const globs = stdin ? [] : settings.watch.flatMap(compileGlob);
    const excluded = pathMatcher(settings.exclude);
    const own = [configured.value.writes, join(settings.stateDir, "dead-letter.ndjson")].filter((path) => path !== undefined);
    const loops = own.filter((path) => !excluded(path) && globs.some((glob) => matchesGlob(glob, path)));
    if (loops.length > 0) {
      return {
        ok: false,
        problems: loops.map((path) => `WATCH matches ${path}, which the agent writes itself: add it to EXCLUDE or write elsewhere`),
      };
    }
    return { ok: true, value: { settings, sink: configured.value, stdin, globs, excluded } };
  } catch (error) {
    return { ok: false, problems: [`WATCH or EXCLUDE holds a pattern that is no glob: ${reasonOf(error)}`] };
  }
}
