import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";

export interface Program {
  /** To run with `node FILE`. */
  readonly file: string;
  remove(): void;
}

/** Makes one JavaScript file of a TypeScript program, so that every supported Node can run it. Inside node_modules, for its imports. */
export async function bundle(source: string): Promise<Program> {
  const cache = join(import.meta.dirname, "../../node_modules/.cache/pod-scaffold");
  mkdirSync(cache, { recursive: true });
  const directory = mkdtempSync(join(cache, "test-"));
  const file = join(directory, "program.mjs");
  const remove = () => rmSync(directory, { recursive: true, force: true });
  await build({
    entryPoints: [source],
    outfile: file,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    packages: "external",
    logLevel: "silent",
  }).catch((error: unknown) => {
    remove();
    throw error;
  });
  return { file, remove };
}
