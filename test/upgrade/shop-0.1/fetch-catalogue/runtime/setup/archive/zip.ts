// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
/**
 * Reads zip (PKWARE APPNOTE.TXT 6.3) from a file: the central directory at its end says what there is, as the format wants it.
 * Stored and deflated entries, zip64, UTF-8 and CP437 names, Unix modes and symbolic links. Encryption and several disks are refused.
 */
import type { FileHandle } from "node:fs/promises";
import { pipeline, Readable } from "node:stream";
import { crc32, createInflateRaw } from "node:zlib";
import { cp437 } from "./cp437.ts";
import { ArchiveError, quoted } from "./names.ts";
import type { Tree } from "./tree.ts";

const signature = { local: 0x04034b50, central: 0x02014b50, end: 0x06054b50, end64: 0x06064b50, locator64: 0x07064b50 } as const;
const endSize = 22;
const longestComment = 0xffff;
/** A field of all ones: the number is in the zip64 part. */
const in64 = { short: 0xffff, long: 0xffffffff } as const;
const longestLinkTarget = 4096;

interface Entry {
  readonly name: string;
  readonly method: number;
  readonly encrypted: boolean;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  readonly offset: number;
  /** st_mode of Unix; 0 when the archive was made elsewhere, and some tools leave the permissions 0. */
  readonly unixMode: number;
}

/** Puts every entry into the tree. Rejects with an ArchiveError for what is broken, unsupported or refused. */
export async function unpackZip(file: FileHandle, tree: Tree): Promise<void> {
  const { size } = await file.stat();
  const { entries, at, length } = await findDirectory(file, size);
  if (at + length > size) throw broken("its directory lies beyond its end");
  let position = at;
  for (let i = 0; i < entries; i += 1) {
    if (position + 46 > at + length) throw broken("its directory is shorter than it says");
    const fixed = await readAt(file, position, 46);
    const rest = await readAt(file, position + 46, fixed.readUInt16LE(28) + fixed.readUInt16LE(30) + fixed.readUInt16LE(32));
    await unpackEntry(file, readEntry(fixed, rest), tree);
    position += 46 + rest.length;
  }
}

async function unpackEntry(file: FileHandle, entry: Entry, tree: Tree): Promise<void> {
  const { name, unixMode } = entry;
  if (entry.encrypted) throw new ArchiveError(`${quoted(name)} is encrypted, which is not supported`);
  const kind = unixMode & 0o170000;
  const mode = unixMode & 0o777;
  if (name.endsWith("/") || kind === 0o040000) return tree.folder(name, mode || 0o755);
  if (kind === 0o120000) {
    if (entry.size > longestLinkTarget) throw broken(`the link ${quoted(name)} has a target of ${entry.size} bytes`);
    const target: Uint8Array[] = [];
    for await (const chunk of content(file, entry)) target.push(chunk);
    return tree.symbolicLink(name, Buffer.concat(target).toString("utf8"));
  }
  if (kind !== 0 && kind !== 0o100000)
    throw new ArchiveError(`${quoted(name)} is neither a file nor a folder nor a link, which is not supported`);
  return tree.file(name, mode || 0o644, content(file, entry));
}

/** The entry's bytes, unpacked, with length and checksum compared at their end. */
async function* content(file: FileHandle, entry: Entry): AsyncGenerator<Uint8Array> {
  const local = await readAt(file, entry.offset, 30);
  if (local.readUInt32LE(0) !== signature.local) throw broken(`${quoted(entry.name)} is not where its directory says`);
  const start = entry.offset + 30 + local.readUInt16LE(26) + local.readUInt16LE(28);
  let size = 0;
  let crc = 0;
  for await (const chunk of unpacked(file, entry, start)) {
    size += chunk.length;
    // Before it is handed on: an entry that says it is small must not fill the disk.
    if (size > entry.size) break;
    crc = crc32(chunk, crc);
    yield chunk;
  }
  if (size !== entry.size) throw broken(`${quoted(entry.name)} does not unpack to the ${entry.size} bytes that the directory says`);
  if (crc !== entry.crc) throw broken(`the checksum of ${quoted(entry.name)} is wrong`);
}

function unpacked(file: FileHandle, entry: Entry, start: number): AsyncIterable<Uint8Array> {
  if (entry.method === 0) return readRange(file, start, entry.packed);
  if (entry.method !== 8)
    throw new ArchiveError(`${quoted(entry.name)} is packed with method ${entry.method}; stored and deflated are supported`);
  const inflate = createInflateRaw();
  // An error destroys the last stream with itself, and so comes out of the iteration.
  pipeline(Readable.from(readRange(file, start, entry.packed)), inflate, () => {});
  return inflate;
}

async function* readRange(file: FileHandle, start: number, length: number): AsyncGenerator<Buffer> {
  for (let done = 0; done < length; ) {
    const chunk = await readAt(file, start + done, Math.min(64 * 1024, length - done));
    done += chunk.length;
    yield chunk;
  }
}

async function findDirectory(file: FileHandle, size: number): Promise<{ entries: number; at: number; length: number }> {
  const tailSize = Math.min(size, endSize + longestComment);
  const tail = await readAt(file, size - tailSize, tailSize);
  for (let i = tail.length - endSize; i >= 0; i -= 1) {
    // The same four bytes may stand in the comment: then its length does not fit.
    if (tail.readUInt32LE(i) !== signature.end || i + endSize + tail.readUInt16LE(i + 20) !== tail.length) continue;
    const found = { entries: tail.readUInt16LE(i + 10), length: tail.readUInt32LE(i + 12), at: tail.readUInt32LE(i + 16) };
    const disks = tail.readUInt16LE(i + 4);
    if (disks !== 0 && disks !== in64.short) throw new ArchiveError("is one of several parts of a zip archive, which is not supported");
    if (found.entries !== in64.short && found.length !== in64.long && found.at !== in64.long) return found;
    return findDirectory64(file, size - tailSize + i);
  }
  throw new ArchiveError("is no zip archive, or was cut off: it has no directory at its end");
}

async function findDirectory64(file: FileHandle, end: number): Promise<{ entries: number; at: number; length: number }> {
  const locator = await readAt(file, end - 20, 20);
  if (locator.readUInt32LE(0) !== signature.locator64) throw broken("its zip64 part is missing");
  const record = await readAt(file, big(locator, 8), 56);
  if (record.readUInt32LE(0) !== signature.end64) throw broken("its zip64 part is not where it should be");
  return { entries: big(record, 32), length: big(record, 40), at: big(record, 48) };
}

function readEntry(fixed: Buffer, rest: Buffer): Entry {
  if (fixed.readUInt32LE(0) !== signature.central) throw broken("its directory is damaged");
  const flags = fixed.readUInt16LE(8);
  const madeOn = fixed.readUInt8(5);
  const nameLength = fixed.readUInt16LE(28);
  const bytes = rest.subarray(0, nameLength);
  const name = flags & 0x800 ? bytes.toString("utf8") : cp437(bytes);
  const long = { size: fixed.readUInt32LE(24), packed: fixed.readUInt32LE(20), offset: fixed.readUInt32LE(42) };
  return {
    // Old tools on Windows wrote their own separator (host 0 is MS-DOS).
    name: madeOn === 0 ? name.replaceAll("\\", "/") : name,
    method: fixed.readUInt16LE(10),
    encrypted: (flags & 1) !== 0,
    crc: fixed.readUInt32LE(16),
    ...withZip64(long, rest.subarray(nameLength, nameLength + fixed.readUInt16LE(30))),
    // Host 3 is Unix, 19 is macOS: the upper half of the external attributes is st_mode there.
    unixMode: madeOn === 3 || madeOn === 19 ? fixed.readUInt32LE(38) >>> 16 : 0,
  };
}

type Long = { readonly size: number; readonly packed: number; readonly offset: number };

/** Extra field 1 holds, in this order, those of the three numbers that are all ones in the entry itself. */
function withZip64(long: Long, extra: Buffer): Long {
  const missing = (["size", "packed", "offset"] as const).filter((key) => long[key] === in64.long);
  if (missing.length === 0) return long;
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== 1) continue;
    const field = extra.subarray(at + 4, at + 4 + extra.readUInt16LE(at + 2));
    if (field.length < missing.length * 8) break;
    return { ...long, ...Object.fromEntries(missing.map((key, i) => [key, big(field, i * 8)])) };
  }
  throw broken("an entry has no zip64 numbers where it needs them");
}

function big(buffer: Buffer, at: number): number {
  const value = Number(buffer.readBigUInt64LE(at));
  if (!Number.isSafeInteger(value)) throw broken("it says it is larger than any file");
  return value;
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  for (let done = 0; done < length; ) {
    const { bytesRead } = position < 0 ? { bytesRead: 0 } : await file.read(buffer, done, length - done, position + done);
    if (bytesRead === 0) throw broken("it ends too early");
    done += bytesRead;
  }
  return buffer;
}

function broken(what: string): ArchiveError {
  return new ArchiveError(`is a broken zip archive: ${what}`);
}
