/** What an unquoted YAML word means to Kubernetes. */

const words = new Map<string, boolean | number | null>();
for (const word of ["y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"]) words.set(word, true);
for (const word of ["n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"]) words.set(word, false);
for (const word of ["", "~", "null", "Null", "NULL"]) words.set(word, null);
for (const word of [".nan", ".NaN", ".NAN"]) words.set(word, Number.NaN);
for (const word of [".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"]) words.set(word, Number.POSITIVE_INFINITY);
for (const word of ["-.inf", "-.Inf", "-.INF"]) words.set(word, Number.NEGATIVE_INFINITY);

const float = /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/;
const integer = /^([-+]?)(?:0x([0-9a-f]+)|0b([01]+)|0o?([0-7]+)|(0|[1-9][0-9]*))$/i;

export type Scalar = string | number | boolean | null;

/**
 * Resolves a plain scalar as kubectl does: YAML 1.1 without base-60 numbers, and with dates left as text.
 * `0644` → 420, `yes` → true, `1_000` → 1000, `12:30` → "12:30", `2024-01-01` → "2024-01-01", `1.10` → 1.1
 */
export function resolvePlain(source: string): Scalar {
  const word = words.get(source);
  if (word !== undefined) return word;
  if (!/^[-+.0-9]/.test(source)) return source;
  const digits = source.startsWith(".") ? source : source.replaceAll("_", "");
  const match = integer.exec(digits);
  if (match) {
    const [, sign, hex, binary, octal, decimal] = match;
    const size = hex ? Number.parseInt(hex, 16) : binary ? Number.parseInt(binary, 2) : octal ? Number.parseInt(octal, 8) : Number(decimal);
    return sign === "-" && size !== 0 ? -size : size;
  }
  return float.test(digits) ? Number(digits) : source;
}

/** Resolves a scalar that carries an explicit tag; undefined when the text is not of that type. */
export function resolveTagged(tag: string, source: string): Scalar | undefined {
  const plain = resolvePlain(source);
  switch (tag.replace("tag:yaml.org,2002:", "!!")) {
    case "!!int":
      return Number.isInteger(plain) ? plain : undefined;
    case "!!float":
      return typeof plain === "number" ? plain : undefined;
    case "!!bool":
      return typeof plain === "boolean" ? plain : undefined;
    case "!!null":
      return plain === null ? null : undefined;
    case "!!binary":
      return Buffer.from(source, "base64").toString("utf8");
    default:
      return source;
  }
}

/** A map key is always text in JSON: `8080` → "8080", `on` → "true". undefined: it cannot be a key. */
export function keyText(key: Scalar): string | undefined {
  if (key === null) return undefined;
  return typeof key === "number" && !Number.isFinite(key) ? (Number.isNaN(key) ? ".nan" : key > 0 ? ".inf" : "-.inf") : String(key);
}
