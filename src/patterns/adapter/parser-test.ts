/** What an emitted test/parser.test.ts knows of the formats' examples, beside the lines themselves. */
import { interpret, type Span } from "../../formats/interpret.ts";
import { type Field, type Format, isId, isLayout, isTime } from "../../formats/layout.ts";
import { lacksYear, localLayout, timeText } from "../../formats/time-text.ts";

/** Marks that no line of a format has: `‹name›` stands for what the record has under that name, `«text»` for a field that stands as it is. */
const marks = /[‹›«»]/;

/** Local times of Berlin, with what they are in UTC: of winter and summer, of an hour that was left out, and of one that came twice. */
const moments = [
  ["2026-01-15T12:00:00", "2026-01-15T11:00:00.000Z"],
  ["2026-07-15T12:00:00", "2026-07-15T10:00:00.000Z"],
  ["2026-03-29T02:30:00", "2026-03-29T01:30:00.000Z"],
  ["2026-10-25T02:30:00", "2026-10-25T00:30:00.000Z"],
] as const;

interface Read {
  readonly line: Buffer;
  readonly spans: readonly Span[];
}

export function parserTest(formats: readonly Format[]) {
  const read = formats.flatMap((format) => readExample(format) ?? []);
  const timed = read.flatMap((one) =>
    one.spans.flatMap((span) => (span.name === "time" && span.field ? [{ ...one, span, field: span.field }] : [])),
  );
  const local = timed.flatMap(({ line, span, field }) => {
    const layout = localLayout(field);
    return layout === undefined ? [] : [{ line, span, layout }];
  })[0];
  return {
    takenApart: read.flatMap((one) => (marks.test(one.line.toString()) ? [] : [{ line: one.line.toString(), template: templateOf(one) }])),
    withoutYear: timed.filter(({ field }) => lacksYear(field)).map(({ line }) => line.toString()),
    local: local ? moments.map(([time, utc]) => ({ line: replaced(local.line, local.span, timeText(local.layout, time)), utc })) : [],
  };
}

/** The first example of a format, as it is read. One that another format carries is not taken apart. */
function readExample(format: Format): Read | undefined {
  if (!isLayout(format)) return undefined;
  const line = Buffer.from(format.examples[0] ?? "");
  for (const pieces of format.layouts) {
    const result = interpret(pieces, line);
    if (result.ok && !result.spans.some(({ name }) => name === "inner")) return { line, spans: result.spans };
  }
  return undefined;
}

function replaced(line: Buffer, { start, end }: Span, text: string): string {
  return `${line.toString("utf8", 0, start)}${text}${line.toString("utf8", end)}`;
}

function templateOf({ line, spans }: Read): string {
  let template = "";
  let at = 0;
  for (const { start, end, name, field } of spans) {
    template += line.toString("utf8", at, start);
    const text = line.toString("utf8", start, end);
    template += name === "literal" ? text : field && isVerbatim(field, text) ? `‹${name}›` : `«${text}»`;
    at = end;
  }
  return template + line.toString("utf8", at);
}

/** Types whose values are not written as they stand in the line. */
const changed: ReadonlySet<string> = new Set("priority protocol tag structured pairs object ints floats texts".split(" "));

function isVerbatim(field: Field, text: string): boolean {
  const { type, to, nil, before } = field;
  if (isTime(field) || isId(field) || changed.has(type) || before !== undefined || to === "nowhere" || to === "attributes") return false;
  if ((nil && text === "-") || text === "" || /[\\#"]/.test(text)) return false;
  return (type !== "int" && type !== "float") || String(Number(text)) === text;
}
