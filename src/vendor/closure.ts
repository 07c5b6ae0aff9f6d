import { readFileSync } from "node:fs";
import { ScaffoldError } from "../errors.ts";
import { packageRoot } from "../version.ts";
import type { ImportGraph } from "./graph.ts";

/** First line of every vendored file. The licence is on it because the file is the user's, with no strings attached. */
const header =
  "// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD\n";

export interface VendoredFile {
  /** Path inside the emitted package, e.g. `runtime/agent/tail.ts`. */
  readonly path: string;
  readonly content: string;
}

/**
 * The runtime modules that an emitted program needs: the entries and everything they import, directly or not, and nothing else.
 * `vendor(["setup/wait.ts"])` → `runtime/service/log.ts`, `runtime/setup/wait.ts`, … sorted by path.
 */
export function vendor(entries: readonly string[]): VendoredFile[] {
  return closure(entries, readGraph()).map((path) => ({
    path: `runtime/${path}`,
    content: header + readFileSync(new URL(`src/runtime/${path}`, packageRoot), "utf8"),
  }));
}

/** The entries and all that can be reached from them, sorted. Throws when an entry is not a module of the runtime. */
export function closure(entries: readonly string[], graph: ImportGraph): string[] {
  const reached = new Set<string>();
  const visit = (path: string): void => {
    if (reached.has(path)) return;
    const imports = graph[path];
    if (!imports) throw new Error(`"${path}" is not a module of the runtime`);
    reached.add(path);
    imports.forEach(visit);
  };
  entries.forEach(visit);
  return [...reached].sort();
}

let graph: ImportGraph | undefined;

function readGraph(): ImportGraph {
  try {
    graph ??= JSON.parse(readFileSync(new URL("dist/vendor/graph.json", packageRoot), "utf8")) as ImportGraph;
    return graph;
  } catch (cause) {
    throw new ScaffoldError("NOT_BUILT", "the table of the runtime's imports is missing", { exit: 3, hint: "run `npm run build`", cause });
  }
}
