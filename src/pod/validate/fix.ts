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
    const fixable = left.filter((finding) => finding.fix ?? finding.reason === "Tab in indentation");
    if (fixable.length === 0) break;
    const next = rewrite(current, fixable);
    if (next === current) break;
    applied.push(...fixable);
    current = next;
    left = validateManifest(current, file);
  }
  return { text: current, applied, left };
}

/** Places refer to the text without its byte order mark and with its indentation tabs as spaces. */
function rewrite(text: string, findings: readonly Finding[]): string {
  const mark = text.startsWith("\uFEFF") ? "\uFEFF" : "";
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
