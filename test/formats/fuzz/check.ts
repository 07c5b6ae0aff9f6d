import { isUtf8 } from "node:buffer";
import { isDeepStrictEqual } from "node:util";
import type { Shape } from "../../../src/formats/compile/json-shape.ts";
import type { Normal, Normaliser } from "../../../src/runtime/agent/normaliser.ts";
import type { ByteWriter } from "../../../src/runtime/agent/sinks/byte-writer.ts";
import { readAt } from "../support/compiled.ts";
import { violations } from "../support/otlp-rules.ts";
import { plainRecord } from "../support/plain.ts";
import { lost } from "./kept.ts";
import type { Subject } from "./parsers.ts";
import { jsonProblem } from "./strict-json.ts";
import { TightWriter } from "./tight-writer.ts";

/** What lies around a line: others in a batch, the rest of one that was too long, or nothing. No byte of it may be looked at. */
const surroundings = [
  ["", ""],
  ["", "\n"],
  ['"x [{=', '\n"- } 1=2'],
  ["\\", '"'],
  ["1", "1"],
  ["0", "000000 0"],
  ["9:", "59:59.999Z"],
  ["- ", " - "],
  ["[", "]: "],
  ["\n", ", a"],
  ['{"', '":"'],
  ["é", "\\"],
  ["-", ":80"],
  ["=", "="],
].map(([front = "", behind = ""]) => ({ front: Buffer.from(front), behind: Buffer.from(behind) }));

/** What an agent writes of each record in front of what the line says, by its own names. */
const beginnings: Readonly<Record<Shape, string>> = {
  ecs: '{"seed":""',
  flat: '{"observedTime":"x","attributes":{"log.file.path":"p","log.file.name":"n","log.record.uid":"u"',
  otlp: '{"observedTimeUnixNano":"1","attributes":[{"key":"log.file.path","value":{"stringValue":"p"}},{"key":"log.record.uid","value":{"stringValue":"u"}}',
};

/**
 * What is wrong with what a parser makes of a line; undefined: nothing. Both faces take any bytes; of those that an agent hands on, where what
 * is no UTF-8 has become U+FFFD, the record is JSON, is the same in both, and has lost nothing.
 */
export function problemOf({ parser: { normaliser }, formats }: Subject, raw: Buffer): string | undefined {
  try {
    if (!isUtf8(raw)) bothFaces(normaliser, raw);
    const line = isUtf8(raw) ? raw : Buffer.from(raw.toString());
    const { object, bytes, format } = bothFaces(normaliser, line);
    const wrong = jsonProblem(bytes);
    if (wrong !== undefined) return `not JSON: ${wrong}`;
    const text = bytes.toString();
    const record = plainRecord(JSON.parse(text) as Record<string, unknown>);
    if (normaliser.shape === "otlp") {
      const [violation] = violations(`{"resourceLogs":[{"scopeLogs":[{"logRecords":[${text}]}]}]}`);
      if (violation !== undefined) return `not OTLP: ${violation}`;
    }
    if (format !== object.format) return `the fast face says ${format}, the object face ${object.format}`;
    const want = plainRecord({ ...object });
    const got = withoutOrigin(record);
    if (!isDeepStrictEqual(got, want)) return `the faces differ: ${JSON.stringify(got)} and ${JSON.stringify(want)}`;
    const gone = lost(line, object, formats);
    return gone === undefined ? undefined : `lost: ${gone}, in ${JSON.stringify(object)}`;
  } catch (error) {
    return `thrown: ${error instanceof Error ? error.stack : String(error)}`;
  }
}

/** What both faces make of a line with other bytes around it; of the fast one the JSON. */
function bothFaces(normaliser: Normaliser, line: Buffer): { object: Normal; bytes: Buffer; format: string } {
  const { front, behind } = surroundings[line.length % surroundings.length] ?? { front: line, behind: line };
  const batch = Buffer.concat([front, line, behind]);
  const end = front.length + line.length;
  const out = new TightWriter();
  out.text(beginnings[normaliser.shape]);
  const kind = normaliser.encode(batch, front.length, end, out as unknown as ByteWriter, readAt);
  out.text("}");
  const object = normaliser.normalise(batch, front.length, end, readAt);
  return { object, bytes: out.written, format: normaliser.formats[kind] ?? "none" };
}

function withoutOrigin({
  observedTime: _,
  observedTimeUnixNano: __,
  attributes,
  ...rest
}: Record<string, unknown>): Record<string, unknown> {
  const own = new Set(["log.file.path", "log.file.name", "log.record.uid"]);
  const others = Object.entries(attributes as Record<string, unknown>).filter(([name]) => !own.has(name));
  return { ...rest, attributes: Object.fromEntries(others) };
}
