import { expect, test } from "vitest";
import { catalogue } from "../../src/formats/catalogue/index.ts";
import { interpret } from "../../src/formats/interpret.ts";
import { isLayout, type LayoutFormat } from "../../src/formats/layout.ts";
import { readCases } from "./support/cases.ts";
import { compiledAll, readAt } from "./support/compiled.ts";

const isCarrier = ({ layouts }: LayoutFormat) => layouts.flat().some((piece) => piece.kind === "field" && piece.to === "inner");
const formats = catalogue.filter(isLayout).filter((format) => !isCarrier(format));
const parsers = await compiledAll(formats.map(({ name }) => ({ formats: [name], tz: "UTC" })));
const lines = readCases().flatMap(([, cases]) => cases.flatMap(({ line }) => line));

test.each(formats.map((format, index) => [format.name, format, index] as const))(
  "what reads %s without compiling takes the lines that its compiled parser takes",
  (name, { layouts }, index) => {
    const own = lines.filter((_, at) => at % formats.length === index || parsers[index]?.parse(lines[at] ?? "").format === name);
    const differing = own.filter((line) => {
      const taken = layouts.some((pieces) => interpret(pieces, Buffer.from(line), readAt).ok);
      return taken !== (parsers[index]?.parse(line).format === name) && !line.includes("\u001b") && !line.startsWith("\uFEFF");
    });
    expect(differing).toEqual([]);
  },
);

test("an interpreted line says where its fields are", () => {
  const [layout = []] = formats.find(({ name }) => name === "redis")?.layouts ?? [];
  const line = "1:M 11 May 2024 08:14:22.984 * Ready";
  const read = interpret(layout, Buffer.from(line), readAt);
  expect(
    read.ok && read.spans.filter(({ name }) => name !== "literal").map(({ start, end, name }) => [name, line.slice(start, end)]),
  ).toEqual([
    ["process.pid", "1"],
    ["redis.role", "M"],
    ["time", "11 May 2024 08:14:22.984"],
    ["level", "*"],
    ["body", "Ready"],
  ]);
});
