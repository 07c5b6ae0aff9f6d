import { colonBehind, type LayoutFormat, mayEnd, type Piece, startsOf, stopsAfter, tailBehind } from "../layout.ts";

/** Layouts of a format that begin with the same pieces, in order of preference: those pieces, and what goes on behind them. */
export interface Branch {
  /** The layout whose pieces `[from, to)` are these. */
  readonly variant: number;
  readonly from: number;
  readonly to: number;
  /** Empty: the layout ends here. */
  readonly branches: readonly Branch[];
}

/**
 * Says what layouts have in common at their beginnings, so that a line is read once up to where they differ. Only neighbours are looked at:
 * the order in which layouts are tried stays as it is.
 */
export function sharedPrefixes({ layouts }: LayoutFormat): Branch[] {
  const keys = layouts.map((pieces) => {
    const first = startsOf(pieces) ?? "any";
    return pieces.map((piece, index) => `${index === 0 ? first : ""}${keyOf(piece, pieces, index)}`);
  });
  const branchesOf = (variants: readonly number[], from: number): Branch[] => {
    const found: Branch[] = [];
    for (let index = 0; index < variants.length; ) {
      const [variant = 0, ...others] = variants.slice(index);
      const key = keys[variant]?.[from];
      const differs = key === undefined ? 0 : others.findIndex((other) => keys[other]?.[from] !== key);
      const run = [variant, ...others.slice(0, differs < 0 ? others.length : differs)];
      found.push(run.length === 1 ? { variant, from, to: layouts[variant]?.length ?? 0, branches: [] } : shared(run, from));
      index += run.length;
    }
    return found;
  };
  const shared = (run: readonly number[], from: number): Branch => {
    const [variant = 0] = run;
    let to = from + 1;
    while (keys[variant]?.[to] !== undefined && run.every((other) => keys[other]?.[to] === keys[variant]?.[to])) to += 1;
    return { variant, from, to, branches: branchesOf(run, to) };
  };
  return branchesOf([...layouts.keys()], 0);
}

/** The same for pieces that are read in the same way, which depends on what follows them. */
function keyOf(piece: Piece, pieces: readonly Piece[], index: number): string {
  const following = pieces.slice(index + 1);
  const [next] = following;
  const tails = [index, index - 1].map((at) => at >= 0 && tailBehind(pieces, at, []));
  const nextKey = next?.kind === "blanks" ? next : next?.kind;
  return JSON.stringify([piece, stopsAfter(following), mayEnd(following), colonBehind(following), nextKey, tails]);
}
