import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { catalogue } from "../../src/formats/catalogue/index.ts";
import { type FieldType, field, isLayout, literal, optional, type Piece } from "../../src/formats/layout.ts";
import { readPattern } from "../../src/formats/pattern.ts";
import { printPattern } from "../../src/formats/pattern-print.ts";
import { commonNames } from "../../src/formats/schema/otel.ts";

const layouts = catalogue.filter(isLayout).flatMap(({ name, layouts }) => layouts.map((pieces, index) => [`${name} ${index + 1}`, pieces]));

test.each(layouts)("the layout %s is printed as the pattern that means it", (_, pieces) => {
  expect(readPattern(printPattern(pieces as readonly Piece[]))).toEqual({ ok: true, pieces });
});

const types: readonly FieldType[] = ["text", "host", "word", "name", "hex", "int", "float", "protocol", "ip", "user", "stream"];
const levels = fc.dictionary(fc.stringMatching(/^[A-Za-z.*#=-]{1,4}$/), fc.integer({ min: 1, max: 24 }), { minKeys: 1, maxKeys: 4 });
const places = fc.constantFrom<Piece>(
  field("iso", "time"),
  field("rfc3339", "time", true),
  field("epoch", "time"),
  { kind: "field", type: "time", to: "time", layout: "yyyy-MM-dd'T'HH:mm:ss[,SSS][ Z]" },
  field("level", "severity"),
  field("letter", "severity"),
  field("priority", "severity", true),
  field("text", "body"),
  field("csv", "nowhere"),
  field("tag", "nowhere"),
);
const attribute = fc
  .tuple(fc.constantFrom(...types), fc.constantFrom(...Object.values(commonNames), "own", "own.name", "@x"), fc.boolean())
  .map(([type, name, nil]) => field(type, { attribute: name }, nil || undefined));
const ownLevel = levels.map((words): Piece => ({ kind: "field", type: "level", to: "severity", levels: words }));
const text = fc.stringMatching(/^[ -~é\t]{1,4}$/).filter((one) => !one.includes("?"));
const separator = fc.oneof(text.map(literal), fc.constantFrom<Piece>({ kind: "blanks", least: 0 }, { kind: "blanks", least: 1 }));
const group = fc.tuple(text, attribute).map(([begins, inside]) => optional(literal(begins), inside));
const tail = fc.constantFrom<readonly Piece[]>(
  [],
  [field("text", "body"), literal(" "), field("pairs", "attributes")],
  [field("rest", "body")],
  [field("rest", "inner")],
  [field("object", "attributes")],
);
const anyLayout = fc
  .tuple(fc.array(fc.tuple(separator, fc.oneof(attribute, places, ownLevel, group)), { minLength: 1, maxLength: 6 }), separator, tail)
  .map(([parts, last, end]) => [...parts.flat(), last, ...end]);

describe("any layout", () => {
  test("is printed as a pattern that means it, or refused", () => {
    let printed = 0;
    fc.assert(
      fc.property(anyLayout, (pieces) => {
        let pattern: string;
        try {
          pattern = printPattern(pieces);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
          return;
        }
        printed += 1;
        expect(readPattern(pattern)).toEqual({ ok: true, pieces });
      }),
      { numRuns: 2000 },
    );
    expect(printed).toBeGreaterThan(200);
  });

  test.each<[pattern: string]>([
    ["<time:yyyy-MM-dd HH:mm:ss,SSS>  <level> [<thread>] <logger>: <message>"],
    ["<level:.=5 -=5 *=10 #=13?> <client:ip> <message> <attributes:pairs>"],
    ["<user:csv?>,<level>,<message:csv><?,<application:csv?>?>"],
    ["<<<level:priority>><time:bsd> <_:hex> <trace_id:hex> <status> <status:text>"],
    ["{time}  {level}"],
    ["<message>\t<attributes:object>"],
    ["<time:iso> <line:inner>"],
  ])("%s is printed as it was written", (pattern) => {
    const read = readPattern(pattern);
    expect(read).toMatchObject({ ok: !pattern.includes("status:text") });
    if (read.ok) expect(readPattern(printPattern(read.pieces))).toEqual(read);
    if (read.ok && pattern.startsWith("<time:y")) expect(printPattern(read.pieces)).toBe(pattern);
  });

  test("that no pattern means is refused", () => {
    expect(() => printPattern([field("int", { attribute: "http.response.status_code" })])).toThrow(RangeError);
    expect(() => printPattern([field("text", { attribute: "thread" })])).toThrow(RangeError);
    expect(() => printPattern([field("text", "body"), literal("?>")])).toThrow(RangeError);
  });
});
