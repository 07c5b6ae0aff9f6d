import { dirname, join, relative, resolve } from "node:path";
import { isSeq, parseDocument } from "yaml";
import type { Host } from "../host.ts";
import { version } from "../version.ts";
import { replaceFile } from "./files.ts";

export interface Workspace {
  readonly root: string;
  readonly manager: "npm" | "pnpm" | "yarn";
  /** The globs that say which folders are members. */
  readonly members: readonly string[];
}

/** The workspace that a folder is in or would be in, if any: npm's and yarn's `workspaces`, pnpm's pnpm-workspace.yaml. */
export function workspaceOf(host: Host, folder: string): Workspace | undefined {
  for (let root = dirname(folder); ; root = dirname(root)) {
    const pnpm = readText(host, join(root, "pnpm-workspace.yaml"));
    if (pnpm !== undefined) {
      const packages: unknown = parseDocument(pnpm).toJS()?.packages;
      return { root, manager: "pnpm", members: Array.isArray(packages) ? packages.map(String) : [] };
    }
    const members = memberGlobs(readText(host, join(root, "package.json")));
    if (members) return { root, manager: host.fs.stat(join(root, "yarn.lock")) ? "yarn" : "npm", members };
    if (dirname(root) === root) return undefined;
  }
}

/** Adds a folder to the workspace's members unless a glob covers it. Returns the file that changed, relative to the workspace. */
export function registerInWorkspace(host: Host, { root, manager, members }: Workspace, folder: string): string | undefined {
  const path = relative(root, folder).replaceAll("\\", "/");
  if (members.some((glob) => covers(glob, path))) return undefined;
  const file = manager === "pnpm" ? "pnpm-workspace.yaml" : "package.json";
  const text = readText(host, join(root, file)) ?? "";
  replaceFile(host.fs, join(root, file), manager === "pnpm" ? withPnpmMember(text, path) : withNpmMember(text, path));
  return file;
}

/** package.json of a new project, with the commands that a team uses every day. */
export function newPackageFiles(name: string, toolkit: string): Record<string, string> {
  const manifest = {
    name,
    version: "0.0.0",
    private: true,
    type: "module",
    scripts: { dev: "scaffold run", generate: "scaffold generate", check: "scaffold check", validate: "scaffold validate pod.yaml" },
    devDependencies: { "pod-scaffold": toolkit },
  };
  return { "package.json": `${JSON.stringify(manifest, null, 2)}\n` };
}

/** How a new project at `root` asks for the toolkit: as the nearest package.json here does, a `file:` path made to fit; else by version. */
export function toolkitRange(host: Host, root: string): string {
  for (let folder = host.cwd; ; folder = dirname(folder)) {
    const range = dependencyRange(readText(host, join(folder, "package.json")));
    const [, path] = /^file:(.*)$/.exec(range ?? "") ?? [];
    if (path !== undefined) return `file:${relative(root, resolve(folder, path)).replaceAll("\\", "/")}`;
    if (range !== undefined) return range;
    if (dirname(folder) === folder) return `^${version()}`;
  }
}

function dependencyRange(text: string | undefined): string | undefined {
  try {
    const { devDependencies = {}, dependencies = {} } = JSON.parse(text ?? "{}") as Record<string, Record<string, string> | undefined>;
    return devDependencies["pod-scaffold"] ?? dependencies["pod-scaffold"];
  } catch {
    return undefined;
  }
}

function memberGlobs(text: string | undefined): string[] | undefined {
  try {
    const { workspaces } = JSON.parse(text ?? "{}") as { workspaces?: unknown };
    if (Array.isArray(workspaces)) return workspaces.map(String);
    const { packages } = (workspaces ?? {}) as { packages?: unknown };
    return Array.isArray(packages) ? packages.map(String) : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a member glob such as `packages/*` or `apps/**` takes in a folder. */
function covers(glob: string, path: string): boolean {
  const pattern = glob
    .replace(/^\.\//, "")
    .replace(/\/$/, "")
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replace(/\*\*\/?|\*|\?/g, (star) => (star.startsWith("**") ? ".*" : star === "*" ? "[^/]*" : "[^/]"));
  return new RegExp(`^${pattern}$`).test(path);
}

function withPnpmMember(text: string, path: string): string {
  const document = parseDocument(text);
  const packages = document.get("packages");
  if (isSeq(packages)) packages.add(path);
  else document.set("packages", [path]);
  return document.toString({ lineWidth: 0 });
}

/** Keeps indentation and final newline of a package.json. */
function withNpmMember(text: string, path: string): string {
  const manifest = JSON.parse(text) as { workspaces: string[] | { packages: string[] } };
  (Array.isArray(manifest.workspaces) ? manifest.workspaces : manifest.workspaces.packages).push(path);
  const indent = /^([ \t]+)"/m.exec(text)?.[1] ?? "  ";
  return JSON.stringify(manifest, null, indent) + (text.endsWith("\n") ? "\n" : "");
}

function readText(host: Host, path: string): string | undefined {
  if (host.fs.stat(path)?.kind !== "file") return undefined;
  const bytes = host.fs.read(path);
  return bytes && new TextDecoder().decode(bytes);
}
