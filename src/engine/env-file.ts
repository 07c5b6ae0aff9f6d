/**
 * Environment variables from a file of a volume, as Kubernetes reads them: a subset of what a POSIX shell does.
 * @see https://kubernetes.io/docs/tasks/inject-data-application/define-environment-variable-via-file/#env-file-syntax
 */
import { closeSync, constants, fstatSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { FileKeyRef } from "../pod/model.ts";
import type { VolumePaths } from "./volumes.ts";

/** A blank line, a comment, or NAME='value' with whatever is between the quotes, line breaks too. */
const line = /[ \t]*(?:#[^\n]*|([^\s='#][^=\n]*?)[ \t]*=[ \t]*'([^']*)'[ \t]*)?(?:\r?\n|$)/y;

/** Throws an Error that names the first line which is none of these; the first definition of a name counts. */
export function parseEnvFile(text: string): Map<string, string> {
  const variables = new Map<string, string>();
  for (let at = 0; at < text.length; at = line.lastIndex) {
    line.lastIndex = at;
    const match = line.exec(text);
    if (!match) throw new Error(`couldn't parse env file: line ${text.slice(0, at).split("\n").length} is not NAME='value'`);
    const [, name, value] = match;
    if (name !== undefined && value !== undefined && !variables.has(name)) variables.set(name, value);
  }
  return variables;
}

/** undefined when the file or the key is missing and may be. Throws what keeps the container from being created. */
export function fileKeyValue(ref: FileKeyRef, volumes: VolumePaths): string | undefined {
  const volume = volumes.get(ref.volumeName);
  if (volume === undefined) throw new Error(`cannot find volume "${ref.volumeName}"`);
  const value = parseEnvFile(textOf(join(volume, ref.path), ref)).get(ref.key);
  if (value === undefined && !ref.optional) throw new Error(`environment variable key "${ref.key}" not found in file "${ref.path}"`);
  return value;
}

function textOf(file: string, { path, optional = false }: FileKeyRef): string {
  try {
    return readRegular(file);
  } catch (cause) {
    if (optional && cause instanceof Error && "code" in cause && cause.code === "ENOENT") return "";
    throw new Error(`couldn't read env file "${path}"`, { cause });
  }
}

/** A FIFO that a container made would be waited for, for ever. */
function readRegular(path: string): string {
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    if (!fstatSync(file).isFile()) throw new Error(`${path} is not a file`);
    return readFileSync(file, "utf8");
  } finally {
    closeSync(file);
  }
}
