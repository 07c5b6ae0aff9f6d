// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { createHash } from "node:crypto";
import { type Account, type Closed, Ledger, noTotals, type SavedLedger, type Totals } from "./ledger.ts";
import type { Position, Print, Stream } from "./source/stream.ts";

/**
 * Version of the format. A later version of the agent reads every earlier one; version 1 had no accounts:
 *
 *     {"format":"log-agent-checkpoint","version":2,"sum":"<sha256 of the JSON of files and ledger>","files":[
 *       {"path":"/var/log/app/app.log","dev":"2049","ino":"131","generation":0,"born":"1706…","id":"9f86…","offset":1042,"since":1706…,"skipping":false,
 *        "head":{"length":256,"hash":"…"},"tail":{"length":256,"hash":"…"},
 *        "account":{"start":0,"delivered":1042,"deadLettered":0,"dropped":{},"abandoned":[]}}],
 *      "ledger":{"totals":{"delivered":1042,"deadLettered":0,"dropped":{},"abandoned":0},"closed":[…entries as in files…]}}
 *
 * Files that are gone have `"gone":true`. A content that is gone because its file was truncated has `"cutAt"` too, with how far it was read:
 * offset, skipping, head and tail as of the entry itself. An earlier version of the agent takes it for a file that is gone.
 */
const version = 2;
const format = "log-agent-checkpoint";

export type Parsed =
  | { readonly ok: true; readonly streams: readonly Stream[]; readonly ledger: SavedLedger }
  | { readonly ok: false; readonly newer: boolean; readonly reason: string };

/** Entries of files that have not moved since they were rendered last. */
const rendered = new WeakMap<
  Stream,
  Pick<Stream, "position" | "since" | "gone" | "cutAt"> & { readonly abandoned: unknown; readonly text: string }
>();

export function renderCheckpoint(
  streams: Iterable<Stream>,
  ledger: Pick<Ledger, "of" | "totals" | "closed"> = new Ledger(() => undefined),
): string {
  const files = new Set(streams);
  const filesText = `[${Array.from(files, (stream) => renderEntry(stream, ledger.of(stream))).join(",\n")}]`;
  const closed = ledger.closed.flatMap(({ stream, account }) => (files.has(stream) ? [] : [renderEntry(stream, account)]));
  const ledgerText = `{"totals":${JSON.stringify(ledger.totals)},"closed":[${closed.join(",\n")}]}`;
  const sum = sumOf(filesText, ledgerText);
  return `{"format":"${format}","version":${version},"sum":"${sum}","files":${filesText},"ledger":${ledgerText}}\n`;
}

function renderEntry(stream: Stream, account: Account): string {
  const { path, dev, ino, generation, born, id, position, since, gone, cutAt } = stream;
  const known = rendered.get(stream);
  const isSame = known?.position === position && known.since === since && known.gone === gone && known.cutAt === cutAt;
  if (isSame && known.abandoned === account.abandoned) return known.text;
  const { offset, skipping, head, tail } = position;
  // Nothing holds a content to its id before some of it was acknowledged: it is made again from what is there then. One that is gone stays as it is.
  const heldId = offset > 0 || cutAt ? id : "";
  const held = { path, dev, ino, generation, born, id: heldId, offset, since, gone, cutAt, skipping, head, tail, account };
  const text = JSON.stringify(held);
  rendered.set(stream, { position, since, gone, cutAt, abandoned: account.abandoned, text });
  return text;
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
  const { files, ledger } = value;
  if ((value["version"] !== 1 && value["version"] !== version) || !Array.isArray(files)) return bad("version or files are missing");
  if (sumOfValues(value["version"], files, ledger) !== value["sum"]) return bad("the checksum does not match");
  const entries = files.map(parseEntry);
  if (!entries.every((entry) => entry !== undefined)) return bad("a file's entry is incomplete");
  const { totals, closed } = isObject(ledger) ? ledger : {};
  const saved = {
    accounts: new Map(entries.map(({ stream, account }) => [stream, account])),
    totals: parseTotals(totals),
    closed: Array.isArray(closed) ? closed.flatMap((entry) => parseEntry(entry) ?? []) : [],
  };
  return { ok: true, streams: entries.map(({ stream }) => stream), ledger: saved };
}

function sumOfValues(versionGiven: unknown, files: readonly unknown[], ledger: unknown): string {
  const textOf = (entries: readonly unknown[]) => `[${entries.map((entry) => JSON.stringify(entry)).join(",\n")}]`;
  if (versionGiven === 1) return sumOf(textOf(files));
  const { totals, closed } = isObject(ledger) ? ledger : {};
  return sumOf(textOf(files), `{"totals":${JSON.stringify(totals)},"closed":${textOf(Array.isArray(closed) ? closed : [])}}`);
}

function parseEntry(value: unknown): Closed | undefined {
  if (!isObject(value)) return undefined;
  const { path, dev, ino, generation, born, id, since, gone, cutAt: cut } = value;
  const position = parsePosition(value);
  const cutAt = isObject(cut) ? parsePosition(cut) : undefined;
  if (typeof path !== "string" || typeof dev !== "string" || typeof ino !== "string" || typeof id !== "string") return undefined;
  if (!isCount(generation) || position === undefined) return undefined;
  const known = {
    ...(typeof born === "string" && { born }),
    ...(typeof since === "number" && { since }),
    ...(gone === true && { gone: true as const }),
    ...(cutAt && { cutAt }),
  };
  return { stream: { path, dev, ino, generation, ...known, id, position }, account: parseAccount(value["account"], position.offset) };
}

function parsePosition({ offset, skipping, head, tail }: Readonly<Record<string, unknown>>): Position | undefined {
  if (!isCount(offset) || typeof skipping !== "boolean" || !isPrint(head) || !isPrint(tail)) return undefined;
  return head.length <= offset && tail.length <= offset ? { offset, skipping, head, tail } : undefined;
}

/** The checksum held: an account is as it was written, or was not written at all. */
function parseAccount(value: unknown, offset: number): Account {
  if (isObject(value)) return value as unknown as Account;
  return { start: offset, delivered: 0, deadLettered: 0, dropped: {}, abandoned: [] };
}

function parseTotals(value: unknown): Totals {
  return isObject(value) ? (value as unknown as Totals) : noTotals();
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

function sumOf(...texts: readonly string[]): string {
  const sum = createHash("sha256");
  for (const text of texts) sum.update(text);
  return sum.digest("hex").slice(0, 32);
}
