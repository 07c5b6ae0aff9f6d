// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
/**
 * Level words and numbers → OpenTelemetry's SeverityNumber.
 * https://opentelemetry.io/docs/specs/otel/logs/data-model-appendix/#appendix-b-severitynumber-example-mappings
 */
const words: Readonly<Record<number, string>> = {
  1: "trace trc finest verbose",
  5: "debug dbg d fine debug1 debug2 debug3 debug4 debug5",
  6: "finer",
  7: "config",
  9: "info information inf i log informational",
  10: "notice n ok",
  13: "warn warning wrn w deprecation",
  17: "error err e severe eror fail",
  18: "critical crit c dpanic",
  19: "alert",
  21: "fatal f emerg emergency panic",
};

const numbers: ReadonlyMap<string, number> = new Map(
  Object.entries(words).flatMap(([number, list]) => list.split(" ").map((word) => [word, Number(number)] as const)),
);

/** `"WARN"` → 13; 0 for a word that is no level. */
export function severityOfWord(word: string): number {
  return numbers.get(word.toLowerCase()) ?? 0;
}

const longest = Math.max(...[...numbers.keys()].map((word) => word.length));
const byKey = new Map<number, { word: Buffer; number: number }>();
for (const [word, number] of numbers) byKey.set(hash(Buffer.from(word), 0, word.length), { word: Buffer.from(word), number });

function hash(bytes: Uint8Array, start: number, end: number): number {
  let key = 0;
  for (let index = start; index < end; index += 1) key = (Math.imul(key, 31) + ((bytes[index] as number) | 32)) | 0;
  return key;
}

/** The same from bytes, without making a string. */
export function severityAt(bytes: Uint8Array, start: number, end: number): number {
  if (end - start > longest) return 0;
  const entry = byKey.get(hash(bytes, start, end));
  if (entry === undefined || entry.word.length !== end - start) return 0;
  for (let index = start; index < end; index += 1) {
    const byte = bytes[index] as number;
    const lower = byte >= 65 && byte <= 90 ? byte | 32 : byte;
    if (lower !== entry.word[index - start]) return 0;
  }
  return entry.number;
}

/** `pri & 7` of syslog, and journald's PRIORITY. https://www.rfc-editor.org/rfc/rfc5424#section-6.2.1 */
export const syslogSeverity: readonly number[] = [21, 19, 18, 17, 13, 10, 9, 5];

/** Levels as numbers, as bunyan and pino write them: 10 trace … 60 fatal. Other numbers mean nothing by themselves. */
export function severityOfNumber(level: number): number {
  const known = [1, 5, 9, 13, 17, 21][level / 10 - 1];
  return known ?? 0;
}

/** A request that the server failed at is an error; what a client did wrong is none. */
export function severityOfStatus(status: number): number {
  return status >= 500 ? 17 : 9;
}
