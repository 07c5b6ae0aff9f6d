import { randomBytes } from "node:crypto";
import { isPem, type ObjectReference } from "../pod/references.ts";

/** Where the values of Secrets and ConfigMaps on this machine are, relative to the document's folder. Git-ignored. */
export const localEnvPath = ".scaffold/local.env";

const header = `# Values of Secrets and ConfigMaps for \`scaffold run\` on this machine. Not committed, not used on a cluster.
# OBJECT.KEY=value
`;

/**
 * Adds a line for every reference that has none: a random value for a Secret, `change-me` for a ConfigMap. A variable of headers, such
 * as SINK_HEADERS, gets a header, because an agent refuses what is none, and the URL of a route a database of its name on this machine.
 * A certificate has no line, which holds no line breaks: a comment says how it is given.
 * Lines that are there stay as they are. undefined when nothing is missing. `random` gives as many random bytes as asked for.
 */
export function completeLocalEnv(
  text: string | undefined,
  references: readonly ObjectReference[],
  random = randomBytes,
): string | undefined {
  const present = new Set((text ?? "").split("\n").map((line) => /^# (\S+): of/.exec(line)?.[1] ?? line.split("=")[0]?.trim()));
  const missing = references.filter(({ name, key }) => !present.has(`${name}.${key}`));
  if (missing.length === 0) return undefined;
  const lines = missing.map((reference) => {
    const { kind, name, key, variable = "" } = reference;
    if (isPem(reference)) return `# ${name}.${key}: ${howToGiveFiles}\n`;
    const value = kind === "Secret" ? random(18).toString("base64url") : "change-me";
    return `${name}.${key}=${localRoute(variable) ?? `${variable.endsWith("HEADERS") ? "Authorization=" : ""}${value}`}\n`;
  });
  const before = text ?? header;
  return before + (before.endsWith("\n") ? "" : "\n") + lines.join("");
}

const howToGiveFiles = "of several lines, so not here: `scaffold run -f secret.yaml`, a copy of secret.example.yaml with your values";

/** `ROUTE_TEST_URL` → `postgres://postgres@localhost:15432/test`: beside port 5432, which the proxy itself listens on. */
function localRoute(variable: string): string | undefined {
  const [, route] = /^ROUTE_(.+)_URL$/.exec(variable) ?? [];
  return route && `postgres://postgres@localhost:15432/${route.toLowerCase()}`;
}

/** The value of `OBJECT.KEY` in such a text. */
export function localValue(text: string, name: string, key: string): string | undefined {
  const line = text.split("\n").find((candidate) => candidate.startsWith(`${name}.${key}=`));
  return line?.slice(name.length + key.length + 2).trimEnd();
}
