import { jsonLine } from "../../formats/apply/json-line.ts";
import { loadNormaliser } from "../../formats/apply/load.ts";
import { documentation } from "../../formats/catalogue/documentation.ts";
import { attributesOf, holdsRequest } from "../../formats/compile/types.ts";
import { type Field, type Format, isLayout, isTime, type LayoutFormat, type Piece } from "../../formats/layout.ts";
import { printPattern } from "../../formats/pattern-print.ts";

/** A format with a name, in words. */
export interface Explained {
  readonly name: string;
  readonly about: string;
  /** Where its makers describe it. */
  readonly documentation?: string;
  /** As a user could write them; absent where no pattern means the same. */
  readonly patterns?: readonly string[];
  /** What becomes of its fields: attributes, each with its type. */
  readonly fields?: readonly { readonly name: string; readonly type: string; readonly optional: boolean }[];
  readonly time: string;
  readonly severity: string;
  readonly multiline?: string;
  readonly examples: readonly { readonly line: string; readonly record: unknown }[];
}

/** Examples without a year are read as on this day. */
const readAt = Date.UTC(2026, 2, 2);

/** What its examples become is what the compiled parser makes of them. */
export async function explained(format: Format): Promise<Explained> {
  const { name } = format;
  const described = {
    name,
    about: format.about,
    ...(Object.hasOwn(documentation, name) && { documentation: documentation[name] as string }),
  };
  const normaliser = await loadNormaliser([format], "UTC");
  const examples = format.examples.map((line) => {
    const bytes = Buffer.from(line);
    return { line, record: JSON.parse(jsonLine(normaliser.normalise(bytes, 0, bytes.length, readAt), line)) as unknown };
  });
  if (!isLayout(format))
    return {
      ...described,
      time: "of the member that is called so: time, ts, timestamp and the like",
      severity: "of its level, a word or a number",
      examples,
    };
  const patterns = patternsOf(format);
  const { multiline } = format;
  return {
    ...described,
    ...(patterns && { patterns }),
    fields: fieldsOf(format),
    time: timeOf(format),
    severity: severityOf(format),
    ...(multiline !== undefined && { multiline }),
    examples,
  };
}

function patternsOf({ layouts }: LayoutFormat): string[] | undefined {
  try {
    return layouts.map(printPattern);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function fieldsOf(format: LayoutFormat): NonNullable<Explained["fields"]> {
  const constants = Object.entries(format.constants ?? {}).map(([name, value]) => ({ name, type: JSON.stringify(value), optional: false }));
  const request = holdsRequest(format)
    ? ["http.request.method", "url.path", "url.query", "network.protocol.version"].map((name) => ({ name, type: "string", optional: true }))
    : [];
  return [...attributesOf(format), ...request, ...constants];
}

function allFields({ layouts }: LayoutFormat): Field[] {
  const inside = (piece: Piece): Field[] =>
    piece.kind === "field" ? [piece] : piece.kind === "optional" ? piece.pieces.flatMap(inside) : [];
  return layouts.flat().flatMap(inside);
}

function timeOf(format: LayoutFormat): string {
  const kinds = new Set(allFields(format).flatMap((field) => (isTime(field) && field.to === "time" ? (field.layout ?? field.type) : [])));
  return kinds.size === 0 ? "none: lines say none" : [...kinds].join(", ");
}

function severityOf(format: LayoutFormat): string {
  const fields = allFields(format);
  // Several layouts may each have words of their own; the largest numbers first.
  const words = Object.entries(Object.assign({}, ...fields.map(({ levels }) => levels)) as Record<string, number>);
  if (words.length > 0)
    return `of its level: ${words
      .sort(([, one], [, other]) => other - one)
      .map(([word, number]) => `${word}=${number}`)
      .join(" ")}`;
  if (fields.some(({ type }) => type === "priority")) return "of syslog's priority";
  if (fields.some(({ type, to }) => (type === "level" || type === "letter") && to === "severity")) return "of its level";
  const hasStatus = fields.some(({ to }) => typeof to === "object" && to.status === true);
  if (hasStatus) return "of the status: 17 (ERROR) from 500 on, else 9 (INFO)";
  return fields.some(({ to }) => to === "inner") ? "of what is inside" : "none: lines say none";
}
