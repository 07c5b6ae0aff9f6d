import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { afterEach, expect, test } from "vitest";
import { HttpClient } from "../../../../src/runtime/agent/sinks/http-client.ts";
import { type HttpValues, httpSettings } from "../../../../src/runtime/agent/sinks/http-settings.ts";
import { createLog } from "../../../../src/runtime/service/log.ts";
import { readSettings } from "../../../../src/runtime/service/settings.ts";

let worker: Worker | undefined;
afterEach(() => worker?.terminate());

/** A server that goes on while this thread stands still: answers after some time, or never. */
async function server(answerAfterMs: number): Promise<string> {
  worker = new Worker(
    `const { parentPort, workerData } = require("node:worker_threads");
     const server = require("node:http").createServer((request, response) => {
       request.resume();
       request.on("end", () => workerData >= 0 && setTimeout(() => response.end("stored"), workerData));
     });
     server.listen(0, "127.0.0.1", () => parentPort.postMessage(server.address().port));`,
    { eval: true, workerData: answerAfterMs },
  );
  const [port] = await once(worker, "message");
  return `http://127.0.0.1:${port}`;
}

function client(url: string, timeoutMs: number): HttpClient {
  const read = readSettings(httpSettings({ url }), {}, { timeoutMs });
  if (!read.ok) throw new Error(read.problems.join());
  return new HttpClient(read.value as HttpValues, createLog({ write: () => undefined }));
}

/** Nothing happens in this process meanwhile, as when it is stopped, or has no share of the processor left. */
function standStill(ms: number): void {
  for (const end = Date.now() + ms; Date.now() < end; );
}

const never = new AbortController().signal;

test("an answer that arrived in time counts, though the process stood still until the time was over", async () => {
  const http = client(await server(50), 300);
  expect((await http.post(Buffer.from("1"), {}, never)).status).toBe(200);
  setTimeout(() => setImmediate(() => standStill(500)), 20);
  expect(await http.post(Buffer.from("2"), {}, never)).toMatchObject({ status: 200, body: "stored" });
  http.close();
});

test("an answer that never comes is waited for until the time is over, and no longer", async () => {
  const http = client(await server(-1), 100);
  await expect(http.post(Buffer.from("1"), {}, never)).rejects.toThrow("no answer within 100 ms");
  http.close();
});
