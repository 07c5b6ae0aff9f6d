// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import type { ByteWriter } from "./byte-writer.ts";

/** The wire format of Protocol Buffers, as far as OTLP needs it. https://protobuf.dev/programming-guides/encoding/ */

const wire = { varint: 0, fixed64: 1, length: 2, fixed32: 5 } as const;

/** Bytes that a whole number from 0 to 2^53 takes. */
export function varintSize(value: number): number {
  let size = 1;
  for (let rest = value; rest >= 128; rest = Math.floor(rest / 128)) size += 1;
  return size;
}

/** A whole number from 0 to 2^53. */
export function putVarint(out: ByteWriter, value: number): void {
  const bytes = out.lend(8);
  let at = out.length;
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes[at++] = (rest % 128) | 128;
  bytes[at++] = rest;
  out.length = at;
}

/** What begins a field that is followed by its length and its content: below field 16 one byte. */
export function lengthTag(field: number): number {
  return (field << 3) | wire.length;
}

/** Fields as buffers: for what is not in a hurry. */
export const field = {
  message: (number: number, ...parts: readonly Buffer[]): Buffer => {
    const size = parts.reduce((sum, part) => sum + part.length, 0);
    return Buffer.concat([varint(BigInt(lengthTag(number))), varint(BigInt(size)), ...parts]);
  },
  text: (number: number, value: string): Buffer => field.message(number, Buffer.from(value)),
  /** Negative numbers are of two's complement. */
  integer: (number: number, value: number): Buffer => Buffer.concat([tag(number, wire.varint), varint(BigInt.asUintN(64, BigInt(value)))]),
  fixed64: (number: number, value: bigint): Buffer => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64LE(BigInt.asUintN(64, value));
    return Buffer.concat([tag(number, wire.fixed64), bytes]);
  },
  double: (number: number, value: number): Buffer => {
    const bytes = Buffer.alloc(8);
    bytes.writeDoubleLE(value);
    return Buffer.concat([tag(number, wire.fixed64), bytes]);
  },
};

function tag(number: number, type: number): Buffer {
  return varint(BigInt((number << 3) | type));
}

function varint(value: bigint): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  return Buffer.from([...bytes, Number(rest)]);
}

/** The varint and length-delimited fields of a message; undefined when it is none. Of a field that comes twice the last counts. */
export function readMessage(bytes: Buffer): Map<number, number | Buffer> | undefined {
  const fields = new Map<number, number | Buffer>();
  let at = 0;
  const next = () => {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = bytes[at++];
      if (byte === undefined) return undefined;
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return Number(BigInt.asIntN(64, value));
    }
    return undefined;
  };
  while (at < bytes.length) {
    const key = next();
    if (key === undefined) return undefined;
    const type = key & 7;
    const size = type === wire.fixed64 ? 8 : type === wire.fixed32 ? 4 : next();
    if (size === undefined || size < 0 || (type !== wire.varint && at + size > bytes.length)) return undefined;
    if (type === wire.varint) fields.set(key >>> 3, size);
    else {
      if (type === wire.length) fields.set(key >>> 3, bytes.subarray(at, at + size));
      else if (type !== wire.fixed64 && type !== wire.fixed32) return undefined;
      at += size;
    }
  }
  return fields;
}
