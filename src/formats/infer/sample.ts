/** The lines of a sample, as text. */
export interface Sample {
  readonly lines: readonly string[];
  readonly bytes: number;
  /** A setting of the agent: `utf-16le`. */
  readonly encoding?: string;
  /** How many of the lines had colours, which are taken away. */
  readonly coloured: number;
}

const maxLines = 3000;
const maxLength = 8192;
/** Of all lines that are looked at: fewer of them where they are long. */
const maxCharacters = 1_500_000;
const colours = /\u001b\[[0-9;:]*[A-Za-z]/g;

/** Bytes as lines: without marks of byte order, colours, carriage returns and empty lines. Of many, some from everywhere. */
export function readSample(bytes: Buffer): Sample {
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? "utf-16le" : bytes[0] === 0xfe && bytes[1] === 0xff ? "utf-16be" : undefined;
  const text = encoding === undefined ? bytes.toString("utf8") : new TextDecoder(encoding).decode(bytes);
  const all = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  if (all.at(-1) === "") all.pop();
  let coloured = 0;
  const lines = chosen(all.filter((line) => line.trim() !== "")).map((line) => {
    const plain = line.includes("\u001b") ? line.replace(colours, "") : line;
    if (plain !== line) coloured += 1;
    return plain.slice(0, maxLength);
  });
  return { lines, bytes: bytes.length, coloured, ...(encoding !== undefined && { encoding }) };
}

/** The first, and runs of lines from all over the rest: lines that follow each other stay together. */
function chosen(lines: readonly string[]): readonly string[] {
  const length = lines.reduce((sum, line) => sum + Math.min(line.length, maxLength), 0) / Math.max(1, lines.length);
  const most = Math.min(maxLines, Math.max(60, Math.floor(maxCharacters / Math.max(1, length))));
  if (lines.length <= most) return lines;
  const first = Math.floor(most / 3);
  const run = Math.floor(most / 30);
  const runs = 20;
  const stride = Math.floor((lines.length - first - run) / runs);
  return [
    ...lines.slice(0, first),
    ...Array.from({ length: runs }, (_, index) => lines.slice(first + index * stride, first + index * stride + run)).flat(),
  ];
}
