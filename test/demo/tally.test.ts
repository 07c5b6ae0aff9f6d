import { describe, expect, test } from "vitest";
import { tallyOrders, tallyRecords } from "../../src/demo/tally.ts";

const good = { lost: 0, duplicated: 0, repeated: 0 };

test.each<[title: string, records: [number: number, uid: string][], expected: number, want: object]>([
  [
    "all arrived",
    [
      [1, "a"],
      [2, "b"],
      [3, "c"],
    ],
    3,
    { received: 3, ...good },
  ],
  [
    "in another order",
    [
      [3, "c"],
      [1, "a"],
      [2, "b"],
    ],
    3,
    { received: 3, ...good },
  ],
  [
    "one is lost",
    [
      [1, "a"],
      [3, "c"],
    ],
    3,
    { received: 2, ...good, lost: 1 },
  ],
  ["the last are lost", [[1, "a"]], 3, { received: 1, ...good, lost: 2 }],
  [
    "one was sent again, and says so",
    [
      [1, "a"],
      [2, "b"],
      [2, "b"],
    ],
    2,
    { received: 2, ...good, repeated: 1 },
  ],
  [
    "one is there twice",
    [
      [1, "a"],
      [2, "b"],
      [2, "other"],
    ],
    2,
    { received: 3, ...good, duplicated: 1 },
  ],
  ["nothing came", [], 2, { received: 0, ...good, lost: 2 }],
])("records: %s", (_, records, expected, want) =>
  expect(
    tallyRecords(
      records.map(([number, uid]) => ({ number, uid })),
      expected,
    ),
  ).toEqual({ expected, ...want }),
);

describe("orders", () => {
  const change = { from: "dev", to: "test", askedAt: 100, acknowledgedAt: 200 };
  const before = { number: 1, sentAt: 10, answeredAt: 20 };
  const during = { number: 2, sentAt: 90, answeredAt: 150 };
  const after = { number: 3, sentAt: 201, answeredAt: 210 };
  const orders = [before, during, after];
  const right = { lost: 0, doubled: 0, misplaced: 0 };

  test.each<[title: string, rows: Record<string, number[]>, want: object]>([
    ["each where it belongs", { dev: [1, 2], test: [3], prod: [] }, right],
    ["one under way may be on the other side", { dev: [1], test: [2, 3], prod: [] }, right],
    ["one is in no database", { dev: [1], test: [3], prod: [] }, { ...right, lost: 1 }],
    ["one is in two databases", { dev: [1, 2], test: [2, 3], prod: [] }, { ...right, doubled: 1 }],
    ["one is twice in one database", { dev: [1, 2, 2], test: [3], prod: [] }, { ...right, doubled: 1 }],
    ["one answered before the switch is behind it", { dev: [2], test: [1, 3], prod: [] }, { ...right, misplaced: 1 }],
    ["one sent after the switch is before it", { dev: [1, 2, 3], test: [], prod: [] }, { ...right, misplaced: 1 }],
    ["one is in a database that was never in force", { dev: [1], test: [3], prod: [2] }, { ...right, misplaced: 1 }],
    ["one that was not answered may be in either", { dev: [1, 2, 4], test: [3], prod: [] }, right],
    [
      "one that was not answered is in a database that was never in force",
      { dev: [1, 2], test: [3], prod: [4] },
      { ...right, misplaced: 1 },
    ],
  ])("%s", (_, rows, want) => expect(tallyOrders(orders, rows, change)).toMatchObject(want));
});
