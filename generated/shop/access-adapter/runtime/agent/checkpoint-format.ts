// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { createHash } from "node:crypto";
import type { Position, Print, Stream } from "./source/stream.ts";

/**
 * Version of the format. A later version of the agent reads every earlier one:
 *
 *     {"format":"log-agent-checkpoint","version":1,"sum":"<sha256 of the JSON of files>","files":[
 *       {"path":"/var/log/app/app.log","dev":"2049","ino":"131","generation":0,"id":"9f86…","offset":1042,"skipping":false,
 *        "head":{"length":256,"hash":"…"},"tail":{"length":256,"hash":"…"}}]}
 */
const version = 1;
const format = "log-agent-checkpoint";

export type Parsed =
  | { readonly ok: true; readonly streams: readonly Stream[] }
  | { readonly ok: false; readonly newer: boolean; readonly reason: string };

export function renderCheckpoint(streams: Iterable<Stream>): string {
  const files = [...streams].map(({ path, dev, ino, generation, id, position: { offset, skipping, head, tail } }) => {
    // Nothing holds a content to its id before some of it was acknowledged: it is made again from what is there then.
    return JSON.stringify({ path, dev, ino, generation, id: offset > 0 ? id : "", offset, skipping, head, tail });
  });
  const text = `[${files.join(",\n")}]`;
  return `{"format":"${format}","version":${version},"sum":"${sumOf(text)}","files":${text}}\n`;
}

export function parseCheckpoint(text: string): Parsed {
  const bad = (reason: string, newer = false): Parsed => ({ ok: false, newer, reason });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return bad(error instanceof Error ? error.message : String(error));
  }
  if (!isObject(value) || value["format"] !== format) return bad("this is not a checkpoint of a log agent");
  if (typeof value["version"] === "number" && value["version"] > version)
    return bad(`version ${value["version"]}, known is ${version}`, true);
  const files = value["files"];
  if (value["version"] !== version || !Array.isArray(files)) return bad("version or files are missing");
  if (sumOf(`[${files.map((file) => JSON.stringify(file)).join(",\n")}]`) !== value["sum"]) return bad("the checksum does not match");
  const streams = files.map(parseStream);
  return streams.every((stream) => stream !== undefined) ? { ok: true, streams } : bad("a file's entry is incomplete");
}

function parseStream(value: unknown): Stream | undefined {
  if (!isObject(value)) return undefined;
  const { path, dev, ino, generation, id } = value;
  const position = parsePosition(value);
  if (typeof path !== "string" || typeof dev !== "string" || typeof ino !== "string" || typeof id !== "string") return undefined;
  if (!isCount(generation) || position === undefined) return undefined;
  return { path, dev, ino, generation, id, position };
}

function parsePosition({ offset, skipping, head, tail }: Readonly<Record<string, unknown>>): Position | undefined {
  if (!isCount(offset) || typeof skipping !== "boolean" || !isPrint(head) || !isPrint(tail)) return undefined;
  return head.length <= offset && tail.length <= offset ? { offset, skipping, head, tail } : undefined;
}

function isPrint(value: unknown): value is Print {
  return isObject(value) && isCount(value["length"]) && typeof value["hash"] === "string";
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function sumOf(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 32);
}
