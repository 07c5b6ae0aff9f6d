import type { Field } from "./field.ts";
import { dataKey, dnsSubdomain } from "./format.ts";
import { checkMetadata } from "./metadata.ts";

const mostBytes = 1024 * 1024;

/** v1 ConfigMap (ValidateConfigMap). */
export function checkConfigMap(map: Field): void {
  checkMetadata(map.child("metadata"), dnsSubdomain);
  const data = map.child("data");
  const binary = map.child("binaryData");
  checkKeys(data);
  checkKeys(binary);
  const other = new Set(binary.entries.map(([key]) => key));
  for (const [key, value] of data.entries) {
    if (other.has(key)) value.invalid(key, "duplicate of key present in binaryData", "remove one of the two");
  }
  if (bytesOf(data) + decodedBytesOf(binary) > mostBytes)
    map.as("data").tooLong(mostBytes, "split it into several ConfigMaps, or keep large files in a volume");
}

/** Keys that a type of Secret must have. */
const keysOf = new Map<string, readonly string[]>(
  Object.entries({
    "kubernetes.io/dockercfg": [".dockercfg"],
    "kubernetes.io/dockerconfigjson": [".dockerconfigjson"],
    "kubernetes.io/ssh-auth": ["ssh-privatekey"],
    "kubernetes.io/tls": ["tls.crt", "tls.key"],
  }),
);

/** v1 Secret (ValidateSecret). stringData is text that the server moves into data. */
export function checkSecret(secret: Field): void {
  checkMetadata(secret.child("metadata"), dnsSubdomain);
  const data = secret.child("data");
  const text = secret.child("stringData");
  checkKeys(data);
  // The server moves these into data before it looks at them; the place and the path are where they were written.
  checkKeys(text);
  const keys = new Map([...data.entries, ...text.entries]);
  const type = secret.child("type").text;
  const missing = (key: string) =>
    data.child(key).as(`data[${key}]`).required("", `add ${key} under stringData, or base64-encoded under data`);
  for (const key of keysOf.get(type) ?? []) if (!keys.has(key)) missing(key);
  if (type === "kubernetes.io/basic-auth" && !keys.has("username") && !keys.has("password")) ["username", "password"].forEach(missing);
  if (type === "kubernetes.io/service-account-token") {
    const annotation = secret.child("metadata").child("annotations").child("kubernetes.io/service-account.name");
    if (annotation.text === "")
      annotation.as("metadata.annotations[kubernetes.io/service-account.name]").required("", "name the service account in that annotation");
  }
  for (const key of [".dockercfg", ".dockerconfigjson"])
    if (keysOf.get(type)?.includes(key)) checkJson(key, data.child(key), text.child(key));
  if (decodedBytesOf(data) + bytesOf(text) > mostBytes) data.tooLong(mostBytes, "split it into several Secrets");
}

function checkKeys(map: Field): void {
  for (const [key, value] of map.entries) {
    for (const error of dataKey(key))
      value.invalid(key, error, `for example "${key.replace(/[^-._a-zA-Z0-9]+/g, "_").replace(/^\.{1,2}(?=$|\.)/, "") || "key"}"`);
  }
}

function checkJson(key: string, data: Field, text: Field): void {
  const field = text.present ? text : data;
  if (!field.present || field.unreadable) return;
  const json = text.present ? text.text : Buffer.from(data.text, "base64").toString("utf8");
  try {
    const value: unknown = JSON.parse(json);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return;
  } catch {
    // said below
  }
  field
    .as(`data[${key}]`)
    .invalid("<secret contents redacted>", "invalid character: it is not a JSON object", "kubectl create secret docker-registry writes it");
}

function bytesOf(map: Field): number {
  return map.entries.reduce((sum, [, value]) => sum + Buffer.byteLength(value.text), 0);
}

function decodedBytesOf(map: Field): number {
  return map.entries.reduce((sum, [, value]) => sum + Buffer.byteLength(value.text, "base64"), 0);
}
