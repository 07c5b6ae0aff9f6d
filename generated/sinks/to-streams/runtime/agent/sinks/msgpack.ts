// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import type { AttributeValue } from "../record.ts";
import type { ByteWriter } from "./byte-writer.ts";

/** As much of MessagePack as the Forward protocol needs. https://github.com/msgpack/msgpack/blob/master/spec.md */
export function packArray(out: ByteWriter, length: number): void {
  packHead(out, length, { fix: 0x90, fixMax: 15, wide: 0xdc, widest: 0xdd });
}

export function packMap(out: ByteWriter, size: number): void {
  packHead(out, size, { fix: 0x80, fixMax: 15, wide: 0xde, widest: 0xdf });
}

/** The head of a string of so many bytes. */
export function packTextHead(out: ByteWriter, length: number): void {
  packHead(out, length, { fix: 0xa0, fixMax: 31, narrow: 0xd9, wide: 0xda, widest: 0xdb });
}

export function packText(out: ByteWriter, text: string): void {
  packTextHead(out, Buffer.byteLength(text));
  out.text(text);
}

export function packBinary(out: ByteWriter, bytes: Uint8Array): void {
  packHead(out, bytes.length, { fix: 0, fixMax: -1, narrow: 0xc4, wide: 0xc5, widest: 0xc6 });
  out.raw(bytes);
}

/** EventTime, an extension of the Forward protocol: seconds and nanoseconds, from a decimal string. */
export function packTime(out: ByteWriter, unixNano: string): void {
  const digits = /^\d{1,19}$/.test(unixNano) ? unixNano.padStart(10, "0") : "0".repeat(10);
  const bytes = out.lend(10);
  bytes[out.length] = 0xd7;
  bytes[out.length + 1] = 0;
  bytes.writeUInt32BE(Number(digits.slice(0, -9)) % 2 ** 32, out.length + 2);
  bytes.writeUInt32BE(Number(digits.slice(-9)), out.length + 6);
  out.length += 10;
}

export function packInteger(out: ByteWriter, value: number): void {
  if (value >= 0 && value < 128) {
    out.byte(value);
    return;
  }
  const bytes = out.lend(9);
  if (value >= 0 && value < 2 ** 32) {
    bytes[out.length] = 0xce;
    bytes.writeUInt32BE(value, out.length + 1);
    out.length += 5;
    return;
  }
  bytes[out.length] = value < 0 ? 0xd3 : 0xcf;
  if (value < 0) bytes.writeBigInt64BE(BigInt(value), out.length + 1);
  else bytes.writeBigUInt64BE(BigInt(value), out.length + 1);
  out.length += 9;
}

export function packValue(out: ByteWriter, value: AttributeValue): void {
  if (value === null) out.byte(0xc0);
  else if (typeof value === "boolean") out.byte(value ? 0xc3 : 0xc2);
  else if (typeof value === "string") packText(out, value);
  else if (typeof value === "number") packNumber(out, value);
  else if (isList(value)) {
    packArray(out, value.length);
    for (const item of value) packValue(out, item);
  } else {
    const entries = Object.entries(value);
    packMap(out, entries.length);
    for (const [key, item] of entries) {
      packText(out, key);
      packValue(out, item);
    }
  }
}

function isList(value: AttributeValue): value is readonly AttributeValue[] {
  return Array.isArray(value);
}

function packNumber(out: ByteWriter, value: number): void {
  if (Number.isSafeInteger(value)) {
    packInteger(out, value);
    return;
  }
  const bytes = out.lend(9);
  bytes[out.length] = 0xcb;
  bytes.writeDoubleBE(value, out.length + 1);
  out.length += 9;
}

interface Heads {
  readonly fix: number;
  readonly fixMax: number;
  readonly narrow?: number;
  readonly wide: number;
  readonly widest: number;
}

function packHead(out: ByteWriter, length: number, { fix, fixMax, narrow, wide, widest }: Heads): void {
  if (length <= fixMax) {
    out.byte(fix | length);
    return;
  }
  const bytes = out.lend(5);
  if (narrow !== undefined && length < 256) {
    bytes[out.length] = narrow;
    bytes[out.length + 1] = length;
    out.length += 2;
  } else if (length < 65_536) {
    bytes[out.length] = wide;
    bytes.writeUInt16BE(length, out.length + 1);
    out.length += 3;
  } else {
    bytes[out.length] = widest;
    bytes.writeUInt32BE(length, out.length + 1);
    out.length += 5;
  }
}
