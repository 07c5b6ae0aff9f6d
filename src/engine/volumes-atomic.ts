/**
 * Files that change all at once, in the layout that programs in containers rely on:
 *
 *   volume/config.yaml  -> ..data/config.yaml          what a program opens
 *   volume/..data       -> ..2026_11_22_15_04_05.1f2e  replaced by one rename
 *   volume/..2026_11_22_15_04_05.1f2e/config.yaml      the bytes
 *
 * @see https://kubernetes.io/docs/concepts/configuration/configmap/#mounted-configmaps-are-updated-automatically
 */
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, posix } from "node:path";
import type { Payload } from "./volumes-payload.ts";

/** Makes `directory` show exactly `payload`. Nothing is written when it does so already. */
export function writeAtomically(directory: string, payload: Payload): void {
  for (const path of payload.keys()) checkPath(path);
  const data = join(directory, "..data");
  const previous = ownVersion(linkTarget(data));
  if (previous !== undefined && shows(join(directory, previous), payload)) return;

  const fresh = mkdtempSync(join(directory, `..${timestamp()}.`));
  chmodSync(fresh, 0o755);
  for (const [path, { bytes, mode }] of payload) {
    const file = join(fresh, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, bytes);
    chmodSync(file, mode);
  }
  const entries = new Set([...payload.keys()].map((path) => posix.normalize(path).split("/")[0] ?? path));
  for (const entry of entries)
    if (linkTarget(join(directory, entry)) !== `..data/${entry}`) replaceByLink(join(directory, entry), `..data/${entry}`);
  rmSync(`${data}_tmp`, { recursive: true, force: true });
  symlinkSync(fresh.slice(directory.length + 1), `${data}_tmp`);
  if (previous === undefined) rmSync(data, { recursive: true, force: true });
  renameSync(`${data}_tmp`, data);
  for (const entry of readdirSync(directory))
    if (!entry.startsWith("..") && !entries.has(entry)) rmSync(join(directory, entry), { recursive: true });
  if (previous !== undefined) rmSync(join(directory, previous), { recursive: true, force: true });
}

/** What is there was put there by a container: nothing keeps one from writing to the volume here. */
function replaceByLink(path: string, target: string): void {
  rmSync(path, { recursive: true, force: true });
  symlinkSync(target, path);
}

function checkPath(path: string): void {
  if (path === "" || path.startsWith("/")) throw new Error(`invalid path: must be relative path: ${path}`);
  if (path.split("/").includes("..")) throw new Error(`invalid path: must not contain '..': ${path}`);
  if (path.startsWith("..")) throw new Error(`invalid path: must not start with '..': ${path}`);
}

function linkTarget(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}

/** A link that a container changed may lead anywhere; what it leads to is not ours to remove. */
const ownVersion = (target: string | undefined): string | undefined => (target && /^\.\.\d[\w.]*$/.test(target) ? target : undefined);

function shows(directory: string, payload: Payload): boolean {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => !entry.isDirectory());
  if (files.length !== payload.size) return false;
  return [...payload].every(([path, { bytes, mode }]) => {
    const file = join(directory, path);
    const stat = statSync(file, { throwIfNoEntry: false });
    return stat?.isFile() === true && (stat.mode & 0o777) === mode && readFileSync(file).equals(bytes);
  });
}

/** 2026_11_22_15_04_05, UTC. */
const timestamp = (): string => new Date().toISOString().slice(0, 19).replace(/[-T:]/g, "_");
