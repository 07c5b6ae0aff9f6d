import { isMap, isSeq, parseDocument } from "yaml";
import { ScaffoldError } from "../../errors.ts";
import { loadNormaliser } from "../../formats/apply/load.ts";
import type { Normal } from "../../runtime/agent/normaliser.ts";
import { type Golden, goldenFile } from "../infer/golden.ts";
import type { HowToRead } from "./reading.ts";

/** `test/samples.json` of an adapter, which is the user's. */
export interface Samples extends Golden {
  readonly text: string;
}

/** @param path as messages name it. Throws a ScaffoldError where the file is something else. */
export function readSamples(text: string, path: string): Samples {
  const refuse = (problem: string, cause?: unknown) =>
    new ScaffoldError("SAMPLES", `${path} cannot be added to: ${problem}`, {
      hint: "mend it, or move it away: a new one is written where there is none",
      cause,
    });
  try {
    const { tz, readAt, samples, declined } = JSON.parse(text) as Partial<Golden>;
    if (typeof tz === "string" && typeof readAt === "number" && Array.isArray(samples) && Array.isArray(declined))
      return { tz, readAt, samples, declined, text };
  } catch (cause) {
    throw refuse(cause instanceof Error ? cause.message : String(cause), cause);
  }
  throw refuse("it lacks one of tz, readAt, samples and declined");
}

/** By number of the format: why it must not be added. Lines of the samples stay of their formats, and declined ones of none. */
export async function keepsSamples(
  samples: Samples | undefined,
  before: HowToRead,
  after: HowToRead,
): Promise<ReadonlyMap<number, string>> {
  const culprits = new Map<number, string>();
  if (!samples) return culprits;
  const [was, is] = [await loadNormaliser(before.formats, samples.tz), await loadNormaliser(after.formats, samples.tz)];
  const taker = ({ normalise, formats }: typeof was, line: string) => {
    const bytes = Buffer.from(line);
    const { format } = normalise(bytes, 0, bytes.length, samples.readAt);
    return format === "unparsed" ? -1 : formats.indexOf(format);
  };
  for (const [kind, lines] of [
    ["has", samples.samples.map(({ line }) => line)],
    ["declines", samples.declined],
  ] as const)
    for (const line of lines) {
      const [old, next] = [taker(was, line), taker(is, line)];
      if (old !== next) culprits.set(next, `it would take a line that test/samples.json ${kind}: ${JSON.stringify(line.slice(0, 80))}`);
    }
  return culprits;
}

/** The file with more samples, its own text kept as it is. */
export function withSamples(had: Samples | undefined, golden: Golden): string {
  if (!had) return goldenFile(golden);
  const known = new Set([...had.samples.map(({ line }) => line), ...had.declined]);
  const samples = golden.samples.filter(({ line }) => !known.has(line));
  const declined = golden.declined.filter((line) => !known.has(line));
  const text = appended(appended(had.text, "samples", samples), "declined", declined);
  const wanted = { samples: [...had.samples, ...samples], declined: [...had.declined, ...declined] };
  const made = JSON.parse(text) as { samples: readonly { line: string; record: Normal }[]; declined: readonly string[] };
  if (made.samples.length === wanted.samples.length && made.declined.length === wanted.declined.length) return text;
  return `${JSON.stringify({ ...(JSON.parse(had.text) as object), ...wanted }, null, 2)}\n`;
}

/** JSON text with more items at the end of a list, each on a line of its own. */
function appended(text: string, key: string, items: readonly unknown[]): string {
  const { contents } = parseDocument(text, { logLevel: "silent" });
  const list = isMap(contents) ? contents.get(key) : undefined;
  if (!isSeq(list) || !list.range || items.length === 0) return text;
  const close = text.lastIndexOf("]", list.range[1]);
  const head = text.slice(0, close).trimEnd();
  const separator = list.items.length > 0 ? "," : "";
  const lines = items.map((item) => `\n    ${JSON.stringify(item)}`).join(",");
  return `${head}${separator}${lines}\n  ${text.slice(close)}`;
}
