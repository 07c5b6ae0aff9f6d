import { dirname, join } from "node:path";
import type { Host } from "../host.ts";

/**
 * What to type after `npx` here: `scaffold` where the package is installed (or this is its own clone), else `pod-scaffold`, because the
 * name `scaffold` belongs to another package on the registry.
 */
export function commandName(host: Host): "scaffold" | "pod-scaffold" {
  for (let folder = host.cwd; ; folder = dirname(folder)) {
    if (host.fs.stat(join(folder, "node_modules/pod-scaffold")) || host.fs.stat(join(folder, "bin/scaffold.js"))) return "scaffold";
    if (dirname(folder) === folder) return "pod-scaffold";
  }
}
