// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
/** Whether a line, without its end, matches. */
export type LinePattern = (bytes: Buffer, start: number, end: number) => boolean;

/** Per byte: whether it may stand there. Bytes of 128 and more are for the regular expression to judge. */
type Step = Uint8Array;

/**
 * A regular expression as a test of bytes. What it begins with, where that is simple (`^`, then letters, classes, counts such as `{4}`), is
 * compared byte by byte: of most lines no string is made. Throws a SyntaxError for what is no regular expression.
 *
 *     ^\d{4}-\d\d-\d\d      wholly decided by bytes
 *     ^\[(INFO|WARN)        lines that do not begin with [ are decided by bytes
 */
export function linePattern(source: string): LinePattern {
  const expression = new RegExp(source);
  const { steps, whole } = beginning(source);
  return (bytes, start, end) => {
    for (let index = 0; index < steps.length; index += 1) {
      const at = start + index;
      if (at >= end) return false;
      const byte = bytes[at] as number;
      if (byte >= 128) return expression.test(bytes.toString("utf8", start, end));
      if ((steps[index] as Step)[byte] === 0) return false;
    }
    return whole || expression.test(bytes.toString("utf8", start, end));
  };
}

const maxSteps = 64;

/** What every matching line begins with; `whole`: and what begins so matches. */
function beginning(source: string): { readonly steps: readonly Step[]; readonly whole: boolean } {
  if (!source.startsWith("^") || hasTopLevelChoice(source)) return { steps: [], whole: false };
  const steps: Step[] = [];
  let at = 1;
  while (at < source.length) {
    const atom = readAtom(source, at);
    if (!atom) return { steps, whole: false };
    const { count, next, more } = readCount(source, atom.next);
    for (let index = 0; index < count; index += 1) steps.push(atom.step);
    if (more || steps.length > maxSteps) return { steps: steps.slice(0, maxSteps), whole: more === "at the end" && next === source.length };
    at = next;
  }
  return { steps, whole: true };
}

function hasTopLevelChoice(source: string): boolean {
  let depth = 0;
  let inClass = false;
  for (let index = 0; index < source.length; index += 1) {
    const char = source[index];
    if (char === "\\") index += 1;
    else if (inClass) inClass = char !== "]";
    else if (char === "[") inClass = true;
    else if (char === "(") depth += 1;
    else if (char === ")") depth -= 1;
    else if (char === "|" && depth === 0) return true;
  }
  return false;
}

/** One letter, escape or class. */
function readAtom(source: string, at: number): { readonly step: Step; readonly next: number } | undefined {
  const next = atomEnd(source, at);
  if (next < 0) return undefined;
  // The engine itself says which bytes the atom takes, so that it cannot be misread here.
  const expression = new RegExp(`^${source.slice(at, next)}$`);
  const step = new Uint8Array(128);
  for (let byte = 0; byte < 128; byte += 1) step[byte] = expression.test(String.fromCharCode(byte)) ? 1 : 0;
  return { step, next };
}

function atomEnd(source: string, at: number): number {
  const char = source[at] ?? "";
  if (char === "\\") return /[-dDsSwWtnrfv\\^$.*+?()[\]{}|/]/.test(source[at + 1] ?? "") ? at + 2 : -1;
  if (char === ".") return at + 1;
  if (char !== "[") return /[\^$*+?()\]{}|]/.test(char) || char.charCodeAt(0) > 127 ? -1 : at + 1;
  for (let index = at + 1; index < source.length; index += 1) {
    if (source[index] === "\\") index += 1;
    else if (source[index] === "]") return index + 1;
  }
  return -1;
}

interface Count {
  /** How often the atom is there at least. */
  readonly count: number;
  readonly next: number;
  /** It may be there more often; `at the end`: which makes no difference where the pattern ends. */
  readonly more?: "at the end" | "then";
}

function readCount(source: string, at: number): Count {
  const char = source[at];
  const exact = /^\{(\d{1,2})\}(?![?+*])/.exec(source.slice(at));
  if (exact) return { count: Number(exact[1]), next: at + exact[0].length };
  if (char === "*" || char === "?") return { count: 0, next: at + 1, more: at + 1 === source.length ? "at the end" : "then" };
  if (char === "+") return { count: 1, next: at + 1, more: at + 1 === source.length ? "at the end" : "then" };
  const least = /^\{(\d{1,2})(?:,\d*)\}/.exec(source.slice(at));
  if (least)
    return { count: Number(least[1]), next: at + least[0].length, more: at + least[0].length === source.length ? "at the end" : "then" };
  if (char === "{") return { count: 0, next: at, more: "then" };
  return { count: 1, next: at };
}
