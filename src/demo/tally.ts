import type { Order } from "./load.ts";
import type { ReceivedRecord } from "./received.ts";

/** Records of one log, held against what the app says it wrote. */
export interface RecordTally {
  readonly expected: number;
  /** Different ones. */
  readonly received: number;
  readonly lost: number;
  /** There twice, and nothing tells the second from a record of its own. */
  readonly duplicated: number;
  /** Sent again after a kill, and known by their uid to be the same: what a log server leaves out. */
  readonly repeated: number;
}

/** The app numbers its records from 1 without gaps. */
export function tallyRecords(records: readonly ReceivedRecord[], expected: number): RecordTally {
  const different = new Map(records.map((record) => [record.uid, record]));
  const numbers = new Set(records.map(({ number }) => number));
  let lost = 0;
  for (let number = 1; number <= expected; number++) if (!numbers.has(number)) lost += 1;
  return {
    expected,
    received: different.size,
    lost,
    duplicated: different.size - numbers.size,
    repeated: records.length - different.size,
  };
}

/** When the route went from one database to another, in the clock of the orders: asked for, and acknowledged. */
export interface Switch {
  readonly from: string;
  readonly to: string;
  readonly askedAt: number;
  readonly acknowledgedAt: number;
}

export interface OrderTally {
  /** Rows by database. */
  readonly rows: Readonly<Record<string, number>>;
  /** Answered with 201, and in no database. */
  readonly lost: number;
  /** In more than one place. */
  readonly doubled: number;
  /** In a database that was not in force. */
  readonly misplaced: number;
}

/**
 * Where each order is. One that was answered before the switch was asked for belongs to the first database, one that was sent after it was
 * acknowledged to the second; one that was under way meanwhile may be in either, but in exactly one.
 */
export function tallyOrders(orders: readonly Order[], rows: Readonly<Record<string, readonly number[]>>, change: Switch): OrderTally {
  const places = new Map<number, string[]>();
  for (const [database, numbers] of Object.entries(rows)) {
    for (const number of numbers) places.set(number, [...(places.get(number) ?? []), database]);
  }
  const expected = ({ sentAt, answeredAt }: Order): readonly string[] =>
    answeredAt < change.askedAt ? [change.from] : sentAt > change.acknowledgedAt ? [change.to] : [change.from, change.to];
  const answered = new Set(orders.map(({ number }) => number));
  const stray = [...places].filter(([number, [place = ""]]) => !answered.has(number) && ![change.from, change.to].includes(place));
  return {
    rows: Object.fromEntries(Object.entries(rows).map(([database, numbers]) => [database, numbers.length])),
    lost: orders.filter(({ number }) => !places.has(number)).length,
    doubled: [...places.values()].filter((found) => found.length > 1).length,
    misplaced: stray.length + orders.filter((order) => places.get(order.number)?.some((place) => !expected(order).includes(place))).length,
  };
}
