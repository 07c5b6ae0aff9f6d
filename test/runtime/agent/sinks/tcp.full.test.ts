import { expect, test } from "vitest";
import { tcp } from "../../../../src/runtime/agent/sinks/tcp.ts";
import { batchOf } from "../support/batches.ts";
import { never, opened } from "../support/opened.ts";
import { StreamReceiver } from "../support/stream-receiver.ts";

test("an end that reads slowly is waited for, longer than one that takes nothing, with no more than the batch in memory", async () => {
  const server = await StreamReceiver.start((socket) => {
    const timer = setInterval(() => {
      socket.resume();
      setImmediate(() => socket.pause());
    }, 900);
    socket.on("close", () => clearInterval(timer));
  });
  const timeoutMs = 1500;
  const sink = opened(tcp({ url: server.url, format: "raw", timeoutMs, resendMs: 0 }));
  const big = batchOf(Array.from({ length: 4000 }, () => "x".repeat(1000)));
  const { arrayBuffers } = process.memoryUsage();
  let longestMs = 0;
  while (longestMs <= timeoutMs) {
    const begun = Date.now();
    expect(await sink.send(big, never)).toEqual({ kind: "delivered" });
    longestMs = Math.max(longestMs, Date.now() - begun);
  }
  const read = server.connections[0]?.length ?? 0;
  expect(process.memoryUsage().arrayBuffers - arrayBuffers - read * 2).toBeLessThan(16 * 2 ** 20);
  server.sockets[0]?.destroy();
  await sink.close();
});
