import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Batch } from "../../../src/runtime/agent/batch.ts";
import { DeadLetterFile } from "../../../src/runtime/agent/dead-letter.ts";
import { Delivery } from "../../../src/runtime/agent/delivery.ts";
import { Heartbeat } from "../../../src/runtime/agent/heartbeat.ts";
import { agentMetrics } from "../../../src/runtime/agent/metrics.ts";
import type { Outcome } from "../../../src/runtime/agent/sinks/sink.ts";
import { toRecords } from "../../../src/runtime/agent/transform.ts";
import { createLog } from "../../../src/runtime/service/log.ts";
import { createMetrics } from "../../../src/runtime/service/metrics.ts";
import { batchOf } from "./support/batches.ts";
import { testFolder } from "./support/folder.ts";

const bodiesOf = (batch: Batch) => toRecords(batch).map(({ body }) => body);
const letters = (count: number) => Array.from({ length: count }, (_, index) => `line ${index}`);

/** What a sink is sent that answers so, and what is filed away. */
async function delivered(batch: Batch, answer: (bodies: string[], attempt: number) => Outcome) {
  const folder = testFolder();
  const path = join(folder, "dead-letter.ndjson");
  const metrics = agentMetrics(createMetrics());
  const sent: { bodies: string[]; at: number }[] = [];
  const send = async (part: Batch) => {
    sent.push({ bodies: bodiesOf(part), at: Date.now() });
    return answer(bodiesOf(part), sent.length);
  };
  const delivery = new Delivery({
    sink: { name: "sink", send, close: async () => undefined },
    name: "sink",
    sinkTimeoutMs: 1000,
    normaliser: undefined,
    deadLetters: new DeadLetterFile(path, 2 ** 20, metrics, Date.now),
    retry: { initialMs: 1, maxMs: 2 },
    metrics,
    log: createLog({ write: () => undefined }),
    heartbeat: new Heartbeat(Date.now),
    now: Date.now,
    hurry: new AbortController().signal,
  });
  const done = await delivery.deliver(batch, new AbortController().signal);
  const filed = metrics.recordsDeadLettered.value === 0 ? [] : readFileSync(path, "utf8").trimEnd().split("\n");
  return {
    done,
    sent,
    filed: filed.map((line) => JSON.parse(line)).map(({ reason, record }) => `${record.body}: ${reason}`),
    records: metrics.recordsDelivered.value,
    bytes: metrics.bytesDelivered.value,
  };
}

test("mixed (scenario 39): those to be sent again go alone, not before the wait that was asked for; those refused are filed, each with its reason", async () => {
  const result = await delivered(batchOf(["a", "bb", "ccc", "dddd", "eeeee"]), (_bodies, attempt) => {
    if (attempt === 1)
      return {
        kind: "mixed",
        rejected: [
          { record: 3, reason: "too long" },
          { record: 0, reason: "too short" },
        ],
        again: [1, 4],
        retryAfterMs: 60,
      };
    return attempt === 2 ? { kind: "mixed", rejected: [{ record: 1, reason: "no" }], again: [0] } : { kind: "delivered" };
  });
  expect(result.done).toBe(true);
  expect(result.sent.map(({ bodies }) => bodies)).toEqual([["a", "bb", "ccc", "dddd", "eeeee"], ["bb", "eeeee"], ["bb"]]);
  expect((result.sent[1]?.at ?? 0) - (result.sent[0]?.at ?? 0)).toBeGreaterThanOrEqual(59);
  expect(result.filed).toEqual(["a: too short", "dddd: too long", "eeeee: no"]);
  expect([result.records, result.bytes]).toEqual([2, 5]);
});

test("a poisonous record among those that are left of a mixed answer is found in as many steps as halves need", async () => {
  const lines = letters(1024);
  const left = [5, 6, 700, 701, 702, 900, 1001, 1023];
  const result = await delivered(batchOf(lines), (bodies, attempt) => {
    if (attempt === 1) return { kind: "mixed", rejected: [], again: left };
    return bodies.includes("line 701") ? { kind: "split", reason: "poison" } : { kind: "delivered" };
  });
  expect(result.filed).toEqual(["line 701: poison"]);
  expect(result.records).toBe(1023);
  expect(result.sent.map(({ bodies }) => bodies.length)).toEqual([1024, 8, 4, 2, 2, 1, 1, 4]);
});

test("one poisonous record of 4096 costs two attempts per halving", async () => {
  const result = await delivered(batchOf(letters(4096)), (bodies) =>
    bodies.includes("line 1234") ? { kind: "split", reason: "poison" } : { kind: "delivered" },
  );
  expect(result.filed).toEqual(["line 1234: poison"]);
  expect([result.records, result.sent.length]).toEqual([4095, 1 + 2 * 12]);
});

test("records that a transform dropped do not count when others are picked or halved", () => {
  const batch = batchOf(["a", "b", "c", "d", "e"]);
  const records = toRecords(batch).map((record) => (record.body === "b" ? undefined : record));
  const transformed = batch.withRecords(records);
  expect(bodiesOf(transformed.pick((record) => record === 1 || record === 3))).toEqual(["c", "e"]);
  expect(transformed.halves().map(bodiesOf)).toEqual([
    ["a", "c"],
    ["d", "e"],
  ]);
  expect(bodiesOf(batch.slice(1, 5).pick((record) => record !== 1))).toEqual(["b", "d", "e"]);
  expect(batch.pick((record) => record < 2).textBytes).toBe(2);
});
