import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { closure, vendor } from "../../src/vendor/closure.ts";
import { importGraph } from "../../src/vendor/graph.ts";

const runtime = new URL("../../src/runtime/", import.meta.url);
const graph = importGraph(runtime);

test("the closure is the entries and all that they reach, each once, sorted", () => {
  const graph = { "a.ts": ["b.ts"], "b.ts": ["a.ts", "c.ts"], "c.ts": [], "d.ts": [] };
  expect(closure(["a.ts"], graph)).toEqual(["a.ts", "b.ts", "c.ts"]);
});

test("an entry that is no module of the runtime is an error", () => {
  expect(() => closure(["agent/nothing.ts"], graph)).toThrow('"agent/nothing.ts" is not a module of the runtime');
});

test("the table that was built is the graph of the sources", () => {
  const built: unknown = JSON.parse(readFileSync(new URL("../../dist/vendor/graph.json", import.meta.url), "utf8"));
  expect(built).toEqual(graph);
});

test("a package gets its own sink's modules and not those of others", () => {
  const paths = vendor(["agent/main.ts", "agent/sinks/stdout.ts"]).map(({ path }) => path);
  expect(paths).toContain("runtime/agent/sinks/stdout.ts");
  expect(paths).not.toContain("runtime/agent/sinks/otlp.ts");
  expect(paths.filter((path) => path.startsWith("runtime/setup/"))).toEqual([]);
});

test("every import of a vendored module is vendored too", () => {
  const files = vendor(["agent/main.ts", "agent/sinks/otlp.ts", "setup/wait.ts"]);
  const paths = new Set(files.map(({ path }) => path));
  for (const { path, content } of files) {
    for (const [, specifier] of content.matchAll(/from "(\.[^"]+)"/g)) {
      expect(paths).toContain(new URL(String(specifier), `file:///${path}`).pathname.slice(1));
    }
  }
});
