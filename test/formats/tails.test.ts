import { describe, expect, test } from "vitest";
import { jsonProblem } from "./fuzz/strict-json.ts";
import { compiled } from "./support/compiled.ts";
import { plainRecord } from "./support/plain.ts";

const formats = [
  "<level> <user:word> <trace_id:hex?> <message> <attributes:pairs>",
  'k8s <level> "<message:quoted>"< ><attributes:pairs>',
  "[<level>] <user:word> <message>\t<attributes:object>",
  "two <user:word> <message> <attributes:objects>",
];
const parsers = await Promise.all((["flat", "otlp", "ecs"] as const).map((shape) => compiled(formats, shape)));
const id = "5b8efff798038103d269b633813fc60c";

describe.each(parsers.map((parser) => [parser.normaliser.shape, parser] as const))("what stands behind a message, %s", (shape, parser) => {
  test.each([
    ["pairs", 'warn me - said it a=b n=1 f=1.50 ok=true q="x \\"y\\"" e= list=[a b] o={c: d}, z=1,'],
    ["pairs behind others that were none", "warn me - a=b c=d then e=f"],
    ["pairs in quotes behind others that were none", 'warn me - a="b c=d" then e=f'],
    ["brackets that are not closed", "warn me - m a=[b c=d"],
    ["brackets that are closed wrongly", "warn me - m a=[b} c=d"],
    ["the same name twice", "warn me - m a=1 a=2"],
    ["a name of the layout", "warn me - m user=you"],
    ["a name of the layout, as a label", "warn me - m a.b=1 a_b=2"],
    ["an id behind one of the layout", `warn me ${id} m trace_id=${id.replace("5", "6")}`],
    ["ids alone", `warn me - m trace_id=${id} span_id="eee19b7ec3c1b174"`],
    ["an id that is none", "warn me - m trace_id=x"],
    ["no pairs", "warn me - m = x"],
    ["names of the agent's own", "warn me - m log.file.path=x network.transport=y"],
    ["names that are parts of other records", "warn me - m time=1 level=2 msg=3"],
    ["pairs alone", 'k8s info "m" a=b'],
    ["pairs behind more of a message", 'k8s info "m" and a=b'],
    ["an object", `[warn] me m\t{"a":1,"b":{"c":[1,"x",null]},"time":"t","traceId":"${id}"}`],
    ["an object in the message", '[warn] me got {"a":1} twice\t{"b":2}'],
    ["an object that says what the layout says", '[warn] me m\t{"user":"you"}'],
    ["an object that is none", "[warn] me m\t{not json}"],
    ["an error with a stack", '[warn] me m\t{"err":{"stack":"at a","type":"T"}}'],
    ["two objects", 'two me m {"a":1} {"b":2}'],
    ["two objects with the same name", 'two me m {"a":1} {"a":2}'],
    ["two empty lists", "two me m [] []"],
    ["three objects", 'two me m {"a":1} {"b":2} {"c":3}'],
    ["an object behind an empty list", 'two me m [] {"b":2} '],
    ["blanks behind it", 'two me m  {"b":2}\t '],
    ["pairs in front of a stack", "warn me - said a=b n=1\njava.io.IOException: no c=d\n\tat a.B.c(B.java:1)"],
    ["pairs in front of a stack, with CRLF", "warn me - said a=b n=1\r\njava.io.IOException: no\r\n\tat a.B.c(B.java:1)"],
    ["pairs at the end of more lines", "warn me - said it\nand more a=b"],
    ["an object in front of a stack", '[warn] me m\t{"a":1}\nError: no\n    at f (a.js:1:2)'],
    ["two objects in front of a stack", 'two me m {"a":1} {"b":2}\n[stacktrace]\n#0 a'],
    ["more lines without any", "warn me - m\nn"],
  ])("both faces agree on %s", (_, line) => {
    const { record, json } = parser.encode(line);
    expect(jsonProblem(Buffer.from(json))).toBeUndefined();
    if (shape === "ecs") expect(record).toEqual({ seed: "", ...parser.document(line) });
    else expect(plainRecord(record)).toEqual(plainRecord({ ...parser.parse(line) }));
  });

  test("what ends the first line is apart from the message, which goes on behind it", () => {
    if (shape === "ecs") return;
    const { body, attributes } = parser.parse('warn me - said q="x y" n=1\njava.io.IOException: no\n\tat a.B.c(B.java:1)');
    expect(body).toBe("said\njava.io.IOException: no\n\tat a.B.c(B.java:1)");
    expect(attributes).toMatchObject({ q: "x y", n: 1 });
  });

  test.each([
    ["pairs that are none", `warn me - ${"a=b ".repeat(250_000)}x`],
    ["quotes", `warn me - m ${'a="b" '.repeat(160_000)}x`],
    ["brackets", `warn me - m ${"a=[ ".repeat(250_000)}`],
    ["objects in the message", `[warn] me ${'{"a":1} '.repeat(120_000)}\t{"b":2}`],
    ["braces", `two me ${"{ ".repeat(500_000)}}`],
  ])("a megabyte of %s takes linear time", (_, line) => {
    const begun = performance.now();
    parser.encode(line);
    expect(performance.now() - begun).toBeLessThan(5_000);
  });
});
