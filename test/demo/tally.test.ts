import { describe, expect, test } from "vitest";
import { tallyOrders, tallyRecords } from "../../src/demo/tally.ts";

test.each<[title: string, sequence: number[], expected: number, want: object]>([
  ["all arrived", [1, 2, 3], 3, { received: 3, lost: 0, duplicated: 0 }],
  ["in another order", [3, 1, 2], 3, { received: 3, lost: 0, duplicated: 0 }],
  ["one is lost", [1, 3], 3, { received: 2, lost: 1, duplicated: 0 }],
  ["the last are lost", [1], 3, { received: 1, lost: 2, duplicated: 0 }],
  ["one came twice", [1, 2, 2, 3], 3, { received: 4, lost: 0, duplicated: 1 }],
  ["nothing came", [], 2, { received: 0, lost: 2, duplicated: 0 }],
])("records: %s", (_, sequence, expected, want) => expect(tallyRecords(sequence, expected)).toEqual({ expected, ...want }));

describe("orders", () => {
  const change = { from: "dev", to: "test", askedAt: 100, acknowledgedAt: 200 };
  const before = { number: 1, sentAt: 10, answeredAt: 20 };
  const during = { number: 2, sentAt: 90, answeredAt: 150 };
  const after = { number: 3, sentAt: 201, answeredAt: 210 };
  const orders = [before, during, after];
  const good = { lost: 0, doubled: 0, misplaced: 0 };

  test.each<[title: string, rows: Record<string, number[]>, want: object]>([
    ["each where it belongs", { dev: [1, 2], test: [3], prod: [] }, good],
    ["one under way may be on the other side", { dev: [1], test: [2, 3], prod: [] }, good],
    ["one is in no database", { dev: [1], test: [3], prod: [] }, { ...good, lost: 1 }],
    ["one is in two databases", { dev: [1, 2], test: [2, 3], prod: [] }, { ...good, doubled: 1 }],
    ["one is twice in one database", { dev: [1, 2, 2], test: [3], prod: [] }, { ...good, doubled: 1 }],
    ["one answered before the switch is behind it", { dev: [2], test: [1, 3], prod: [] }, { ...good, misplaced: 1 }],
    ["one sent after the switch is before it", { dev: [1, 2, 3], test: [], prod: [] }, { ...good, misplaced: 1 }],
    ["one is in a database that was never in force", { dev: [1], test: [3], prod: [2] }, { ...good, misplaced: 1 }],
    ["one that was not answered may be in either", { dev: [1, 2, 4], test: [3], prod: [] }, good],
    [
      "one that was not answered is in a database that was never in force",
      { dev: [1, 2], test: [3], prod: [4] },
      { ...good, misplaced: 1 },
    ],
  ])("%s", (_, rows, want) => expect(tallyOrders(orders, rows, change)).toMatchObject(want));
});
