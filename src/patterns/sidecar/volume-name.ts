import { createHash } from "node:crypto";

/**
 * The name of a volume that is an agent's own: `log-agent-state`, `log-agent-central-tls`. It is a DNS label, so of long names only the
 * beginning is in it; then, and where a dash leaves open which name ends where, a hash tells it from others that read the same.
 */
export function volumeName([agent, ...others]: readonly [string, ...string[]], kind: string): string {
  const names = [agent, ...others];
  const text = names.join("-");
  const isClear = others.every((name) => !name.includes("-"));
  if (isClear && text.length + 1 + kind.length <= 63) return `${text}-${kind}`;
  const hash = createHash("sha256").update(names.join("/")).digest("hex").slice(0, 8);
  return `${text.slice(0, 53 - kind.length)}-${hash}-${kind}`;
}
