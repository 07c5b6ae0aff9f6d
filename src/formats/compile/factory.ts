import { attributeText, type Shape } from "./json-shape.ts";

/** What a factory's parts are for one shape of records. */
interface Parts {
  readonly shape: Shape;
  readonly joins: boolean;
  /** More of what the agent is given, behind `joins`. */
  readonly tables: string;
  /** More parameters of `encode`, and the same with their types. */
  readonly more: string;
  readonly moreTyped: string;
  /** What `encode` does with a record that the scanners have written, and with one that they have not. */
  readonly scanned: string;
  readonly write: string;
  /** What stands behind one that was written. */
  readonly behind: string;
  /** More methods. */
  readonly methods: string;
  readonly parse: string;
}

/** The exported functions of an emitted parser: what the agent is given, and what a person calls. */
export function factory(joins: boolean, shape: Exclude<Shape, "ecs">, hasDoubles: boolean): string {
  return exported({
    shape,
    joins,
    tables: hasDoubles ? "\n    doubles," : "",
    more: "",
    moreTyped: "",
    scanned: "if (kind >= 0) return kind;",
    write: `writeNormal(record, shape, out${hasDoubles ? ", doubles[record.format]" : ""});`,
    behind: "",
    methods: "",
    parse: `/**
 * One line as an object, whatever its format.
 * @param observedMs when it was read: a time without a year is near it
 */
export function parse(line: string | Uint8Array, observedMs: number): ParsedRecord {
  const b = Buffer.from(line);
  return read(b, lineStart(b, 0, b.length), b.length, { zone, observedMs });
}`,
  });
}

/** The same of a parser that writes documents of the Elastic Common Schema. */
export function ecsFactory(joins: boolean): string {
  return exported({
    shape: "ecs",
    joins,
    tables: "\n    fields,",
    more: ", added",
    moreTyped: ", added?: AddedFields",
    scanned: `if (kind >= 0) {
        if (added) out.raw(added.feet[kind] as Buffer);
        return kind;
      }`,
    behind: "\n    if (added) out.raw(added.feet[formats.length - 1] as Buffer);",
    write: "writeEcs(record, out, observedMs, fields, added);",
    methods: "\n    write: (record, out, observedMs, added) => writeEcs(record, out, observedMs, fields, added),",
    parse: `/**
 * One line as a document, whatever its format.
 * @param observedMs when it was read: a time without a year is near it
 */
export function parse(line: string | Uint8Array, observedMs: number): ParsedRecord {
  const b = Buffer.from(line);
  const record = read(b, lineStart(b, 0, b.length), b.length, { zone, observedMs });
  return { format: record.format, ...Object.fromEntries(toEcs(record, observedMs, fields[record.format])) } as unknown as ParsedRecord;
}`,
  });
}

function exported({ shape, joins, tables, more, moreTyped, scanned, write, behind, methods, parse }: Parts): string {
  const [open, close] = attributeText("log.time.zone_assumed", "string", shape);
  return `/** What the scanners leave: a line that needs more than copying, or that no format takes. */
function encodeOther(kind: number, b: Buffer, start: number, end: number, out: ByteWriter, observedMs: number${moreTyped}): number {
  // What is foreign is declined by the object face as well, unless it has colours: only why is asked.
  const problems: Problem[] = [];
  const found = find(b, start, end, { zone, observedMs, checksOnly: kind === foreign }, problems);
  if (!found) {
    writeUnparsed(b, start, end, problems, shape, out, observedMs);${behind}
    return formats.length - 1;
  }
  const record = kind === foreign ? read(b, start, end, { zone, observedMs }) : found;
  ${write}
  return (formats as readonly string[]).indexOf(record.format);
}

/** @param tz the zone of times that name none: an IANA name, UTC, or +02:00; LOG_TZ in the environment overrides it */
export function createNormaliser({ tz }: { readonly tz: string }): Normaliser {
  zone = zoneOf(tz);
  zoneAssumed = Buffer.from(\`${open}\${zone.name}${close}\`);
  shared = { ...shared, zone, zoneAssumed };
  return {
    shape,
    problem: zone.problem,
    formats,
    joins: ${joins},${tables}
    encode: (bytes, first, last, out, observedMs${more}) => {
      // What is read several bytes at a time has bytes behind it.
      const alone = isAtEnd(bytes, last);
      const b = alone ? padded(bytes, first, last) : bytes;
      const end = alone ? last - first : last;
      const start = lineStart(b, alone ? 0 : first, end);
      const before = out.length;
      const kind = scan(b, start, end, out, observedMs);
      ${scanned}
      out.length = before;
      return encodeOther(kind, b, start, end, out, observedMs${more});
    },${methods}
    normalise: (b, start, end, observedMs) => read(b, lineStart(b, start, end), end, { zone, observedMs }),
    declined: (b, start, end, observedMs) => {
      const problems: Problem[] = [];
      find(b, lineStart(b, start, end), end, { zone, observedMs, checksOnly: true }, problems);
      return closestOf(problems);
    },
  };
}

${parse}`;
}
