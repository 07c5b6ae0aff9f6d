/** What `scaffold run` reads before it does anything. */
import { dirname, join, relative, resolve } from "node:path";
import { createObjects, type PodObjects } from "../../engine/objects.ts";
import { readRunManifest } from "../../engine/run-manifest.ts";
import { ScaffoldError } from "../../errors.ts";
import type { Host } from "../../host.ts";
import type { Pod } from "../../pod/model.ts";
import { localEnvPath } from "../../project/local-env.ts";
import { locate } from "../../project/locate.ts";
import { nearest } from "../../suggest.ts";
import type { RunOptions } from "./options.ts";

export interface RunInput {
  /** The manifest's absolute path. */
  readonly file: string;
  readonly pod: Pod;
  readonly objects: PodObjects;
}

export function readRunInput(options: RunOptions, host: Host): RunInput {
  const file = options.manifest === undefined ? besideDocument(host) : resolve(host.cwd, options.manifest);
  const more = options.files.map((path) => readText(host, resolve(host.cwd, path)));
  const suffix = Math.random().toString(36).slice(2, 7);
  const { pod, configMaps, secrets } = readRunManifest(readText(host, file), more, suffix);
  requireContainers(Object.keys(options.commands), pod);
  const local = host.fs.read(join(dirname(file), localEnvPath));
  const objects = createObjects({
    configMaps,
    secrets,
    ...(local && { localEnv: Buffer.from(local).toString("utf8") }),
    ...(pod.metadata.namespace !== undefined && { namespace: pod.metadata.namespace }),
  });
  return { file, pod, objects };
}

function besideDocument(host: Host): string {
  const file = join(locate(host).root, "pod.yaml");
  if (host.fs.stat(file)) return file;
  throw new ScaffoldError("NO_MANIFEST", `there is no ${relative(host.cwd, file) || "pod.yaml"}`, {
    hint: "`scaffold sidecar` makes a project with one; `scaffold run FILE` runs any manifest",
  });
}

function readText(host: Host, path: string): { readonly name: string; readonly text: string } {
  const name = relative(host.cwd, path) || path;
  try {
    const bytes = host.fs.read(path);
    if (bytes) return { name, text: Buffer.from(bytes).toString("utf8") };
  } catch (cause) {
    throw new ScaffoldError("NO_MANIFEST", `cannot read ${name}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
  throw new ScaffoldError("NO_MANIFEST", `there is no file ${name}`);
}

function requireContainers(given: readonly string[], pod: Pod): void {
  const names = [...(pod.spec.initContainers ?? []), ...pod.spec.containers].map(({ name }) => name);
  const issues = given
    .filter((name) => !names.includes(name))
    .map((name) => {
      const guess = nearest(name, names);
      const hint = guess ? `did you mean ${guess}?` : `it has ${names.join(", ")}`;
      return { message: `--run ${name}: the pod has no container of that name`, hint };
    });
  if (issues.length > 0) throw new ScaffoldError("USAGE", issues);
}
