import { isSeq, parseDocument } from "yaml";
import { projectSchema } from "../../patterns/index.ts";
import { editSpec } from "../../spec/edit.ts";
import { annotated } from "../infer/annotate.ts";
import type { Proposal } from "./propose.ts";

/**
 * The document with the formats that were learned behind those that the adapter has, the reasons above them. Comments, order and style of the
 * text are kept.
 */
export function learnedDocument(
  text: string,
  name: string,
  written: readonly string[],
  { learned, multiline }: Pick<Proposal, "learned" | "multiline">,
  reasons: readonly string[],
): string {
  const formats = [...written, ...learned.map(({ entry }) => entry)];
  const options = { formats, ...(multiline !== undefined && { multiline }) };
  const edited = editSpec(text, [{ merge: ["companions", name], with: options }], projectSchema());
  const path = ["companions", name, "formats"];
  return aboveItem(edited, path, written.length, reasons) ?? annotated(edited, path, reasons);
}

/** With a comment above an item of a list that has a line for each; undefined where it has not. */
function aboveItem(text: string, path: readonly string[], index: number, lines: readonly string[]): string | undefined {
  const list = parseDocument(text).getIn(path, true);
  if (!isSeq(list) || list.flow) return undefined;
  const at = (list.items[index] as { readonly range?: readonly number[] } | undefined)?.range?.[0];
  if (at === undefined) return undefined;
  const start = text.lastIndexOf("\n", at - 1) + 1;
  const indent = /^[ \t]*/.exec(text.slice(start, at))?.[0] ?? "";
  const eol = text.includes("\r\n") ? "\r\n" : "\n";
  const comment = lines.map((line) => `${indent}# ${line.replace(/\s+/g, " ")}${eol}`).join("");
  return text.slice(0, start) + comment + text.slice(start);
}
