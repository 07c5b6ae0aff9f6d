// Writes dist/vendor/graph.json: for every module of src/runtime the runtime modules that it imports, as TypeScript resolves them.
// Computed here, by ts-morph, so that users neither install a compiler nor wait for one (it takes a quarter of a second to load).
import { mkdirSync, writeFileSync } from "node:fs";
import { importGraph } from "../dist/vendor/graph.js";

const root = new URL("..", import.meta.url);
mkdirSync(new URL("dist/vendor", root), { recursive: true });
writeFileSync(new URL("dist/vendor/graph.json", root), `${JSON.stringify(importGraph(new URL("src/runtime/", root)), null, 1)}\n`);
