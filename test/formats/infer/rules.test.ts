import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { apply } from "../../../src/formats/infer/apply.ts";
import { infer } from "../../../src/formats/infer/index.ts";
import type { InferOptions } from "../../../src/formats/infer/types.ts";
import { isLayout } from "../../../src/formats/layout.ts";

const options: InferOptions = { referenceMs: Date.UTC(2026, 2, 2), catalogue: false };
const seed = Number(process.env["FC_SEED"] ?? 20260302);

const patterns = (lines: readonly string[], given: Partial<InferOptions> = {}): readonly string[] =>
  infer(Buffer.from(`${lines.join("\n")}\n`), { ...options, ...given }).formats.flatMap(({ written }) => written);

/** Lines of numbers 0 to 29. */
const many = (line: (index: number) => string): string[] => Array.from({ length: 30 }, (_, index) => line(index));
const two = (number: number): string => String(number).padStart(2, "0");
const words = ["started", "cannot open the file", "user ann signed in", "17 items left", "done: nothing to do"];
const message = (index: number): string => words[index % words.length] ?? "";

describe("which number of a date is the day", () => {
  const dated = (date: (day: number) => string) => many((index) => `${date(index)} 09:00:${two(index)} INFO ${message(index)}`);

  test.each([
    ["a number above twelve", dated((day) => `${two(day + 1)}/02/2026`), undefined, "dd/MM/yyyy"],
    ["the order of the lines", dated((day) => `${two((day % 3) + 1)}/${two(Math.floor(day / 3) + 1)}/2025`), undefined, "dd/MM/yyyy"],
    [
      "the order of the lines, the other way",
      dated((day) => `${two(Math.floor(day / 3) + 1)}/${two((day % 3) + 1)}/2025`),
      undefined,
      "MM/dd/yyyy",
    ],
    ["the user, where nothing else does", dated(() => "05/05/2025"), "mdy", "MM/dd/yyyy"],
  ] as const)("is told by %s", (_, lines, dateOrder, layout) => {
    const inference = infer(Buffer.from(lines.join("\n")), { ...options, ...(dateOrder && { dateOrder }) });
    expect(inference.formats[0]?.written[0]).toContain(`<time:${layout} `);
    expect(inference.evidence.find(({ about }) => about === "date order")?.ambiguous).toBeUndefined();
  });

  test("is said to be ambiguous where nothing tells, with the flag", () => {
    const { evidence } = infer(Buffer.from(dated(() => "05/05/2025").join("\n")), options);
    expect(evidence).toContainEqual(expect.objectContaining({ about: "date order", ambiguous: true, override: "--date-order dmy|mdy" }));
  });
});

test("of a request and a message, the message is the body", async () => {
  const lines = many((index) => `2026-03-02 09:00:${two(index)} "GET /orders/${index} HTTP/1.1" 200 ${message(index)}`);
  expect(patterns(lines)).toEqual([expect.stringMatching(/"<_:request>".*<message>$/)]);
  const [record = ""] = await apply(Buffer.from(lines.join("\n")), Buffer.from(lines[3] ?? ""), options);
  expect(JSON.parse(record)).toMatchObject({ body: message(3), attributes: { "url.path": "/orders/3" } });
});

describe("a level is a column, and nothing else", () => {
  test.each([
    [
      "words of messages",
      many((index) => `2026-03-02 09:00:${two(index)} ${["Error while reading", "info follows", "retrying"][index % 3]} ${index}`),
    ],
    ["a status", many((index) => `2026-03-02 09:00:${two(index)} job ${index} ended: ${["ok", "failed", "skipped"][index % 3]}`)],
  ])("not %s", (_, lines) => {
    expect(patterns(lines).join("\n")).not.toMatch(/<level/);
    expect(patterns(lines)).toHaveLength(1);
  });

  test("one word of it stands for all", () => {
    const [format] = infer(
      Buffer.from(many((index) => `2026-03-02 09:00:${two(index)} INFO ${message(index)}`).join("\n")),
      options,
    ).formats;
    const fields = format && isLayout(format.format) ? format.format.layouts[0] : [];
    expect(fields).toContainEqual({ kind: "field", type: "level", to: "severity" });
  });
});

describe("times", () => {
  test.each([
    ["seconds", (index: number) => `17724504${two(index)}`],
    ["milliseconds", (index: number) => `17724504${two(index)}123`],
    ["seconds with a fraction", (index: number) => `17724504${two(index)}.123456`],
  ])("since 1970 in %s", (_, time) => {
    expect(patterns(many((index) => `${time(index)} INFO ${message(index)}`))).toEqual(["<time:epoch> <level> <message>"]);
  });

  test.each([
    ["yyMMdd HHmmss", (index: number) => `081109 2036${two(index)}`],
    ["yyyyMMdd-HH:mm:ss:SSS", (index: number) => `20171223-09:15:${two(index)}:606`],
    ["yyyy-MM-dd-HH.mm.ss.SSS", (index: number) => `2005-06-03-09.42.${two(index)}.675872`],
    ["MM.dd HH:mm:ss", (index: number) => `10.30 09:49:${two(index)}`],
    ["dd.MM HH:mm:ss", (index: number) => `30.10 09:49:${two(index)}`],
    ["MM-dd HH:mm:ss.SSS", (index: number) => `03-02 09:49:${two(index)}.811`],
  ])("written as %s", (layout, time) => {
    expect(patterns(many((index) => `[${time(index)}] INFO ${message(index)}`))).toEqual([`[<time:${layout}>] <level> <message>`]);
  });

  test("in a message are no times of the event", () => {
    const lines = many((index) => `2026-03-02 09:00:${two(index)} INFO restored backup of 2026-01-${two((index % 28) + 1)} 04:05:06`);
    expect(patterns(lines)[0]).toMatch(/^<time:yyyy-MM-dd HH:mm:ss> <level> /);
  });

  test("that say more are the event's: those of a header of syslog have no year", () => {
    const lines = many(
      (index) => `Mar  2 09:00:${two(index)} host app[${index}]: [2026-03-02T09:00:${two(index)}.123Z] INFO ${message(index)}`,
    );
    expect(patterns(lines)[0]).toMatch(/^<_:time:MMM d HH:mm:ss> .*\[<time:yyyy-MM-dd'T'HH:mm:ss.SSSZ>\] <level> <message>$/);
  });
});

describe("bytes", () => {
  const lines = many((index) => `2026-03-02 09:00:${two(index)} INFO [main] ${message(index)}`);
  const wanted = patterns(lines);

  test.each([
    ["a byte order mark and CRLF", Buffer.from(`\uFEFF${lines.join("\r\n")}\r\n`), undefined],
    ["UTF-16", Buffer.from(`\uFEFF${lines.join("\n")}`, "utf16le"), "utf-16le"],
    ["colours", Buffer.from(lines.map((line) => line.replace("INFO", "\u001b[32mINFO\u001b[0m")).join("\n")), undefined],
  ])("with %s show the same", (_, bytes, encoding) => {
    const { formats, framing } = infer(bytes, options);
    expect(formats.flatMap(({ written }) => written)).toEqual(wanted);
    expect(framing.encoding).toBe(encoding);
  });

  test("of any kind are no failure, and no format of everything", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), (bytes) => {
        const { formats, evidence } = infer(Buffer.from(bytes), options);
        expect(formats.length > 0 || evidence.length > 0).toBe(true);
      }),
      { seed, numRuns: 200 },
    );
  });

  test.each([
    ["prose", many((index) => message(index * 7))],
    ["nothing", []],
    ["one word", ["hello"]],
    ["brackets", ["[".repeat(5000)]],
  ])("of %s show no format, and it is said why", (_, given) => {
    const { formats, evidence } = infer(Buffer.from(given.join("\n")), options);
    expect(formats).toEqual([]);
    expect(evidence).toContainEqual(expect.objectContaining({ about: "formats", decided: "none" }));
  });
});

describe("records", () => {
  test("of several lines begin where their header is", () => {
    const lines = many((index) =>
      index % 5 === 0
        ? `2026-03-02 09:00:${two(index)} ERROR failed\njava.lang.IllegalStateException: no\n\tat a.B.c(B.java:${index})\nCaused by: x.Y: z`
        : `2026-03-02 09:00:${two(index)} INFO ${message(index)}`,
    );
    const { framing, records } = infer(Buffer.from(lines.join("\n")), options);
    expect(framing.multiline).toBe("start:^\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d");
    expect(records).toBe(30);
  });

  test("of which a few lack what all the others have: those are a format of their own", () => {
    const lines = Array.from({ length: 60 }, (_, index) =>
      index % 20 === 3
        ? `Mar  2 09:00:${two(index)} --- ${message(Math.floor(index / 20))}`
        : `Mar  2 09:00:${two(index)} box shop[${index}]: ${message(index)}`,
    );
    expect(patterns(lines)).toEqual([
      "<time:MMM d HH:mm:ss> <host:word> <service.name:word>[<pid>]: <message>",
      "<time:MMM d HH:mm:ss> --- <message>",
    ]);
  });

  test("with the logger in brackets behind the message have it in front of a stack as well", () => {
    const stack = (index: number): string => (index % 5 === 0 ? "\njava.io.IOException: (closed)\n\tat shop.Cart.add(Cart.java:17)" : "");
    const context = (index: number): string =>
      index % 3 === 0 ? (["[Broker id=1, host=db] ", "[Log t-0] ", "[Group g] "][(index % 9) / 3] ?? "") : "";
    const lines = many(
      (index) =>
        `[2026-03-02 09:00:${two(index)},123] INFO ${context(index)}${message(index)} (one) (kafka.${index % 2 ? "log" : "net.Server"})${stack(index)}`,
    );
    expect(patterns(lines)).toEqual([
      "[<time:yyyy-MM-dd HH:mm:ss,SSS>] <level> <?[<context>] ?><message:most> (<logger:word>)<?\n<continued:rest>?>",
    ]);
  });

  test("whose messages have pairs between their words are not cut in front of those at their end", () => {
    const lines = many(
      (index) =>
        `2026-03-02 09:00:${two(index)} INFO ${message(index)}${index % 3 ? ` P=smtp H=gw [10.0.0.${index}]` : ""}${index % 2 ? ` S=${index}` : ""}`,
    );
    expect(patterns(lines)).toEqual(["<time:yyyy-MM-dd HH:mm:ss> <level> <message>"]);
  });

  test("with values behind names of which some are missing have each where it is", () => {
    const lines = many(
      (index) =>
        `2026-03-02 09:00:${two(index)} job: ${index * 17}; user: ${index % 2 ? "ann" : "bob"}${index % 3 ? `; nodes: n${index}` : ""}${index % 4 ? "; note: two words" : ""}`,
    );
    expect(patterns(lines)).toEqual(["<time:yyyy-MM-dd HH:mm:ss> job: <job:int>; user: <user><?; nodes: <nodes>?><?; note: <note>?>"]);
  });

  test("with a word of one shape that hardly occurs twice have an id there", () => {
    const id = (index: number): string => `${"KXWQZ"[index % 5]}${two(index)}f-${two(97 - index)}a`;
    const lines = many((index) => `2026-03-02 09:00:${two(index)} ${id(index)} ${message(index)}`);
    expect(patterns(lines)).toEqual(["<time:yyyy-MM-dd HH:mm:ss> <id:word> <message>"]);
  });

  test("with syslog's header have its severity, structured data, and no byte order mark in the message", () => {
    const data = ["-", '[a@1 user="x y"]', '[a@1 user="ann"][b n="1"]'];
    const lines = many(
      (index) =>
        `<${index % 2 ? 134 : 131}>1 2026-03-02T09:00:${two(index)}.5Z box shop 1${two(index)} ${index % 7 ? "-" : "ID7"} ${data[index % 3]} ${index % 4 ? "" : "\uFEFF"}${message(index)}`,
    );
    expect(patterns(lines)).toEqual([
      "<<<level:priority>>1 <time:yyyy-MM-dd'T'HH:mm:ss.SSSZ> <host:word> <field:word> <pid> <field2:word?> <syslog.structured_data:structured> <?\uFEFF?><message>",
    ]);
  });

  test("with a value for each attempt have a list, however many there are", () => {
    const address = (index: number): string => `10.0.0.${index}:80${index % 5 ? "" : `, 10.0.1.${index}:80`}`;
    const lines = many((index) => `2026-03-02 09:00:${two(index)} INFO ${address(index)} ${message(index)}`);
    expect(patterns(lines)).toEqual(["<time:yyyy-MM-dd HH:mm:ss> <level> <addresses:texts> <message>"]);
  });

  test("of quoted cells have the time and the level inside of them", () => {
    const lines = many((index) => `"3/${(index % 20) + 9}/2026 9:00:${two(index)} AM","${index}","Error","a, ""b""","${message(index)}"`);
    expect(patterns(lines)).toEqual(['"<time:M/d/yyyy h:mm:ss a>","<pid>","<level>",<field:csv>,<message:csv>']);
  });

  test("with a message behind a name have it as their message", () => {
    const lines = many((index) => `2026-03-02 09:00:${two(index)} level=info part=cart msg="${message(index)}" n=${index}`);
    expect(patterns(lines)).toEqual(['<time:yyyy-MM-dd HH:mm:ss> level=<level> part=<part:word> msg="<message:quoted>" n=<n:int>']);
  });

  test("with pairs in front of a level have those that are there", () => {
    const lines = many(
      (index) =>
        `09:00:${two(index)}.123 ${index % 2 ? `request_id=F${index} ` : ""}${index % 3 ? "" : `user=u${index} `}[info] ${message(index)}`,
    );
    expect(patterns(lines)).toEqual(["<time:HH:mm:ss.SSS> <?request_id=<request_id:word> ?><?user=<user:word> ?>[<level>] <message>"]);
  });

  test("of which the other lines have nothing of a record go on with those", () => {
    const more = (index: number): string => (index % 4 ? "" : `\nSELECT id FROM carts WHERE n = ${index}\n\n0. shop::run() @ 0x0${index}`);
    const lines = many((index) => `2026-03-02 09:00:${two(index)} INFO ${message(index)}${more(index)}`);
    const { framing, records } = infer(Buffer.from(lines.join("\n")), options);
    expect([records, framing.multiline]).toEqual([30, "start:^\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d"]);
  });

  test("of programs of which some have a number, or brackets in their name", () => {
    const programs = ["kernel:", "sshd(pam_unix)[19939]:", "crond[2917]:", "/usr/sbin/gmetad[1682]:"];
    const lines = many((index) => `Mar  2 09:00:${two(index)} box ${programs[index % programs.length]} ${message(index)}`);
    expect(patterns(lines)).toEqual(["<time:MMM d HH:mm:ss> <host:word> <service.name:word><?[<pid>]?>: <message>"]);
  });

  test("with a bracket between level and class name a thread there, where one is main", () => {
    const threads = ["main", "RMCommunicator Allocator", "IPC Server handler 0 on 62270"];
    const lines = many((index) => `2026-03-02 09:00:${two(index)},123 INFO [${threads[index % 3]}] org.shop.Cart: ${message(index)}`);
    expect(patterns(lines)).toEqual(["<time:yyyy-MM-dd HH:mm:ss,SSS> <level> [<thread>] <logger:word>: <message>"]);
  });

  test("of several containers, as compose shows them, are read behind the container's name", () => {
    const redis = (index: number) => `redis-1  | 1:M 25 Apr 2026 05:32:${two(index)}.018 * ${message(index)}`;
    const web = (index: number) => `web-1    | {"level":"info","msg":"request ${index}"}`;
    const lines = many((index) => (index % 3 === 0 ? redis(index) : web(index)));
    expect(patterns(lines, { catalogue: true })).toEqual(["<container.name:word>< >| <line:inner>", "json", "redis"]);
  });

  test("of a log that names its columns have those columns, and others behind other names", () => {
    const lines = [
      "#Software: Microsoft Internet Information Services 10.0",
      "#Fields: date time c-ip cs-method cs-uri-stem sc-status",
      ...many((index) => `2026-03-02 09:00:${two(index)} 10.0.0.${index} GET /cart 200`),
      "#Fields: date time c-ip sc-status",
      ...many((index) => `2026-03-02 10:00:${two(index)} 10.0.0.${index} 304`),
    ];
    expect(patterns(lines)).toEqual(["w3c: date time c-ip cs-method cs-uri-stem sc-status", "w3c: date time c-ip sc-status"]);
  });

  test("that are blocks of lines are found by the name of their format", () => {
    const lines = many((index) =>
      [
        `# Time: 2026-03-02T09:00:${two(index)}.678222Z`,
        "# User@Host: shop[shop] @ localhost []  Id:     2",
        "# Query_time: 0.011853  Lock_time: 0.000542 Rows_sent: 268  Rows_examined: 268",
        "SET timestamp=1772442000;",
        `SELECT ${index} FROM orders;`,
      ].join("\n"),
    );
    expect(patterns(lines, { catalogue: true })).toEqual(["mysql-slow"]);
    expect(infer(Buffer.from(lines.join("\n")), { ...options, catalogue: true }).records).toBe(30);
  });

  test.each([
    ["a trace of PHP", ["[stacktrace]", "#0 /srv/app/Kernel.php(176): handle()", "#1 {main}", '"}']],
    ["a document", ["<?xml version='1.0'?>", "<order>", "  <id>7</id>", "</order>"]],
  ])("go on with %s, also where there are many more such lines", (_, tail) => {
    const lines = many((index) => [`[2026-03-02 09:00:${two(index)}] shop.ERROR: ${message(index)}`, ...tail, ...tail].join("\n"));
    const { records, framing, unparsed } = infer(Buffer.from(lines.join("\n")), options);
    expect({ records, unparsed }).toEqual({ records: 30, unparsed: [] });
    expect(framing.multiline).toMatch(/^start:/);
  });

  test("of cells between tabs have a whole value in each", () => {
    const paths = ["/search?q=a,b", "/", "/cart;v=2", "http://shop/a b"];
    const lines = many((index) => `17724504${two(index)}\tGET\t${paths[index % 4]}\t200\tMozilla/5.0 (X11; ${index})`);
    expect(patterns(lines)[0]).toMatch(/^<time:epoch>\t<[^>]+>\t<[^>]+>\t<status>\t<[^>]+>$/);
  });

  test("with `::` between their columns have no address there", () => {
    const lines = many((index) => `2026-03-02 09:00:${two(index)} WARN  (io-${index}) :: ${message(index)}`);
    expect(patterns(lines)[0]).toMatch(/ :: <message>$/);
  });

  test("of two kinds that have columns in common are two formats, each with its time", () => {
    const lines = many((index) =>
      index % 3
        ? `2026-03-02 09:00:${two(index)} INFO [worker-${index % 4}] ${message(index)}`
        : `10.0.0.${index} - - [02/Mar/2026:09:00:${two(index)} +0000] "GET /a?b=${index} HTTP/1.1" 200 ${index} "-" "curl/8.5"`,
    );
    expect(patterns(lines)).toEqual([
      "<time:yyyy-MM-dd HH:mm:ss> <level> [<thread>] <message>",
      '<client:ip> <client.ident:word?> <user:word?> [<time:dd/MMM/yyyy:HH:mm:ss Z>] "<request:request>" <status> <size> "<referer:quoted?>" "<user_agent:quoted>"',
    ]);
  });

  test("with an object at their end have its line inside, or its fields", () => {
    const inside = many(
      (index) => `Mar  2 09:00:${two(index)} web-${index % 3} shop[${index}]: {"level":"info","msg":"${message(index)}","n":${index}}`,
    );
    expect(patterns(inside)).toEqual(["<time:MMM d HH:mm:ss> <host:word> <service.name:word>[<pid>]: <line:inner>", "json"]);
    const behind = many((index) => `2026-03-02 09:00:${two(index)}\tinfo\thttp.log\t${message(index)}\t{"n":${index}}`);
    expect(patterns(behind)).toEqual(["<time:yyyy-MM-dd HH:mm:ss>\t<level>\t<logger>\t<message>\t<attributes:object>"]);
  });

  test("of one source file have its name as a column", () => {
    const lines = many((index) => `2026-03-02 09:00:${two(index)} INFO (cart.py:${index}) ${message(index)}`);
    expect(patterns(lines)).toEqual(["<time:yyyy-MM-dd HH:mm:ss> <level> (<file:any>:<line>) <message>"]);
  });

  test("with a word in front of a dash have it as their logger, whatever ends the message", () => {
    const lines = many((index) => `2026-03-02 09:00:${two(index)} INFO ${index % 2 ? "cart" : "pay"} - ${message(index)} n=${index}`);
    expect(patterns(lines)).toEqual(["<time:yyyy-MM-dd HH:mm:ss> <level> <logger:word> - <message> <attributes:pairs>"]);
  });

  test("of two kinds in one file are two formats", () => {
    const lines = many((index) =>
      index % 2 === 0
        ? `10.0.0.${index} - - [02/Mar/2026:09:00:${two(index)} +0000] "GET /${index} HTTP/1.1" 200 ${index}`
        : JSON.stringify({ level: "info", msg: message(index) }),
    );
    expect(patterns(lines)).toEqual([
      "json",
      expect.stringContaining('[<time:dd/MMM/yyyy:HH:mm:ss Z>] "<request:request>" <status> <size>'),
    ]);
  });
});
