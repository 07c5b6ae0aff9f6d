import type { LedgerEntry, LedgerPage } from "../../../../src/runtime/agent/ledger-page.ts";
import { attribute, type LogRecord } from "../../../../src/runtime/agent/record.ts";
import { unexplained } from "../support/ledger.ts";
import type { Content, Disk } from "./disk.ts";

export interface Evidence {
  readonly disk: Disk;
  readonly stored: readonly LogRecord[];
  readonly deadLetters: readonly LogRecord[];
  /** Of these an agent that has ended may not have heard, or not have lived to save that it did. */
  readonly inDoubt: readonly LogRecord[];
  readonly ledger: readonly LedgerPage[];
  /** Records that may be there twice. */
  readonly mostRepeats: number;
}

/** Numbers of bytes. */
interface Arrived {
  readonly covered: ReadonlySet<number>;
  /** Part of these arrived before their line had an end, or it is in doubt whether their agent knew. */
  readonly unfinished: ReadonlySet<number>;
}

interface Span {
  readonly content: Content;
  readonly from: number;
  readonly to: number;
}

/** Everything that happened and should not have, one sentence each. */
export function judge({ disk, stored, deadLetters, inDoubt, ledger, mostRepeats }: Evidence): string[] {
  const finder = new Finder(disk.contents);
  const covered = new Set<number>();
  // An agent that stops sends an unfinished last line, and does not count on that; nor does one that waits for the end of a line to pass it over.
  const unfinished = new Set<number>(disk.kept);
  const problems: string[] = [];
  let repeats = 0;
  for (const record of [...stored, ...deadLetters]) {
    const span = finder.find(record);
    if (!span) {
      problems.push(`nobody wrote ${JSON.stringify(record.body)}, said to be at ${record.id} of ${record.attributes[attribute.path]}`);
      continue;
    }
    const numbers = span.content.numbers.slice(span.from, span.to);
    if (numbers.length > 0 && numbers.every((number) => covered.has(number))) repeats += 1;
    for (const number of numbers) covered.add(number);
    if (span.content.bytes[span.to - 1] !== 10) for (const number of numbers) unfinished.add(number);
    // The rest of a line that is too long is not wanted, in none of the contents that begin alike.
    if (record.attributes[attribute.truncated]) {
      for (const number of finder.restsOf(record)) {
        covered.add(number);
        unfinished.add(number);
      }
    }
  }
  for (const record of inDoubt) {
    const span = finder.find(record);
    if (span) for (const number of span.content.numbers.slice(span.from, span.to)) unfinished.add(number);
  }
  if (repeats > mostRepeats) problems.push(`${repeats} records arrived again, ${mostRepeats} may`);
  problems.push(...lost(disk, covered), ...unexplained(ledger));
  const [page] = ledger;
  if (page) problems.push(...falseClaims(page, finder, { covered, unfinished }), ...unclaimed(page, disk, covered));
  return problems;
}

function lost(disk: Disk, covered: ReadonlySet<number>): string[] {
  const outOfReach = disk.outOfReach();
  const isLost = (number: number) => {
    if (covered.has(number)) return false;
    return disk.due.has(number) || !(disk.excused.has(number) || outOfReach.has(number));
  };
  const told = new Set<number>();
  return disk.contents.flatMap(({ path, bytes, numbers }) =>
    ranges(numbers, (number) => isLost(number) && !told.has(number)).map(([from, to]) => {
      for (const number of numbers.slice(from, to)) told.add(number);
      return `[${from},${to}) of ${path} is lost: ${JSON.stringify(bytes.toString("utf8", from, Math.min(to, from + 40)))}`;
    }),
  );
}

/** What the ledger says arrived must have arrived, and what it says was abandoned must not. */
function falseClaims({ files, closed }: LedgerPage, finder: Finder, arrived: Arrived): string[] {
  return [...files, ...closed].flatMap((entry) => {
    const contents = finder.contentsOf(entry);
    const wrong = contents.map((content) => wrongAbout(entry, content, arrived));
    if (wrong.length === 0)
      return entry.acknowledged > entry.start ? [`the ledger knows ${describe(entry)}, of which nothing arrived`] : [];
    const claims = wrong.some((some) => some.length === 0) ? [] : (wrong[0] ?? []);
    return [...claims, ...wrongCuts(entry, contents, arrived)];
  });
}

function wrongAbout(entry: LedgerEntry, { numbers }: Content, { covered, unfinished }: Arrived): string[] {
  const missing = ranges(numbers, (number, offset) => !covered.has(number) && offset >= entry.start && offset < entry.acknowledged);
  const found = entry.abandoned
    .filter((range) => !wentOn(range))
    .flatMap(({ from, to }) =>
      ranges(numbers, (number, offset) => covered.has(number) && !unfinished.has(number) && offset >= from && offset < to),
    );
  return [
    ...(entry.acknowledged > numbers.length ? [`the ledger knows ${describe(entry)}, which is longer than its content`] : []),
    ...missing.map(([from, to]) => `the ledger says of ${describe(entry)} that [${from},${to}) arrived`),
    ...found.map(([from, to]) => `the ledger says of ${describe(entry)} that [${from},${to}) was abandoned, and it arrived`),
  ];
}

/** Where a file went on behind a cut other bytes stand, which may arrive: those that were cut off are in the content that was there before. */
function wrongCuts(entry: LedgerEntry, contents: readonly Content[], { covered, unfinished }: Arrived): string[] {
  const isCutFrom = (numbers: readonly number[], from: number, to: number) =>
    numbers.length >= to && numbers.slice(from, to).every((number) => !covered.has(number) || unfinished.has(number));
  return entry.abandoned
    .filter((range) => wentOn(range) && !contents.some(({ numbers }) => isCutFrom(numbers, range.from, range.to)))
    .map(({ from, to }) => `the ledger says of ${describe(entry)} that [${from},${to}) was cut off, and it arrived`);
}

const wentOn = ({ reason }: { readonly reason: string }): boolean => reason.endsWith("the file goes on");

/** What an agent has seen, and what was cut off before it was read, must be in the ledger as abandoned. */
function unclaimed({ files, closed }: LedgerPage, disk: Disk, covered: ReadonlySet<number>): string[] {
  const abandoned = [...files, ...closed].flatMap(({ path, abandoned: some }) => some.map((range) => ({ ...range, path })));
  return disk.contents
    .filter(({ fate }) => fate === "noticed")
    .flatMap(({ path, numbers, seen }) => {
      const isClaimed = (offset: number) => abandoned.some((one) => one.path === path && one.from <= offset && offset < one.to);
      const isGone = (offset: number) => !covered.has(numbers[offset] ?? -1) && disk.excused.has(numbers[offset] ?? -1);
      const missing = ranges([...numbers.keys()], (offset) => offset < seen && isGone(offset) && !isClaimed(offset));
      return missing.map(([from, to]) => `[${from},${to}) of ${path} was seen and cut off, and the ledger does not say so`);
    });
}

function describe({ path, inode, generation, id, start, acknowledged }: LedgerEntry): string {
  return `${path} (${inode}.${generation} ${id}) from ${start} to ${acknowledged}`;
}

/** Knows to which bytes a record belongs. */
class Finder {
  readonly #contents: readonly Content[];
  readonly #byId = new Map<string, Content>();

  constructor(contents: readonly Content[]) {
    this.#contents = contents;
  }

  /** Those that the entry may be about: it has no id where no line was whole, and several may begin alike. */
  contentsOf({ id, inode }: LedgerEntry): readonly Content[] {
    const named = this.#byId.get(id);
    const others = this.#contents.filter((one) => one !== named && one.inode === inode);
    return named ? [named, ...others] : others;
  }

  find(record: LogRecord): Span | undefined {
    const offset = Number(record.attributes[attribute.offset]);
    const path = record.attributes[attribute.path];
    const [id = ""] = record.id.split("-");
    const known = this.#byId.get(id);
    const named = this.#contents.filter((content) => content.path === path);
    for (const content of new Set([...(known ? [known] : []), ...named, ...this.#contents])) {
      const to = endOf(content, offset, record.body);
      if (to === undefined) continue;
      this.#byId.set(id, content);
      return { content, from: offset, to };
    }
    return undefined;
  }

  restsOf(record: LogRecord): readonly number[] {
    const offset = Number(record.attributes[attribute.offset]);
    return this.#contents.flatMap((content) => {
      if (endOf(content, offset, record.body) === undefined) return [];
      const lineEnd = content.bytes.indexOf(10, offset);
      return content.numbers.slice(offset, lineEnd < 0 ? content.bytes.length : lineEnd + 1);
    });
  }
}

/** Behind the bytes that the record stands for: those of its line, or of its first part if that was sent before there was more. */
function endOf({ bytes }: Content, offset: number, body: string): number | undefined {
  if (offset > bytes.length || (offset === bytes.length && body !== "")) return undefined;
  const lineEnd = bytes.indexOf(10, offset);
  const next = lineEnd < 0 ? bytes.length : lineEnd + 1;
  const line = bytes.toString("utf8", offset, lineEnd < 0 ? bytes.length : lineEnd);
  const whole = line.endsWith("\r") ? line.slice(0, -1) : line;
  if (whole === body || line === body) return next;
  if (!line.startsWith(body) || body === "") return undefined;
  return offset + Buffer.byteLength(body);
}

function ranges<T>(items: readonly T[], holds: (item: T, index: number) => boolean): [number, number][] {
  const found: [number, number][] = [];
  items.forEach((item, index) => {
    if (!holds(item, index)) return;
    const last = found.at(-1);
    if (last?.[1] === index) last[1] = index + 1;
    else found.push([index, index + 1]);
  });
  return found;
}
