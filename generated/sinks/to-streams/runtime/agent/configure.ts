// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { join } from "node:path";
import { type Env, type GivenOf, type Result, readSettings, type Setting, type Settings, type ValuesOf } from "../service/settings.ts";
import { deadLetterNames } from "./dead-letter.ts";
import type { Derive } from "./derive.ts";
import { containerNormaliser } from "./framing/container-normaliser.ts";
import { framingSettings } from "./framing/settings.ts";
import { type Address, parseAddress } from "./listen/address.ts";
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
  /** The JSON that it takes. */
  readonly shape: "flat" | "otlp";
  /** false: it writes other JSON than the normaliser does, and is given objects. */
  readonly fits: boolean;
  readonly sink: ConfiguredSink;
}

export interface Configured {
  readonly settings: Values;
  readonly sinks: readonly Destination[];
  /** true: standard input is read, and nothing else. */
  readonly stdin: boolean;
  /** How what comes in over the network is read; undefined: nothing is listened on. */
  readonly network: Watched | undefined;
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
  const { listen = [] } = read.right;
  const sources = configureSources(options, env, listen.length > 0);
  const definitions = sinksOf(options);
  const isWrapped = [...sources.read, ...(sources.network ? [sources.network] : [])].some(({ framing }) => framing.container !== "none");
  const normaliser = options.normaliser ?? (isWrapped ? containerNormaliser(definitions[0]?.[1].shape ?? "flat") : undefined);
  const destinations = definitions.map(([name, definition]) => configureSink(name, definition, normaliser, env));
  const configured = destinations.flatMap((one) => (one.ok ? [one.value] : []));
  const problems = [
    ...new Set(sources.problems),
    ...shapingProblems(options),
    ...(read.ok ? [] : read.problems),
    ...nameProblems("sink", [sink?.kind, ...Object.keys(sinks)]),
    ...(definitions.length > 0 ? [] : ["there is no sink: `sink` or `sinks` of src/main.ts must name one"]),
    ...destinations.flatMap((one) => (one.ok ? [] : one.problems)),
    ...normaliserProblems(configured, normaliser),
    ...listenProblems(read.right),
    ...loops(sources.read, read.right.stateDir, configured),
  ];
  if (!read.ok || problems.length > 0) return { ok: false, problems };
  const { stdin, network } = sources;
  return { ok: true, value: { settings: read.value, sinks: configured, stdin, network, sources: sources.read, normaliser } };
}

interface ReadSources {
  readonly read: readonly Watched[];
  readonly stdin: boolean;
  readonly network: Watched | undefined;
  readonly problems: readonly string[];
}

/** Without any source there is one that is told by WATCH. */
function sourcesOf({ watch, sources = [], ...options }: AgentOptions) {
  return [...(watch || sources.length === 0 ? [{ ...options, name: undefined, watch }] : []), ...sources];
}

function sinksOf({ sink, sinks = {} }: AgentOptions): readonly (readonly [string | undefined, SinkDefinition])[] {
  return [...(sink ? [[undefined, sink] as const] : []), ...Object.entries(sinks)];
}

function configureSources(options: AgentOptions, env: Env, listens: boolean): ReadSources {
  // Who listens need not read files.
  const given = sourcesOf(options).filter(({ name, watch = [] }) => name !== undefined || !listens || watch.length > 0 || env["WATCH"]);
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
  if (stdin && env["LISTEN"]) problems.push("standard input (-) is read alone: WATCH must be globs, or LISTEN not set");
  if (stdin || !listens) return { read, stdin, network: undefined, problems };
  const framing = readSettings(framingSettings, env, options);
  if (!framing.ok) return { read, stdin, network: undefined, problems: [...problems, ...framing.problems] };
  return { read, stdin, network: watched({ name: undefined, watch: [], exclude: [], ...framing.value }), problems };
}

function configureSink(
  name: string | undefined,
  definition: SinkDefinition,
  normaliser: Normaliser | undefined,
  env: Env,
): Result<Destination> {
  const { kind, shape = "flat" } = definition;
  const sink = definition.configure(env, variablePrefix(name));
  if (!sink.ok) return sink;
  const fits = !normaliser || (normaliser.shape === "ecs" ? sink.value.takesEcs === true : normaliser.shape === shape);
  return { ok: true, value: { name, kind, shape, fits, sink: sink.value } };
}

/** Of several sinks one may take other JSON than the parser writes, at the price of an object per line. Of one it is a mistake. */
function normaliserProblems(sinks: readonly Destination[], normaliser: Normaliser | undefined): string[] {
  if (!normaliser) return [];
  const [only, ...others] = sinks;
  const isMisfit = only !== undefined && others.length === 0 && !only.fits;
  return [...(normaliser.problem === undefined ? [] : [normaliser.problem]), ...(isMisfit ? [misfit(only, normaliser)] : [])];
}

function misfit({ kind, shape }: Destination, normaliser: Normaliser): string {
  const hint = "set `sink` in scaffold.yaml and generate again";
  return normaliser.shape === "ecs"
    ? `src/parser.ts writes documents of the Elastic Common Schema, which the sink ${kind} does not take: ${hint}`
    : `src/parser.ts writes ${normaliser.shape} records, the sink ${kind} takes ${shape} ones: ${hint}`;
}

/** `dead-letter.ndjson`, or `dead-letter-archive.ndjson` of the sink `archive`; the same for the checkpoint. */
export function stateFile(stateDir: string, kind: "dead-letter.ndjson" | "checkpoint.json", name: string | undefined): string {
  return join(stateDir, name === undefined ? kind : kind.replace(".", `-${name}.`));
}

function listenProblems({ listen = [], listenBufferBytes = 0, listenBodyBytes = 0, healthPort = 0 }: Partial<Values>): string[] {
  const clash = listen.find((text) => isTaken(parseAddress(text), healthPort));
  return [
    ...(clash === undefined ? [] : [`LISTEN and HEALTH_PORT name the same port, in ${clash}: give one of them another`]),
    ...(listen.length > 0 && listenBodyBytes > listenBufferBytes ? ["LISTEN_MAX_BODY must be at most LISTEN_BUFFER"] : []),
  ];
}

function isTaken({ scheme, port }: Address, healthPort: number): boolean {
  return scheme !== "udp" && port > 0 && port === healthPort;
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
