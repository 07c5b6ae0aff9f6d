import { stringify } from "yaml";
import type { Evidence, Inference } from "../../formats/infer/types.ts";
import { drawRecords } from "./drawing.ts";
import type { Entries } from "./entries.ts";
import type { Pictured } from "./picture.ts";
import { printable, shortened } from "./printable.ts";

const mostUnparsed = 5;
const widestExcerpt = 100;

/** What a person wants to know of an inference: entries to paste, a picture of the first lines, what decided, and what is left over. */
export function inferenceText(
  inference: Inference,
  {
    name,
    entries,
    pictured,
    color,
  }: { readonly name: string; readonly entries: Entries; readonly pictured: readonly Pictured[]; readonly color: boolean },
): string {
  const { evidence } = inference;
  const sections = [
    `${printable(name)}: ${shareText(inference)}`,
    ...(entries.formats.length > 0 ? [stringify(entries, { lineWidth: 0 }).trimEnd()] : []),
    drawRecords(pictured, color),
    section("Why", evidence.filter(({ ambiguous }) => !ambiguous).map(decision)),
    section("Decided by nothing in the lines", evidence.filter(({ ambiguous }) => ambiguous).map(openDecision)),
    section("Taken by no format", unparsedRows(inference)),
  ];
  return `${sections.filter((text) => text !== "").join("\n\n")}\n`;
}

/** `2 formats take 998 of 1000 records (99.8%)` */
export function shareText({ formats, records }: Pick<Inference, "formats" | "records">): string {
  if (formats.length === 0) return "no format was found";
  // A record that carries a line is taken by two.
  const taken = Math.min(
    records,
    formats.reduce((sum, { records: some }) => sum + some, 0),
  );
  // Rounded down: 100% means all.
  const share = records === 0 ? 0 : Math.floor((taken / records) * 1000) / 10;
  return `${formats.length === 1 ? "1 format takes" : `${formats.length} formats take`} ${taken} of ${records} records (${share}%)`;
}

function section(title: string, rows: readonly string[]): string {
  return rows.length === 0 ? "" : `${title}\n${rows.map((row) => `  ${printable(row)}`).join("\n")}`;
}

/** `date order: day before month (112 lines have a first number above 12)` */
export function decision({ about, decided, because }: Evidence): string {
  return `${about}: ${decided} (${because})`;
}

function openDecision(evidence: Evidence): string {
  return `${decision(evidence)}${evidence.override === undefined ? "" : `; otherwise: ${evidence.override}`}`;
}

function unparsedRows({ unparsed, formats, records }: Inference): string[] {
  if (formats.length === 0) return [];
  // A record that carries a line is taken by two.
  const taken = Math.min(
    records,
    formats.reduce((sum, { records: some }) => sum + some, 0),
  );
  const shown = unparsed.slice(0, mostUnparsed);
  const rows = shown.map(({ line, text, reason }) => `line ${line}: ${shortened(text.split("\n")[0] ?? "", widestExcerpt)} (${reason})`);
  const more = records - taken - shown.length;
  return more > 0 ? [...rows, `and ${more} more`] : rows;
}
