import { describe, expect, test } from "vitest";
import { chosenFormats } from "../../../src/patterns/adapter/formats.ts";
import type { Normal } from "../../../src/runtime/agent/normaliser.ts";
import { compiledAll } from "../support/compiled.ts";
import { lost } from "./kept.ts";

const texts = [
  ["<time:iso> <level> [<thread>] <took:float> <n:int?> <message>", "2026-03-02T11:04:05Z WARN [main] 0.50 - late"],
  ["<level> <message> <attributes:pairs>", 'WARN slow a=1 b="x y" c=true'],
  ["json", '{"level":"warn","msg":"m","a":{"b":[1,"x"]},"c":null}'],
  ["logfmt", 'level=warn msg="a b" n=1.50 user=ann'],
  ["syslog5424", '<34>1 2003-10-11T22:14:15.003Z h su - - [a@1 b="c" d="e"] m'],
  ["cri", "2019-05-07T18:57:50.904275087+00:00 stdout F the whole line"],
  ["combined", '10.0.0.1 - bob [25/Oct/2016:14:49:34 +0200] "GET /a HTTP/1.1" 200 5 "-" "curl/8"'],
  ["squid", "1715415274.586 40 192.0.2.68 NONE/400 507 GET - - HIER_NONE/- text/html"],
  ["redis", "\u0001 nothing that is of a format"],
] as const;
const parsers = await compiledAll(texts.map(([name]) => ({ formats: [name], tz: "UTC" })));

describe.each(texts.map(([name, line], index) => [name, line, index] as const))("of a line of %s", (name, line, index) => {
  const formats = chosenFormats([name]);
  const record = parsers[index]?.parse(line) ?? { format: "unparsed", body: "", attributes: {} };
  const losing = (less: Partial<Normal>) => lost(Buffer.from(line), { ...record, ...less }, formats);

  test("nothing is lost", () => {
    expect(losing({})).toBeUndefined();
  });

  test("each part that is taken out of the record is missed", () => {
    const { attributes, body } = record;
    const isSaid = (name: string): boolean => !/^log\.time\.|^http\.request\.method|^url\.|^network\.protocol/.test(name);
    for (const name of Object.keys(attributes).filter(isSaid))
      expect([
        name,
        losing({ attributes: Object.fromEntries(Object.entries(attributes).filter(([other]) => other !== name)) }),
      ]).not.toEqual([name, undefined]);
    expect(losing({ body: body.slice(1) })).toBeDefined();
    if (record.severityText !== undefined) expect(losing({ severityText: "" })).toBeDefined();
  });
});
