import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const src = fileURLToPath(new URL("../src", import.meta.url));

/** What the modules of a folder may import, as path prefixes below src; `node:` modules and packages are listed by name. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  "runtime/": ["node:", "runtime/"],
  "spec/": ["node:", "zod", "yaml", "spec/", "errors.ts", "suggest.ts"],
  "patterns/": [
    "node:",
    "zod",
    "suggest.ts",
    "patterns/",
    "spec/",
    "formats/",
    "render/",
    "vendor/",
    "plan/file.ts",
    "pod/part.ts",
    "pod/env.ts",
    "pod/resources.ts",
    "pod/glob-root.ts",
    "pod/model.ts",
    "runtime/agent/derived-metrics.ts",
    "runtime/agent/names.ts",
    "runtime/agent/settings.ts",
    "runtime/agent/shaping/",
    "runtime/agent/sinks/",
    "runtime/agent/source/glob.ts",
    "runtime/proxy/route-url.ts",
    "runtime/proxy/settings.ts",
    "runtime/setup/settings.ts",
    "runtime/service/metric-names.ts",
    "runtime/service/settings.ts",
  ],
  "formats/": ["node:", "formats/", "runtime/formats/", "render/", "errors.ts"],
  "formats/apply/": ["node:", "esbuild", "formats/", "runtime/", "version.ts"],
  "render/": ["node:", "handlebars", "render/", "errors.ts", "suggest.ts", "version.ts"],
  "vendor/": ["node:", "ts-morph", "vendor/", "errors.ts", "version.ts"],
  "plan/": ["node:", "zod", "yaml", "diff", "node-diff3", "plan/", "errors.ts", "host.ts"],
  "engine/": ["node:", "yaml", "zod", "engine/", "pod/", "errors.ts", "host.ts", "suggest.ts"],
  "engine/machine/": ["engine/", "pod/model.ts", "pod/defaults.ts"],
  "console/": ["node:", "console/", "engine/", "pod/", "errors.ts", "host.ts"],
};

function modules(folder = src): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? modules(path) : entry.name.endsWith(".ts") ? [relative(src, path).replaceAll("\\", "/")] : [];
  });
}

function importsOf(path: string): string[] {
  const text = readFileSync(join(src, path), "utf8");
  const found = text.matchAll(/(?:^|\n)(?:import|export)\s[^;]*?from\s+"([^"]+)"|(?:^|\n)import\s+"([^"]+)"|\bimport\("([^"]+)"\)/g);
  return [...found].map(([, a, b, c]) => {
    const specifier = a ?? b ?? c ?? "";
    return specifier.startsWith(".") ? relative(src, join(src, dirname(path), specifier)).replaceAll("\\", "/") : specifier;
  });
}

const edges = modules().flatMap((path) => importsOf(path).map((to) => ({ path, to })));

test("a module imports only what its folder may import", () => {
  const folders = Object.keys(allowed).sort((a, b) => b.length - a.length);
  const broken = edges.filter(({ path, to }) => {
    const folder = folders.find((prefix) => path.startsWith(prefix));
    const prefixes = folder === undefined ? undefined : allowed[folder];
    return prefixes !== undefined && !prefixes.some((prefix) => to === prefix || (/[/:]$/.test(prefix) && to.startsWith(prefix)));
  });
  expect(broken).toEqual([]);
});

test("nothing imports the command line", () => {
  expect(edges.filter(({ path, to }) => to.startsWith("cli/") && !path.startsWith("cli/"))).toEqual([]);
});

test("ts-morph, which is slow to load and only installed for development, stays behind one module", () => {
  expect(edges.filter(({ to }) => to === "ts-morph").map(({ path }) => path)).toEqual(["vendor/graph.ts"]);
});

test("only the planner's apply, the engine, the console and the demo write files or start processes", () => {
  const writers = modules().filter((path) => {
    const text = readFileSync(join(src, path), "utf8");
    return (
      /\b(writeFileSync|appendFileSync|createWriteStream|renameSync|openSync|spawn|execFile|fork)\b/.test(text) &&
      !path.startsWith("runtime/")
    );
  });
  const others = writers.filter((path) => !/^(engine|console|demo)\//.test(path));
  // The sample of a log is opened, to be read in pieces.
  expect(others.sort()).toEqual(["cli/infer/sample.ts", "node-fs.ts", "project/build.ts"]);
});

test("the process ends, and its streams and clock are touched, only where the outside world is", () => {
  const outside = /^(cli\/main|cli\/prompt|host-node|node-fs)\.ts$|^(runtime|engine|console|demo)\//;
  const touching = modules().filter(
    (path) =>
      !outside.test(path) &&
      /process\.(exit|cwd|stdout|stderr|argv)\b|console\.(log|error)|Date\.now\(/.test(readFileSync(join(src, path), "utf8")),
  );
  expect(touching).toEqual([]);
});

test("a module is one idea: at most 320 lines", () => {
  expect(modules().filter((path) => readFileSync(join(src, path), "utf8").split("\n").length > 320)).toEqual([]);
});
