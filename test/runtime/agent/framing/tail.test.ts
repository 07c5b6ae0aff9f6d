import { appendFileSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { BatchBuilder } from "../../../../src/runtime/agent/batch-builder.ts";
import { Framing, type FramingOptions, plainFraming } from "../../../../src/runtime/agent/framing/framing.ts";
import { Descriptors, Handle } from "../../../../src/runtime/agent/source/descriptors.ts";
import { fileKey, type Position, printBytes, startPosition } from "../../../../src/runtime/agent/source/stream.ts";
import { Tail } from "../../../../src/runtime/agent/source/tail.ts";
import { watchedNothing } from "../../../../src/runtime/agent/source/watched.ts";
import { toRecords } from "../../../../src/runtime/agent/transform.ts";
import { testFolder } from "../support/folder.ts";

const java = { multiline: "java", multilineFlushMs: 1000 };
const trace = "java.lang.Error: x\n\tat a.B.c(B.java:1)\n\tat a.B.d(B.java:2)\n";
const traceBody = trace.trimEnd();

/** A file that is followed, with the clock in hand. */
function follow(path: string, framing: Partial<FramingOptions>, position: Position = startPosition, maxLineBytes = 1024) {
  const { dev, ino } = statSync(path);
  let passedOver = 0;
  let invalid = 0;
  const events = { replaced: () => undefined, cutOff: () => undefined, passedOver: (bytes: number) => (passedOver += bytes) };
  const stream = { path, dev: String(dev), ino: String(ino), generation: 0, id: "", position };
  const descriptors = new Descriptors();
  const handle = new Handle(descriptors, descriptors.open(path), fileKey(stream), path);
  const tail = new Tail(
    handle,
    stream,
    stream.position,
    { ...watchedNothing, framing: new Framing({ ...plainFraming, ...framing }) },
    events,
  );
  onTestFinished(() => tail.close());
  const builder = new BatchBuilder({ maxRecords: 100, maxBytes: 4096, maxLineBytes }, printBytes);
  const built = () =>
    toRecords(builder.build((replaced) => (invalid += replaced))).map(({ body, attributes }) => {
      const notes = [attributes["log.record.truncated"] && "truncated", attributes["log.record.partial"] && "partial"].filter(Boolean);
      return notes.length > 0 ? `[${notes.join("+")}] ${body}` : body;
    });
  /** Everything that is there to be read at this moment. */
  const read = (now = 0): string[] => {
    const bodies: string[] = [];
    for (let more = tail.poll(now); more; ) {
      builder.reset();
      more = tail.read(builder, Number.POSITIVE_INFINITY, now);
      bodies.push(...built());
    }
    return bodies;
  };
  const end = (): string[] => {
    const bodies: string[] = [];
    for (let done = false; !done; ) {
      builder.reset();
      done = tail.readUnfinished(builder, 0);
      bodies.push(...built());
    }
    return bodies;
  };
  return { tail, read, end, passedOver: () => passedOver, invalid: () => invalid };
}

function logFile(text: string | Uint8Array = ""): string {
  const path = join(testFolder(), "logs/app.log");
  writeFileSync(path, text);
  return path;
}

describe("a group of lines at the end of a file", () => {
  test("stays in the file until its end is seen; the checkpoint is before its first line (scenario 32)", () => {
    const path = logFile(`before\n${trace}`);
    const { tail, read } = follow(path, java);
    expect(read()).toEqual(["before"]);
    expect(tail.position.offset).toBe(7);
    const restarted = follow(path, java, tail.position);
    appendFileSync(path, "\tat a.B.e(B.java:3)\nafter\n");
    expect(restarted.read()).toEqual([`${traceBody}\n\tat a.B.e(B.java:3)`, "after"]);
    expect(restarted.tail.position.offset).toBe(statSync(path).size);
  });

  test("is ended by quiet, not while bytes still arrive; what comes late is a record of its own, and flagged", () => {
    const path = logFile(trace);
    const { tail, read } = follow(path, java);
    expect([read(0), read(999)]).toEqual([[], []]);
    appendFileSync(path, "\tat a.B.e");
    expect([read(1000), read(1999)]).toEqual([[], []]);
    expect(read(2000)).toEqual([traceBody]);
    expect(tail.position.offset).toBe(trace.length);
    appendFileSync(path, "(B.java:3)\nafter\n");
    expect(read(2001)).toEqual(["[partial] \tat a.B.e(B.java:3)", "after"]);
  });

  test("is ended by the end of its file, with a last line that has no end", () => {
    const { read, end } = follow(logFile(`${trace}\tat a.B.e(B.ja`), java);
    expect(read()).toEqual([]);
    expect(end()).toEqual([`[partial] ${traceBody}\n\tat a.B.e(B.ja`]);
  });

  test("is ended near the end of the agent, and remembered", () => {
    const { tail, read } = follow(logFile(`${trace}unfin`), java);
    expect(read()).toEqual([]);
    expect(tail.endGroup()).toBe(true);
    expect(read()).toEqual([traceBody]);
    expect(tail.position.offset).toBe(trace.length);
    expect(tail.endGroup()).toBe(false);
  });

  test("is cut where it is too large: between two lines, without loss", () => {
    const frames = Array.from({ length: 100 }, (_, index) => `\tat a.B.c(B.java:${index})`);
    const { read, end, passedOver } = follow(logFile(`java.lang.Error: x\n${frames.join("\n")}\n`), java, startPosition, 300);
    const found = [...read(), ...end()];
    expect(found.map((body) => body.replace(/^\[.*?\] /, "")).join("\n")).toBe(["java.lang.Error: x", ...frames].join("\n"));
    expect(found.every((body) => body.length <= 325)).toBe(true);
    expect(found[0]).toMatch(/^\[truncated\] java/);
    expect(found[1]).toMatch(/^\[truncated\+partial\] \tat/);
    expect(passedOver()).toBe(0);
  });

  test("and a line in it that is too long is cut off by itself", () => {
    const { read } = follow(logFile(`java.lang.Error: x\n\tat ${"y".repeat(5000)}\nafter\nlast\n`), java, startPosition, 300);
    expect(read().map((body) => body.slice(0, 30))).toEqual([
      "[truncated] java.lang.Error: x",
      `[truncated] \tat ${"y".repeat(14)}`,
      "after",
      "last",
    ]);
  });
});

describe("encodings", () => {
  const text = "first é\r\nsecond 😀\r\n\r\nfourth\r\n";
  const want = ["first é", "second 😀", "", "fourth"];
  const swapped = (some: string) => Buffer.from(some, "utf16le").swap16();

  test.each<[title: string, encoding: FramingOptions["encoding"], bytes: Buffer]>([
    ["UTF-16LE without a mark", "utf-16le", Buffer.from(text, "utf16le")],
    ["UTF-16LE with one", "utf-16le", Buffer.from(`\uFEFF${text}`, "utf16le")],
    ["UTF-16BE without a mark", "utf-16be", swapped(text)],
    ["UTF-16BE by its mark", "utf-16", swapped(`\uFEFF${text}`)],
    ["UTF-16LE by its mark", "auto", Buffer.from(`\uFEFF${text}`, "utf16le")],
    ["UTF-8 with a mark", "utf-8", Buffer.from(`\uFEFF${text}`)],
    ["UTF-8 without any", "auto", Buffer.from(text)],
  ])("%s: lines end at CRLF, wherever reading was interrupted and resumed (scenario 30)", (_, encoding, bytes) => {
    for (let cut = 0; cut <= bytes.length; cut += 1) {
      const path = logFile(bytes.subarray(0, cut));
      const first = follow(path, { encoding });
      const found = first.read();
      appendFileSync(path, bytes.subarray(cut));
      const second = follow(path, { encoding }, first.tail.position);
      expect([...found, ...second.read()], `cut at ${cut}`).toEqual(want);
      expect(second.tail.position.offset).toBe(bytes.length);
    }
  });

  test("latin1 is read as such", () => {
    expect(follow(logFile(Buffer.from("caf\xe9\nna\xefve\n", "latin1")), { encoding: "latin1" }).read()).toEqual(["café", "naïve"]);
  });

  test("invalid bytes become U+FFFD and are counted, and offsets are those of the file (scenario 28)", () => {
    const { read, tail, invalid } = follow(logFile(Buffer.from("a\xc5b\nc\n", "latin1")), {});
    expect(read()).toEqual(["a\uFFFDb", "c"]);
    expect([invalid(), tail.position.offset]).toEqual([1, 6]);
  });

  test("lone surrogates and half a unit at the end become U+FFFD and are counted", () => {
    const bytes = Buffer.concat([Buffer.from("a\uD800b\uFFFD\nc", "utf16le"), Buffer.from([0x41])]);
    const { read, end, invalid } = follow(logFile(bytes), { encoding: "utf-16le" });
    expect([read(), end(), invalid()]).toEqual([["a\uFFFDb\uFFFD"], ["[partial] c\uFFFD"], 2]);
  });

  test.each<[encoding: FramingOptions["encoding"], encode: (line: string) => Buffer]>([
    ["utf-16le", (line) => Buffer.from(line, "utf16le")],
    ["utf-16be", swapped],
    ["utf-8", (line) => Buffer.from(line)],
  ])("a line of %s that is too long is cut between characters, and what follows is whole (scenarios 26, 27)", (encoding, encode) => {
    const path = logFile(encode(`x${"😀".repeat(2000)}`));
    const { read, tail, passedOver } = follow(path, { encoding }, startPosition, 257);
    const [long = ""] = read();
    expect(long).toMatch(/^\[truncated\] x😀+$/u);
    appendFileSync(path, encode("😀😀\nafter\n"));
    expect(read(1)).toEqual(["after"]);
    const cut = encode(long.slice("[truncated] ".length)).length;
    expect(cut + passedOver() + encode("after\n").length).toBe(statSync(path).size);
    expect(tail.position.offset).toBe(statSync(path).size);
  });

  test("a file that has only a part of a mark waits, and is read as UTF-8 at its end", () => {
    const path = logFile(Buffer.from([0xef]));
    const { read, end, invalid } = follow(path, { encoding: "auto" });
    expect([read(), end(), invalid()]).toEqual([[], ["[partial] \uFFFD"], 1]);
  });

  test("content that takes the place of another may have another encoding", () => {
    const path = logFile(Buffer.from("\uFEFFone\ntwo\n", "utf16le"));
    const { read } = follow(path, { encoding: "auto" });
    expect(read()).toEqual(["one", "two"]);
    truncateSync(path);
    appendFileSync(path, "uno\n");
    expect([...read(1), ...read(2)]).toEqual(["uno"]);
  });
});

describe("holes", () => {
  test.each<[FramingOptions["encoding"], (text: string) => Buffer]>([
    ["utf-8", (text) => Buffer.from(text)],
    ["utf-16le", (text) => Buffer.from(text, "utf16le")],
    ["utf-16be", (text) => Buffer.from(text, "utf16le").swap16()],
  ])(
    "a tail of NULs in %s that is overwritten in place later is no busy loop, and what is written is delivered (scenario 29)",
    (encoding, encode) => {
      const path = logFile(Buffer.concat([encode("a\n"), Buffer.alloc(20_000)]));
      const { tail, read } = follow(path, { encoding, ...java });
      expect(read()).toEqual(["a"]);
      expect([tail.poll(1), tail.poll(2)]).toEqual([false, false]);
      writeFileSync(path, Buffer.concat([encode("a\n"), encode("b\n"), Buffer.alloc(20_000)]));
      expect(read(3)).toEqual(["b"]);
      appendFileSync(path, encode("c\n"));
      expect(read(4)).toEqual(["c"]);
    },
  );

  test("a hole ends a group: nothing behind it belongs to what is in front (scenario 8)", () => {
    expect(follow(logFile(`${trace}\0\0\0\tat a.B.e(B.java:3)\nafter\n`), java).read()).toEqual([
      traceBody,
      "[partial] \tat a.B.e(B.java:3)",
      "after",
    ]);
  });
});
