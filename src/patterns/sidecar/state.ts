import { createHash } from "node:crypto";

/** Where an agent remembers what was acknowledged. */
export function stateFolder(name: string): string {
  return `/var/lib/${name}`;
}

/** Where the file of settings is mounted. */
export function settingsFolder(name: string): string {
  return `/etc/${name}/settings`;
}

/** The key of the ConfigMap that is that file. */
export const settingsKey = "settings.env";

/**
 * The name of a volume of the agent's own: a DNS label, so of a long name only the beginning, and a hash to tell it from others that begin so.
 * `log-agent`, `state` → `log-agent-state`
 */
export function ownVolume(name: string, of: "state" | "settings"): string {
  const room = 62 - of.length;
  if (name.length <= room) return `${name}-${of}`;
  return `${name.slice(0, room - 9)}-${createHash("sha256").update(name).digest("hex").slice(0, 8)}-${of}`;
}
