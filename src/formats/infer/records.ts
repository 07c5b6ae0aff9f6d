import { stampAt } from "./stamps.ts";
import { isRecord } from "./tail.ts";

/** Lines of a sample as records. */
export interface Records {
  readonly records: readonly string[];
  /** How many lines continue a record, and what made them so. */
  readonly continued: number;
  /** Lines in front of the first record. */
  readonly orphans: number;
}

const traceLine =
  /^(?:\s|Caused by:|Suppressed:|\.\.\. \d+ |Traceback \(most|During handling|The above exception|[\w.$]+(?:Error|Exception|Warning|Interrupt|Exit)\b|goroutine \d+|panic:|created by |exit status|#\d+ |\[stacktrace\]|-->|<[/?!A-Za-z]|"?[)}\]])/;

/** What a line may begin with that is a record although it has no time: a level, or a request. */
const ownRecord =
  /^[ [(<*|]{0,2}(?:TRACE|DEBUG|INFO|NOTICE|WARN(?:ING)?|ERROR|CRITICAL|FATAL|trace|debug|info|notice|warn(?:ing)?|error|critical|fatal)\b|"?(?:GET|HEAD|POST|PUT|DELETE|OPTIONS|PATCH) \S+ HTTP\//;

/**
 * Which lines begin records. Where most lines have a time at a place of its own, a line without one continues the record in front of it,
 * if such lines look like it: they are indented, are parts of stack traces, come as often as records do, or have nothing that a record has.
 */
export function recordsOf(lines: readonly string[]): Records {
  const heads = headLines(lines);
  const others = lines.filter((_, index) => !heads[index]);
  const structured = (line: string): boolean =>
    (line.startsWith("{") && isRecord(line)) || /^#[A-Z][A-Za-z-]*:/.test(line) || /^[A-Za-z_]\w*=\S* [A-Za-z_]\w*=/.test(line);
  const loose = others.filter((line) => !structured(line));
  const alike = loose.filter((line) => traceLine.test(line)).length;
  const headCount = lines.length - others.length;
  const alternates = loose.length >= headCount * 0.9 && loose.length > 5 && secondLines(lines, heads) > headCount * 0.9;
  const own = loose.filter((line) => ownRecord.test(line) || frontOf(line) !== undefined).length;
  const bare = own * 10 <= loose.length && headCount * 4 >= lines.length && beginAlike(lines.filter((_, index) => heads[index]));
  const continues = loose.length > 0 && headCount > 0 && (alike * 2 >= loose.length || alternates || bare);
  if (!continues) return { records: lines, continued: 0, orphans: 0 };
  const records: string[] = [];
  let [continued, orphans] = [0, 0];
  lines.forEach((line, index) => {
    if (heads[index] || structured(line)) records.push(line);
    else if (records.length === 0) orphans += 1;
    else {
      records[records.length - 1] += `\n${line}`;
      continued += 1;
    }
  });
  return { records, continued, orphans };
}

/** Whether a line that was read as more of the record in front of it looks like a record itself: it has a time near its beginning. */
export function looksLikeRecord(line: string): boolean {
  return !traceLine.test(line) && frontOf(line) !== undefined;
}

/** Nearly all are of one program. */
function beginAlike(lines: readonly string[]): boolean {
  const fronts = lines.map(frontOf);
  return fronts.filter((front) => front === fronts[0]).length * 10 >= lines.length * 9;
}

/** How many records have a line that continues them. */
function secondLines(lines: readonly string[], heads: readonly boolean[]): number {
  return lines.filter((_, index) => heads[index] === true && index + 1 < lines.length && heads[index + 1] === false).length;
}

/** Lines with a time whose front looks as in many others; without any times, lines that are not indented. */
function headLines(lines: readonly string[]): boolean[] {
  const fronts = lines.map(frontOf);
  const counts = new Map<string, number>();
  for (const front of fronts) if (front !== undefined) counts.set(front, (counts.get(front) ?? 0) + 1);
  const usual = (front: string | undefined): boolean => front !== undefined && (counts.get(front) ?? 0) >= Math.max(2, lines.length * 0.02);
  const found = fronts.map(usual);
  if (found.filter(Boolean).length >= lines.length * 0.2) return found;
  return lines.map((line) => !traceLine.test(line));
}

const reach = 60;

/** The shape of what stands in front of the first time. */
function frontOf(line: string): string | undefined {
  const end = Math.min(line.length, reach);
  for (let at = 0; at < end; at += 1) {
    if (at > 0 && /\w/.test(line[at - 1] ?? "") && !/[A-Z]/.test(line[at - 1] ?? "")) continue;
    if (stampAt(line, at)) return shapeOf(line.slice(0, at));
  }
  return undefined;
}

function shapeOf(text: string): string {
  return text
    .replace(/[A-Za-z\u0080-\uffff]+/g, "a")
    .replace(/\d+/g, "9")
    .replace(/(?:[a9][.:_-]?)+/g, "w")
    .replace(/ +/g, " ");
}

/** Lines as records, each of which begins where a line matches. Undefined: none does. */
export function recordsFrom(lines: readonly string[], start: RegExp): Records | undefined {
  const first = lines.findIndex((line) => start.test(line));
  if (first < 0) return undefined;
  const records: string[] = [];
  for (const line of lines.slice(first)) {
    if (start.test(line)) records.push(line);
    else records[records.length - 1] += `\n${line}`;
  }
  return { records, continued: lines.length - first - records.length, orphans: first };
}
