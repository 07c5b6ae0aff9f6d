import { expect, test } from "vitest";
import { Batch } from "../../../src/runtime/agent/batch.ts";
import type { LogRecord } from "../../../src/runtime/agent/record.ts";
import { Tap } from "../../../src/runtime/agent/tap.ts";
import { never } from "./support/opened.ts";

const recordOf = (id: number, body: string): LogRecord => ({ id: `${id}`, observedTimeUnixNano: "1", body, attributes: {} });

/** What a listener is shown who only began to read when all of the bodies had been sent, and one more after that. */
async function shownLate(bodies: readonly string[]) {
  const tap = new Tap();
  const lines = tap.listen({ count: Number.POSITIVE_INFINITY }, never)[Symbol.asyncIterator]();
  const first = lines.next();
  for (const [id, body] of bodies.entries()) tap.offer(Batch.of([recordOf(id, body)]), "otlp");
  const shown = [String((await first).value)];
  // The end of what waits is where the listener would wait for more: it is told of one more record then.
  for (let isOver = false; !isOver; ) {
    const next = lines.next();
    const one = await Promise.race([next, new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), 20))]);
    isOver = one === undefined;
    if (one) shown.push(String(one.value));
    else tap.offer(Batch.of([recordOf(-1, "after")]), "otlp");
    if (!one) shown.push(String((await next).value));
  }
  const parsed = shown.map((line) => JSON.parse(line) as { readonly missed?: number; readonly record?: LogRecord });
  return { shown, ids: parsed.map(({ missed, record }) => record?.id ?? `missed ${missed}`) };
}

test("what waits for a slow reader is bounded in bytes: of records of a megabyte a few", async () => {
  const { shown, ids } = await shownLate(Array.from({ length: 100 }, () => "x".repeat(1_000_000)));
  const bytes = shown.reduce((sum, line) => sum + line.length, 0);
  expect(bytes).toBeLessThan(6_500_000);
  const records = ids.filter((id) => !id.startsWith("missed")).length;
  expect(ids.slice(-2)).toEqual([`missed ${101 - records}`, "-1"]);
});

test("and in records", async () => {
  const { ids } = await shownLate(Array.from({ length: 1500 }, () => "x"));
  expect(ids).toHaveLength(1002);
  expect(ids.slice(-3)).toEqual(["999", "missed 500", "-1"]);
});

test("a record that is larger than all that may wait is shown", async () => {
  expect((await shownLate(["x".repeat(9_000_000)])).ids).toEqual(["0", "-1"]);
});
