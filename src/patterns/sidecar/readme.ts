/** What the README of an agent says of this one, beside its settings. */
import { variablePrefix } from "../../runtime/agent/names.ts";
import { fileSettings } from "../../runtime/agent/sinks/file.ts";
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

/** The files that sinks write, and how far those grow: nothing is deleted that nobody asked to be deleted. */
export function ownFiles(targets: readonly Target[]): { readonly path: string; readonly growth: string }[] {
  return targets.flatMap(({ name, sink }) => {
    if (sink.type !== "file") return [];
    const { path, rotate, keep = fileSettings.keepFiles.default } = sink;
    const [most, kept] = ["SINK_MAX_FILE_BYTES", "SINK_KEEP_FILES"].map((variable) => `\`${variablePrefix(name)}${variable}\``);
    const growth =
      rotate === undefined
        ? `has no bound: set ${most} and ${kept}, or let something else rotate it`
        : `is begun anew at ${rotate}, and ${keep} before it are kept; what is older is deleted, whether or not anybody has read it`;
    return [{ path, growth }];
  });
}

/** Each Secret that the pod needs for it: which keys, and where they are. */
export function secretRows(agent: string, options: SidecarOptions): (Omit<SecretMount, "volume" | "keys"> & { readonly keys: string })[] {
  return targetsOf(options).flatMap((target) =>
    secretMounts(agent, target).map(({ secret, folder, keys }) => ({ secret, folder, keys: keys.map((key) => `\`${key}\``).join(", ") })),
  );
}
