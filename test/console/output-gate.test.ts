import { expect, test } from "vitest";
import { createOutputGate } from "../../src/console/output-gate.ts";

const chunk = (container: string, text: string) => ({ container, instance: 1, stream: "stdout" as const, bytes: Buffer.from(text) });

/** A reader who takes what it is told to. */
function reader() {
  let backlog = 0;
  const shown: string[] = [];
  const gate = createOutputGate({
    backlog: () => backlog,
    show({ container, bytes }) {
      backlog += bytes.length;
      shown.push(`${container}: ${Buffer.from(bytes).toString()}`);
    },
    skipped: (container, bytes) => void shown.push(`${container} missing ${bytes}`),
    limits: { backlog: 10, patienceMs: 60 },
  });
  return { gate, shown, take: (bytes: number) => (backlog -= bytes) };
}

test("output goes through at once while little waits to be shown", () => {
  const { gate, shown } = reader();
  expect(gate.take(chunk("app", "0123456789"))).toBeUndefined();
  expect(shown).toEqual(["app: 0123456789"]);
});

test("a reader who is slow is waited for as long as he takes something, and nothing is skipped", async () => {
  const { gate, shown, take } = reader();
  const room = gate.take(chunk("app", "x".repeat(16)));
  const slow = setInterval(() => take(1), 30);
  await room;
  clearInterval(slow);
  expect(gate.take(chunk("app", "y"))).toBeDefined();
  expect(shown).toEqual([`app: ${"x".repeat(16)}`, "app: y"]);
  take(10);
});

test("one who takes nothing is waited for once; what comes then is skipped and counted by container", async () => {
  const { gate, shown, take } = reader();
  await gate.take(chunk("app", "x".repeat(16)));
  for (let i = 0; i < 1000; i++) expect(gate.take(chunk("app", "skipped"))).toBeUndefined();
  expect(gate.take(chunk("side", "too"))).toBeUndefined();
  expect(shown).toHaveLength(1);
  take(16);
  expect(gate.take(chunk("app", "again"))).toBeUndefined();
  gate.end();
  expect(shown.slice(1)).toEqual(["app missing 7000", "side missing 3", "app: again"]);
});

test("a reader who never comes back is told at the end", async () => {
  const { gate, shown } = reader();
  await gate.take(chunk("app", "x".repeat(16)));
  void gate.take(chunk("app", "lost"));
  gate.end();
  expect(shown.slice(1)).toEqual(["app missing 4"]);
});
