/** What the README of an agent says of this one, beside its settings. */
import { variablePrefix } from "../../runtime/agent/names.ts";
import type { SidecarOptions } from "./options.ts";
import { type SecretMount, secretMounts, type Target, targetsOf } from "./sinks.ts";
import type { SourceView } from "./sources.ts";

/** `loki, search (elasticsearch) and splunk` */
export function sinkNames(targets: readonly Target[]): string {
  const names = targets.map(({ name, sink: { type } }) => (name === undefined || name === type ? type : `${name} (${type})`));
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

/** The variables that make each source read a folder of this machine: `APP_WATCH='/tmp/logs/app/*.log'`. */
export function watchHere(sources: readonly Pick<SourceView, "name">[]): string {
  return sources.map(({ name }) => `${variablePrefix(name)}WATCH='/tmp/logs/${name === undefined ? "" : `${name}/`}*.log'`).join(" ");
}

/** `dead-letter.ndjson`, or `dead-letter-SINK.ndjson` where sinks have names. */
export function deadLetters(targets: readonly Target[]): string {
  return targets.some(({ name }) => name !== undefined) ? "dead-letter-SINK.ndjson" : "dead-letter.ndjson";
}

/** Each Secret that the pod needs for it: which keys, and where they are. */
export function secretRows(agent: string, options: SidecarOptions): (Omit<SecretMount, "volume" | "keys"> & { readonly keys: string })[] {
  return targetsOf(options).flatMap((target) =>
    secretMounts(agent, target).map(({ secret, folder, keys }) => ({ secret, folder, keys: keys.map((key) => `\`${key}\``).join(", ") })),
  );
}
