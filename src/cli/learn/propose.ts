import { infer } from "../../formats/infer/index.ts";
import { startOf } from "../../formats/infer/start.ts";
import type { Evidence, InferOptions } from "../../formats/infer/types.ts";
import { chosenFormats, multilineOf } from "../../patterns/adapter/formats.ts";
import type { Present } from "./present.ts";
import { type HowToRead, type Reading, readWith } from "./reading.ts";
import { keepsSamples, type Samples } from "./samples.ts";

/** A format that the new log shows, and the document lacks. */
export interface Learned {
  /** As an entry of `formats`. */
  readonly entry: string;
  /** As metrics and records call it. */
  readonly name: string;
  /** How many records of the log it takes. */
  readonly records: number;
}

/** What the adapter would be. */
export interface Proposal {
  readonly learned: readonly Learned[];
  readonly evidence: readonly Evidence[];
  readonly how: HowToRead;
  /** `multiline` for the document; undefined: it need not change. */
  readonly multiline: string | undefined;
  readonly after: Reading;
}

export interface Proposed {
  /** undefined: nothing can be learned. */
  readonly proposal?: Proposal;
  /** Formats that were found, and why they are not in it. */
  readonly refused: readonly string[];
}

/**
 * Finds formats in what no format of the adapter takes, and puts them behind those it has. What was taken before, and what `test/samples.json`
 * says, stays as it was: that is seen by reading all of it again.
 */
export async function propose(
  present: Present,
  before: Reading,
  log: Buffer,
  { samples, ...options }: Omit<InferOptions, "tz"> & { readonly samples: Samples | undefined },
): Promise<Proposed> {
  const { how, written } = present;
  const rest = [...before.untaken, ...before.absorbed].join("\n");
  const { formats, evidence: all } = infer(Buffer.from(rest), { ...options, tz: how.tz });
  // The document says the zone already.
  const evidence = all.filter(({ about }) => about !== "zone");
  const found = [...new Set(formats.flatMap((one) => one.written))].filter((entry) => !written.includes(entry));
  const refused: string[] = [];
  let entries = found;
  while (entries.length > 0) {
    const proposal = await tried(present, entries, log, options.referenceMs, before);
    const { after, how: next } = proposal;
    const culprits = new Map<number, string>();
    for (const [offset, number] of before.takers) {
      const other = after.takers.get(offset);
      if (other !== number)
        culprits.set(other === undefined ? how.formats.length : other, `it would take records of ${how.formats[number]?.name}`);
    }
    for (const [number, why] of await keepsSamples(samples, how, next)) culprits.set(number, why);
    next.formats.forEach(({ name }, number) => {
      if (number >= how.formats.length && (after.counts[number] ?? 0) === 0 && !culprits.has(number))
        culprits.set(number, `other formats take all that ${name} would`);
    });
    if (culprits.size === 0) return { proposal: { ...proposal, evidence }, refused };
    entries = entries.filter((entry, index) => {
      const why = culprits.get(how.formats.length + index);
      if (why !== undefined) refused.push(`${entry}: ${why}`);
      return why === undefined;
    });
  }
  return { refused };
}

async function tried(
  { how, written, multiline: said }: Present,
  entries: readonly string[],
  log: Buffer,
  readAt: number,
  before: Reading,
): Promise<Omit<Proposal, "evidence">> {
  const formats = chosenFormats([...written, ...entries]);
  const own = formats.slice(how.formats.length);
  const implied = said ?? multilineOf(formats);
  const wanted = ruleFor(how.framing.multiline, own, before) ?? implied;
  const { multiline: _, ...framing } = how.framing;
  const next: HowToRead = { ...how, formats, framing: { ...framing, ...(wanted !== undefined && { multiline: wanted }) } };
  const after = await readWith(next, log, readAt);
  const learned = entries.map((entry, index) => {
    const number = how.formats.length + index;
    return { entry, name: formats[number]?.name ?? "", records: after.counts[number] ?? 0 };
  });
  return { learned, how: next, multiline: wanted === implied ? undefined : wanted, after };
}

/**
 * The rule for records of several lines that present and new formats have in common. A rule that says what records begin with has to say so of
 * the new ones as well, where they were read as more of those in front of them.
 *
 *     start:^\d{4}-  and lines that begin with [    →    start:^(?:\d{4}-|\[)
 */
function ruleFor(rule: string | undefined, own: HowToRead["formats"], before: Reading): string | undefined {
  const expression = (text: string | undefined) => /^start:\^(.*)$/s.exec(text ?? "")?.[1];
  const start = expression(rule);
  const more = before.absorbed.length > 0 ? own.flatMap((format) => expression(startOf([format])) ?? []) : [];
  return start === undefined || more.length === 0 ? rule : `start:^(?:${[...new Set([start, ...more])].join("|")})`;
}
