import { type Manifest, positionOf } from "../read.ts";
import type { YamlNode } from "../yaml-node.ts";
import type { Finding, Reason, WarningName } from "./finding.ts";

interface Complaint {
  readonly path: string;
  readonly reason: Reason;
  /** What follows the reason in the message; for `Unknown field` it follows directly. */
  readonly detail: string;
  readonly hint: string;
  /** Point at the field's name rather than at its value. */
  readonly key?: boolean;
  /** What `--fix` writes instead, in place of the field's name or of its value, whichever is pointed at. */
  readonly instead?: string;
  /** It is a warning, of this name. */
  readonly warning?: WarningName;
}

/** Collects findings about one manifest. */
export interface Report {
  at(node: YamlNode, complaint: Complaint): void;
  /** Runs without collecting. `complaints` is how many there would have been. */
  silently<T>(run: () => T): { readonly result: T; readonly complaints: number };
  readonly findings: readonly Finding[];
}

export function newReport(manifest: Manifest): Report {
  const findings: Finding[] = [];
  const seen = new Set<string>();
  let muted = 0;
  let unheard = 0;
  return {
    findings,
    at(node, { path, reason, detail, hint, key, instead, warning }) {
      if (muted > 0) {
        unheard++;
        return;
      }
      const { file, line, column, excerpt = "" } = manifest.placeAt(positionOf(node, key ? "key" : "value"));
      const message = messageOf(reason, detail);
      // An anchor used twice, or a rule that the server applies twice, says the same thing once.
      const identity = `${line}:${column} ${path} ${message}`;
      if (seen.has(identity)) return;
      seen.add(identity);
      const range = key ? node.key : node;
      const fix = instead !== undefined && range ? { start: range.start, end: range.end, text: instead } : undefined;
      findings.push({
        severity: warning ? "warning" : "error",
        file,
        line,
        column,
        path,
        reason,
        message,
        hint,
        excerpt,
        ...(warning && { name: warning }),
        ...(fix && { fix }),
      });
    },
    silently(run) {
      const before = unheard;
      muted++;
      try {
        return { result: run(), complaints: unheard - before };
      } finally {
        muted--;
      }
    },
  };
}

function messageOf(reason: Reason, detail: string): string {
  if (reason === "Unknown field") return `unknown field${detail}`;
  if (reason === "Warning" || reason === "Unknown kind") return detail;
  return detail ? `${reason}: ${detail}` : reason;
}
