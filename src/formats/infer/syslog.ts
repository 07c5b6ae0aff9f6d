import type { Draft, Row } from "./draft.ts";
import { enough, type Place, type Step } from "./grow.ts";
import { matchAt } from "./stamps.ts";

/** `<34>`: facility and severity in one number, at the very beginning. RFC 5424, section 6.2.1 */
export function priorityStep(rows: readonly Row[], { literal, closers }: Place): Step | undefined {
  if (literal !== "" || closers !== "") return undefined;
  const found = rows.map(({ text, at }) => (at === 0 ? /^<(\d{1,3})>(?:1 )?(?=[A-Z\d])/.exec(text) : null));
  const values = found.flatMap((match) => match?.[1] ?? []);
  if (!enough(values.filter((value) => Number(value) < 192).length, rows.length)) return undefined;
  const behind = found.every((match) => match?.[0].endsWith(">1 ")) ? ">1 " : ">";
  return {
    pieces: [
      { kind: "literal", text: "<" },
      { kind: "field", type: "priority", values },
      { kind: "literal", text: behind },
    ],
    ends: found.map((match) => (match ? match[0].indexOf(">") + behind.length : -1)),
    strength: 3,
  };
}

const element = String.raw`\[[\w@.-]+(?: [\w@.-]+="(?:[^"\\\]]|\\.)*")*\]`;
const structured = new RegExp(`(?:-|(?:${element})+)(?= |$)`, "y");
const mark = "\uFEFF";

/** `[id name="value"][id …]` or `-`, and a byte order mark in front of some messages. RFC 5424, section 6.3 and 6.4 */
export function structuredStep(rows: readonly Row[], { closers, times }: Place): Step | undefined {
  if (closers !== "" || times === 0) return undefined;
  const found = rows.map(({ text, at }) => matchAt(structured, text, at)?.[0]);
  const values = found.flatMap((value) => value ?? []);
  const named = values.filter((value) => /^\[[^ ]+ [^ ]+="/.test(value)).length;
  if (named < Math.max(2, rows.length * 0.05) || !enough(values.length, rows.length)) return undefined;
  const ends = rows.map(({ at }, index) => (found[index] === undefined ? -1 : at + (found[index]?.length ?? 0)));
  const field: Draft = {
    kind: "field",
    type: "structured",
    values: values.filter((value) => value !== "-"),
    label: "syslog.structured_data",
  };
  const isMarked = ({ text }: Row, index: number): boolean => text.startsWith(` ${mark}`, ends[index]);
  const goesOn = rows.every(({ text }, index) => (ends[index] ?? -1) < 0 || text[ends[index] ?? 0] === " ");
  if (!goesOn || !rows.some(isMarked)) return { pieces: [field], ends, strength: 3 };
  return {
    pieces: [field, { kind: "literal", text: " " }, { kind: "optional", pieces: [{ kind: "literal", text: mark }] }],
    ends: rows.map((row, index) => ((ends[index] ?? -1) < 0 ? -1 : (ends[index] ?? 0) + (isMarked(row, index) ? 2 : 1))),
    strength: 3,
  };
}
