import { isCarrier, isLayout } from "../../formats/layout.ts";
import { printable, shortened } from "../infer/printable.ts";
import type { Drift } from "./drift.ts";
import type { Present } from "./present.ts";
import type { Proposal } from "./propose.ts";
import type { Reading } from "./reading.ts";

/** All that was found out about a log. */
export interface Findings {
  /** The log, as messages name it. */
  readonly log: string;
  readonly present: Present;
  readonly before: Reading;
  readonly drift: Drift;
  /** undefined: nothing can be learned. */
  readonly proposal: Proposal | undefined;
  readonly refused: readonly string[];
}

const mostShown = 5;
const widest = 100;

/** What a person wants to know: how many records each format takes, what is new, and what is left. */
export function findingsText({ log, present, before, drift, proposal, refused }: Findings): string {
  const none = before.untaken.length;
  const sections = [
    `${printable(log)}: ${recordsText(before.records)} as ${present.name} reads them now\n${takenRows(present, before)}`,
    section("Read as more of the record in front of them, although they look like records", absorbedRows(before)),
    section("Learned", proposal?.learned.map(({ name, records, entry }) => `${name} takes ${records}: ${entry}`) ?? []),
    section("Found, and not taken up", refused),
    section("Drift", driftRows(drift)),
    section("Still taken by no format", none > 0 ? leftRows(proposal?.after ?? before) : []),
    none === 0 && !proposal ? "Nothing to learn: every record is taken." : "",
  ];
  return `${sections.filter((text) => text !== "").join("\n\n")}\n`;
}

/** The same as data. */
export function findingsData({ log, present, before, drift, proposal, refused }: Findings): Record<string, unknown> {
  return {
    log,
    companion: present.name,
    records: before.records,
    formats: present.how.formats.map(({ name }, number) => ({ name, entry: present.written[number], records: before.counts[number] })),
    untaken: before.untaken.length,
    absorbed: before.absorbed.length,
    learned: proposal?.learned ?? [],
    ...(proposal?.multiline !== undefined && { multiline: proposal.multiline }),
    evidence: proposal?.evidence ?? [],
    refused,
    drift,
    left: proposal?.after.untaken.length ?? before.untaken.length,
  };
}

function recordsText(count: number): string {
  return count === 1 ? "1 record" : `${count} records`;
}

function takenRows({ how }: Present, { counts, untaken }: Reading): string {
  const own = how.formats.flatMap((format, number) =>
    isLayout(format) && isCarrier(format) ? [] : [[format.name, counts[number] ?? 0] as const],
  );
  const rows = [...own, ["none", untaken.length] as const];
  const [names, numbers] = [Math.max(...rows.map(([name]) => name.length)), Math.max(...rows.map(([, count]) => String(count).length))];
  return rows.map(([name, count]) => `  ${name.padEnd(names)}  ${String(count).padStart(numbers)}`).join("\n");
}

function section(title: string, rows: readonly string[]): string {
  return rows.length === 0 ? "" : `${title}\n${rows.map((row) => `  ${printable(row)}`).join("\n")}`;
}

function absorbedRows({ absorbed }: Reading): string[] {
  return exampleRows(absorbed, "lines");
}

function leftRows({ untaken }: Reading): string[] {
  return exampleRows(untaken, "records");
}

function exampleRows(texts: readonly string[], what: string): string[] {
  const shown = texts.slice(0, mostShown).map((text) => shortened(text.split("\n")[0] ?? "", widest));
  const more = texts.length - shown.length;
  return more > 0 ? [...shown, `and ${more} more ${what}`] : shown;
}

function driftRows({ levels, types, idle }: Drift): string[] {
  return [
    ...levels.map(({ format, word, records }) => `${format}: "${word}" is no level that it knows (${recordsText(records)})`),
    ...types.map(({ format, field, was, is, records }) => `${format}: ${field} was ${was}, now ${is} (${recordsText(records)})`),
    ...idle.map((format) => `${format}: takes nothing of this log`),
  ];
}
