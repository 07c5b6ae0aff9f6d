import { type DataConflict, mergeData, sameData } from "./data.ts";
import { indentOf, parseJson, printJson } from "./json.ts";
import { keepFormatting, mergeText } from "./text.ts";
import { parseStreams, printYaml, reconcileDocument, yamlValues } from "./yaml.ts";

/** `text` is what to write. Text conflicts are in it, between markers; data conflicts are not: there yours was kept. */
export interface FileMerge {
  readonly text: string;
  readonly textConflicts: number;
  readonly dataConflicts: readonly DataConflict[];
}

/** What both sides did, once the data is merged: `reprint` writes it in your file's own words. */
interface MergedData {
  readonly conflicts: readonly DataConflict[];
  readonly says: (text: string) => boolean;
  /** Undefined where a comment would be lost. */
  readonly reprint: () => string | undefined;
}

/**
 * Merges your version of a file and the generated one, both made from `base`. All three are canonical text.
 * JSON and YAML are merged by what they say, everything else line by line.
 */
export function mergeFile(path: string, base: string, yours: string, generated: string): FileMerge {
  const lines = mergeText(base, yours, generated);
  const asText = { text: lines.text, textConflicts: lines.conflicts, dataConflicts: [] };
  if (lines.text === yours || lines.text === generated) return asText;
  const data = /\.jsonc?$/.test(path)
    ? mergeJson(base, yours, generated)
    : /\.ya?ml$/.test(path)
      ? mergeYaml(base, yours, generated)
      : undefined;
  if (!data) return asText;
  // Lines keep both sides' comments and formatting, so they are taken wherever they say what the data says.
  const text = lines.conflicts === 0 && data.says(lines.text) ? lines.text : data.reprint();
  return text === undefined ? asText : { text, textConflicts: 0, dataConflicts: data.conflicts };
}

function mergeJson(base: string, yours: string, generated: string): MergedData | undefined {
  const [from, mine, theirs] = [base, yours, generated].map(parseJson);
  if (!from || !mine || !theirs) return undefined;
  const { value, conflicts } = mergeData(from.value, mine.value, theirs.value);
  const says = (text: string) => sameData(parseJson(text)?.value, value);
  const keepsComments = (text: string) => {
    const kept = parseJson(text)?.comments ?? [];
    return mine.comments.every((comment) => kept.includes(comment));
  };
  return {
    conflicts,
    says,
    reprint: () => {
      if (sameData(mine.value, value)) return yours;
      const indent = indentOf(yours);
      const printed = printJson(value, indent);
      const formatted = keepFormatting(printJson(mine.value, indent), yours, printed);
      return [formatted, printed].find((text) => says(text) && keepsComments(text));
    },
  };
}

function mergeYaml(base: string, yours: string, generated: string): MergedData | undefined {
  const streams = parseStreams(base, yours, generated);
  if (!streams) return undefined;
  const { value, conflicts } = mergeData(streams.base.value, streams.yours.value, streams.generated.value);
  const merged = streams.valuesOf(value);
  const says = (text: string) => {
    const found = yamlValues(text);
    return (
      found?.length === merged.size && [...merged.values()].every((document) => found.some((candidate) => sameData(candidate, document)))
    );
  };
  return {
    conflicts,
    says,
    reprint: () => {
      if (sameData(streams.yours.value, value)) return yours;
      const before = printYaml([...streams.yours.documents.values()], yours);
      const documents = [...merged].map(([name, document]) =>
        reconcileDocument(streams.yours.documents.get(name), document, streams.generated.documents.get(name)),
      );
      const printed = printYaml(documents, yours);
      const formatted = keepFormatting(before, yours, printed);
      return [formatted, printed].find(says);
    },
  };
}
