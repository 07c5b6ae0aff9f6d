// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
/**
 * Takes secrets out of records before anybody sees them, the user's transform included.
 *
 *     "email"                 a@b.example, jörg@exämple.de   -> [redacted email]
 *     "card"                  4111 1111 1111 1111            -> [redacted card]     13 to 19 digits whose check digit is right (ISO/IEC 7812-1, Luhn)
 *     "bearer"                Bearer eyJhbGciOi…             -> Bearer [redacted token]     (RFC 6750, 2.1)
 *     "ip"                    203.0.113.7, 2001:db8::1       -> [redacted ip]
 *     "key:password"          password=x "password":"x"      -> password=[redacted] "password":"[redacted]"
 *                             {"log":"{\"password\":\"x\"}"} -> {"log":"{\"password\":\"[redacted]\"}"}
 *     "pattern:\bPID-\d+"     whatever the expression finds  -> [redacted]
 *
 * Bytes in, bytes out: a line in which nothing is found costs one scan per rule and no object.
 */
import { isIP } from "node:net";
import { type Attributes, type AttributeValue, attribute, type LogRecord } from "../record.ts";

/** What the agent itself says of a record. */
const own: ReadonlySet<string> = new Set(Object.values(attribute));

/** One rule: what finds it, what may be kept of a find, what stands in its place. */
interface Rule {
  readonly name: string;
  readonly find: RegExp;
  /** Finds no less than `find`, in many lines at once; absent where no such expression is known. */
  readonly anywhere?: RegExp;
  /** What stands for a find; undefined: it is none. */
  readonly replace: (found: string, before: string) => string | undefined;
  /** The attribute whose value goes whatever it is, in lower case. */
  readonly key?: string;
}

export interface Redactor {
  /** How often each rule was applied. */
  readonly counts: ReadonlyMap<string, number>;
  /** Whether any rule may find something in these bytes, which hold whole lines. */
  mayFind(bytes: Buffer, start: number, end: number): boolean;
  /** The line without what the rules find; undefined when they find nothing. */
  line(bytes: Buffer, start: number, end: number): Buffer | undefined;
  /** The same record when nothing is found. */
  record(record: LogRecord): LogRecord;
}

/** Everything outside ASCII is a letter: mail goes to such names too (RFC 6531), and too much is better than too little. */
const letter = String.raw`A-Za-z\u0080-\uffff`;
const label = `[${letter}0-9](?:[${letter}0-9-]{0,61}[${letter}0-9])?`;
const email = new RegExp(String.raw`[${letter}0-9._%+-]{1,64}@(?:${label}\.){1,8}(?:xn--[A-Za-z0-9-]{1,59}|[${letter}]{2,24})`, "g");
const card = /(?<![\d.])\d(?:[ -]?\d){12,18}(?![\d.]?\d)/g;
const bearer = /\bbearer +[A-Za-z0-9\-._~+/]+=*/gi;
const ipv4 = /(?<![\w.:])\d{1,3}(?:\.\d{1,3}){3}(?!\w|\.\d)/;
const ipv6 = /(?<![\w.:])(?=[\da-fA-F]*:[\da-fA-F]*:)[\da-fA-F:]{2,39}(?:\.\d{1,3}){0,3}(?![\w:]|\.\d)/;
const ip = new RegExp(`${ipv4.source}|${ipv6.source}`, "g");

const builtIn: Readonly<Record<string, Omit<Rule, "name">>> = {
  email: { find: email, anywhere: /@/, replace: () => "[redacted email]" },
  card: { find: card, anywhere: /\d(?:[ -]?\d){12}/, replace: (found) => (passesLuhn(found) ? "[redacted card]" : undefined) },
  bearer: { find: bearer, anywhere: /bearer/i, replace: (found) => `${found.slice(0, 6)} [redacted token]` },
  ip: { find: ip, anywhere: /\d\.\d|:[\da-fA-F]*:/, replace: (found) => (isIP(found) > 0 ? "[redacted ip]" : undefined) },
};

export const redactions = Object.keys(builtIn);

/** Throws an Error that says what is wrong with a rule. */
export function createRedactor(names: readonly string[]): Redactor {
  const rules = names.map(ruleOf);
  const keys = new Map(rules.flatMap((rule) => (rule.key === undefined ? [] : [[rule.key, rule.name] as const])));
  const counts = new Map(rules.map(({ name }) => [name, 0]));
  const count = (name: string) => counts.set(name, (counts.get(name) ?? 0) + 1);

  function text(value: string): string {
    let result = value;
    for (const { name, find, replace } of rules) {
      result = result.replace(find, (found: string, ...rest: unknown[]) => {
        const put = replace(found, typeof rest[0] === "string" ? rest[0] : "");
        if (put === undefined) return found;
        count(name);
        return put;
      });
    }
    return result;
  }

  function attributes(values: Attributes): Attributes {
    return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, own.has(key) ? value : byKey(key, value)]));
  }

  function byKey(key: string, value: AttributeValue): AttributeValue {
    const rule = keys.get((/[^.]*$/.exec(key)?.[0] ?? key).toLowerCase());
    if (rule === undefined) return anyValue(value);
    count(rule);
    return "[redacted]";
  }

  function anyValue(value: AttributeValue): AttributeValue {
    if (typeof value === "string") return text(value);
    if (typeof value === "number") {
      const [before, after] = [String(value), text(String(value))];
      return before === after ? value : after;
    }
    if (typeof value !== "object" || value === null) return value;
    if (Array.isArray(value)) return value.map(anyValue);
    return attributes(value as Attributes);
  }

  return {
    counts,
    mayFind(bytes, start, end) {
      const lines = bytes.toString("latin1", start, end);
      return rules.some(({ anywhere }) => anywhere === undefined || anywhere.test(lines));
    },
    line(bytes, start, end) {
      const before = bytes.toString("utf8", start, end);
      const after = text(before);
      return after === before ? undefined : Buffer.from(after);
    },
    record: (record) => ({ ...record, body: text(record.body), attributes: attributes(record.attributes) }),
  };
}

function ruleOf(name: string): Rule {
  const known = Object.hasOwn(builtIn, name) ? builtIn[name] : undefined;
  if (known) return { name, ...known };
  const [, kind, rest = ""] = /^(key|pattern):(.+)$/su.exec(name) ?? [];
  if (kind === "key") return { name, ...keyRule(rest) };
  if (kind === "pattern") return { name, find: new RegExp(rest, "gu"), replace: (found) => (found === "" ? undefined : "[redacted]") };
  throw new Error(`"${name}" is no redaction: there are ${redactions.join(", ")}, key:NAME and pattern:EXPRESSION`);
}

/** A string with its quotes; the same where it is in JSON that is itself a string in JSON: `\"a \\\"b\\\" c\"`, and of Go's encoder `\u003c`. */
const quoted = String.raw`"(?:[^"\\]|\\.)*"?|'[^']*'?`;
const escaped = String.raw`\\"(?:[^"\\]|\\\\(?:\\["\\]|[^"\\])|\\[^"\\])*(?:\\")?`;
/** What ends a string that this is in stays. */
const bare = String.raw`(?:[^\s"',;&}\]\\]|\\(?!"))+`;

/**
 * `password=x`, `password: x`, `password="a b"`, `"password": "x"`; a number, true, false and null without quotes in JSON. In JSON also the
 * keys of JSON that is a value of it, `{"log":"{\"password\":\"x\"}"}`: as deep as that, no deeper.
 */
function keyRule(key: string): Omit<Rule, "name"> {
  const literal = key.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
  const plain = String.raw`(["']?${literal}["']?\s{0,4}[=:]\s{0,4})(?:${quoted}|${escaped}|\[[^\]]*\]?|\{[^}]*\}?|${bare})`;
  const inner = String.raw`\\"${literal}\\"\s{0,4}:\s{0,4}(?:${escaped}|\[(?:[^\]"\\]|\\.)*\]?|\{(?:[^}"\\]|\\.)*\}?|${bare})`;
  return {
    key: key.toLowerCase(),
    // The bytes of other letters are not looked for.
    ...(/^[\x20-\x7e]+$/.test(key) && { anywhere: new RegExp(literal, "i") }),
    find: new RegExp(String.raw`(?<![\w-])(?:${plain}|${inner})`, "giu"),
    replace: (found, before) => {
      const [beginning = before] = /^\\"[^"]*"\s{0,4}:\s{0,4}/.exec(found) ?? [];
      const old = found.slice(beginning.length);
      if (before === "" || old.startsWith('\\"')) return String.raw`${beginning}\"[redacted]\"`;
      const isJson = /^"[^"]*"/.test(before);
      return `${before}${isJson || old.startsWith('"') ? '"[redacted]"' : "[redacted]"}`;
    },
  };
}

/** @see https://www.iso.org/standard/70484.html (ISO/IEC 7812-1, annex B) */
export function passesLuhn(text: string): boolean {
  const digits = text.replace(/\D/g, "");
  let sum = 0;
  for (let index = 0; index < digits.length; index += 1) {
    const digit = Number(digits[digits.length - 1 - index]);
    const doubled = index % 2 === 0 ? digit : digit * 2;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  // A row of zeros passes the check, and is no card.
  return sum % 10 === 0 && /[1-9]/.test(digits);
}
