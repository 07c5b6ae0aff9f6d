/** The one place on disk that a run owns. Everything in it goes when the run goes. */
import { randomBytes } from "node:crypto";
import { accessSync, chmodSync, constants, lstatSync, mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface RunFolder {
  /** Also part of the marker and the container IDs: 12 hexadecimal digits. */
  readonly id: string;
  /** Absolute. Mode 0700. */
  readonly path: string;
  readonly volumes: string;
  /** Termination messages, one file per instance. */
  readonly messages: string;
  /** Working directories that the host does not have. */
  readonly work: string;
}

/** Chooses where the folder will be. Nothing is made yet: the watchdog must know of it first. */
export function planRunFolder(env: Readonly<Record<string, string | undefined>>): RunFolder {
  const id = randomBytes(6).toString("hex");
  const path = join(runtimeDirectory(env), `scaffold-${id}`);
  return { id, path, volumes: join(path, "volumes"), messages: join(path, "messages"), work: join(path, "work") };
}

/** Where run folders are. */
export function runtimeDirectory(env: Readonly<Record<string, string | undefined>>): string {
  return usableRuntimeDirectory(env["XDG_RUNTIME_DIR"]) ?? tmpdir();
}

/** @see https://specifications.freedesktop.org/basedir-spec/latest/ */
function usableRuntimeDirectory(path: string | undefined): string | undefined {
  if (!path?.startsWith("/")) return undefined;
  try {
    accessSync(path, constants.W_OK | constants.X_OK);
    return statSync(path).isDirectory() ? path : undefined;
  } catch {
    return undefined;
  }
}

export function makeRunFolder(folder: RunFolder): void {
  mkdirSync(folder.path, { mode: 0o700 });
  for (const path of [folder.volumes, folder.messages, folder.work]) mkdirSync(path);
}

/** Removes a tree, also where a program took away its own right to write. */
export function removeTree(path: string): void {
  const remove = (): void => rmSync(path, { recursive: true, force: true, maxRetries: 3, retryDelay: 20 });
  try {
    remove();
  } catch {
    openUp(path);
    remove();
  }
}

function openUp(path: string): void {
  if (!lstatSync(path).isDirectory()) return;
  chmodSync(path, 0o700);
  for (const name of readdirSync(path)) openUp(join(path, name));
}
