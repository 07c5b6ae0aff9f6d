import { join } from "node:path";
import { type Env, type GivenOf, type Result, readSettings, type Setting, type Settings, type ValuesOf } from "../service/settings.ts";
import { deadLetterNames } from "./dead-letter.ts";
import type { Derive } from "./derive.ts";
import { containerNormaliser } from "./framing/container-normaliser.ts";
import { nameProblems, variablePrefix } from "./names.ts";
import type { Normaliser } from "./normaliser.ts";
import type { Transform } from "./record.ts";
import { type agentSettings, ownSettings, sourceSettings } from "./settings.ts";
import { type ShapingOptions, shapingProblems } from "./shaping/shaping.ts";
import type { ConfiguredSink, SinkDefinition } from "./sinks/sink.ts";
import { isWatchedBy, type Watched, watched } from "./source/watched.ts";

type Given = GivenOf<typeof agentSettings>;
type Values = Omit<ValuesOf<typeof agentSettings>, keyof typeof sourceSettings>;

/** Files that are read alike. With a name, its variables begin with that: WATCH of `audit` is AUDIT_WATCH. */
export interface SourceOptions extends GivenOf<typeof sourceSettings> {
  readonly name?: string;
  readonly watch: readonly string[];
}

/** What `main.ts` of an emitted agent gives. The environment overrides each of them; see the table of settings. */
export interface AgentOptions extends Omit<Given, "maxBatchRecords" | "maxBatchBytes" | "maxBatchWaitMs" | "healthPort">, ShapingOptions {
  /** The agent's name: in its own log, and as the scope of OTLP records. */
  readonly name: string;
  /** What is read. `watch` with `exclude` is the one source that needs no name, `sources` are further ones. */
  readonly sources?: readonly SourceOptions[];
  /** Where it goes. `sink` is the one that needs no name; a sink of `sinks` has variables that begin with its name: ARCHIVE_SINK_PATH. */
  readonly sink?: SinkDefinition;
  readonly sinks?: Readonly<Record<string, SinkDefinition>>;
  readonly batch?: { readonly maxRecords?: number; readonly maxBytes?: number; readonly maxWaitMs?: number };
  readonly health?: { readonly port: number };
  /** Makes records of one schema of lines of many formats. Without it the lines are shipped as they are. */
  readonly normaliser?: Normaliser | undefined;
  readonly transform?: Transform | undefined;
  /** Metrics of what the records say. */
  readonly derive?: Derive | undefined;
}

/** A sink with its settings, and what tells it from the others. */
export interface Destination {
  /** undefined: the one that needs no name. */
  readonly name: string | undefined;
  readonly kind: string;
  /** false: it writes other JSON than the normaliser does, and is given objects. */
  readonly fits: boolean;
  readonly sink: ConfiguredSink;
}

export interface Configured {
  readonly settings: Values;
  readonly sinks: readonly Destination[];
  /** true: standard input is read, and no file. */
  readonly stdin: boolean;
  readonly sources: readonly Watched[];
  /** What reads the lines: the one that was given, or one that takes them out of what a container runtime put around them. */
  readonly normaliser: Normaliser | undefined;
}

/** Every setting that there is with these sources and sinks, by its variable. */
export function settingsByVariable(options: AgentOptions): ReadonlyMap<string, Setting<unknown>> {
  const tables: [string, Settings][] = [
    ["", ownSettings],
    ...sourcesOf(options).map(({ name }): [string, Settings] => [variablePrefix(name), sourceSettings]),
    ...sinksOf(options).map(([name, { settings }]): [string, Settings] => [variablePrefix(name), settings]),
  ];
  return new Map(tables.flatMap(([prefix, table]) => Object.values(table).map((setting) => [`${prefix}${setting.env}`, setting] as const)));
}

/** Everything that can be wrong before anything is started, all at once. */
export function configure(options: AgentOptions, env: Env): Result<Configured> {
  const { batch = {}, health, sink, sinks = {} } = options;
  const { maxRecords: maxBatchRecords, maxBytes: maxBatchBytes, maxWaitMs: maxBatchWaitMs } = batch;
  const flat = { maxBatchRecords, maxBatchBytes, maxBatchWaitMs, healthPort: health?.port };
  const read = readSettings(ownSettings, env, { ...options, ...flat });
  const sources = configureSources(options, env);
  const definitions = sinksOf(options);
  const isWrapped = sources.read.some(({ framing }) => framing.container !== "none");
  const normaliser = options.normaliser ?? (isWrapped ? containerNormaliser(definitions[0]?.[1].shape ?? "flat") : undefined);
  const destinations = definitions.map(([name, definition]) => configureSink(name, definition, normaliser, env));
  const configured = destinations.flatMap((one) => (one.ok ? [one.value] : []));
  const problems = [
    ...sources.problems,
    ...shapingProblems(options),
    ...(read.ok ? [] : read.problems),
    ...nameProblems("sink", [sink?.kind, ...Object.keys(sinks)]),
    ...(definitions.length > 0 ? [] : ["there is no sink: `sink` or `sinks` of src/main.ts must name one"]),
    ...destinations.flatMap((one) => (one.ok ? [] : one.problems)),
    ...normaliserProblems(definitions, normaliser),
    ...loops(sources.read, read.right.stateDir, configured),
  ];
  if (!read.ok || problems.length > 0) return { ok: false, problems };
  return { ok: true, value: { settings: read.value, sinks: configured, stdin: sources.stdin, sources: sources.read, normaliser } };
}

interface ReadSources {
  readonly read: readonly Watched[];
  readonly stdin: boolean;
  readonly problems: readonly string[];
}

/** Without any source there is one that is told by WATCH. */
function sourcesOf({ watch, sources = [], ...options }: AgentOptions) {
  return [...(watch || sources.length === 0 ? [{ ...options, name: undefined, watch }] : []), ...sources];
}

function sinksOf({ sink, sinks = {} }: AgentOptions): readonly (readonly [string | undefined, SinkDefinition])[] {
  return [...(sink ? [[undefined, sink] as const] : []), ...Object.entries(sinks)];
}

function configureSources(options: AgentOptions, env: Env): ReadSources {
  const given = sourcesOf(options);
  const names = given.map(({ name }) => name);
  const problems = nameProblems("source", names);
  let stdin = false;
  const read = given.flatMap((one, index): Watched[] => {
    const values = readSettings(sourceSettings, env, one, variablePrefix(names[index]));
    if (!values.ok) {
      problems.push(...values.problems);
      return [];
    }
    stdin ||= values.value.watch.includes("-");
    return [watched({ name: names[index], ...values.value, watch: values.value.watch.filter((glob) => glob !== "-") })];
  });
  if (stdin && given.length > 1) problems.push("standard input (-) is read alone, without other sources");
  return { read, stdin, problems };
}

function configureSink(
  name: string | undefined,
  definition: SinkDefinition,
  normaliser: Normaliser | undefined,
  env: Env,
): Result<Destination> {
  const { kind, shape = "flat" } = definition;
  const sink = definition.configure(env, variablePrefix(name));
  return sink.ok ? { ok: true, value: { name, kind, fits: !normaliser || normaliser.shape === shape, sink: sink.value } } : sink;
}

/** Of several sinks one may take other JSON than the parser writes, at the price of an object per line. Of one it is a mistake. */
function normaliserProblems(
  definitions: readonly (readonly [string | undefined, SinkDefinition])[],
  normaliser: Normaliser | undefined,
): string[] {
  if (!normaliser) return [];
  const hint = "set `sink` in scaffold.yaml and generate again";
  const misfit = (shape: string) => shape !== normaliser.shape;
  const [only, ...others] = definitions;
  const { kind, shape = "flat" } = only?.[1] ?? {};
  return [
    ...(normaliser.problem === undefined ? [] : [normaliser.problem]),
    ...(kind !== undefined && others.length === 0 && misfit(shape)
      ? [`src/parser.ts writes ${normaliser.shape} records, the sink ${kind} takes ${shape} ones: ${hint}`]
      : []),
  ];
}

/** `dead-letter.ndjson`, or `dead-letter-archive.ndjson` of the sink `archive`; the same for the checkpoint. */
export function stateFile(stateDir: string, kind: "dead-letter.ndjson" | "checkpoint.json", name: string | undefined): string {
  return join(stateDir, name === undefined ? kind : kind.replace(".", `-${name}.`));
}

/** Files that are written here and would be read again, without end. */
function loops(sources: readonly Watched[], stateDir: string | undefined, sinks: readonly Destination[]): string[] {
  const written = sinks.flatMap(({ name, sink: { writes, rotatesTo = [] } }) => [
    writes === undefined ? [] : [writes, ...rotatesTo],
    stateDir === undefined ? [] : deadLetterNames(stateFile(stateDir, "dead-letter.ndjson", name)),
  ]);
  return written.flatMap((paths) =>
    sources.flatMap((source) => {
      const path = paths.find((one) => isWatchedBy(source, one));
      const prefix = variablePrefix(source.name);
      return path === undefined
        ? []
        : [`${prefix}WATCH matches ${path}, which the agent writes itself: add it to ${prefix}EXCLUDE or write elsewhere`];
    }),
  );
}
