import { expect, test } from "vitest";
import { BatchBuilder } from "../../../src/runtime/agent/batch-builder.ts";
import { nothingOpen, type OpenFrom } from "../../../src/runtime/agent/join.ts";
import { Exceptions, Ledger } from "../../../src/runtime/agent/ledger.ts";
import { type Stream, startPosition } from "../../../src/runtime/agent/source/stream.ts";
import { Window } from "../../../src/runtime/agent/window.ts";

const turn = () => new Promise((resolve) => setImmediate(resolve));

/** A window over one file, of which every batch takes ten bytes. */
function windowOf({ size, buffers = size }: { size: number; buffers?: number }) {
  const saves: (() => void)[] = [];
  const hurried: number[] = [];
  const checkpoint = { save: () => new Promise<void>((resolve) => void saves.push(resolve)), hurry: () => void hurried.push(1) };
  const createBuilder = () => new BatchBuilder({ maxRecords: 1, maxBytes: 1, maxLineBytes: 1 }, 0);
  const ledger = new Ledger(() => undefined);
  const window = new Window({ size, buffers, createBuilder, checkpoint, ledger });
  const stream: Stream = { path: "/l", dev: "1", ino: "1", generation: 0, id: "a", position: startPosition };
  let offset = 0;
  const read = async (openFrom: OpenFrom = nothingOpen, remember = true) => {
    const builder = await window.room();
    if (!builder) throw new Error("no room");
    offset += 10;
    builder.positions.set(stream, { ...startPosition, offset });
    let end: (delivered: boolean) => void = () => undefined;
    window.add(builder, { openFrom, remember, exceptions: new Exceptions() }, new Promise((resolve) => (end = resolve)));
    return async (delivered = true) => {
      end(delivered);
      await turn();
    };
  };
  const hasRoom = () => {
    let room = false;
    void window.room().then((builder) => {
      room = builder !== undefined;
      if (builder) window.release(builder);
    });
    return turn().then(() => room);
  };
  return { window, stream, saves, read, hasRoom, hurried: () => hurried.length };
}

test("positions move in the order of reading, whatever ends first", async () => {
  const { window, stream, saves, read } = windowOf({ size: 3 });
  const [first, second, third] = [await read(), await read(), await read()];
  await third();
  await second();
  expect([stream.position.offset, saves.length]).toEqual([0, 0]);
  await first();
  expect([stream.position.offset, saves.length, window.isEmpty]).toEqual([30, 1, true]);
});

test("a batch counts until the checkpoint has it, and whoever waits for room hurries that", async () => {
  const { saves, read, hasRoom, hurried } = windowOf({ size: 2 });
  await (await read())();
  expect([await hasRoom(), hurried()]).toEqual([true, 0]);
  await (await read())();
  expect([await hasRoom(), hurried()]).toEqual([false, 1]);
  saves.shift()?.();
  expect(await hasRoom()).toBe(true);
});

test("no more batches are in memory than there are buffers", async () => {
  const { read, hasRoom } = windowOf({ size: 9, buffers: 2 });
  const first = await read();
  await read();
  expect(await hasRoom()).toBe(false);
  await first();
  expect(await hasRoom()).toBe(true);
});

test("behind a batch that was given up nothing is remembered, and nothing more is read", async () => {
  const { window, stream, read } = windowOf({ size: 3 });
  const [first, second] = [await read(), await read()];
  await first(false);
  await second();
  expect([stream.position.offset, await window.room(), await window.emptied()]).toEqual([0, undefined, false]);
  expect(window.underWay.records).toBe(0);
});

test("a position does not pass a line that was open when its batch was read, although it is whole by now", async () => {
  const { stream, read } = windowOf({ size: 3 });
  const first = await read(() => 5);
  const second = await read();
  await first();
  expect(stream.position.offset).toBe(0);
  await second();
  expect(stream.position.offset).toBe(20);
});

test("what is sent without being remembered moves nothing", async () => {
  const { window, stream, saves, read } = windowOf({ size: 3 });
  await (await read(nothingOpen, false))();
  expect([stream.position.offset, saves.length, window.isEmpty]).toEqual([0, 0, true]);
});
