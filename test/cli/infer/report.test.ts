import { describe, expect, test } from "vitest";
import { drawRecords } from "../../../src/cli/infer/drawing.ts";
import { inferencePage } from "../../../src/cli/infer/page.ts";
import { pictureOf } from "../../../src/cli/infer/picture.ts";
import { inferenceText } from "../../../src/cli/infer/report.ts";
import type { Inference } from "../../../src/formats/infer/types.ts";
import { chosenFormats } from "../../../src/patterns/adapter/formats.ts";

const referenceMs = Date.UTC(2026, 2, 2);

function inferenceOf(written: readonly string[], over: Partial<Inference> = {}): Inference {
  const formats = chosenFormats(written).map((format, index) => ({
    format,
    from: "sample" as const,
    written: [written[index] ?? ""],
    records: 1,
  }));
  return { formats, framing: {}, evidence: [], records: 2, bytes: 100, unparsed: [], ...over };
}

async function drawn(written: readonly string[], text: string, color = false, over: Partial<Inference> = {}): Promise<string> {
  return drawRecords(await pictureOf(inferenceOf(written, over), Buffer.from(text), { count: 9, referenceMs }), color);
}

describe("the picture of a sample", () => {
  const pattern = "<time:yyyy-MM-dd HH:mm:ss> <level> [<thread>] <message>";

  test("names the fields of each line under it, as far as there is room", async () => {
    expect(await drawn([pattern], "2026-03-02 11:04:05 WARN [mäin] \u001b[31mlate\tagain\nHello\n")).toBe(
      ["2026-03-02 11:04:05 WARN [mäin] ␛[31mlate␉again", "└time─────────────┘ leve  thre  └body─────────┘", "Hello"].join("\n"),
    );
  });

  test("gives each field a colour, with a legend", async () => {
    const text = await drawn([pattern], "2026-03-02 11:04:05 WARN [main] late\n", true);
    expect(text).toContain("\u001b[33mWARN\u001b[39m [\u001b[35mmain\u001b[39m] ");
    expect(text).toMatch(/\n\n.*\u001b\[33mlevel\u001b\[39m.*$/);
  });

  test("shows what is inside of a container's line, and fields that name themselves", async () => {
    const text = await drawn(
      ["cri", "json", "logfmt"],
      '2026-03-02T11:04:05Z stdout F {"msg":"a, b","n":{"x":1}}\nlevel=warn took="1 s"\n',
    );
    expect(text.split("\n")).toEqual([
      '2026-03-02T11:04:05Z stdout F {"msg":"a, b","n":{"x":1}}',
      "└time──────────────┘ log.io          └msg─┘     └n────┘",
      'level=warn took="1 s"',
      "      leve      took─",
    ]);
  });
});

describe("what is said of an inference", () => {
  const inference = inferenceOf(["<time:iso> <level> <message>"], {
    framing: { multiline: "start:^\\d" },
    evidence: [
      { about: "date order", decided: "day first", because: "2 lines have a first number above 12" },
      { about: "zone", decided: "UTC", because: "the times name none", ambiguous: true, override: "--tz Europe/Berlin" },
    ],
    unparsed: [{ line: 2, text: "Hello <b>", reason: "no format begins like this" }],
  });
  const shown = { name: "app.log", entries: { formats: ["<time:iso> <level> <message>"], multiline: "start:^\\d" }, pictured: [] };

  test("are entries to paste, reasons, what nothing decides with its flag, and what is left over", () => {
    expect(inferenceText(inference, { ...shown, color: false })).toBe(`app.log: 1 format takes 1 of 2 records (50%)

formats:
  - <time:iso> <level> <message>
multiline: start:^\\d

Why
  date order: day first (2 lines have a first number above 12)

Decided by nothing in the lines
  zone: UTC (the times name none); otherwise: --tz Europe/Berlin

Taken by no format
  line 2: Hello <b> (no format begins like this)
`);
  });

  test("are on a page that loads nothing and holds the lines as text", async () => {
    const sample = Buffer.from('2026-03-02T11:04:05Z warn <script>alert("x")</script>\nHello\n');
    const pictured = await pictureOf(inference, sample, { count: 9, referenceMs });
    const page = inferencePage(inference, { ...shown, pictured });
    expect(page).toContain('title="level: severity 13">warn</b>');
    expect(page).toContain("&#60;script&#62;alert(&#34;x&#34;)&#60;/script&#62;");
    expect(page).not.toMatch(/<script|<link|src=|href=|url\(|@import/);
  });
});
