/** Which test an emitted agent comes with: of what it ships where a test can stand for the other ends, else of its start. */
import { variablePrefix } from "../../runtime/agent/names.ts";
import type { SidecarOptions } from "./options.ts";
import type { SidecarView } from "./view.ts";

const startOnly = "sidecar/test/settings.test.ts.hbs";

/** What decides which of the lines are sent, and what of them. */
type Shaping = Pick<SidecarOptions, "redact" | "sample" | "limit">;

/**
 * The template of the test of an adapter.
 * @param whole of one with one source and one plain sink
 * @param lines that this one ships
 */
export function testTemplate({ source, onlySink, sinks }: SidecarView, shaping: Shaping, whole: string, lines: readonly string[]): string {
  const places = new Set(["url", "path"]);
  const isPlain = sinks.every(
    ({ kind, options = {} }) => ["stdout", "file", "http", "otlp"].includes(kind) && Object.keys(options).every((key) => places.has(key)),
  );
  return onlySink && isPlain && source?.more.length === 0 && areSentWhole(lines, shaping) ? whole : startOnly;
}

/**
 * The same for an agent that ships lines as they are, so that several sources and sinks can be tried in one test. One template for few and
 * many: the test is merged when the document changes, and of another text nothing could be.
 */
export function agentTest(view: SidecarView, shaping: Shaping): { readonly template: string; readonly view: object } {
  const sources = view.sources.map(triedSource);
  const canStand = view.sinks.every(({ kind, options = {} }) => canStandFor(kind, options));
  if (!canStand || !areSentWhole([...sources.flatMap(({ lines }) => lines), ...sources.map(({ last }) => last)], shaping))
    return { template: startOnly, view };
  const standIns = view.sinks.map(standIn);
  return {
    template: "sidecar/test/agent.test.ts.hbs",
    view: {
      ...view,
      tried: sources,
      listenPlain: view.listenMore.flatMap(({ key }) => plainOf(key, "")),
      standIns,
      hasHttp: standIns.some(({ isHttp }) => isHttp),
      hasTcp: view.sinkKinds.includes("tcp"),
      needsSecret: standIns.some(({ secrets }) => secrets.length > 0),
    },
  };
}

/** A line that is dropped or changed does not arrive as it was written. */
function areSentWhole(lines: readonly string[], { redact = [], sample = [], limit }: Shaping): boolean {
  const isDropped = (line: string) =>
    sample.some(({ match, keep }) => keep < 1 && (match === undefined || new RegExp(match, "u").test(line)));
  const isChanged = (line: string) => redact.some((rule) => rule.startsWith("pattern:") && new RegExp(rule.slice(8), "u").test(line));
  return lines.every((line) => !isDropped(line) && !isChanged(line)) && (limit?.records ?? lines.length) >= lines.length;
}

const plain: Readonly<Record<string, string>> = { multiline: "none", encoding: "utf-8", container: "none", exclude: "*.gz" };

/** The variable that says of it what is plain text. */
function plainOf(key: string, prefix: string): { readonly variable: string; readonly value: string }[] {
  const value = plain[key];
  return value === undefined ? [] : [{ variable: `${prefix}${key.toUpperCase()}`, value }];
}

/** A folder of lines, and the variables that make the source read it: as plain text, whatever else it reads. */
function triedSource({ name, watch: _, ...framing }: SidecarView["sources"][number]) {
  const prefix = variablePrefix(name);
  const folder = name ?? "app";
  return {
    folder,
    watch: `${prefix}WATCH`,
    plain: Object.keys(framing).flatMap((key) => plainOf(key, prefix)),
    lines: [`the first line of ${folder}`, `the second line of ${folder}`],
    last: `the last line of ${folder}`,
  };
}

/** Options under which a server of a few lines is as good as the real one. */
const simple = new Set(
  "url path labels tenant index format protocol compression tokenFile tokenScheme basicUser basicPasswordFile".split(" "),
);

function canStandFor(kind: string, options: Readonly<Record<string, unknown>>): boolean {
  return (
    ["stdout", "file", "http", "otlp", "loki", "elasticsearch", "tcp"].includes(kind) &&
    Object.keys(options).every((key) => simple.has(key)) &&
    options["protocol"] !== "http/protobuf" &&
    options["compression"] !== "zstd"
  );
}

function standIn({ name, kind, options = {} }: SidecarView["sinks"][number]) {
  const prefix = variablePrefix(name);
  return {
    name: name ?? "sink",
    url: `${prefix}SINK_URL`,
    path: `${prefix}SINK_PATH`,
    file: `${name ?? "sink"}.ndjson`,
    isHttp: !["stdout", "file", "tcp"].includes(kind),
    isTcp: kind === "tcp",
    isFile: kind === "file",
    isStdout: kind === "stdout",
    secrets: secretsOf(options).map((variable) => `${prefix}${variable}`),
  };
}

/** Variables of what the sink reads from files of a Secret. */
function secretsOf(options: Readonly<Record<string, unknown>>): string[] {
  return [...("tokenFile" in options ? ["SINK_TOKEN_FILE"] : []), ...("basicPasswordFile" in options ? ["SINK_BASIC_PASSWORD_FILE"] : [])];
}
