/** What `scaffold run` reads before it does anything. */
import { randomUUID } from "node:crypto";
import { dirname, join, relative, resolve } from "node:path";
import { createObjects, type ObjectSources, type ReloadableObjects } from "../../engine/objects.ts";
import { readRunManifest } from "../../engine/run-manifest.ts";
import type { Maker } from "../../engine/template-pod.ts";
import { ScaffoldError } from "../../errors.ts";
import type { Host } from "../../host.ts";
import type { Container, Pod } from "../../pod/model.ts";
import { localEnvPath } from "../../project/local-env.ts";
import { locate } from "../../project/locate.ts";
import { nearest } from "../../suggest.ts";
import type { ManifestFile } from "../manifest-files.ts";
import type { RunOptions } from "./options.ts";

/** What may change while the pod runs. */
interface RunFiles {
  readonly pod: Pod;
  readonly sources: ObjectSources;
}

export interface RunInput {
  /** What of the manifests is not run as it stands, to be said at the start. */
  readonly notes: readonly string[];
  /** The manifest's absolute path; for standard input a name in the current folder. */
  readonly file: string;
  readonly pod: Pod;
  /** Without what the command line adds. */
  readonly written: Pod;
  readonly objects: ReloadableObjects;
  /** Files and folders that all this came from when it was read last. */
  watched(): readonly string[];
  /** The same files as they are now; of standard input what was read then. Throws a ScaffoldError. */
  reread(): Promise<RunFiles>;
}

type Read = Pick<RunOptions, "manifest" | "files" | "commands" | "env">;

/** @param maker what a controller would put into the pod that it makes of a template; new each time unless given */
export async function readRunInput(options: Read, host: Host, maker = newMaker(host)): Promise<RunInput> {
  const [main, ...rest] = await read(options.manifest === undefined ? [] : [options.manifest], host);
  if (!main || rest.length > 0)
    throw new ScaffoldError("USAGE", "scaffold run takes one manifest", { hint: "more files with ConfigMaps and Secrets: -f FILE" });
  const more = options.files.length > 0 ? await read(options.files, host) : [];
  const named = main.path ?? join(host.cwd, main.name);
  // An overlay runs where its project stands, as that project's pod.yaml does.
  const around = main.built ? locate({ ...host, cwd: dirname(named) }) : undefined;
  const file = around?.exists ? join(around.root, "kustomization.yaml") : named;
  const take = (first: ManifestFile, others: readonly ManifestFile[]): RunFiles & Pick<RunInput, "notes"> => {
    const { pod, configMaps, secrets, notes } = readRunManifest(first, others, maker);
    const localEnv = readLocalEnv(dirname(file), host);
    const { namespace } = pod.metadata;
    return {
      pod,
      notes,
      sources: { configMaps, secrets, ...(localEnv !== undefined && { localEnv }), ...(namespace !== undefined && { namespace }) },
    };
  };
  const { pod, sources, notes } = take(main, more);
  let built = [main, ...more].flatMap((one) => one.built ?? []);
  requireContainers("--run", Object.keys(options.commands), pod);
  requireContainers("--env", Object.keys(options.env), pod);
  const files = options.files.filter((name) => !isStandardInput(name));
  return {
    notes,
    file,
    pod: withVariables(pod, options.env),
    written: pod,
    objects: createObjects(sources),
    watched: () => [
      ...(main.path === undefined ? [] : [main.built ? dirname(named) : named]),
      // An overlay's base is a folder of its own.
      ...built,
      ...files.map((name) => resolve(host.cwd, name)),
      ...localEnvFiles(dirname(file), host),
    ],
    async reread() {
      const again = options.manifest === undefined ? [] : [options.manifest];
      const [first] = main.path === undefined ? [main] : await read(again, host);
      const given = more.filter(({ path }) => path === undefined);
      const others = [...given, ...(files.length > 0 ? await read(files, host) : [])];
      built = [first ?? main, ...others].flatMap((one) => one.built ?? []);
      return take(first ?? main, others);
    },
  };
}

const isStandardInput = (name: string): boolean => name === "-" || name === "/dev/stdin";

function newMaker(host: Host): Maker {
  return { suffix: Math.random().toString(36).slice(2, 7), ownerUid: randomUUID(), nowMs: host.now() };
}

/** The pod with more variables: the last one of a name counts (kubelet_pods.go makeEnvironmentVariables). */
function withVariables(pod: Pod, env: RunOptions["env"]): Pod {
  const more = (container: Container): Container => ({ ...container, env: [...(container.env ?? []), ...(env[container.name] ?? [])] });
  const { initContainers, containers } = pod.spec;
  return {
    ...pod,
    spec: { ...pod.spec, ...(initContainers && { initContainers: initContainers.map(more) }), containers: containers.map(more) },
  };
}

async function read(named: readonly string[], host: Host): Promise<ManifestFile[]> {
  const plain = readFiles(named, host);
  if (plain) return plain;
  // What folders, standard input and projects mean needs the project's schema, which takes longer to load than all the rest.
  const { manifestFiles } = await import("../manifest-files.ts");
  const { files, issues } = manifestFiles(named, host);
  if (issues.length > 0) throw new ScaffoldError("NO_MANIFEST", issues);
  return files;
}

/** undefined when nothing is named, or something that is not a file that can be read. */
function readFiles(named: readonly string[], host: Host): ManifestFile[] | undefined {
  const files: ManifestFile[] = [];
  for (const name of named) {
    if (isStandardInput(name)) return undefined;
    const path = resolve(host.cwd, name);
    try {
      const bytes = host.fs.read(path);
      if (!bytes) return undefined;
      const shown = relative(host.cwd, path);
      files.push({
        name: shown.startsWith("..") ? path : shown,
        path,
        text: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes),
      });
    } catch {
      return undefined;
    }
  }
  return files.length > 0 ? files : undefined;
}

/** Beside the manifest, else beside the document that it belongs to. */
const localEnvFiles = (directory: string, host: Host): string[] =>
  [directory, locate({ ...host, cwd: directory }).root, locate(host).root].map((folder) => join(folder, localEnvPath));

function readLocalEnv(directory: string, host: Host): string | undefined {
  for (const path of localEnvFiles(directory, host)) {
    const bytes = host.fs.read(path);
    if (bytes) return Buffer.from(bytes).toString("utf8");
  }
  return undefined;
}

function requireContainers(flag: string, given: readonly string[], pod: Pod): void {
  const names = [...(pod.spec.initContainers ?? []), ...pod.spec.containers].map(({ name }) => name);
  const issues = given
    .filter((name) => !names.includes(name))
    .map((name) => {
      const guess = nearest(name, names);
      const hint = guess ? `did you mean ${guess}?` : `it has ${names.join(", ")}`;
      return { message: `${flag} ${name}: the pod has no container of that name`, hint };
    });
  if (issues.length > 0) throw new ScaffoldError("USAGE", issues);
}
