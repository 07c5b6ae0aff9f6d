import { readFileSync } from "node:fs";

export interface Tally {
  /** Records that the app says it wrote. */
  readonly expected: number;
  readonly received: number;
  readonly lost: number;
  readonly duplicated: number;
}

/**
 * Holds what arrived at the log server against what the app says it wrote. `file` is the server's NDJSON; each record's body is a line of
 * the app, which carries the app's own sequence number, from 1 without gaps.
 */
export function tally(file: string, expected: number): Tally {
  const times = new Map<number, number>();
  for (const line of readFileSync(file, "utf8").split("\n")) {
    if (line === "") continue;
    const { body } = JSON.parse(line) as { body: string };
    const { seq } = JSON.parse(body) as { seq: number };
    times.set(seq, (times.get(seq) ?? 0) + 1);
  }
  const received = [...times.values()].reduce((sum, count) => sum + count, 0);
  let lost = 0;
  for (let seq = 1; seq <= expected; seq++) if (!times.has(seq)) lost += 1;
  return { expected, received, lost, duplicated: received - times.size };
}
