import { existsSync, readFileSync } from "node:fs";

/** The toolkit's root folder: where package.json, templates/ and src/runtime/ are, from src, from dist and from a bundle of either. */
export const packageRoot = above(new URL(".", import.meta.url));

/** The nearest folder from here upwards that has a package.json. */
function above(folder: URL): URL {
  const parent = new URL("..", folder);
  return existsSync(new URL("package.json", folder)) || parent.href === folder.href ? folder : above(parent);
}

/** The toolkit's version, from its package.json. */
export function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL("package.json", packageRoot), "utf8"));
  return typeof manifest === "object" && manifest !== null && "version" in manifest ? String(manifest.version) : "unknown";
}
