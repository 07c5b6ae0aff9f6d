// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
/** Layouts of times as data. They are read by `time-reader.ts`. */

export type Letter = "y" | "M" | "d" | "E" | "H" | "h" | "a" | "m" | "s" | "S" | "Z" | "z" | "u";

export type Step =
  /** `width` digits, or with 0 one or two of them, where a blank may stand for the first; `names`: words instead */
  | { readonly kind: "field"; readonly letter: Letter; readonly width: number; readonly names?: true }
  | { readonly kind: "text"; readonly text: string }
  /** There or not, as its first step says. */
  | { readonly kind: "maybe"; readonly steps: readonly Step[] };

/**
 * Reads a layout of times, written in the letters of Unicode's date patterns (UTS #35, "Date Field Symbol Table"):
 *
 *     yyyy yy    year, of two digits 1970 to 2069          HH H    hour, 0 to 23      ss s    second
 *     MM M       month                                     hh h    hour, 1 to 12      S…      fraction, however many digits
 *     MMM MMMM   its English name                          a       AM or PM           Z       +0200, +02:00, +02 or Z
 *     dd d       day                                       mm m    minute             z       UTC, CEST …, +02, Europe/Berlin
 *     EEE EEEE   day of the week, English, passed over        u       nothing: the time is UTC, though it does not say so
 *
 * One letter stands for one digit or two; a blank may take the place of the first. `[` and `]` are around what may be missing, as in
 * `[.SSS][ Z]`; letters that are to stand for themselves are in `'`.
 * @throws {RangeError} with what is wrong
 */
export function readTimeLayout(layout: string): readonly Step[] {
  let at = 0;
  const steps = (inside: boolean): Step[] => {
    const list: Step[] = [];
    let text = "";
    const flush = (): void => {
      if (text !== "") list.push({ kind: "text", text });
      text = "";
    };
    while (at < layout.length) {
      const char = layout.charAt(at);
      if (char === "'") {
        const close = layout.indexOf("'", at + 1);
        if (close < 0) throw new RangeError("a ' has no other");
        text += close === at + 1 ? "'" : layout.slice(at + 1, close);
        at = close + 1;
      } else if (char === "[") {
        flush();
        at += 1;
        list.push({ kind: "maybe", steps: steps(true) });
      } else if (char === "]" && inside) {
        flush();
        at += 1;
        return list;
      } else if (/[A-Za-z]/.test(char)) {
        flush();
        const [run = ""] = /^(.)\1*/.exec(layout.slice(at)) ?? [];
        list.push(fieldOf(run));
        at += run.length;
      } else {
        text += char;
        at += 1;
      }
    }
    if (inside) throw new RangeError("a [ has no ]");
    flush();
    return list;
  };
  const all = steps(false);
  const letters = lettersOf(all);
  for (const letter of letters)
    if (letters.indexOf(letter) !== letters.lastIndexOf(letter)) throw new RangeError(`"${letter}" is there twice`);
  const has = (letter: Letter): boolean => letters.includes(letter);
  if (!has("H") && !has("h")) throw new RangeError("has no hour (HH)");
  if (has("y") && !(has("M") && has("d"))) throw new RangeError("has a year, but no month and day");
  if (has("M") !== has("d")) throw new RangeError("has a month without a day, or a day without a month");
  return all;
}

function fieldOf(run: string): Step {
  const letter = run.charAt(0);
  const width = run.length;
  const field = (rest: Omit<Extract<Step, { kind: "field" }>, "kind">): Step => ({ kind: "field", ...rest });
  switch (letter) {
    case "y":
      if (width === 2 || width === 4) return field({ letter, width });
      break;
    case "M":
      if (width <= 2) return field({ letter, width: width === 1 ? 0 : 2 });
      if (width <= 4) return field({ letter, width, names: true });
      break;
    case "d":
    case "H":
    case "h":
    case "m":
    case "s":
      if (width <= 2) return field({ letter, width: width === 1 ? 0 : 2 });
      break;
    case "E":
      if (width === 3 || width === 4) return field({ letter, width, names: true });
      break;
    case "S":
      return field({ letter, width: 0 });
    case "a":
    case "Z":
    case "z":
    case "u":
      return field({ letter, width: 0 });
    default:
  }
  throw new RangeError(`"${run}" is no part of a time; letters that stand for themselves are in '`);
}

export function lettersOf(steps: readonly Step[]): Letter[] {
  return steps.flatMap((step) => (step.kind === "field" ? [step.letter] : step.kind === "maybe" ? lettersOf(step.steps) : []));
}

const exampleOf: Readonly<Record<string, string>> = {
  yyyy: "2026",
  yy: "26",
  MM: "03",
  M: "3",
  MMM: "Mar",
  MMMM: "March",
  dd: "02",
  d: "2",
  EEE: "Mon",
  EEEE: "Monday",
  HH: "11",
  H: "11",
  hh: "11",
  h: "11",
  mm: "04",
  m: "4",
  ss: "05",
  s: "5",
  S: "123",
  a: "AM",
  Z: "+0000",
  z: "UTC",
  u: "",
};

/** 2026-03-02T11:04:05.123Z in the layout. */
export function timeExample(layout: string): string {
  const text = (steps: readonly Step[]): string =>
    steps
      .map((step) => {
        if (step.kind === "text") return step.text;
        if (step.kind === "maybe") return text(step.steps);
        const { letter, width } = step;
        return exampleOf[letter.repeat("SZzau".includes(letter) ? 1 : width || 1)] ?? "";
      })
      .join("");
  return text(readTimeLayout(layout));
}

/** Bytes that a time of the layout can begin with. */
export function timeStarts(steps: readonly Step[]): string {
  const [first, ...rest] = steps;
  if (first === undefined) return "";
  if (first.kind === "text") return first.text.slice(0, 1);
  if (first.kind === "maybe") return timeStarts(first.steps) + timeStarts(rest);
  if (first.letter === "E") return "MTWFSmtwfs";
  if (first.names) return "ADFJMNOSadfjmnos";
  return `0123456789${first.width === 0 ? " " : ""}`;
}
