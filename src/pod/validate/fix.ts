import { readManifest } from "../read.ts";
import { untab } from "../yaml-tabs.ts";
import type { Finding } from "./finding.ts";
import { validateManifest } from "./validate.ts";

export interface Fixed {
  readonly text: string;
  /** What was put right. */
  readonly applied: readonly Finding[];
  /** What the new text still has. */
  readonly left: readonly Finding[];
}

/**
 * Rewrites indentation tabs and misspellings that can mean only one thing; every other byte stays. `findings` are those of the text.
 * Correcting a name can bring a misspelling below it to light, so this goes on until nothing more can be done.
 */
export function fixManifest(text: string, findings: readonly Finding[]): Fixed {
  const file = findings[0]?.file ?? "";
  const applied: Finding[] = [];
  let current = text;
  let left = findings;
  // Each round takes away at least one finding; the bound is against a rule that would undo another.
  for (let round = 0; round < 10; round++) {
    const spaces = guessFits(current, file);
    const fixable = left.filter((finding) => finding.fix ?? (spaces && finding.reason === "Tab in indentation"));
    if (fixable.length === 0) break;
    const next = rewrite(current, fixable, spaces);
    if (next === current) break;
    applied.push(...fixable);
    current = next;
    left = validateManifest(current, file);
  }
  return { text: current, applied, left };
}

/** Two spaces for each tab, or one behind a dash, is what was meant; where spaces are in use too it is only if nothing is wrong then. */
function guessFits(text: string, file: string): boolean {
  const unmarked = text.replace(/^\uFEFF/, "");
  const spaced = untab(unmarked).text;
  if (spaced === unmarked) return true;
  const after = validateManifest(spaced, file);
  const doubtful = readManifest(text, file).documents.some((document) => document.doubtful);
  return !after.some(({ severity, reason }) => reason === "Syntax error" || (doubtful && severity === "error"));
}

/** Places refer to the text without its byte order mark and with its indentation tabs as spaces. */
function rewrite(text: string, findings: readonly Finding[], spaces: boolean): string {
  const mark = text.startsWith("\uFEFF") ? "\uFEFF" : "";
  // Places refer to the text without tabs: as long as some stay, nothing else can be put right.
  if (!spaces) return text;
  let out = untab(text.slice(mark.length)).text;
  const fixes = findings.flatMap((finding) => finding.fix ?? []).sort((a, b) => b.start - a.start);
  let before = Number.POSITIVE_INFINITY;
  for (const { start, end, text: right } of fixes) {
    // Two findings about one word, as an anchor's in two places: one correction.
    if (end > before) continue;
    out = out.slice(0, start) + right + out.slice(end);
    before = start;
  }
  return mark + out;
}
