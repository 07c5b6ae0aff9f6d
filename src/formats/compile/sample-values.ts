import { interpret } from "../interpret.ts";
import type { LayoutFormat } from "../layout.ts";
import { quoted } from "./expressions.ts";

const longest = 60;

/** What stands in the examples of a format under the name of each field, for whoever reads the emitted types: ` // 203.0.113.7`. */
export function sampleComments({ layouts, examples }: LayoutFormat): (name: string) => string {
  const texts = new Map<string, string>();
  for (const example of examples) {
    const line = Buffer.from(example);
    const read = layouts.map((pieces) => interpret(pieces, line)).find(({ ok }) => ok);
    if (!read?.ok) continue;
    for (const { name, start, end } of read.spans) {
      const text = line.toString("utf8", start, end);
      if (!texts.has(name) && text !== "-") texts.set(name, text);
    }
  }
  return (name) => {
    const text = texts.get(name);
    return text === undefined ? "" : ` // ${quoted(text.length > longest ? `${text.slice(0, longest)}…` : text).slice(1, -1)}`;
  };
}
