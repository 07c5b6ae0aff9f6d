import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const output = { bundle: true, platform: "node", format: "esm", target: "node20", outExtension: { ".js": ".mjs" }, logLevel: "error" };
const source = fileURLToPath(new URL("../../src/formats", import.meta.url));

/** What a sink does with a parser, and what the checks ask of it. */
const driver = `
import { ByteWriter as Writer } from "../runtime/agent/sinks/byte-writer.ts";
const out = new Writer();
const normaliser = createNormaliser({ tz: "UTC" });
export const doublesOf = (format: string) => normaliser.doubles?.[format];
export function encodeAll(bytes: Buffer, starts: Uint32Array, ends: Uint32Array, readAt: number): number {
  let written = 0;
  out.reset();
  for (let line = 0; line < starts.length; line += 1) {
    normaliser.encode(bytes, starts[line] as number, ends[line] as number, out, readAt);
    if ((line & 1023) === 1023) {
      written += out.length;
      out.reset();
    }
  }
  return written + out.length;
}
export function encodeOne(bytes: Buffer, readAt: number): { format: string; json: string } {
  out.reset();
  out.text(shape === "otlp" ? '{"attributes":[{}' : '{"attributes":{"":0');
  const kind = normaliser.encode(bytes, 0, bytes.length, out, readAt);
  out.text("}");
  return { format: normaliser.formats[kind] as string, json: String(out.written) };
}
`;

/** The compiler as it is in src/. */
export async function loadCompiler(folder) {
  const contents = 'export { compileParser } from "./compile/parser.ts"; export { catalogue } from "./catalogue/index.ts";';
  const stdin = { contents, resolveDir: source, loader: "ts" };
  await build({ ...output, stdin, outfile: join(folder, "compiler.mjs"), outExtension: {} });
  return import(pathToFileURL(join(folder, "compiler.mjs")).href);
}

/** The parsers of formats, each alone, in both shapes, bundled as a package's program is: `{ flat, otlp }` for each. */
export async function emitted(folder, { compileParser }, formats) {
  const wanted = formats.flatMap((format) => ["flat", "otlp"].map((shape) => ({ name: `${format.name}-${shape}`, format, shape })));
  const sources = new Map(wanted.map(({ name, format, shape }) => [name, compileParser([format], shape).source + driver]));
  const parsers = {
    name: "parsers",
    setup: ({ onResolve, onLoad }) => {
      onResolve({ filter: /^parser:/ }, ({ path }) => ({ path: path.slice("parser:".length), namespace: "parser" }));
      onLoad({ filter: /./, namespace: "parser" }, ({ path }) => ({ contents: sources.get(path), resolveDir: source, loader: "ts" }));
    },
  };
  const entryPoints = wanted.map(({ name }) => ({ in: `parser:${name}`, out: name }));
  await build({ ...output, entryPoints, outdir: folder, plugins: [parsers] });
  const load = (name, shape) => import(pathToFileURL(join(folder, `${name}-${shape}.mjs`)).href);
  return Promise.all(formats.map(async ({ name }) => ({ flat: await load(name, "flat"), otlp: await load(name, "otlp") })));
}
