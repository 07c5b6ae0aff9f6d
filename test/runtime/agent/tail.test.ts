import { appendFileSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { BatchBuilder } from "../../../src/runtime/agent/batch-builder.ts";
import { Framing, type FramingOptions, plainFraming } from "../../../src/runtime/agent/framing/framing.ts";
import { Descriptors, Handle } from "../../../src/runtime/agent/source/descriptors.ts";
import { fileKey, printBytes, startPosition } from "../../../src/runtime/agent/source/stream.ts";
import { Tail } from "../../../src/runtime/agent/source/tail.ts";
import { watchedNothing } from "../../../src/runtime/agent/source/watched.ts";
import { toRecords } from "../../../src/runtime/agent/transform.ts";
import { testFolder } from "./support/folder.ts";

function open(text: string | Uint8Array, limits = { maxBytes: 4096, maxLineBytes: 1024 }, framing: Partial<FramingOptions> = {}) {
  const path = join(testFolder(), "logs/app.log");
  writeFileSync(path, text);
  const { dev, ino } = statSync(path);
  const replaced: number[] = [];
  const events = {
    replaced: (_old: unknown, _position: unknown, unread: number) => replaced.push(unread),
    cutOff: () => undefined,
    passedOver: () => undefined,
  };
  const stream = { path, dev: String(dev), ino: String(ino), generation: 0, id: "", position: startPosition };
  const source = { ...watchedNothing, framing: new Framing({ ...plainFraming, ...framing }) };
  const descriptors = new Descriptors();
  const handle = new Handle(descriptors, descriptors.open(path), fileKey(stream), path);
  const tail = new Tail(handle, stream, stream.position, source, events);
  onTestFinished(() => tail.close());
  const builder = new BatchBuilder({ maxRecords: 100, ...limits }, printBytes);
  const read = (quota = Number.POSITIVE_INFINITY) => {
    builder.reset();
    const again = tail.read(builder, quota, 0);
    return { bodies: toRecords(builder.build(() => undefined)).map(({ body }) => body), again };
  };
  return { path, tail, read, replaced, builder };
}

test("content that is replaced between the look and the read is noticed by the read, whatever its length", () => {
  const { path, tail, read, replaced } = open("one\ntwo\n");
  expect(tail.poll(0)).toBe(true);
  expect(read().bodies).toEqual(["one", "two"]);
  appendFileSync(path, "three\n");
  expect(tail.poll(0)).toBe(true);
  truncateSync(path, 0);
  appendFileSync(path, "uno\ndos\ntres\ncuatro\n");
  expect(read()).toEqual({ bodies: [], again: true });
  expect(replaced).toEqual([6]);
  expect(read().bodies).toEqual(["uno", "dos", "tres", "cuatro"]);
});

test("a share that is smaller than the next line is exceeded rather than never used", () => {
  const { tail, read } = open(`${"x".repeat(500)}\ny\n`);
  tail.poll(0);
  expect(read(100)).toEqual({ bodies: ["x".repeat(500), "y"], again: false });
});

test("a batch that was read further for one long line does not take all that was read", () => {
  const { tail, read } = open(`${"x".repeat(900)}\n`.repeat(10), { maxBytes: 1024, maxLineBytes: 4096 });
  tail.poll(0);
  const counts: number[] = [];
  for (let again = true; again; ) {
    const batch = read(100);
    counts.push(batch.bodies.length);
    again = batch.again;
  }
  expect(Math.max(...counts)).toBe(2);
  expect(counts.reduce((sum, count) => sum + count)).toBe(10);
});

test("an unfinished line is looked at again only after the file changed", () => {
  const { path, tail, read } = open("one\nunfin");
  expect(tail.poll(0)).toBe(true);
  expect(read().bodies).toEqual(["one"]);
  expect(tail.poll(0)).toBe(false);
  appendFileSync(path, "ished\n");
  expect(tail.poll(0)).toBe(true);
  expect(read().bodies).toEqual(["unfinished"]);
});

test("a line that was finished just before it is taken as unfinished is not taken", () => {
  const { path, tail, read, builder } = open("unfin");
  tail.poll(0);
  expect(read().bodies).toEqual([]);
  appendFileSync(path, "ished\nnext");
  builder.reset();
  expect(tail.readUnfinished(builder, 0)).toBe(true);
  expect(builder.count).toBe(0);
  expect(read().bodies).toEqual(["unfinished"]);
});
