import { createHash } from "node:crypto";

/** Where an agent remembers what was acknowledged. */
export function stateFolder(name: string): string {
  return `/var/lib/${name}`;
}

/** The name of the volume for it: a DNS label, so of a long name only the beginning, and a hash to tell it from others that begin so. */
export function stateVolume(name: string): string {
  if (name.length <= 57) return `${name}-state`;
  return `${name.slice(0, 48)}-${createHash("sha256").update(name).digest("hex").slice(0, 8)}-state`;
}
