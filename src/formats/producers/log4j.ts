import type { LayoutFormat } from "../layout.ts";
import { assemble } from "./assemble.ts";
import { beginOf } from "./begin.ts";
import { type Conversion, type Dialect, isException, meaningOf, wordOf } from "./log4j-words.ts";
import { endingOf } from "./message.ts";
import { one, type Part, text, value } from "./parts.ts";
import { FormatError, type Producer, resultOf } from "./producer.ts";

/** https://logging.apache.org/log4j/2.x/manual/pattern-layout.html */
export const log4j: Producer = {
  name: "log4j",
  about: "lines of log4j, 1 or 2: the pattern of its PatternLayout",
  example: "%d{yyyy-MM-dd HH:mm:ss,SSS} %-5p [%t] %c{1}: %m%n",
  read: (written) => resultOf(() => readPatternLayout(written, "log4j")),
};

/** https://logback.qos.ch/manual/layouts.html#ClassicPatternLayout */
export const logback: Producer = {
  name: "logback",
  about: "lines of logback: the pattern of its encoder",
  example: "%d{HH:mm:ss.SSS} [%thread] %-5level %logger{36} -%kvp- %msg%n",
  read: (written) => resultOf(() => readPatternLayout(written, "logback")),
};

function readPatternLayout(written: string, dialect: Dialect): LayoutFormat {
  const parts = tidied(partsOf(written, dialect));
  const format = assemble({ name: dialect, about: `lines of ${dialect} with a pattern of its own` }, parts);
  const multiline = beginOf(format.layouts[0] ?? []) ?? "java";
  return { ...format, multiline };
}

/** A `%n`, or a stack trace: nothing that a record's first line shows. */
interface Break {
  readonly kind: "break" | "exception";
  readonly written: string;
  readonly at: number;
}

function partsOf(written: string, dialect: Dialect): (Part | Break)[] {
  const parts: (Part | Break)[] = [];
  const token = /%%|\\(.)|\$\{[^}]*\}|%(-?\d+)?(?:\.(-?\d+))?([A-Za-z]+)|%|[^%\\$]+|[$\\]/gs;
  for (let found = token.exec(written); found; found = token.exec(written)) {
    const [all, escaped, least, most, letters] = found;
    const at = found.index + 1;
    if (all.startsWith("${")) throw new FormatError(`${all} is filled in by the program's configuration`, at, "write what it stands for");
    if (escaped !== undefined) parts.push(...escapedPart(escaped, at));
    else if (letters !== undefined) {
      const word = wordOf(letters);
      const begin = all.length - letters.length + word.length;
      const { end, list } = argumentsOf(written, found.index + begin);
      token.lastIndex = end;
      const whole = written.slice(found.index, end);
      const conversion: Conversion = { dialect, word, arguments: list, written: whole, at, ...cut(most) };
      if (word === "n") parts.push({ kind: "break", written: whole, at });
      else if (isException(word)) parts.push({ kind: "exception", written: whole, at });
      else parts.push(value(whole, at, meaningOf(conversion), least === undefined ? undefined : least.startsWith("-") ? "right" : "left"));
    } else if (all === "%") {
      const hint =
        written.startsWith("(", at) || /^[-.\d]*\(/.test(written.slice(at)) ? "write what is in the parentheses alone" : "write %% for a %";
      throw new FormatError("a % without a word", at, hint);
    } else parts.push(text(all === "%%" ? "%" : all));
  }
  return parts;
}

function escapedPart(char: string, at: number): (Part | Break)[] {
  if (char === "n") return [{ kind: "break", written: "\\n", at }];
  // Of logback, \_ is nothing: it ends a word.
  return char === "_" ? [] : [text(char === "t" ? "\t" : char)];
}

/** Of `.20` the first characters are cut, of `.-20` the last ones. */
function cut(most: string | undefined): Pick<Conversion, "most" | "cutsEnd"> {
  return most === undefined ? {} : { most: Math.abs(Number(most)), cutsEnd: most.startsWith("-") };
}

/** `{a}{b}` behind a word; braces inside of braces count. */
function argumentsOf(written: string, from: number): { end: number; list: Conversion["arguments"] } {
  const list: { text: string; at: number }[] = [];
  let end = from;
  while (written[end] === "{") {
    let depth = 0;
    let close = end;
    for (; close < written.length; close += 1) {
      if (written[close] === "{") depth += 1;
      else if (written[close] === "}") depth -= 1;
      if (depth === 0) break;
    }
    if (depth > 0) throw new FormatError("a { has no }", end + 1, "end it with }");
    list.push({ text: written.slice(end + 1, close), at: end + 2 });
    end = close + 1;
  }
  return { end, list };
}

/** Takes off what ends the line. */
function tidied(read: readonly (Part | Break)[]): Part[] {
  const end = read.findIndex(({ kind }) => kind === "break");
  const behind = end < 0 ? [] : read.slice(end).filter((part) => part.kind === "value");
  const [more] = behind;
  if (more) throw new FormatError(`${more.written} is on another line`, more.at, "a pattern is one line: %n ends it");
  const line = joinClassAndMethod((end < 0 ? read : read.slice(0, end)).filter((part) => part.kind === "text" || part.kind === "value"));
  return endingOf(line);
}

/** `%C.%M`: the name of a function is that of its class and its own. */
function joinClassAndMethod(parts: readonly Part[]): Part[] {
  const joined: Part[] = [];
  for (const part of parts) {
    const [before, between] = [joined.at(-2), joined.at(-1)];
    const isMethod = part.kind === "value" && /^%[^A-Za-z]*(?:M|method)$/.test(part.written);
    const isClass = before?.kind === "value" && /^%[^A-Za-z]*(?:C|class|c|logger|lo)(?:\{|$)/.test(before.written);
    if (isMethod && isClass && between?.kind === "text" && between.text === ".")
      joined.splice(-2, 2, { ...before, written: `${before.written}.${part.written}`, pieces: one("name", "code.function.name").pieces });
    else joined.push(part);
  }
  return joined;
}
