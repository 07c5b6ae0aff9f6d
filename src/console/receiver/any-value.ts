/**
 * Strict readers for the protobuf JSON mapping that OTLP uses, each `(value, path) -> decoded value`, each noting what is wrong.
 * Rules: OTLP specification, "JSON Protobuf Encoding" (lowerCamelCase keys only, hex ids, enums as integers), and the ProtoJSON
 * mapping (64-bit integers as decimal strings, bytes as base64). Where the mapping lets a reader be lenient (numbers for
 * 64-bit integers, null for "unset", unknown keys), these are not: what passes here, every receiver understands.
 */
export class Issues {
  readonly list: string[] = [];
  /** All issues count, only the first ones are kept: a bad serialiser repeats one mistake in every record. */
  static readonly kept = 20;
  count = 0;

  add(path: string, message: string): undefined {
    this.count += 1;
    if (this.list.length < Issues.kept) this.list.push(`${path || "request"}: ${message}`);
    return undefined;
  }
}

export type Read<T> = (value: unknown, path: string, issues: Issues) => T | undefined;

const loneSurrogate = /\p{Surrogate}/u;
const hex = /^[0-9a-fA-F]*$/;
const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

export const readString: Read<string> = (value, path, issues) => {
  if (typeof value !== "string") return issues.add(path, `must be a string, not ${kindOf(value)}`);
  if (loneSurrogate.test(value)) return issues.add(path, "holds half a surrogate pair, which no UTF-8 text can");
  return value;
};

export const readBoolean: Read<boolean> = (value, path, issues) =>
  typeof value === "boolean" ? value : issues.add(path, `must be true or false, not ${kindOf(value)}`);

export const readUint32: Read<number> = (value, path, issues) =>
  typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= 0xffff_ffff
    ? value
    : issues.add(path, `must be an integer from 0 to 4294967295, not ${kindOf(value)}`);

/** fixed64 nanoseconds since the epoch, as a decimal string. */
export const readUint64: Read<string> = (value, path, issues) =>
  typeof value === "string" && /^(0|[1-9][0-9]{0,19})$/.test(value) && BigInt(value) < 1n << 64n
    ? value
    : issues.add(path, `must be an unsigned 64-bit integer as a decimal string, not ${kindOf(value)}`);

/** int64 as a decimal string; decoded to a number where a number can hold it exactly, else left as the string. */
const readInt64: Read<number | string> = (value, path, issues) => {
  if (typeof value !== "string" || !/^(0|-?[1-9][0-9]{0,18})$/.test(value) || BigInt.asIntN(64, BigInt(value)) !== BigInt(value))
    return issues.add(path, `must be a 64-bit integer as a decimal string, not ${kindOf(value)}`);
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
};

const readDouble: Read<number | string> = (value, path, issues) =>
  typeof value === "number" || value === "NaN" || value === "Infinity" || value === "-Infinity"
    ? value
    : issues.add(path, `must be a number, "NaN", "Infinity" or "-Infinity", not ${kindOf(value)}`);

const readBytes: Read<string> = (value, path, issues) =>
  typeof value === "string" && base64.test(value) ? value : issues.add(path, `must be base64 text, not ${kindOf(value)}`);

/** SeverityNumber: 1 (TRACE) to 24 (FATAL4), 0 is "unspecified"; an integer, never the enum's name. */
export const readSeverityNumber: Read<number> = (value, path, issues) =>
  typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= 24
    ? value
    : issues.add(path, `must be an integer from 0 to 24, not ${kindOf(value)}`);

/** A trace or span id: so many hex digits, not all zero; the empty string means "none". */
export const readId =
  (digits: number): Read<string> =>
  (value, path, issues) => {
    if (typeof value !== "string") return issues.add(path, `must be a string of ${digits} hex digits, not ${kindOf(value)}`);
    if (value === "") return value;
    if (value.length !== digits || !hex.test(value))
      return issues.add(path, `must be ${digits} hex digits (not base64), not ${kindOf(value)}`);
    return /^0+$/.test(value) ? issues.add(path, "is all zeroes, which is not a valid id") : value;
  };

export const readArray =
  <T>(item: Read<T>): Read<T[]> =>
  (value, path, issues) => {
    if (!Array.isArray(value)) return issues.add(path, `must be an array, not ${kindOf(value)}`);
    const items: T[] = [];
    for (let i = 0; i < value.length; i += 1) {
      const read = item(value[i], `${path}[${i}]`, issues);
      if (read !== undefined) items.push(read);
    }
    return items;
  };

type Decoded<F> = { [K in keyof F]?: F[K] extends Read<infer T> ? T : never };

/** An object with these keys and no others, all optional as in protobuf. */
export const readMessage =
  <F extends Record<string, Read<unknown>>>(fields: F): Read<Decoded<F>> =>
  (value, path, issues) => {
    if (!isObject(value)) return issues.add(path, `must be an object, not ${kindOf(value)}`);
    const decoded: Record<string, unknown> = {};
    for (const key of Object.keys(value)) {
      const at = path ? `${path}.${key}` : key;
      const field = Object.hasOwn(fields, key) ? fields[key] : undefined;
      if (!field) {
        const camel = key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
        issues.add(at, Object.hasOwn(fields, camel) ? `unknown key; OTLP's JSON keys are lowerCamelCase: "${camel}"` : "unknown key");
        continue;
      }
      const read = field(value[key], at, issues);
      if (read !== undefined) decoded[key] = read;
    }
    return decoded as Decoded<F>;
  };

const deepest = 32;

/** AnyValue: an object with at most one of its seven keys; decoded to plain JSON, `{}` to null. */
export const readAnyValue: Read<unknown> = (value, path, issues) => readAny(value, path, issues, 0);

function readAny(value: unknown, path: string, issues: Issues, depth: number): unknown {
  if (!isObject(value)) return issues.add(path, `must be an object such as {"stringValue": "…"}, not ${kindOf(value)}`);
  if (depth > deepest) return issues.add(path, `is nested deeper than ${deepest} levels`);
  const keys = Object.keys(value);
  const key = keys[0];
  if (key === undefined) return null;
  if (keys.length > 1) return issues.add(path, `must hold one value, not ${keys.length} (${keys.join(", ")})`);
  const at = `${path}.${key}`;
  const inner = value[key];
  switch (key) {
    case "stringValue":
      return readString(inner, at, issues);
    case "boolValue":
      return readBoolean(inner, at, issues);
    case "intValue":
      return readInt64(inner, at, issues);
    case "doubleValue":
      return readDouble(inner, at, issues);
    case "bytesValue":
      return readBytes(inner, at, issues);
    case "arrayValue":
      return (
        readMessage({ values: readArray((item, itemPath) => readAny(item, itemPath, issues, depth + 1)) })(inner, at, issues)?.values ?? []
      );
    case "kvlistValue":
      return readMessage({ values: (list, listPath) => readPairs(list, listPath, issues, depth + 1) })(inner, at, issues)?.values ?? {};
    default:
      return issues.add(
        at,
        "is not a kind of value; known: stringValue, boolValue, intValue, doubleValue, arrayValue, kvlistValue, bytesValue",
      );
  }
}

/** A list of KeyValue with unique, non-empty keys, decoded to an object. */
export const readAttributes: Read<Record<string, unknown>> = (value, path, issues) => readPairs(value, path, issues, 0);

function readPairs(value: unknown, path: string, issues: Issues, depth: number): Record<string, unknown> | undefined {
  const decoded = new Map<string, unknown>();
  const message = readMessage({ key: readString, value: (inner, at) => readAny(inner, at, issues, depth) });
  const pair: Read<true> = (item, at) => {
    const read = message(item, at, issues);
    if (!read) return undefined;
    if (!read.key) return issues.add(`${at}.key`, "is missing or empty");
    if (decoded.has(read.key)) return issues.add(`${at}.key`, `"${read.key}" is there twice; keys must be unique`);
    decoded.set(read.key, read.value ?? null);
    return true;
  };
  return readArray(pair)(value, path, issues) && Object.fromEntries(decoded);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** `12.5` → `12.5`, `"abc"` → `"abc"`, `{…}` → `an object`: what stood there, short. */
function kindOf(value: unknown): string {
  if (value === null || typeof value === "boolean" || typeof value === "number") return String(value);
  if (typeof value === "string") return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  return Array.isArray(value) ? "an array" : "an object";
}
