import { posix } from "node:path";
import { variablePrefix } from "../../runtime/agent/names.ts";
import { compileGlob, matchesGlob } from "../../runtime/agent/source/glob.ts";
import type { Path } from "../../spec/path.ts";
import type { Rule } from "../../spec/rules.ts";
import { watchesFiles } from "../watching.ts";
import { fromShorthand, shorthandProblem, sinkSchema } from "./sink-options.ts";

/** What the rules look at in the document; it need not be complete. */
interface Given {
  readonly watch?: readonly string[];
  readonly listen?: readonly string[];
  readonly sources?: Readonly<Record<string, string | { readonly watch?: readonly string[] }>>;
  readonly sink?: string | GivenSink;
  readonly sinks?: Readonly<Record<string, string | GivenSink>>;
  readonly settings?: string;
}
interface GivenSink {
  readonly type?: string;
  readonly url?: string;
  readonly path?: string;
  readonly format?: string;
  readonly tls?: unknown;
  readonly auth?: unknown;
}

/** A log agent that is told nothing to watch would run for ever and ship nothing. */
export const agentsHaveFiles: Rule = ({ app, companions }, report) => {
  for (const [name, companion] of Object.entries(companions)) {
    const { watch, sources, listen } = companion as Given;
    const wantsFiles = watchesFiles(companion) && companion["source"] !== "stdin" && listen === undefined;
    if (wantsFiles && watch?.length === 0)
      report(["companions", name, "watch"], "expected at least 1 item; got none", "name log files, or addresses under listen");
    if (wantsFiles && watch === undefined && sources === undefined && app.logs.length === 0) {
      report(
        ["companions", name],
        "nothing to watch: neither it nor the app names log files",
        "add watch: [/var/log/app/*.log] here, or logs: to the app",
      );
    }
  }
};

/** The short form and the long one say the same: one of them is enough, and of two one would be passed over. */
export const agentsSayItOnce: Rule = ({ companions }, report) => {
  for (const [name, companion] of Object.entries(companions)) {
    if (!watchesFiles(companion)) continue;
    const { watch, sources, listen, sink, sinks, settings } = companion as Given;
    const at = (key: string): Path => ["companions", name, key];
    if (watch && sources) report(at("sources"), "there is watch too", "make a source of what is watched, and remove watch");
    if (sources && companion["source"] === "stdin")
      report(at("sources"), "standard input is read, and no file", "remove sources, or source: stdin");
    if (listen && companion["source"] === "stdin")
      report(at("listen"), "standard input is read, and nothing else", "remove listen, or source: stdin");
    if (sink && sinks) report(at("sinks"), "there is sink too", "give that sink a name among these, and remove sink");
    // Both have a folder of that name.
    if (settings !== undefined && sinks?.["settings"] !== undefined)
      report([...at("sinks"), "settings"], "a sink cannot have this name beside settings", "give it another one");
    for (const [key, several] of Object.entries({ sources, sinks }))
      if (several && Object.keys(several).length === 0) report(at(key), "expected at least one", `remove ${key}`);
    for (const [path, value] of [
      [at("sink"), sink] as const,
      ...Object.entries(sinks ?? {}).map(([key, one]) => [[...at("sinks"), key], one] as const),
    ]) {
      const problem = typeof value === "string" ? shorthandProblem(value) : undefined;
      if (problem !== undefined) report(path, problem.message, problem.hint);
    }
  }
};

/** Pods of a Deployment have no state of their own, as a StatefulSet's have: the folder would be one for all of them. */
export const statesHaveOnePod: Rule = ({ pod, companions }, report) => {
  const { kind, replicas = 1 } = pod;
  if (kind !== "Deployment" || replicas < 2) return;
  for (const [name, companion] of Object.entries(companions)) {
    if (!watchesFiles(companion) || companion["state"] === undefined) continue;
    report(
      ["companions", name, "state"],
      `${replicas} pods (pod.replicas) would share it and destroy each other's checkpoint`,
      "remove state, so that each pod has a folder of its own, or write replicas: 1",
    );
  }
};

/** A file sink among the watched files would be read, written and read again without end; the agent refuses to start then. */
export const agentsDoNotReadThemselves: Rule = ({ app, companions }, report) => {
  for (const [name, companion] of Object.entries(companions)) {
    if (!watchesFiles(companion)) continue;
    const given = givenGlobs(name, companion).map(({ glob }) => glob);
    const globs = readsApp(companion) ? app.logs : given;
    for (const { placeOf, sink } of givenSinks(name, companion)) {
      const { path } = sink;
      if (path === undefined || !globs.some((glob) => isMatched(glob, path))) continue;
      report(placeOf("path"), `${path} is among the files that ${name} watches`, "write to another folder");
    }
  }
};

/** Certificates are of no use where nothing is encrypted, and would be thought to be in use. */
export const certificatesAreUsed: Rule = ({ companions }, report) => {
  for (const [name, companion] of Object.entries(companions)) {
    if (!watchesFiles(companion)) continue;
    for (const { placeOf, sink } of givenSinks(name, companion)) {
      if (sink.tls === undefined || sink.url === undefined || /^(?:https|tls):/i.test(sink.url)) continue;
      const hint = sink.url.startsWith("tcp:") ? "write tls:// in the url" : "write https:// in the url";
      report(placeOf("tls"), "the connection is not encrypted", hint);
    }
  }
};

interface PlacedSink {
  /** undefined: the one that needs no name. */
  readonly sinkName: string | undefined;
  readonly sink: GivenSink;
  /** Where one of its keys is in the document; of the short form, which is one text, where that is. */
  placeOf(key: string): Path;
}

/** The sinks of a companion, in the long form. */
export function givenSinks(name: string, companion: unknown): PlacedSink[] {
  const { sink, sinks = {} } = companion as Given;
  const placed = (sinkName: string | undefined, value: string | GivenSink): PlacedSink => {
    const at: Path = ["companions", name, ...(sinkName === undefined ? ["sink"] : ["sinks", sinkName])];
    const isShort = typeof value === "string";
    return { sinkName, sink: isShort ? fromShort(value) : value, placeOf: (key) => (isShort ? at : [...at, key]) };
  };
  return [...(sink ? [placed(undefined, sink)] : []), ...Object.entries(sinks).map(([key, value]) => placed(key, value))];
}

/** With the path or URL that it has by default. */
function fromShort(text: string): GivenSink {
  const sink = fromShorthand(text);
  return sinkSchema.safeParse(sink).data ?? sink;
}

/** The globs that a companion names itself, and where they are in the document. */
export function givenGlobs(name: string, companion: unknown): { readonly glob: string; readonly at: Path }[] {
  const { watch = [], sources = {} } = companion as Given;
  const placed = (globs: readonly string[], ...keys: Path) =>
    globs.map((glob, index) => ({ glob, at: ["companions", name, ...keys, "watch", index] as Path }));
  return [
    ...placed(watch),
    ...Object.entries(sources).flatMap(([key, source]) =>
      typeof source === "string"
        ? [{ glob: source, at: ["companions", name, "sources", key] as Path }]
        : placed(source.watch ?? [], "sources", key),
    ),
  ];
}

/** Whether it watches what the app logs, because it names no files itself. */
export function readsApp(companion: unknown): boolean {
  const { watch, sources } = companion as Given;
  return watch === undefined && sources === undefined;
}

/** Names of parameters whose values nobody else should know. */
const credential = /(?:^|[_-])(?:password|passwd|pwd|token|secret|key|apikey|signature|sig)$/i;

/** A sink's URL is written into the document and into main.ts, and both are committed. */
export const sinkUrlsAreClean: Rule = ({ companions }, report) => {
  for (const [name, companion] of Object.entries(companions)) {
    if (!watchesFiles(companion)) continue;
    for (const { sinkName, placeOf, sink } of givenSinks(name, companion)) {
      // The variables of a sink with a name begin with it.
      const prefix = variablePrefix(sinkName);
      checkUrl(placeOf("url"), sink.url, { name, prefix }, report);
    }
    const { env } = companion as { env?: Readonly<Record<string, unknown>> };
    for (const [variable, value] of Object.entries(env ?? {})) {
      if (!variable.endsWith("SINK_URL") || typeof value !== "string" || !/^[a-z]+:\/\/[^/?#]*@/i.test(value)) continue;
      const headers = variable.replace(/URL$/, "HEADERS");
      report(
        ["companions", name, "env", variable],
        "a user or password has no place in a file that is committed",
        `write ${variable}: {secret: ${name}, key: url}, or ${headers}: {secret: ${name}, key: headers}`,
      );
    }
  }
};

function checkUrl(
  at: Path,
  text: string | undefined,
  { name, prefix }: { readonly name: string; readonly prefix: string },
  report: Parameters<Rule>[1],
): void {
  const url = text !== undefined && URL.canParse(text) ? new URL(text) : undefined;
  if (url && (url.username !== "" || url.password !== ""))
    report(
      at,
      "a user or password has no place in a file that is committed",
      `leave it out, and add env: {${prefix}SINK_HEADERS: {secret: ${name}, key: headers}} to ${name}; in the Secret: Authorization=Basic%20…`,
    );
  if (url && url.hash !== "") report(at, "what is behind # is never sent", "leave it out");
  for (const parameter of new Set(url?.searchParams.keys())) {
    if (!credential.test(parameter)) continue;
    const hint = `leave it out, and add env: {${prefix}SINK_URL: {secret: ${name}, key: url}} to ${name}: the whole URL is in the Secret then`;
    report(at, `the parameter "${parameter}" looks like a credential, and this file is committed`, hint);
  }
}

function isMatched(glob: string, path: string): boolean {
  try {
    return compileGlob(glob).some((one) => matchesGlob(one, posix.normalize(path)));
  } catch {
    // A bracket expression that is none; the agent says so.
    return false;
  }
}
