import { describe, expect, test } from "vitest";
import { apply, applyFormats } from "../../../src/formats/infer/apply.ts";
import type { InferredFraming } from "../../../src/formats/infer/types.ts";
import { chosenFormats } from "../../../src/patterns/adapter/formats.ts";

const referenceMs = Date.UTC(2026, 2, 2);

async function records(formats: readonly string[], text: string | Buffer, framing: InferredFraming = {}, tz = "UTC") {
  const lines = await applyFormats(chosenFormats(formats), framing, Buffer.from(text), { tz, referenceMs });
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe("applyFormats", () => {
  test("makes a record of each line, with what no format takes and why", async () => {
    const pattern = "<time:yyyy-MM-dd HH:mm:ss,SSS> <level> [<thread>] <logger> - <message>";
    const line = "2026-03-02 11:04:05,123 WARN [main] shop.Cart - late";
    expect(await records([pattern], `${line}\nHello\n`, {}, "+01:00")).toEqual([
      {
        timeUnixNano: "1772445845123000000",
        severityNumber: 13,
        severityText: "WARN",
        body: "late",
        attributes: { "thread.name": "main", "log.time.zone_assumed": "+01:00" },
        resource: {},
        scope: { name: "shop.Cart" },
        original: line,
      },
      {
        severityNumber: 0,
        body: "Hello",
        attributes: {},
        resource: {},
        scope: {},
        original: "Hello",
        unparsed: "no format begins like this",
      },
    ]);
  });

  test("gives a time without a year the one that is near the reference, and the host to the resource", async () => {
    const [record] = await records(["syslog3164"], "Dec 31 23:59:59 web-1 sshd[7]: bye");
    expect(record).toMatchObject({
      timeUnixNano: `${Date.UTC(2025, 11, 31, 23, 59, 59) / 1000}000000000`,
      resource: { "host.name": "web-1", "service.name": "sshd" },
      attributes: { "process.pid": 7 },
    });
  });

  test.each<[string, string | Buffer, InferredFraming, readonly string[]]>([
    ["a byte order mark and CRLF", "\uFEFFone\r\n\r\ntwo\r\n", {}, ["one", "", "two"]],
    ["UTF-16", Buffer.from("\uFEFFö\nb\n", "utf16le"), { encoding: "utf-16" }, ["ö", "b"]],
    ["a group of lines, to the end of the text", "#1 a\n  b\n#2\n  c", { multiline: "start:^#" }, ["#1 a\n  b", "#2\n  c"]],
    ["a last line without its end", "one\ntwo", {}, ["one", "two"]],
    ["invalid UTF-8", Buffer.from([0x61, 0xff, 0x0a]), {}, ["a\uFFFD"]],
    ["nothing", "", {}, []],
  ])("finds records as the agent does: %s", async (_, text, framing, want) => {
    expect((await records([], text, framing)).map(({ original }) => original)).toEqual(want);
  });

  test("joins the parts of a container's line", async () => {
    const at = "2026-03-02T11:04:05.1Z stdout";
    const [record] = await records(["json", "cri"], `${at} P {"msg":\n${at} F "hi"}\n`, { container: "cri" });
    expect(record).toMatchObject({ body: "hi", attributes: { "log.iostream": "stdout" } });
  });

  test("reads what Docker has wrapped", async () => {
    const lines = ['{\\"msg\\":\\"hi\\"}\\n', "plain\\n"].map(
      (log) => `{"log":"${log}","stream":"stderr","time":"2026-03-02T11:04:05.1Z"}\n`,
    );
    const at = "1772449445100000000";
    expect(await records(["json"], lines.join(""), { container: "docker" })).toMatchObject([
      { body: "hi", timeUnixNano: at, attributes: { "log.iostream": "stderr" } },
      { body: "plain", timeUnixNano: at, unparsed: expect.any(String) },
    ]);
  });

  test("takes a text of several megabytes, each record once", async () => {
    const count = 60_000;
    const text = Array.from({ length: count }, (_, index) => `{"n":${index},"msg":"${"x".repeat(60)}"}\n`).join("");
    const all = await records(["json"], text);
    expect(all.map(({ attributes }) => (attributes as { n: number }).n)).toEqual(Array.from({ length: count }, (_, index) => index));
  });

  test("refuses what is no zone", async () => {
    await expect(records(["json"], "{}", {}, "Mars/Base")).rejects.toThrow(RangeError);
  });
});

test("apply reads a text with what a sample shows", async () => {
  const said = ["started", "paid for order 7", "nothing is left to do", "Ann came back", "late: 12 ms", "a second try", "done"];
  const sample = said.map((text, second) => `2026-03-02 11:04:0${second} WARN [worker-${second}] ${text}\n`).join("");
  const other = Buffer.from("2026-04-01 00:00:00 ERROR [other] gone\nnothing of the kind\n");
  const lines = await apply(Buffer.from(sample), other, { referenceMs, catalogue: false });
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { timeUnixNano: `${Date.UTC(2026, 3, 1) / 1000}000000000`, severityNumber: 17, severityText: "ERROR" },
    { severityNumber: 0, original: "nothing of the kind", unparsed: expect.any(String) },
  ]);
});
