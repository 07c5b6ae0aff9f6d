/**
 * Examines the inference of formats: `node test/formats/infer/score.mjs --help`. Calls it in this process where src has the function for it,
 * which is faster, else the built command.
 */
import { existsSync, readFileSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const cache = join(root, "node_modules/.cache/pod-scaffold");
const outfile = join(cache, `score-${process.pid}.mjs`);
const applying = join(root, "src/formats/infer/apply.ts");

/** Modules that read files beside them find them where their source is. */
const places = {
  name: "places",
  setup({ onLoad }) {
    onLoad({ filter: /[/\\](src|test)[/\\].*\.ts$/ }, ({ path }) => {
      const contents = readFileSync(path, "utf8")
        .replaceAll("import.meta.url", JSON.stringify(pathToFileURL(path).href))
        .replaceAll("import.meta.dirname", JSON.stringify(dirname(path)));
      return { contents, loader: "ts" };
    });
  },
};

await mkdir(cache, { recursive: true });
const exported = [
  'export { main } from "./score.ts";',
  existsSync(applying) ? 'export { apply } from "../../../src/formats/infer/apply.ts";' : "export const apply = undefined;",
];
await build({
  stdin: { contents: exported.join("\n"), resolveDir: import.meta.dirname, loader: "ts" },
  outfile,
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20",
  packages: "external",
  plugins: [places],
});
// Whoever reads may have seen enough.
process.stdout.on("error", () => process.exit());
const { main, apply } = await import(pathToFileURL(outfile).href).finally(() => rm(outfile, { force: true }));
await main(process.argv.slice(2), apply);
