import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { build, type Plugin } from "esbuild";
import { afterAll } from "vitest";
import type { Shape } from "../../../src/formats/compile/json-shape.ts";
import { compileParser } from "../../../src/formats/compile/parser.ts";
import { chosenFormats } from "../../../src/patterns/adapter/formats.ts";
import type { Normal, Normaliser } from "../../../src/runtime/agent/normaliser.ts";
import { ByteWriter } from "../../../src/runtime/agent/sinks/byte-writer.ts";
import { toEcs } from "../../../src/runtime/formats/ecs.ts";

/** 2026-03-02T00:00:00Z, when all lines of these tests are read. */
export const readAt = Date.UTC(2026, 2, 2);

/** A record with one attribute, which is open. */
const beginnings = {
  flat: '{"attributes":{"seed":""',
  otlp: '{"attributes":[{"key":"seed","value":{"stringValue":""}}',
  ecs: '{"seed":""',
} as const;

export class Compiled {
  readonly normaliser: Normaliser;
  readonly #out = new ByteWriter();

  constructor(normaliser: Normaliser) {
    this.normaliser = normaliser;
  }

  /** The object face. */
  parse(line: string | Uint8Array, observedMs = readAt): Normal {
    const bytes = Buffer.from(line);
    return this.normaliser.normalise(bytes, 0, bytes.length, observedMs);
  }

  /** The object face of a parser for the Elastic Common Schema: a document. */
  document(line: string | Uint8Array): Record<string, unknown> {
    const record = this.parse(line);
    return Object.fromEntries(toEcs(record, readAt, this.normaliser.fields?.[record.format]));
  }

  /**
   * The fast face: the JSON of the record, with one attribute in front. Lies in the middle of other bytes, as in a batch, or, every second of
   * them, at the end.
   */
  encode(line: string | Uint8Array): { format: string; record: Record<string, unknown>; json: string } {
    const text = Buffer.from(line);
    const bytes = Buffer.concat([Buffer.from('"x [{'), text, Buffer.from(text.length % 2 === 0 ? '\n"- } 1' : "")]);
    this.#out.reset();
    this.#out.text(beginnings[this.normaliser.shape]);
    const kind = this.normaliser.encode(bytes, 5, 5 + text.length, this.#out, readAt);
    this.#out.text("}");
    const json = this.#out.written.toString();
    return { format: this.normaliser.formats[kind] ?? "none", record: JSON.parse(json), json };
  }
}

/** Compiles formats as the adapter pattern does, bundles the module as a package's program is, and loads it. */
export async function compiled(formats: readonly string[], shape: Shape = "flat", tz = "UTC"): Promise<Compiled> {
  const [only] = await compiledAll([{ formats, tz }], shape);
  if (!only) throw new Error("nothing was compiled");
  return only;
}

/** The same for several lists of formats, bundled in one go. Each has its own copy of the runtime, as emitted packages have. */
export async function compiledAll(
  wanted: readonly { readonly formats: readonly string[]; readonly tz: string }[],
  shape: Shape = "flat",
): Promise<Compiled[]> {
  const cache = join(import.meta.dirname, "../../../node_modules/.cache/pod-scaffold");
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, "formats-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const sources = wanted.map(({ formats }) => compileParser(chosenFormats(formats), shape).source);
  const parsers: Plugin = {
    name: "parsers",
    setup: ({ onResolve, onLoad }) => {
      onResolve({ filter: /^parser:/ }, ({ path }) => ({ path: path.slice("parser:".length), namespace: "parser" }));
      onLoad({ filter: /./, namespace: "parser" }, ({ path }) => ({
        contents: sources[Number(path)] ?? "",
        resolveDir: join(import.meta.dirname, "../../../src/formats"),
        loader: "ts",
      }));
    },
  };
  const entryPoints = wanted.map((_, index) => ({ in: `parser:${index}`, out: `parser${index}` }));
  const output = { bundle: true, platform: "node", format: "esm", target: "node20", outExtension: { ".js": ".mjs" } } as const;
  await build({ entryPoints, outdir: folder, plugins: [parsers], ...output, logLevel: "warning" });
  return Promise.all(
    wanted.map(async ({ tz }, index) => {
      const module = (await import(join(folder, `parser${index}.mjs`))) as { createNormaliser(options: { tz: string }): Normaliser };
      return new Compiled(module.createNormaliser({ tz }));
    }),
  );
}
