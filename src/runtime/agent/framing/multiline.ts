import { continuedBy, startingWith } from "./by-pattern.ts";
import type { Grammar } from "./grammar.ts";
import { linePattern } from "./line-pattern.ts";
import { dotnet } from "./traces/dotnet.ts";
import { go } from "./traces/go.ts";
import { java } from "./traces/java.ts";
import { Traces } from "./traces/machine.ts";
import { node } from "./traces/node.ts";
import { python } from "./traces/python.ts";
import { ruby } from "./traces/ruby.ts";

const languages = [java, python, go, ruby, node, dotnet];

/** What to type. */
export const multilineForms = `none, auto, ${languages.map(({ name }) => name).join(", ")} (several with +), start:EXPRESSION or continuation:EXPRESSION`;

/**
 * Makes the grammar of a setting; undefined when every line is a record. Throws an Error that says what to type.
 *
 *     java            java+python            auto            start:^\d{4}-\d\d-\d\d            continuation:^\s
 */
export function grammarOf(text: string): Grammar | undefined {
  if (text === "none") return undefined;
  const [, kind, pattern] = /^(start|continuation):(.+)$/s.exec(text) ?? [];
  if (kind !== undefined && pattern !== undefined) {
    const matches = linePattern(pattern);
    return kind === "start" ? startingWith(matches) : continuedBy(matches);
  }
  if (text === "auto") return new Traces(languages);
  const chosen = text.split("+").map((name) => languages.find((language) => language.name === name.trim()));
  const known = chosen.filter((language) => language !== undefined);
  if (known.length < chosen.length) throw new Error(`must be ${multilineForms}`);
  return new Traces(known);
}
