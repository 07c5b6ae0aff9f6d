/**
 * Resource quantities, `500m`, `1.5Gi`, `12e6`.
 * https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
 */

/** Exact: the number times 10^9, since the API rounds up to nano. */
export type Nano = bigint;

const nano = 1_000_000_000n;
const largest = (1n << 63n) * nano - nano;
const decimal: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, "": 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };
const binary: Readonly<Record<string, bigint>> = { Ki: 10n, Mi: 20n, Gi: 30n, Ti: 40n, Pi: 50n, Ei: 60n };

const quantityPattern = "^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$";

export type ParsedQuantity = { readonly ok: true; readonly nano: Nano } | { readonly ok: false; readonly error: string };

export function parseQuantity(text: string): ParsedQuantity {
  const match = /^([+-]?)([0-9]*)(?:\.([0-9]*))?([eEinumkKMGTP]*[-+]?[0-9]*)$/.exec(text);
  if (!match || text === "") return { ok: false, error: `quantities must match the regular expression '${quantityPattern}'` };
  const [, sign = "", whole = "", fraction = "", suffix = ""] = match;
  if (whole === "" && fraction === "") {
    return {
      ok: false,
      error:
        suffix === "" ? "unable to parse numeric part of quantity" : `quantities must match the regular expression '${quantityPattern}'`,
    };
  }
  const scaled = scale(BigInt(whole + fraction), fraction.length, suffix);
  if (scaled === undefined) return { ok: false, error: "unable to parse quantity's suffix" };
  return { ok: true, nano: sign === "-" ? -scaled : scaled };
}

/** digits / 10^places × suffix, in nano, rounded up. */
function scale(digits: bigint, places: number, suffix: string): Nano | undefined {
  const power = binary[suffix];
  let numerator = digits * nano;
  let denominator = 10n ** BigInt(places);
  if (power !== undefined) {
    numerator <<= power;
  } else {
    const exponent = decimal[suffix] ?? (/^[eE][-+]?[0-9]+$/.test(suffix) ? Number(suffix.slice(1)) : undefined);
    if (exponent === undefined) return undefined;
    // Beyond this nothing changes: larger numbers are capped, smaller ones round up to one nano.
    const bounded = BigInt(Math.max(-400, Math.min(400, exponent)));
    if (bounded >= 0n) numerator *= 10n ** bounded;
    else denominator *= 10n ** -bounded;
  }
  const rounded = (numerator + denominator - 1n) / denominator;
  return rounded > largest ? largest : rounded;
}

/** true for a number of whole units (bytes, cores, pages). */
export function isWhole(value: Nano): boolean {
  return value % nano === 0n;
}

/** true when there is nothing below a thousandth of a unit to lose. */
export function fractionOfMilli(value: Nano): boolean {
  // The API keeps no more than milli here, rounding up (MilliValue).
  const milli = (value + 999_999n) / 1_000_000n;
  return milli % 1000n !== 0n;
}

/** Nearest right spelling of a quantity, for a hint: `512mb` → `512M`, `1 GiB` → `1Gi`, `0,5` → `0.5`. */
export function quantityHint(text: string): string | undefined {
  const match = /^\s*([+-]?[0-9]*[.,]?[0-9]+)\s*([a-z]*)\s*$/i.exec(text);
  if (!match) return undefined;
  const [, number = "", unit = ""] = match;
  const letter = unit
    .toLowerCase()
    .replace(/(ytes?|its?|b)$/, "")
    .replace(/b$/, "");
  const known = ["Ki", "Mi", "Gi", "Ti", "Pi", "Ei", "k", "M", "G", "T", "P", "E", "m", ""];
  const memory = letter === "m" && unit.length > 1 ? "M" : undefined;
  const suffix = memory ?? known.find((each) => each === unit) ?? known.find((each) => each.toLowerCase() === letter);
  const hint = suffix === undefined ? undefined : `${number.replace(",", ".")}${suffix}`;
  return hint !== undefined && parseQuantity(hint).ok ? hint : undefined;
}
