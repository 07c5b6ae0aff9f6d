/** A resource quantity as an exact fraction: `1500m` is 1500/1000, `1.5Gi` is 15 * 2^30 / 10. */
export interface Quantity {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

const suffixes: Readonly<Record<string, Quantity>> = {
  "": scale(1n),
  n: { numerator: 1n, denominator: 1_000_000_000n },
  u: { numerator: 1n, denominator: 1_000_000n },
  m: { numerator: 1n, denominator: 1_000n },
  ...Object.fromEntries(["k", "M", "G", "T", "P", "E"].map((suffix, index) => [suffix, scale(1000n ** BigInt(index + 1))])),
  ...Object.fromEntries(["Ki", "Mi", "Gi", "Ti", "Pi", "Ei"].map((suffix, index) => [suffix, scale(1024n ** BigInt(index + 1))])),
};

function scale(numerator: bigint): Quantity {
  return { numerator, denominator: 1n };
}

/**
 * Reads a quantity (k8s.io/apimachinery/pkg/api/resource): a decimal number with an optional suffix or decimal exponent.
 * Throws on anything else; a manifest that passed validation has none.
 */
export function parseQuantity(written: string | number): Quantity {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+)|([numkMGTPE]|[KMGTPE]i)?)$/.exec(String(written).trim());
  const [, sign = "", whole = "", fraction = "", exponent, suffix = ""] = match ?? [];
  const unit = suffixes[suffix];
  if (!match || !unit || whole + fraction === "") throw new Error(`"${written}" is not a quantity`);
  const power = BigInt(exponent ?? 0);
  return {
    numerator: BigInt(`${sign === "-" ? "-" : ""}${whole}${fraction}`) * unit.numerator * (power > 0n ? 10n ** power : 1n),
    denominator: 10n ** BigInt(fraction.length) * unit.denominator * (power < 0n ? 10n ** -power : 1n),
  };
}
