// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { join } from "node:path";
import { type Env, type GivenOf, type Result, readSettings, type ValuesOf } from "../service/settings.ts";
import type { Normaliser } from "./normaliser.ts";
import type { Transform } from "./record.ts";
import { agentSettings } from "./settings.ts";
import type { ConfiguredSink, SinkDefinition } from "./sinks/sink.ts";
import { compileGlob, type Glob, matchesGlob, pathMatcher } from "./source/glob.ts";

type Given = GivenOf<typeof agentSettings>;
type Values = ValuesOf<typeof agentSettings>;

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
  readonly settings: Values;
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
  const problems = [
    ...(read.ok ? [] : read.problems),
    ...(configured.ok ? [] : configured.problems),
    ...normaliserProblems(sink, normaliser),
    ...loops(read.right, configured.ok ? configured.value : undefined),
  ];
  if (!read.ok || !configured.ok || problems.length > 0) return { ok: false, problems };
  const settings = read.value;
  return { ok: true, value: { settings, sink: configured.value, ...reading(settings) } };
}

function normaliserProblems(sink: SinkDefinition, normaliser: Normaliser | undefined): string[] {
  if (!normaliser) return [];
  const shape = sink.shape ?? "flat";
  const hint = "set `sink` in scaffold.yaml and generate again";
  return [
    ...(normaliser.problem === undefined ? [] : [normaliser.problem]),
    ...(normaliser.shape === shape
      ? []
      : [`src/parser.ts writes ${normaliser.shape} records, the sink ${sink.kind} takes ${shape} ones: ${hint}`]),
  ];
}

type Reading = Pick<Configured, "stdin" | "globs" | "excluded">;

function reading({ watch, exclude }: Pick<Values, "watch" | "exclude">): Reading {
  const stdin = watch.includes("-");
  return { stdin, globs: stdin ? [] : watch.flatMap(compileGlob), excluded: pathMatcher(exclude) };
}

/** Files that are written here and would be read again, without end. */
function loops({ watch, exclude, stateDir }: Partial<Values>, sink: ConfiguredSink | undefined): string[] {
  if (!watch || !exclude) return [];
  const { globs, excluded } = reading({ watch, exclude });
  return [sink?.writes, stateDir && join(stateDir, "dead-letter.ndjson")]
    .filter((path) => path !== undefined && !excluded(path) && globs.some((glob) => matchesGlob(glob, path)))
    .map((path) => `WATCH matches ${path}, which the agent writes itself: add it to EXCLUDE or write elsewhere`);
}
