import { skipNuls } from "../../runtime/agent/framer.ts";

const lookedAtBytes = 65_536;
const unpack = (tool: string) => `unpack it, as in \`${tool} FILE | scaffold infer -\``;

const beginnings: readonly (readonly [bytes: string, is: string, hint: string])[] = [
  ["\x1f\x8b", "it is compressed by gzip", unpack("gunzip -c")],
  ["\x28\xb5\x2f\xfd", "it is compressed by zstd", unpack("zstd -dc")],
  ["\xfd7zXZ\0", "it is compressed by xz", unpack("xz -dc")],
  ["BZh", "it is compressed by bzip2", unpack("bzip2 -dc")],
  ["PK\x03\x04", "it is a zip archive", unpack("unzip -p")],
];

/** What a file is that is no text; undefined of text, in any encoding. A hole of NUL bytes in front of text is what a truncation leaves. */
export function binaryKind(bytes: Buffer): { readonly is: string; readonly hint: string } | undefined {
  const [, is, hint] = beginnings.find(([start]) => bytes.toString("latin1", 0, start.length) === start) ?? [];
  if (is !== undefined && hint !== undefined) return { is, hint };
  const from = skipNuls(bytes, 0);
  const looked = bytes.subarray(from, from + lookedAtBytes);
  if (looked.length > 0 && (isWide(looked) || controls(looked) <= looked.length / 10)) return undefined;
  return {
    is: looked.length === 0 ? "it holds NUL bytes alone" : "more than a tenth of it are control characters",
    hint: "name a file of log lines",
  };
}

/** UTF-16 of mostly Latin text has a NUL in every second byte. */
function isWide(bytes: Buffer): boolean {
  const nuls = [0, 0];
  for (const [at, byte] of bytes.entries()) if (byte === 0) nuls[at % 2] = (nuls[at % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = nuls;
  return Math.max(even, odd) > bytes.length * 0.4 && Math.min(even, odd) < bytes.length * 0.02;
}

/** Bytes that no text has, but for tabs, line ends and escapes of terminals. */
function controls(bytes: Buffer): number {
  let count = 0;
  for (const byte of bytes) if (byte < 32 && (byte < 8 || byte > 13) && byte !== 27) count += 1;
  return count;
}
