import { Script } from "node:vm";
import { seeded } from "../infer/random.ts";
import { problemOf } from "./check.ts";
import { lineOf } from "./mutations.ts";
import type { Subject } from "./parsers.ts";

/** What a parser did wrong, and with which bytes: `line` is where it is in the parser's own sequence, from 0. */
export interface Found {
  readonly subject: string;
  readonly line: number;
  readonly bytes: Buffer;
  readonly problem: string;
}

export interface Fuzzed {
  readonly lines: number;
  readonly found: readonly Found[];
}

/** Where the lines begin: as `FUZZ_SEED` says; in continuous integration at the same place each time; elsewhere anywhere. */
export function fuzzSeed(): number {
  const given = process.env["FUZZ_SEED"];
  return given !== undefined ? Number(given) : process.env["CI"] === "true" ? 1 : Math.floor(Math.random() * 1_000_000);
}

/** The lines of one turn. */
const turn = 25;
/** A line of a megabyte takes tenths of a second; one that takes longer than this on the slowest machine is not read in linear time. */
const usualHangMs = 120_000;
const shareOfLong = 0.002;
const mostFound = 5;

/**
 * Gives the parsers lines, turn by turn, until the time is over or several of them were wrong. The lines of each are the same for the same
 * seed, however many of them there is time for.
 */
export function fuzz(subjects: readonly Subject[], seed: number, milliseconds: number, hangMs = usualHangMs): Fuzzed {
  const others = subjects.flatMap(({ lines }) => lines);
  const end = Date.now() + milliseconds;
  const found = new Map<string, Found>();
  let lines = 0;
  for (let first = 0; ; first += turn) {
    for (const [index, subject] of subjects.entries()) {
      if (Date.now() >= end || found.size >= Math.min(mostFound, subjects.length)) return { lines, found: [...found.values()] };
      if (found.has(subject.name)) continue;
      const wrong = guarded(subject, hangMs, (next) => {
        for (let line = first; line < first + turn; line += 1) {
          const bytes = lineOf(seeded(seed + index * 7_919 + line * 104_729), subject.lines, others, shareOfLong);
          next(line, bytes);
          const problem = problemOf(subject, bytes);
          if (problem !== undefined) return { subject: subject.name, line, bytes, problem };
        }
        return undefined;
      });
      if (wrong) found.set(subject.name, shrunk(subject, wrong));
      lines += turn;
    }
  }
}

const workName = "podScaffoldFuzzTurn";

/** Runs a turn; one that does not end is stopped, and the line at which it was is what is wrong. */
function guarded(
  subject: Subject,
  hangMs: number,
  work: (next: (line: number, bytes: Buffer) => void) => Found | undefined,
): Found | undefined {
  let at: Omit<Found, "problem"> = { subject: subject.name, line: -1, bytes: Buffer.alloc(0) };
  const run = () => work((line, bytes) => (at = { ...at, line, bytes }));
  Object.defineProperty(globalThis, workName, { value: run, configurable: true });
  try {
    return new Script(`${workName}()`).runInThisContext({ timeout: hangMs }) as Found | undefined;
  } catch (error) {
    return { ...at, problem: `does not end: ${error instanceof Error ? error.message : error}` };
  }
}

/** The same problem with fewer bytes, as far as leaving some out shows it. */
function shrunk(subject: Subject, found: Found): Found {
  const kind = (problem: string | undefined) => problem?.split(":")[0];
  if (found.problem.startsWith("does not end")) return found;
  let { bytes, problem } = found;
  for (let size = bytes.length >> 1; size >= 1; size >>= 1)
    for (let at = 0; at < bytes.length; ) {
      const less = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + size)]);
      const still = bytes.length > 100_000 && size < 1000 ? undefined : problemOf(subject, less);
      if (still !== undefined && kind(still) === kind(found.problem)) [bytes, problem] = [less, still];
      else at += size;
    }
  return { ...found, bytes, problem };
}

/** As text, for people: what to do to see it again. */
export function told({ subject, line, bytes, problem }: Found): string {
  return `${subject}, line ${line}: ${problem.slice(0, 2000)}\n  ${JSON.stringify(bytes.toString("latin1").slice(0, 500))}`;
}
