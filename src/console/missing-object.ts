/** What is to be in a Secret or ConfigMap; undefined where nobody knows. */
export type KeysOf = (kind: "Secret" | "ConfigMap", name: string) => readonly string[] | undefined;

const file = ".scaffold/local.env";

/**
 * What to type where the kubelet's text says that a Secret, a ConfigMap or a key of one is missing, as a line of its own; "" where it says
 * something else. On a machine without a cluster the values come from lines of a file, or from a manifest.
 */
export function whatToType(message: string, keysOf: KeysOf = () => undefined): string {
  const [, word, name = ""] = /(secret|configmap) "([^"]+)" not found/.exec(message) ?? [];
  if (word !== undefined) return `\n  hint: ${forObject(word === "secret" ? "Secret" : "ConfigMap", name, keysOf)}`;
  const [, key, kind, of] = /couldn't find key (\S+) in (Secret|ConfigMap) [^/\s]+\/(\S+)/.exec(message) ?? [];
  return key === undefined ? "" : `\n  hint: add a line ${of}.${key}=VALUE to ${file}, or the key to the ${kind} that -f gives`;
}

function forObject(kind: "Secret" | "ConfigMap", name: string, keysOf: KeysOf): string {
  const keys = keysOf(kind, name) ?? [];
  const files = keys.filter((key) => /\.(?:crt|key|pem)$/.test(key));
  if (files.length > 0)
    return `give the ${kind} with -f FILE, made as secret.example.yaml shows it: its ${files.join(", ")} is of several lines`;
  if (keys.length === 0) return `give the ${kind} with -f FILE, or lines ${name}.KEY=value in ${file}`;
  const lines = keys.map((key) => `${name}.${key}=VALUE`).join(" and ");
  return `add ${keys.length === 1 ? "a line" : "lines"} ${lines} to ${file}, or give the ${kind} with -f FILE`;
}
