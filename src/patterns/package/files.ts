import type { DesiredFile, Ownership } from "../../plan/file.ts";
import { render } from "../../render/template.ts";
import { vendor } from "../../vendor/closure.ts";

/** What all emitted packages have in common, whatever the pattern. */
export interface PackageView {
  readonly name: string;
  /** The pod's name. */
  readonly pod: string;
  readonly about: string;
  /** Runtime modules that src/main.ts and the tests import, relative to `src/runtime`. */
  readonly runtime: readonly string[];
  /** true: the image gets git. */
  readonly needsGit: boolean;
}

/** Versions an emitted package is built and checked with: public packages, nothing of ours. */
const devDependencies = { "@types/node": "^20.19.0", esbuild: "^0.28.0", typescript: "~5.9.3" };

/** Collects the files of one companion's folder. Paths given to `add` are relative to it. */
export function companionFolder(name: string) {
  const files: DesiredFile[] = [];
  return {
    files,
    add(path: string, ownership: Ownership, content: string): void {
      files.push({ path: `${name}/${path}`, content, ownership, group: name });
    },
  };
}

/** package.json, compiler and image settings, build script and the vendored runtime: the same for every pattern. */
export function packageFiles(view: PackageView): DesiredFile[] {
  const { files, add } = companionFolder(view.name);
  add("package.json", "merged", packageJson(view));
  add("tsconfig.json", "merged", render("package/tsconfig.json.hbs", view));
  add("Dockerfile", "merged", render("package/Dockerfile.hbs", view));
  add(".dockerignore", "managed", render("package/dockerignore.hbs", view));
  add(".gitignore", "managed", render("package/gitignore.hbs", view));
  add("build.mjs", "managed", render("package/build.mjs.hbs", view));
  add("LICENSE", "managed", render("package/LICENSE.hbs", view));
  for (const file of vendor(view.runtime)) add(file.path, "managed", file.content);
  return files;
}

function packageJson({ name, pod, about }: PackageView): string {
  const manifest = {
    // Unique in a workspace, where every service may have a log agent: npm and yarn refuse two members of one name.
    name: `${pod}-${name}`,
    version: "0.0.0",
    private: true,
    description: about,
    license: "0BSD",
    type: "module",
    engines: { node: ">=20.19" },
    scripts: {
      // exec: npm passes signals on to the shell, and this leaves none between it and the program.
      start: "exec node build.mjs --start",
      build: "node build.mjs",
      typecheck: "tsc --noEmit",
      test: "tsc --noEmit && node build.mjs --test",
    },
    devDependencies,
    // npm asks before it runs a dependency's install script; esbuild's only picks a faster way to start itself.
    allowScripts: { esbuild: true },
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}
