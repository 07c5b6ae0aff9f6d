import { catalogue, formatNamed } from "../../formats/catalogue/index.ts";
import { type Format, isLayout } from "../../formats/layout.ts";
import { isPattern, patternFormat, readPattern } from "../../formats/pattern.ts";

/** The formats that the document lists. Patterns are called `pattern`, `pattern2` and so on. The document's rules have checked them. */
export function chosenFormats(written: readonly string[]): Format[] {
  let patterns = 0;
  return written.flatMap((text) => {
    if (!isPattern(text)) return formatNamed(text) ?? [];
    patterns += 1;
    return patternFormat(`pattern${patterns === 1 ? "" : patterns}`, text);
  });
}

/**
 * The agent's setting `multiline` where all of the formats say what a record begins with; undefined where one does not, since its lines
 * would be taken for more of the record in front of them.
 *
 *     start:^\d{4}-  and  start:^\[    →    start:^(?:\d{4}-|\[)
 */
export function multilineOf(formats: readonly Format[]): string | undefined {
  const rules = [...new Set(formats.map((format) => (isLayout(format) ? format.multiline : undefined)))];
  const starts = rules.map((rule) => /^start:\^(.*)$/.exec(rule ?? "")?.[1]);
  const [only, ...others] = rules;
  if (others.length === 0) return only;
  return starts.includes(undefined) ? undefined : `start:^(?:${starts.join("|")})`;
}

/** What is wrong with one entry of `formats:`, with what to write instead. */
export function formatProblem(text: string, nearest: (word: string, known: readonly string[]) => string | undefined) {
  if (isPattern(text)) {
    const read = readPattern(text);
    return read.ok ? undefined : { message: `in the pattern, at character ${read.at}: ${read.problem}`, hint: read.hint, at: read.at };
  }
  if (formatNamed(text)) return undefined;
  const names = catalogue.map(({ name }) => name);
  const meant = nearest(text, names);
  const hint = meant ? `did you mean ${meant}?` : `one of ${names.join(", ")}, or a pattern such as "<time:iso> <level> <message>"`;
  return { message: `"${text}" is no format`, hint, at: undefined };
}
