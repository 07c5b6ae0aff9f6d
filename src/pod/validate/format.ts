/**
 * Forms of names and other words: each function answers with the API server's sentences about a value, none when it is right.
 * https://kubernetes.io/docs/concepts/overview/working-with-objects/names/ and k8s.io/apimachinery, util/validation.
 */

import type { Field } from "./field.ts";

export type Rule = (value: string) => string[];

const label = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
const subdomain = `${label}(\\.${label})*`;
const underscoreLabel = "_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?";
const qualified = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
const configKey = "[-._a-zA-Z0-9]+";
const whole = (pattern: string, value: string) => new RegExp(`^${pattern}$`).test(value);
const length = (value: string) => Buffer.byteLength(value);
const most = (count: number) => `must be no more than ${count} characters`;
const mostBytes = (count: number) => `must be no more than ${count} bytes`;
const shape = (sentence: string, pattern: string, ...examples: string[]) =>
  `${sentence} (e.g. ${examples.map((each) => `'${each}', `).join(" or ")}regex used for validation is '${pattern}')`;

const subdomainSentence =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character";

export function dnsLabel(value: string): string[] {
  const errors = length(value) > 63 ? [most(63)] : [];
  if (whole(label, value)) return errors;
  const sentence =
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character";
  return [...errors, whole(subdomain, value) ? "must not contain dots" : shape(sentence, label, "my-name", "123-abc")];
}

export function dnsSubdomain(value: string): string[] {
  const errors = length(value) > 253 ? [most(253)] : [];
  return whole(subdomain, value) ? errors : [...errors, shape(subdomainSentence, subdomain, "example.com")];
}

/** For DNS search paths, which may contain underscores. */
export function dnsSearch(value: string): string[] {
  const errors = length(value) > 253 ? [most(253)] : [];
  const pattern = `${underscoreLabel}(\\.${underscoreLabel})*`;
  return whole(pattern, value)
    ? errors
    : [...errors, shape(subdomainSentence.replace("characters, '-'", "characters, '_', '-'"), pattern, "example.com")];
}

/** Keys of labels and annotations, resource names, conditions: `name` or `prefix.example.com/name`. */
export function qualifiedName(value: string): string[] {
  const sentence = "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
  const parts = value.split("/");
  if (parts.length > 2) {
    return [
      `a valid label key ${shape(sentence, qualified, "MyName", "my.name", "123-abc")} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ];
  }
  const errors: string[] = [];
  const name = parts.at(-1) ?? "";
  const [prefix] = parts;
  if (parts.length === 2 && prefix !== undefined) {
    if (prefix === "") errors.push("prefix part must be non-empty");
    else errors.push(...dnsSubdomain(prefix).map((each) => `prefix part ${each}`));
  }
  if (name === "") errors.push("name part must be non-empty");
  else if (length(name) > 63) errors.push(`name part ${mostBytes(63)}`);
  if (!whole(qualified, name)) errors.push(`name part ${shape(sentence, qualified, "MyName", "my.name", "123-abc")}`);
  return errors;
}

export function labelValue(value: string): string[] {
  const sentence =
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
  const errors = length(value) > 63 ? [mostBytes(63)] : [];
  return whole(`(${qualified})?`, value) ? errors : [...errors, shape(sentence, `(${qualified})?`, "MyValue", "my_value", "12345")];
}

export function portNumber(value: number): string[] {
  return value >= 1 && value <= 65535 ? [] : [between(1, 65535)];
}

export function portName(value: string): string[] {
  const errors: string[] = [];
  if (length(value) > 15) errors.push(most(15));
  if (!/^[-a-z0-9]+$/.test(value)) errors.push("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)");
  if (!/[a-z]/.test(value)) errors.push("must contain at least one letter (a-z)");
  if (value.includes("--")) errors.push("must not contain consecutive hyphens");
  if (/^-|-$/.test(value)) errors.push("must not begin or end with a hyphen");
  return errors;
}

/** Since Kubernetes 1.34 (beta 1.32) any printable ASCII but "=". */
export function envName(value: string): string[] {
  return /^[ -<>-~]+$/.test(value)
    ? []
    : ["a valid environment variable name must consist only of printable ASCII characters other than '='"];
}

/** Keys of ConfigMaps and Secrets. */
export function dataKey(value: string): string[] {
  const errors = length(value) > 253 ? [most(253)] : [];
  if (!whole(configKey, value)) {
    errors.push(
      shape("a valid config key must consist of alphanumeric characters, '-', '_' or '.'", configKey, "key.name", "KEY_NAME", "key-name"),
    );
  }
  if (value === "." || value === "..") errors.push(`must not be '${value}'`);
  else if (value.startsWith("..")) errors.push("must not start with '..'");
  return errors;
}

export function httpHeader(value: string): string[] {
  return whole("[-A-Za-z0-9]+", value)
    ? []
    : [shape("a valid HTTP header must consist of alphanumeric characters or '-'", "[-A-Za-z0-9]+", "X-Header-Name")];
}

export function percent(value: string): string[] {
  return whole("[0-9]+%", value)
    ? []
    : [shape("a valid percent string must be a numeric string followed by an ending '%'", "[0-9]+%", "1%", "93%")];
}

export function ipAddress(value: string): string[] {
  const ok = /^(\d{1,3}\.){3}\d{1,3}$/.test(value)
    ? value.split(".").every((part) => Number(part) < 256)
    : /^[0-9a-fA-F:]*:[0-9a-fA-F:.]*$/.test(value) && URL.canParse(`http://[${value}]/`);
  return ok ? [] : ["must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"];
}

export function between(low: number, high: number): string {
  return `must be between ${low} and ${high}, inclusive`;
}

/** The nearest right form of a name, for a hint: `My_App` → `my-app`. */
export function asName(value: string, dots = false): string {
  const kept = value
    .toLowerCase()
    .replace(dots ? /[^a-z0-9.]+/g : /[^a-z0-9]+/g, "-")
    .slice(0, dots ? 253 : 63);
  return kept.replace(/^[-.]+|[-.]+$/g, "").replace(/-*\.[-.]*/g, ".");
}

/** Applies a rule for names to a field's own text. */
export function checkName(field: Field, rule: Rule): void {
  const better = asName(field.text, rule !== dnsLabel);
  const hint =
    field.text.length > 63
      ? "use a shorter name"
      : rule(better).length === 0
        ? `for example "${better}"`
        : "use lower case letters, digits and dashes";
  for (const error of rule(field.text)) field.invalid(field.text, error, hint);
}
