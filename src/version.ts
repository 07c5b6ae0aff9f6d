import { readFileSync } from "node:fs";

/** The toolkit's root folder: where package.json and templates/ are, from src and from dist alike. */
export const packageRoot = new URL("..", import.meta.url);

/** The toolkit's version, from its package.json. */
export function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL("package.json", packageRoot), "utf8"));
  return typeof manifest === "object" && manifest !== null && "version" in manifest ? String(manifest.version) : "unknown";
}
