import type { YamlNode } from "../yaml-node.ts";
import { parseQuantity, quantityHint } from "./quantity.ts";

export type Leaf =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly reason: "Invalid type" | "Invalid value"; readonly detail: string; readonly hint: string };

/** Whether a scalar fits a leaf type, decided as Go's JSON decoder decides it. `field` names it in the message: `ContainerPort.hostPort`. */
export function readLeaf(type: string, node: YamlNode, field: string): Leaf {
  const { value } = node;
  switch (type) {
    case "any":
      return { ok: true, value };
    case "string":
      return typeof value === "string" ? { ok: true, value } : wrong(node, field, type, stringHint(node));
    case "boolean":
      return typeof value === "boolean" ? { ok: true, value } : wrong(node, field, "bool", booleanHint(node));
    case "int32":
    case "int64":
      return fitsInteger(value, type) ? { ok: true, value } : wrong(node, field, type, integerHint(node, type));
    case "number":
      return typeof value === "number" ? { ok: true, value } : wrong(node, field, "float64", "write a number without quotes");
    case "IntOrString":
      if (typeof value === "string" || fitsInteger(value, "int32")) return { ok: true, value };
      return wrong(node, field, "intstr.IntOrString", "write a whole number or a name");
    case "Quantity":
      return quantity(node, field);
    case "Time":
      return time(node, field);
    case "bytes":
      return bytes(node, field);
    default:
      return wrong(node, field, `v1.${type}`, `write a map of fields below "${field.split(".").at(-1)}:"`);
  }
}

function fitsInteger(value: unknown, type: "int32" | "int64"): boolean {
  const bound = type === "int32" ? 2 ** 31 : 2 ** 63;
  return Number.isInteger(value) && (value as number) >= -bound && (value as number) < bound;
}

/** `goType` as Go prints it: `int32`, `[]v1.Container`, `map[string]string`. */
export function wrong(node: YamlNode, field: string, goType: string, hint: string): Leaf {
  return {
    ok: false,
    reason: "Invalid type",
    detail: `cannot unmarshal ${jsonKind(node.value)} into field ${field} of type ${goType}`,
    hint,
  };
}

export function goTypeOf(type: string): string {
  if (type.startsWith("[")) return `[]${goTypeOf(type.slice(1, -1))}`;
  if (type.startsWith("{")) return `map[string]${goTypeOf(type.slice(1, -1))}`;
  if (type === "boolean") return "bool";
  if (type === "bytes") return "[]uint8";
  if (type === "Quantity") return "resource.Quantity";
  return /^[A-Z]/.test(type) ? `v1.${type}` : type;
}

function jsonKind(value: unknown): string {
  if (Array.isArray(value)) return "array";
  if (typeof value === "number") return Number.isInteger(value) ? "number" : `number ${value}`;
  return typeof value === "boolean" ? "bool" : typeof value;
}

function stringHint(node: YamlNode): string {
  if (node.entries || node.items) return "write one text value here, not a list or a map";
  return `put quotes around it: "${node.source}"`;
}

function booleanHint(node: YamlNode): string {
  const bare = /^(true|yes|on|y)$/i.test(node.source ?? "") ? "true" : /^(false|no|off|n)$/i.test(node.source ?? "") ? "false" : undefined;
  return bare ? `remove the quotes: ${bare}` : "write true or false, without quotes";
}

function integerHint(node: YamlNode, type: string): string {
  if (node.quoted && /^-?\d+$/.test(node.source ?? "")) return `remove the quotes: ${node.source}`;
  if (typeof node.value === "number") return type === "int32" ? "write a whole number below 2147483648" : "write a whole number";
  const number = /\d+/.exec(node.source ?? "")?.[0];
  return number ? `write a whole number, e.g. ${number}` : "write a whole number, without quotes";
}

function quantity(node: YamlNode, field: string): Leaf {
  if (typeof node.value === "boolean" || node.entries || node.items) {
    return wrong(node, field, "resource.Quantity", "write a quantity such as 250m, 1, 128Mi or 2Gi");
  }
  // A number reaches the server as JSON, where 0.5 and "0.5" are the same quantity.
  const text = String(node.value).trim();
  const parsed = parseQuantity(text);
  if (parsed.ok) return { ok: true, value: text };
  const better = quantityHint(text);
  const hint = better ? `did you mean "${better}"?` : "write a quantity such as 250m, 1, 128Mi or 2Gi";
  return { ok: false, reason: "Invalid value", detail: `${JSON.stringify(node.value)}: ${parsed.error}`, hint };
}

function time(node: YamlNode, field: string): Leaf {
  if (typeof node.value !== "string") return wrong(node, field, "time.Time", 'write a time such as "2026-01-31T12:00:00Z"');
  const match = /^\d{4}-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:[.,]\d+)?(?:[Zz]|[+-]\d\d:\d\d)$/.exec(node.value);
  if (match && !Number.isNaN(Date.parse(node.value.replace(",", ".").toUpperCase()))) return { ok: true, value: node.value };
  return {
    ok: false,
    reason: "Invalid value",
    detail: `${JSON.stringify(node.value)}: parsing time ${JSON.stringify(node.value)} as "2006-01-02T15:04:05Z07:00": cannot parse`,
    hint: 'write a time such as "2026-01-31T12:00:00Z"',
  };
}

function bytes(node: YamlNode, field: string): Leaf {
  if (typeof node.value !== "string")
    return wrong(node, field, "[]uint8", `base64-encode it, or write it under stringData as "${node.source}"`);
  const at = illegalBase64(node.value);
  if (at === undefined) return { ok: true, value: node.value };
  // A Secret's value is not repeated in a message.
  return {
    ok: false,
    reason: "Invalid value",
    detail: `illegal base64 data at input byte ${at}`,
    hint: "base64-encode the value (a Secret takes plain text under stringData)",
  };
}

/** Where Go's base64.StdEncoding stops reading, or undefined: padded, line breaks ignored. */
function illegalBase64(text: string): number | undefined {
  const bad = /[^A-Za-z0-9+/=\r\n]/.exec(text);
  const data = text.replace(/[\r\n]/g, "");
  const padding = /={0,2}$/.exec(data)?.[0].length ?? 0;
  const body = data.length - padding;
  const early = data.slice(0, body).indexOf("=");
  if (bad || early >= 0) return Math.min(bad?.index ?? Number.POSITIVE_INFINITY, early >= 0 ? early : Number.POSITIVE_INFINITY);
  if (data.length % 4 === 0 && (padding === 0 || body % 4 >= 2)) return undefined;
  return padding > 0 ? body : data.length - (data.length % 4);
}
