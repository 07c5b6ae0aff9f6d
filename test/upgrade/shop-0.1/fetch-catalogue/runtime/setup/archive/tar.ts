// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
/**
 * Reads tar: POSIX ustar and pax (IEEE Std 1003.1, "pax Interchange Format"), GNU's long names and base-256 numbers (GNU tar manual,
 * "Basic Tar Format"), and the old format without magic. Entry by entry from a stream, nothing but a header and a chunk in memory.
 */
import { type Bytes, bytesOf } from "./bytes.ts";
import { ArchiveError, quoted } from "./names.ts";
import type { Tree } from "./tree.ts";

const block = 512;
/** Of a pax header or a long name; real ones are some hundred bytes. */
const longestMeta = 1024 * 1024;

interface Header {
  readonly name: string;
  readonly type: string;
  readonly mode: number;
  readonly size: number;
  readonly link: string;
}

/** Puts every entry into the tree. Rejects with an ArchiveError for what is broken, unsupported or refused. */
export async function unpackTar(source: AsyncIterable<Buffer>, tree: Tree): Promise<void> {
  const bytes = bytesOf(source);
  const global = new Map<string, string>();
  let own = new Map<string, string>();
  for (let entries = 0; ; ) {
    const raw = await bytes.exactly(block);
    if (!raw) throw new ArchiveError(entries === 0 ? "is empty" : "the archive has no end marker: it was cut off");
    // Two blocks of zeroes end an archive, and readers take one for it; what comes after is padding.
    if (raw.every((byte) => byte === 0)) break;
    const header = readHeader(raw);
    entries += 1;
    switch (header.type) {
      case "x":
        readPax(await readMeta(bytes, header), own);
        continue;
      case "g":
        readPax(await readMeta(bytes, header), global);
        continue;
      case "L":
        own.set("path", text(cString(await readMeta(bytes, header))));
        continue;
      case "K":
        own.set("linkpath", text(cString(await readMeta(bytes, header))));
        continue;
      default:
        await unpackEntry(bytes, withMeta(header, new Map([...global, ...own])), tree);
        own = new Map();
    }
  }
  // To the end, so that a checksum at the end of the compressed stream is looked at too.
  await bytes.drain();
}

async function unpackEntry(bytes: Bytes, { name, type, mode, size, link }: Header, tree: Tree): Promise<void> {
  const regular = type === "0" || type === "\0" || type === "7";
  if (regular && !name.endsWith("/")) {
    const { chunks } = bytes.upTo(size);
    await tree.file(name, mode, chunks);
    await skipPadding(bytes, size);
    return;
  }
  // Folders and links have no content, whatever their size field says.
  if (type === "5" || regular) return tree.folder(name, mode);
  if (type === "2") return tree.symbolicLink(name, link);
  if (type === "1") {
    if (size > 0) throw new ArchiveError(`${quoted(name)} is a hard link with content, which is not supported`);
    return tree.hardLink(name, link);
  }
  throw new ArchiveError(`${quoted(name)} is ${kinds[type] ?? `an entry of type ${quoted(type)}`}, which is not supported`);
}

const kinds: Readonly<Record<string, string>> = {
  "3": "a character device",
  "4": "a block device",
  "6": "a named pipe",
  S: "a sparse file",
};

function withMeta(header: Header, meta: ReadonlyMap<string, string>): Header {
  for (const key of meta.keys()) {
    if (key.startsWith("GNU.sparse.")) throw new ArchiveError(`${quoted(header.name)} is a sparse file, which is not supported`);
  }
  const size = meta.get("size");
  if (size !== undefined && !/^\d{1,15}$/.test(size)) throw new ArchiveError(`the size ${quoted(size)} in a pax header is no number`);
  return {
    ...header,
    name: meta.get("path") ?? header.name,
    link: meta.get("linkpath") ?? header.link,
    size: size === undefined ? header.size : Number(size),
  };
}

function readHeader(raw: Buffer): Header {
  const stated = number(raw.subarray(148, 156));
  let sum = 0;
  for (let i = 0; i < block; i += 1) sum += i >= 148 && i < 156 ? 0x20 : (raw[i] ?? 0);
  if (sum !== stated) throw new ArchiveError("is no tar archive, or a broken one: the checksum of a header is wrong");
  const posix = raw.toString("latin1", 257, 263) === "ustar\0";
  const prefix = posix ? cString(raw.subarray(345, 500)) : Buffer.alloc(0);
  const name = cString(raw.subarray(0, 100));
  return {
    name: prefix.length > 0 ? `${text(prefix)}/${text(name)}` : text(name),
    type: raw.toString("latin1", 156, 157),
    mode: number(raw.subarray(100, 108)),
    size: number(raw.subarray(124, 136)),
    link: text(cString(raw.subarray(157, 257))),
  };
}

/** Octal digits between blanks, or, with the highest bit set, a big-endian number. */
function number(field: Buffer): number {
  const first = field[0] ?? 0;
  let value: number;
  if (first & 0x80) {
    value = first & 0x7f;
    for (const byte of field.subarray(1)) value = value * 256 + byte;
  } else {
    const digits = field.toString("latin1").replace(/\0.*$/s, "").trim();
    if (!/^[0-7]*$/.test(digits)) throw new ArchiveError("is no tar archive, or a broken one: a number in a header is none");
    value = digits === "" ? 0 : Number.parseInt(digits, 8);
  }
  if (!Number.isSafeInteger(value)) throw new ArchiveError("a number in a tar header is too large");
  return value;
}

async function readMeta(bytes: Bytes, { size }: Header): Promise<Buffer> {
  if (size > longestMeta) throw new ArchiveError(`an extended header is larger than ${longestMeta} bytes`);
  const data = await bytes.exactly(size);
  if (!data) throw new ArchiveError("the archive ends in the middle of an entry");
  await skipPadding(bytes, size);
  return data;
}

async function skipPadding(bytes: Bytes, size: number): Promise<void> {
  await bytes.upTo((block - (size % block)) % block).skip();
}

/** Records of the form `30 mtime=1234567890.123456789\n`, where 30 counts the record's own bytes. An empty value takes a key back. */
function readPax(data: Buffer, into: Map<string, string>): void {
  for (let at = 0; at < data.length; ) {
    const space = data.indexOf(0x20, at);
    const length = Number(data.toString("latin1", at, space < 0 ? at : space));
    const record = data.subarray(space + 1, at + length);
    const equals = record.indexOf(0x3d);
    if (space < 0 || !Number.isInteger(length) || at + length > data.length || record.at(-1) !== 0x0a || equals < 1)
      throw new ArchiveError("a pax header is broken");
    const key = record.toString("utf8", 0, equals);
    const value = record.subarray(equals + 1, -1);
    if (value.length === 0) into.delete(key);
    // Values of other keys may be binary, and are not looked at.
    else if (key === "path" || key === "linkpath" || key === "size" || key.startsWith("GNU.sparse.")) into.set(key, text(value));
    at += length;
  }
}

function cString(field: Buffer): Buffer {
  const end = field.indexOf(0);
  return end < 0 ? field : field.subarray(0, end);
}

function text(field: Buffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(field);
  } catch {
    throw new ArchiveError(`the name ${quoted(field.toString("latin1"))} is not UTF-8`);
  }
}
