/** The sources of an agent: what the document says, as the code of src/main.ts. */
import type { Companion } from "../pattern.ts";
import type { SidecarOptions } from "./options.ts";

/** Files that are read alike. */
export interface SourceView {
  /** undefined: the one that needs no name. */
  readonly name: string | undefined;
  readonly watch: readonly string[];
  /** What else is said of it: `multiline`, `encoding`, `container`, `exclude`. */
  readonly framing: Readonly<Record<string, unknown>>;
}

type Framed = Partial<Pick<SidecarOptions, "exclude" | "multiline" | "encoding" | "container">>;

/** What is read: each of `sources`, else `watch`, else the log files of the app. */
export function sourcesOf({ options, spec }: Companion<SidecarOptions>): readonly SourceView[] {
  const { watch = spec.app.logs, listen } = options;
  // Who listens need not watch.
  if (options.sources === undefined) return listen && watch.length === 0 ? [] : [{ name: undefined, watch, framing: framingOf(options) }];
  return Object.entries(options.sources).map(([name, source]) =>
    typeof source === "string"
      ? { name, watch: [source], framing: framingOf(options) }
      : { name, watch: source.watch, framing: { ...framingOf(options), ...framingOf(source) } },
  );
}

/** The globs an agent watches, of all its sources. */
export function watched(companion: Companion<SidecarOptions>): readonly string[] {
  return sourcesOf(companion).flatMap(({ watch }) => watch);
}

/** How what comes in over the network becomes records: as what needs no name. */
export function framingOf({ exclude, multiline, encoding, container }: Framed): Record<string, unknown> {
  return Object.fromEntries(Object.entries({ exclude, multiline, encoding, container }).filter(([, value]) => value !== undefined));
}
