import { beginsOf } from "../../formats/begins.ts";
import { catalogue, formatNamed } from "../../formats/catalogue/index.ts";
import { type Format, isLayout } from "../../formats/layout.ts";
import { isPattern, patternFormat, readPattern } from "../../formats/pattern.ts";
import { isProducer, producers, readProducer } from "../../formats/producers/index.ts";

/**
 * The formats that the document lists. Patterns are called `pattern`, `pattern2` and so on, formats of a program as it is. The document's
 * rules have checked them.
 */
export function chosenFormats(written: readonly string[]): Format[] {
  const used = new Map<string, number>(written.flatMap((text) => (formatNamed(text) ? [[text, 1]] : [])));
  const numbered = (name: string): string => {
    const number = (used.get(name) ?? 0) + 1;
    used.set(name, number);
    return number === 1 ? name : `${name}${number}`;
  };
  return written.flatMap((text) => {
    if (isProducer(text)) {
      const read = readProducer(text);
      return read.ok ? { ...read.format, name: numbered(read.format.name) } : [];
    }
    return isPattern(text) ? patternFormat(numbered("pattern"), text) : (formatNamed(text) ?? []);
  });
}

/**
 * The agent's setting `multiline` where one of the formats has records of several lines. All of the formats have to say what a record begins
 * with, or their lines would be taken for more of the record in front of them: undefined where one does not.
 *
 *     start:^\d{4}-  and  start:^\[    →    start:^(?:\d{4}-|\[)
 */
export function multilineOf(formats: readonly Format[]): string | undefined {
  const hasSeveralLines = (format: Format): boolean => isLayout(format) && format.multiline !== undefined;
  if (!formats.some(hasSeveralLines)) return undefined;
  const rules = [...new Set(formats.flatMap(rulesOf))];
  const starts = rules.map((rule) => /^start:\^(.*)$/.exec(rule ?? "")?.[1]);
  const [only, ...others] = rules;
  if (others.length === 0) return only;
  return starts.includes(undefined) ? undefined : `start:^(?:${starts.join("|")})`;
}

/** Of each of its layouts, where the format says nothing itself. A line that carries another may begin a record, or go on with one. */
function rulesOf(format: Format): (string | undefined)[] {
  if (!isLayout(format)) return [format.begins && `start:^${format.begins}`];
  if (format.multiline !== undefined) return [format.multiline];
  if (format.begins !== undefined) return [`start:^${format.begins}`];
  return format.layouts.map((pieces) => {
    const begins = pieces.some((piece) => piece.kind === "field" && piece.to === "inner") ? undefined : beginsOf(pieces);
    return begins && `start:^${begins}`;
  });
}

/** What is wrong with one entry of `formats:`, with what to write instead. */
export function formatProblem(text: string, nearest: (word: string, known: readonly string[]) => string | undefined) {
  const [program = ""] = text.split(":");
  const programs = producers.map(({ name }) => name);
  const meantProgram = text.includes(": ") && !isProducer(text) ? nearest(program, programs) : undefined;
  const read = isProducer(text) ? readProducer(text) : isPattern(text) ? readPattern(text) : undefined;
  if (read && (read.ok || meantProgram === undefined)) {
    const what = isProducer(text) ? `the format of ${program}` : "the pattern";
    return read.ok ? undefined : { message: `in ${what}, at character ${read.at}: ${read.problem}`, hint: read.hint, at: read.at };
  }
  if (formatNamed(text)) return undefined;
  const names = catalogue.map(({ name }) => name);
  const meant = nearest(text, names);
  const hint = meantProgram
    ? `did you mean "${meantProgram}: …"?`
    : meant
      ? `did you mean ${meant}?`
      : `one of ${names.join(", ")}, a pattern such as "<time:iso> <level> <message>", or a program's own format, such as "nginx: $remote_addr …" (${programs.join(", ")})`;
  return { message: `"${text}" is no format`, hint, at: undefined };
}
