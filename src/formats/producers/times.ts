import { lettersOf, readTimeLayout } from "../../runtime/formats/time-layout.ts";
import { type Field, field, isTime } from "../layout.ts";
import type { Part, ValuePart } from "./parts.ts";
import { FormatError } from "./producer.ts";

/** Text in a layout of times, where letters, brackets and `'` stand for themselves. */
export function layoutText(text: string): string {
  return text.replace(/'|[A-Za-z[\]]+/g, (run) => (run === "'" ? "''" : `'${run}'`));
}

/**
 * Makes one time of parts with nothing but text between them, as of `%{%d/%b/%Y %T}t.%{msec_frac}t %{%z}t`, and fields of what remains.
 * Two whole times stay two.
 */
export function joinTimes(parts: readonly Part[]): Part[] {
  const joined: Part[] = [];
  for (const part of parts) {
    const [before, between] = [joined.at(-2), joined.at(-1)];
    if (part.kind === "value" && part.time !== undefined) {
      if (between?.kind === "value" && joinTwo(joined, 1, between, "", part)) continue;
      if (between?.kind === "text" && before?.kind === "value" && joinTwo(joined, 2, before, between.text, part)) continue;
    }
    joined.push(part);
  }
  return joined.map((part) => (part.kind === "value" && part.time !== undefined ? { ...part, pieces: [timeField(part)] } : part));
}

function joinTwo(joined: Part[], count: number, first: ValuePart, between: string, second: ValuePart): boolean {
  if (first.time === undefined || second.time === undefined) return false;
  const written = `${first.written}${between}${second.written}`;
  if (first.time === "epoch") {
    if (!/^S+$/.test(second.time) || !/^[.,]$/.test(between)) return false;
    joined.splice(-count, count, { ...first, written });
    return true;
  }
  const time = first.time + layoutText(between) + second.time;
  if (second.time === "epoch" || repeats(time)) return false;
  joined.splice(-count, count, { ...first, written, time });
  return true;
}

function repeats(layout: string): boolean {
  const letters = layout.replace(/'[^']*'/g, "").match(/([A-Za-z])\1*/g) ?? [];
  return new Set(letters.map((run) => run.charAt(0))).size < letters.length;
}

function timeField({ time = "", at, written }: ValuePart): Field {
  if (time === "epoch") return field("epoch", "time");
  try {
    readTimeLayout(time);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new FormatError(`the time ${written} ${error.message}`, at, "write a date and the time of the day, or the time of the day alone");
  }
  return { kind: "field", type: "time", to: "time", layout: time };
}

/** How exactly a field says when something happened: with a zone counts more than with a fraction. */
export function exactness(time: Field): number {
  if (!isTime(time)) return -1;
  if (time.type === "epoch") return 3;
  if (time.type !== "time") return 2;
  const letters = lettersOf(readTimeLayout(time.layout ?? ""));
  return (letters.some((letter) => "Zzu".includes(letter)) ? 2 : 0) + (letters.includes("S") ? 1 : 0);
}
