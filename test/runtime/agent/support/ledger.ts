import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import type { LedgerEntry, LedgerPage } from "../../../../src/runtime/agent/ledger-page.ts";

/**
 * Everything that a ledger does not explain, one sentence each; empty when every byte is accounted for.
 * @param folder whose files must all be known to it, to their last byte
 */
export function unexplained(pages: readonly LedgerPage[], folder?: string): string[] {
  return pages.flatMap((page) => [
    ...[...page.files, ...page.closed].flatMap((entry) =>
      wrong(entry).map((what) => `${page.sink}: ${entry.path} (${entry.inode}): ${what}`),
    ),
    ...totals(page),
    ...(folder === undefined ? [] : readdirSync(folder).flatMap((name) => onDisk(page, join(folder, name)))),
  ]);
}

const sum = (numbers: Readonly<Record<string, number>>) => Object.values(numbers).reduce((all, one) => all + one, 0);

function wrong({ start, delivered, deadLettered, dropped, acknowledged, abandoned }: LedgerEntry): string[] {
  const explained = start + delivered + deadLettered + sum(dropped);
  const negative = [delivered, deadLettered, ...Object.values(dropped)].some((bytes) => bytes < 0);
  // Where the file went on there are other bytes now.
  const inside = abandoned.filter(({ from, to, reason }) => to <= from || (from < acknowledged && !reason.endsWith("the file goes on")));
  return [
    ...(explained === acknowledged ? [] : [`${explained} bytes are explained of ${acknowledged}`]),
    ...(negative ? ["a number is below zero"] : []),
    ...inside.map(({ from, to }) => `[${from},${to}) is abandoned, and acknowledged up to ${acknowledged}`),
  ];
}

/** Whether the totals are those of the entries. Only where no entry has been forgotten yet, and nothing was taken over. */
function totals({ sink, totals: all, files, closed }: LedgerPage): string[] {
  const entries = [...files, ...closed];
  if (closed.length >= 100) return [];
  const of = (key: "delivered" | "deadLettered") => entries.reduce((bytes, entry) => bytes + entry[key], 0);
  const abandoned = entries.flatMap((entry) => entry.abandoned).reduce((bytes, { from, to }) => bytes + to - from, 0);
  const dropped = entries.reduce((bytes, entry) => bytes + sum(entry.dropped), 0);
  const want = [of("delivered"), of("deadLettered"), dropped, abandoned];
  const got = [all.delivered, all.deadLettered, sum(all.dropped), all.abandoned];
  return got.join() === want.join() ? [] : [`${sink}: totals are ${got}, the files say ${want}`];
}

function onDisk({ sink, files }: LedgerPage, path: string): string[] {
  const { ino, size } = statSync(path);
  const known = files.filter(({ inode }) => inode === String(ino));
  if (known.length !== 1) return [`${sink}: ${path} (${ino}) has ${known.length} entries`];
  const [{ acknowledged = 0 } = {}] = known;
  return acknowledged === size ? [] : [`${sink}: ${path} is acknowledged up to ${acknowledged} of ${size}`];
}
