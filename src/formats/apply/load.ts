import { fileURLToPath } from "node:url";
import { insideContainer } from "../../runtime/agent/framing/inside-container.ts";
import type { Normaliser } from "../../runtime/agent/normaliser.ts";
import { packageRoot } from "../../version.ts";
import { compileParser } from "../compile/parser.ts";
import type { InferredFraming } from "../infer/types.ts";
import type { Format } from "../layout.ts";

/** What an emitted src/parser.ts exports. It has one zone at a time: that of the normaliser that was created last. */
export interface ParserModule {
  createNormaliser(options: { readonly tz: string }): Normaliser;
}

/**
 * Compiles formats as for a package, bundles the module with the runtime that packages are given, and loads it from memory: nothing is
 * written.
 */
export async function loadParser(formats: readonly Format[]): Promise<ParserModule> {
  const { build } = await import("esbuild");
  const { outputFiles } = await build({
    // Its imports name `../runtime/…`, as in a package. Of src, the runtime alone is in what is published.
    stdin: {
      contents: compileParser(formats, "flat").source,
      resolveDir: fileURLToPath(new URL("src/runtime", packageRoot)),
      loader: "ts",
    },
    bundle: true,
    write: false,
    platform: "node",
    format: "esm",
    target: "node20",
    logLevel: "silent",
  });
  const code = Buffer.from(outputFiles[0]?.contents ?? []).toString("base64");
  const module: ParserModule = await import(`data:text/javascript;base64,${code}`);
  return module;
}

/** The same for one zone. Throws RangeError where `tz` is no zone. */
export async function loadNormaliser(formats: readonly Format[], tz: string): Promise<Normaliser> {
  const { createNormaliser } = await loadParser(formats);
  const normaliser = createNormaliser({ tz });
  if (normaliser.problem !== undefined) throw new RangeError(normaliser.problem);
  return normaliser;
}

/** The same for lines that a container runtime wraps. */
export function unwrapping(normaliser: Normaliser, { container = "none" }: InferredFraming): Normaliser {
  return container === "none" ? normaliser : insideContainer(normaliser);
}
