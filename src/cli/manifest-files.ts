import { readFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { EXIT, type Issue, ScaffoldError } from "../errors.ts";
import type { Host } from "../host.ts";
import { buildKustomization, type KustomizationFiles, kustomizationIn } from "../pod/kustomization/build.ts";
import { readManifest } from "../pod/read.ts";
import { manifestPath } from "../project/desired.ts";
import { loadProject } from "../project/load.ts";
import { locate } from "../project/locate.ts";

export interface ManifestFile {
  /** As messages name it. */
  readonly name: string;
  /** undefined: it came from standard input. */
  readonly path: string | undefined;
  readonly text: string;
  /** It was made from a kustomization, at `path`: there is no file with this text, but these were read for it. */
  readonly built?: readonly string[];
}

const skippedFolders = new Set(["node_modules", "dist", "coverage"]);

/**
 * The manifests that a command line means: files as named, the manifests in folders, what the kustomization of a folder makes, `-` for
 * standard input, and without any the project's own. What cannot be read is among the issues, and does not keep the rest from being checked.
 */
export function manifestFiles(named: readonly string[], host: Host): { files: ManifestFile[]; issues: Issue[] } {
  const files: ManifestFile[] = [];
  const issues: Issue[] = [];
  const add = (path: string) => {
    const read = readText(path, host);
    const name = shown(path, host);
    if (typeof read === "string") files.push({ name, path, text: read });
    else issues.push({ message: `cannot read ${name}: ${read.problem}`, ...(read.hint && { hint: read.hint }) });
  };
  for (const name of named.length > 0 ? named : [ownManifest(host)]) {
    const path = resolve(host.cwd, name);
    const kind = host.fs.stat(host.fs.realPath(path) ?? path)?.kind;
    if (name === "-" || name === "/dev/stdin") files.push({ name: "stdin", path: undefined, text: readFileSync(0, "utf8") });
    else if (kind !== "directory") add(path);
    else if (kustomizationIn(path, filesOf(host)) !== undefined) {
      const built = build(path, host);
      if ("issues" in built) issues.push(...built.issues);
      else files.push(built);
    } else {
      const found = search(path, host);
      for (const each of found) add(each);
      if (found.length === 0)
        issues.push({ message: `there is no manifest in ${shown(path, host)}`, hint: "name a .yaml file with apiVersion: and kind:" });
    }
  }
  return { files, issues };
}

function filesOf(host: Host): KustomizationFiles {
  return {
    read: (path) => {
      const text = host.fs.stat(host.fs.realPath(path) ?? path)?.kind === "file" ? readText(path, host) : undefined;
      return typeof text === "string" ? text : undefined;
    },
    isFolder: (path) => host.fs.stat(host.fs.realPath(path) ?? path)?.kind === "directory",
    shown: (path) => shown(path, host),
  };
}

function build(folder: string, host: Host): ManifestFile | { readonly issues: readonly Issue[] } {
  const read = new Set<string>();
  const files = recorded(filesOf(host), read);
  try {
    const path = kustomizationIn(folder, files) ?? folder;
    return { name: `${shown(folder, host)} (built)`, path, text: buildKustomization(folder, files), built: [...read] };
  } catch (error) {
    if (error instanceof ScaffoldError) return { issues: error.issues };
    throw error;
  }
}

/** @param read gets what was there to be read */
function recorded(files: KustomizationFiles, read: Set<string>): KustomizationFiles {
  return {
    ...files,
    read(path) {
      const text = files.read(path);
      if (text !== undefined) read.add(path);
      return text;
    },
  };
}

function ownManifest(host: Host): string {
  const place = locate(host);
  const path = place.exists ? join(place.root, loadProject(host).spec.out, manifestPath) : join(host.cwd, manifestPath);
  if (host.fs.stat(path)) return path;
  throw new ScaffoldError("NO_MANIFEST", `there is no ${shown(path, host)}`, {
    exit: EXIT.usage,
    hint: place.exists ? "`scaffold generate` writes it" : "name a file, or begin with `scaffold sidecar`: it makes a project with one",
  });
}

function readText(path: string, host: Host): string | { problem: string; hint?: string } {
  try {
    const bytes = host.fs.read(path);
    if (!bytes) return { problem: "there is no such file" };
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return { problem: "it is not UTF-8 text", hint: "save it as UTF-8" };
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

/** YAML and JSON files below a folder that hold Kubernetes objects, without the patches of a kustomization, which hold parts of some. */
function search(folder: string, host: Host): string[] {
  const found: string[] = [];
  const patches = new Set<string>();
  const visit = (path: string) => {
    for (const name of host.fs.list(path)) {
      const entry = join(path, name);
      const kind = host.fs.stat(entry)?.kind;
      if (kind === "directory" && !name.startsWith(".") && !skippedFolders.has(name)) visit(entry);
      if (kind !== "file" || !/\.(ya?ml|json)$/.test(name)) continue;
      const text = readText(entry, host);
      if (typeof text !== "string") continue;
      if (/^kustomization\.ya?ml$/.test(name)) for (const patch of patchesOf(text, dirname(entry))) patches.add(patch);
      else if (isManifest(text, basename(entry))) found.push(entry);
    }
  };
  visit(folder);
  return found.filter((path) => !patches.has(path));
}

/** Named at the top of the file, also of one that cannot be parsed. */
function isManifest(text: string, name: string): boolean {
  if (name.endsWith(".json")) return /"apiVersion"\s*:/.test(text) && /"kind"\s*:/.test(text);
  return /^(apiVersion|kind)\s*:/m.test(text);
}

function patchesOf(text: string, folder: string): string[] {
  const value = readManifest(text, "kustomization.yaml").documents[0]?.value;
  if (typeof value !== "object" || value === null) return [];
  const { patches = [], patchesStrategicMerge = [] } = value as { patches?: unknown; patchesStrategicMerge?: unknown };
  const paths = [
    ...(Array.isArray(patches) ? patches : []).map((patch: unknown) =>
      typeof patch === "object" && patch !== null ? (patch as { path?: unknown }).path : undefined,
    ),
    ...(Array.isArray(patchesStrategicMerge) ? patchesStrategicMerge : []),
  ];
  return paths.flatMap((path: unknown) => (typeof path === "string" ? resolve(folder, path) : []));
}

function shown(path: string, host: Host): string {
  const from = relative(host.cwd, path);
  return from === "" ? "." : from.startsWith("..") ? path : from;
}
