// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
/** The end of `stdout` or `stderr`, the two streams that container runtimes name; -1 when neither is at `start`. */
export function streamEnd(b: Uint8Array, start: number, end: number): number {
  if (start + 6 > end || b[start] !== 0x73 || b[start + 1] !== 0x74 || b[start + 2] !== 0x64) return -1;
  const out = b[start + 3] === 0x6f && b[start + 4] === 0x75 && b[start + 5] === 0x74;
  const err = b[start + 3] === 0x65 && b[start + 4] === 0x72 && b[start + 5] === 0x72;
  return out || err ? start + 6 : -1;
}
