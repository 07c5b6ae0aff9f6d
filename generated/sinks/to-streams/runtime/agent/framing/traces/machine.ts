// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { type Grammar, type Verdict, verdict } from "../grammar.ts";
import type { TraceRules } from "./rules.ts";

interface Step {
  readonly line: RegExp;
  readonly to: number;
  readonly verdict: Verdict;
}

/** Rules by the number of the state that they lead away from. 0 is `start`, 1 is `late`. */
type Machine = readonly (readonly Step[])[];

const [start, late, none] = [0, 1, -1];
const [tab, space, brace] = [9, 32, 0x7b];

/**
 * Stack traces of some languages. Lines without one of the needles are found by searching the whole text for those, not line by line: a
 * line that is no trace costs a comparison. What several languages have in common (`Error: …`, `    at …`) is followed in each of them, and the
 * trace goes on as long as it goes on in one.
 */
export class Traces implements Grammar {
  readonly #machines: readonly Machine[];
  readonly #needles: readonly Buffer[];
  readonly #firsts: readonly number[];
  /** By machine: its state; `none` where the lines so far are no trace of that language. */
  readonly #states: Int32Array;
  /** Where each needle is next. */
  readonly #found: Float64Array;
  #nearest = 0;
  #bytes: Buffer = Buffer.alloc(0);

  constructor(languages: readonly TraceRules[]) {
    this.#machines = languages.map(machineOf);
    this.#needles = [...new Set(languages.flatMap(({ needles }) => needles))].map((needle) => Buffer.from(needle));
    this.#firsts = languages.flatMap(({ firsts = "" }) => [...Buffer.from(firsts)]);
    this.#states = new Int32Array(languages.length);
    this.#found = new Float64Array(this.#needles.length);
  }

  over(bytes: Buffer): void {
    this.#bytes = bytes;
    this.#found.fill(-1);
    this.#nearest = -1;
  }

  begin(bytes: Buffer, from: number, to: number): Verdict {
    const first = bytes[from];
    if ((first === tab || first === space) && from < to) {
      const found = this.#enter(bytes.toString("latin1", from, to), late);
      if (found) return verdict.late;
    }
    if (this.#nearest < from) this.#search(from);
    // An object in JSON holds its trace inside.
    const isFirst = first !== undefined && this.#firsts.includes(first);
    if ((this.#nearest >= to && !isFirst) || first === brace) return verdict.apart;
    return this.#enter(bytes.toString("latin1", from, to), start) ? verdict.part : verdict.apart;
  }

  next(bytes: Buffer, from: number, to: number): Verdict {
    const line = bytes.toString("latin1", from, to);
    let best: Verdict = verdict.apart;
    for (const [index, machine] of this.#machines.entries()) {
      const state = this.#states[index] as number;
      if (state === none) continue;
      const step = machine[state]?.find((one) => one.line.test(line));
      this.#states[index] = step?.to ?? none;
      if (step && step.verdict > best) best = step.verdict;
    }
    return best;
  }

  #enter(line: string, from: typeof start | typeof late): boolean {
    let entered = false;
    for (const [index, machine] of this.#machines.entries()) {
      const step = machine[from]?.find((one) => one.line.test(line));
      this.#states[index] = step?.to ?? none;
      entered ||= step !== undefined;
    }
    return entered;
  }

  #search(from: number): void {
    let nearest = Number.POSITIVE_INFINITY;
    for (const [index, needle] of this.#needles.entries()) {
      if ((this.#found[index] as number) < from) {
        const at = this.#bytes.indexOf(needle, from);
        this.#found[index] = at < 0 ? Number.POSITIVE_INFINITY : at;
      }
      nearest = Math.min(nearest, this.#found[index] as number);
    }
    this.#nearest = nearest;
  }
}

function machineOf({ rules }: TraceRules): Machine {
  const names = ["start", "late"];
  const numberOf = (name: string) => {
    if (!names.includes(name)) names.push(name);
    return names.indexOf(name);
  };
  const machine: Step[][] = [];
  for (const [from, line, to] of rules) {
    const step = { line, to: numberOf(to.replace("?", "")), verdict: to.endsWith("?") ? verdict.perhaps : verdict.part };
    for (const name of from.split(" ")) {
      const state = numberOf(name);
      machine[state] = [...(machine[state] ?? []), step];
    }
  }
  return Array.from(machine, (steps) => steps ?? []);
}
