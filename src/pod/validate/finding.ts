/** What is wrong with a manifest, in the API server's words where it has words for it. */

/**
 * The kinds of mistake. The middle group are the API server's own types (k8s.io/apimachinery, `field.ErrorType`), the first group
 * belongs to decoding, where the server answers 400 with one sentence.
 */
export type Reason =
  | "Syntax error"
  | "Tab in indentation"
  | "Duplicate key"
  | "Unknown kind"
  | "Unknown field"
  | "Invalid type"
  | "Required value"
  | "Invalid value"
  | "Unsupported value"
  | "Duplicate value"
  | "Not found"
  | "Forbidden"
  | "Too long"
  | "Too many"
  | "Warning";

/** What is warned of. The first group are warnings of the API server, the second is advice of ours, the third is about several objects. */
export const warningNames = [
  "deprecated",
  "dotted-name",
  "duplicate-entry",
  "empty-name",
  "fractional-bytes",
  "hidden-variable",
  "host-ip",
  "negative-grace",
  "null-selector",
  "overlapping-paths",
  "port-clash",

  "endless-helper",
  "mutable-tag",
  "newer-than-kube",
  "no-limits",
  "no-liveness-probe",
  "no-readiness-probe",
  "no-requests",
  "short-grace",

  "duplicate-object",
] as const;
export type WarningName = (typeof warningNames)[number];

export interface Finding {
  readonly severity: "error" | "warning";
  readonly file: string;
  /** From 1. A tab in the indentation counts as two columns, because that is how the file is read. */
  readonly line: number;
  readonly column: number;
  /** The API server's field path, e.g. `spec.containers[0].image`; empty where there is none. */
  readonly path: string;
  readonly reason: Reason;
  /** The whole sentence, reason included, as the server prints it after the path. */
  readonly message: string;
  /** What to type instead. */
  readonly hint: string;
  /** The offending line, with indentation tabs shown as two spaces. */
  readonly excerpt: string;
  /** Of a warning, also of one that was made an error. */
  readonly name?: WarningName;
  /** Set when `--fix` may put it right: the text between two offsets of the text as read, and what to write there. */
  readonly fix?: Replacement;
}

interface Replacement {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** `pod.yaml:14:7 spec.containers[1].imaeg: unknown field; did you mean "image"?` */
export function findingLine(finding: Finding): string {
  const subject = finding.path ? `${finding.path}: ` : "";
  const warning = finding.severity === "warning" ? "warning: " : "";
  const name = finding.name ? ` [${finding.name}]` : "";
  return `${finding.file}:${finding.line}:${finding.column} ${warning}${subject}${finding.message}${name}`;
}

/** In the order of the text; at one place in the order they were found. */
export function byPlace(findings: readonly Finding[]): Finding[] {
  return [...findings].sort((a, b) => a.line - b.line || a.column - b.column);
}
