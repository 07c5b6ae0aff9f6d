import { dirname, join, relative, resolve } from "node:path";
import { parseDocument } from "yaml";
import { z } from "zod";
import type { Host } from "../host.ts";
import { editSpec } from "../spec/edit.ts";
import { version } from "../version.ts";
import { replaceFile } from "./files.ts";
import { addToList, removeFromList } from "./json-list.ts";

export interface Workspace {
  readonly root: string;
  readonly manager: "npm" | "pnpm" | "yarn";
  /** The globs that say which folders are members. */
  readonly members: readonly string[];
}

/**
 * The workspace that a folder is in or would be in, if any: npm's and yarn's `workspaces`, pnpm's pnpm-workspace.yaml. It is not looked
 * for above the repository.
 */
export function workspaceOf(host: Host, folder: string): Workspace | undefined {
  for (let root = dirname(folder); ; root = dirname(root)) {
    const found = workspaceAt(host, root);
    if (found) return found;
    if (dirname(root) === root || host.fs.stat(join(root, ".git")) !== undefined) return undefined;
  }
}

function workspaceAt(host: Host, root: string): Workspace | undefined {
  const pnpm = readText(host, join(root, "pnpm-workspace.yaml"));
  if (pnpm !== undefined) {
    // Without `packages` the file only holds settings.
    const packages: unknown = parseDocument(pnpm).toJS()?.packages;
    return Array.isArray(packages) ? { root, manager: "pnpm", members: packages.map(String) } : undefined;
  }
  const members = memberGlobs(readText(host, join(root, "package.json")));
  return members && { root, manager: host.fs.stat(join(root, "yarn.lock")) ? "yarn" : "npm", members };
}

/** What a workspace lacks. */
export interface Registration {
  /** Absolute path of the file that lists the members. */
  readonly file: string;
  /** Folders that it does not list yet, relative to it. */
  readonly added: readonly string[];
}

/**
 * Which packages of a project its workspace lacks. None where the project stands in a package of its own: what is inside a member belongs
 * to that member, and Turborepo does not support packages inside packages. A folder that a glob takes in, or with ! keeps out, is settled.
 */
export function unregistered(host: Host, folders: readonly string[]): Registration | undefined {
  const [first] = folders;
  const workspace = first === undefined ? undefined : workspaceOf(host, first);
  if (!first || !workspace) return undefined;
  for (let at = dirname(first); at !== workspace.root; at = dirname(at)) if (host.fs.stat(join(at, "package.json"))) return undefined;
  const added = folders.map((folder) => pathIn(workspace, folder)).filter((path) => !isSettled(workspace, path));
  return added.length > 0 ? { file: memberFile(workspace), added } : undefined;
}

/** Adds folders to the members that a file lists; everything else in the file stays as it is. */
export function register(host: Host, { file, added }: Registration): void {
  const text = readText(host, file) ?? "";
  replaceFile(host.fs, file, added.reduce(file.endsWith(".yaml") ? withPnpmMember : withNpmMember, text));
}

/** Takes a folder that is no longer there off the members, where it is listed by its own name. Returns the file that changed. */
export function unregister(host: Host, folder: string): string | undefined {
  const workspace = workspaceOf(host, folder);
  if (!workspace?.members.includes(pathIn(workspace, folder))) return undefined;
  const file = memberFile(workspace);
  const without = file.endsWith(".yaml") ? withoutPnpmMember : withoutNpmMember;
  replaceFile(host.fs, file, without(readText(host, file) ?? "", pathIn(workspace, folder)));
  return file;
}

/** Adds a folder to the workspace's members unless a glob covers it. Returns the file that changed, relative to the workspace. */
export function registerInWorkspace(host: Host, workspace: Workspace, folder: string): string | undefined {
  const path = pathIn(workspace, folder);
  if (isSettled(workspace, path)) return undefined;
  const file = memberFile(workspace);
  register(host, { file, added: [path] });
  return relative(workspace.root, file);
}

function pathIn({ root }: Workspace, folder: string): string {
  return relative(root, folder).replaceAll("\\", "/");
}

function memberFile({ root, manager }: Workspace): string {
  return join(root, manager === "pnpm" ? "pnpm-workspace.yaml" : "package.json");
}

function isSettled({ members }: Workspace, path: string): boolean {
  return members.some((glob) => covers(glob.replace(/^!/, ""), path));
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

/** Whether a member glob such as `packages/*`, `{apps,libs}/*` or `apps/**` takes in a folder. */
function covers(glob: string, path: string): boolean {
  const pattern = glob
    .replace(/^\.\//, "")
    .replace(/\/$/, "")
    .replace(/[.+^$()|[\]\\]/g, "\\$&")
    .replace(/\{([^{}]*)\}/g, (_, inner: string) => `(?:${inner.replaceAll(",", "|")})`)
    .replace(/[{}]/g, "\\$&")
    .replace(/\/\*\*$/, "/.+")
    .replace(/\*\*\/?|\*|\?(?!:)/g, (star) => (star.startsWith("**") ? ".*" : star === "*" ? "[^/]*" : "[^/]"));
  return new RegExp(`^${pattern}$`).test(path);
}

const pnpmWorkspace = z.looseObject({ packages: z.array(z.string()) });

function withPnpmMember(text: string, path: string): string {
  const { packages } = pnpmWorkspace.parse(parseDocument(text).toJS());
  return editSpec(text, [{ set: ["packages"], to: [...packages, path] }], pnpmWorkspace);
}

function withoutPnpmMember(text: string, path: string): string {
  const { packages } = pnpmWorkspace.parse(parseDocument(text).toJS());
  return editSpec(text, [{ set: ["packages"], to: packages.filter((member) => member !== path) }], pnpmWorkspace);
}

function withNpmMember(text: string, path: string): string {
  return addToList(text, npmList(text), path);
}

function withoutNpmMember(text: string, path: string): string {
  return removeFromList(text, npmList(text), path);
}

function npmList(text: string): string[] {
  const { workspaces } = JSON.parse(text) as { workspaces: unknown };
  return Array.isArray(workspaces) ? ["workspaces"] : ["workspaces", "packages"];
}

function readText(host: Host, path: string): string | undefined {
  if (host.fs.stat(path)?.kind !== "file") return undefined;
  const bytes = host.fs.read(path);
  return bytes && new TextDecoder().decode(bytes);
}
