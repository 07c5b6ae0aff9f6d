import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { resolve } from "node:path";
import { ScaffoldError } from "../../errors.ts";
import type { Host } from "../../host.ts";
import { beginningOf, type Encoding, markBytes, utf8 } from "../../runtime/agent/framing/encoding.ts";
import { binaryKind } from "./binary.ts";

const mebibyte = 2 ** 20;
/** As much is looked at at the most: of a larger file its beginning, and pieces spread over the rest. */
const mostBytes = 8 * mebibyte;
const headBytes = 4 * mebibyte;
const pieceCount = 16;
const stdin = 0;

export interface Sample {
  readonly bytes: Buffer;
  /** As it was named. */
  readonly path: string;
  /** As messages name it. */
  readonly name: string;
  /** When it was last written; undefined of standard input. */
  readonly writtenMs: number | undefined;
}

export function isStdin(path: string): boolean {
  return path === "-" || path === "/dev/stdin";
}

/**
 * What is looked at of a file of log lines, or of standard input: 8 MB at the most, cut at line ends. Throws a ScaffoldError where there is
 * no such file, or none with lines in it.
 */
export function readSample(path: string, host: Host): Sample {
  const file = openLog(path, host);
  try {
    const stat = fstatSync(file.descriptor);
    const sized = stat.isFile();
    const bytes = sized && stat.size > mostBytes ? readPieces(file.descriptor, stat.size) : readBeginning(file.descriptor, mostBytes);
    refuseOther(bytes, file.name);
    return { bytes, path, name: file.name, writtenMs: sized ? stat.mtimeMs : undefined };
  } finally {
    if (file.descriptor !== stdin) closeSync(file.descriptor);
  }
}

/** Throws where there is no such file, or a folder. */
export function openLog(path: string, host: Host): { readonly descriptor: number; readonly name: string } {
  if (isStdin(path)) return { descriptor: stdin, name: "standard input" };
  const descriptor = openFile(resolve(host.cwd, path), path);
  if (!fstatSync(descriptor).isDirectory()) return { descriptor, name: path };
  closeSync(descriptor);
  throw new ScaffoldError("UNREADABLE", `${path} is a folder`, { hint: "name a log file in it" });
}

function openFile(path: string, name: string): number {
  try {
    return openSync(path, "r");
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const reason = code === "ENOENT" ? "there is no such file" : message.replace(/^[A-Z]+: /, "");
    throw new ScaffoldError("UNREADABLE", `cannot read ${name}: ${reason}`, {
      hint: "name a file of log lines, or - for standard input",
      cause,
    });
  }
}

function refuseOther(bytes: Buffer, name: string): void {
  if (bytes.length === 0) throw new ScaffoldError("EMPTY", `${name} is empty`, { hint: "name a file that has log lines in it" });
  const kind = binaryKind(bytes);
  if (kind) throw new ScaffoldError("BINARY", `${name} holds no text: ${kind.is}`, { hint: kind.hint });
}

/** What can be read up to `most` bytes; without the line that is cut there. */
function readBeginning(descriptor: number, most: number): Buffer {
  const bytes = readInto(descriptor, Buffer.allocUnsafe(most), null);
  return bytes.length < most ? bytes : withoutCutEnd(bytes, encodingOf(bytes));
}

function readPieces(descriptor: number, size: number): Buffer {
  const beginning = readInto(descriptor, Buffer.allocUnsafe(headBytes), 0);
  const encoding = encodingOf(beginning);
  const pieces = [withoutCutEnd(beginning, encoding)];
  const pieceBytes = (mostBytes - headBytes) / pieceCount;
  const step = (size - headBytes - pieceBytes) / (pieceCount - 1);
  for (let index = 0; index < pieceCount; index += 1) {
    const from = headBytes + Math.ceil((step * index) / 2) * 2;
    const piece = readInto(descriptor, Buffer.allocUnsafe(Math.min(pieceBytes, size - from)), from);
    const lineEnd = encoding.lineEnd(piece, 0);
    if (lineEnd >= 0) pieces.push(withoutCutEnd(piece.subarray(lineEnd + encoding.width), encoding));
  }
  return Buffer.concat(pieces);
}

/** @param from null: where the last read ended */
function readInto(descriptor: number, into: Buffer, from: number | null): Buffer {
  let used = 0;
  while (used < into.length) {
    const read = readSome(descriptor, into, used, from === null ? null : from + used);
    if (read === 0) break;
    used += read;
  }
  return into.subarray(0, used);
}

/** A pipe that its writer opened without waiting says so where nothing is in it yet. */
function readSome(descriptor: number, into: Buffer, at: number, from: number | null): number {
  for (;;) {
    try {
      return readSync(descriptor, into, at, into.length - at, from);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
    }
  }
}

function encodingOf(head: Buffer): Encoding {
  return beginningOf("auto", head.subarray(0, markBytes))?.encoding ?? utf8;
}

/** Up to the last line end; all of it where there is none. */
function withoutCutEnd(bytes: Buffer, encoding: Encoding): Buffer {
  for (let at = bytes.length; at > 0; ) {
    at = bytes.lastIndexOf(10, at - 1);
    if (at < 0) break;
    const unit = at - (at % encoding.width);
    const end = unit + encoding.width;
    if (encoding.lineEnd(bytes.subarray(0, end), unit) === unit) return bytes.subarray(0, end);
  }
  return bytes;
}
