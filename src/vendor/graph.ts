import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { Project } from "ts-morph";

/** For each runtime module, the runtime modules it imports. Paths are relative to `src/runtime`, `/` between segments. */
export type ImportGraph = Readonly<Record<string, readonly string[]>>;

/**
 * Reads the import graph of the runtime with the compiler's own resolution. The one place where ts-morph is loaded; it runs when the
 * package is built. Throws when a module imports anything but `node:` and the runtime itself: it could not be copied into a package.
 */
export function importGraph(runtime: URL): ImportGraph {
  const root = fileURLToPath(runtime);
  const project = new Project({ compilerOptions: { module: 199, allowImportingTsExtensions: true, noEmit: true, types: [] } });
  project.addSourceFilesAtPaths(`${root}**/*.ts`);
  const graph: Record<string, string[]> = {};
  for (const file of project.getSourceFiles().sort((a, b) => (a.getFilePath() < b.getFilePath() ? -1 : 1))) {
    const path = relative(root, file.getFilePath()).replaceAll("\\", "/");
    const imports = new Set<string>();
    for (const declaration of [...file.getImportDeclarations(), ...file.getExportDeclarations()]) {
      const specifier = declaration.getModuleSpecifierValue();
      if (specifier === undefined || specifier.startsWith("node:")) continue;
      const target = declaration.getModuleSpecifierSourceFile();
      const to = target && relative(root, target.getFilePath()).replaceAll("\\", "/");
      if (!to) throw new Error(`${path} imports "${specifier}", which is not there`);
      if (to.startsWith(".."))
        throw new Error(`${path} imports "${specifier}": a runtime module may import node: modules and the runtime only`);
      imports.add(to);
    }
    graph[path] = [...imports].sort();
  }
  return graph;
}
