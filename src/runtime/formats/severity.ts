import { byteWords } from "./words.ts";

/**
 * Level words and numbers → OpenTelemetry's SeverityNumber. `d1` to `d5` are MongoDB's, `debug1` to `debug5` PostgreSQL's.
 * https://opentelemetry.io/docs/specs/otel/logs/data-model-appendix/#appendix-b-severitynumber-example-mappings
 */
const words: Readonly<Record<number, string>> = {
  1: "trace trc trce t finest verbose v vrb",
  4: "d5",
  5: "debug dbg dbug d finer debug1 debug2 debug3 debug4 debug5 d4",
  6: "fine d3",
  7: "config d2",
  8: "d1",
  9: "info information inf i note log informational system stats",
  10: "notice n ok",
  13: "warn warning wrn w deprecation",
  17: "error err e severe eror fail",
  18: "critical crit c dpanic",
  19: "alert",
  21: "fatal ftl f emerg emergency panic",
};

const numbers: ReadonlyMap<string, number> = new Map(
  Object.entries(words).flatMap(([number, list]) => list.split(" ").map((word) => [word, Number(number)] as const)),
);

/** `"WARN"` → 13; 0 for a word that is no level. */
export function severityOfWord(word: string): number {
  return numbers.get(word.toLowerCase()) ?? 0;
}

/** The same from bytes, without making a string. */
export const severityAt = byteWords(numbers, true);

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
