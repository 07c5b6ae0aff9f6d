/** `scaffold infer`: what the lines of a file look like, and why. */
import type { Argv } from "yargs";
import { EXIT, ScaffoldError } from "../../errors.ts";
import { infer } from "../../formats/infer/index.ts";
import type { Host } from "../../host.ts";
import { printRecords } from "../infer/apply.ts";
import { checkNames, flagsOf, inferFlags, readInferOptions } from "../infer/options.ts";
import { isStdin, readSample } from "../infer/sample.ts";
import { showInference } from "../infer/show.ts";

export function flags(yargs: Argv): Argv {
  return inferFlags(yargs)
    .positional("sample", { type: "string", demandOption: true, describe: "a file of log lines, or - for standard input" })
    .option("tz", { type: "string", requiresArg: true, defaultDescription: "UTC", describe: "zone of times that name none" })
    .option("name", {
      type: "string",
      array: true,
      requiresArg: true,
      describe: "OLD=NEW: another name for a field, one or more; after the sample",
    })
    .option("apply", {
      type: "string",
      requiresArg: true,
      describe: "print the records of this file, or of - (standard input), read with the formats of the sample: a line of JSON each",
    })
    .option("json", { type: "boolean", describe: "print what was found as JSON" })
    .option("html", { type: "string", requiresArg: true, describe: "write a page with the lines, fields coloured, to this file" })
    .option("lines", {
      type: "string",
      requiresArg: true,
      defaultDescription: "10, and 200 of the page",
      describe: "how many records are shown",
    })
    .example("scaffold infer app.log", "the formats, as entries of scaffold.yaml, and what decided")
    .example("scaffold infer app.log --html app.html", "a page that shows which piece of a line is which field")
    .example("scaffold infer app.log --apply other.log > records.ndjson", "read another file with them")
    .epilogue(
      "Exit 0: there is a format; 1: none was found. Of a large file its beginning and pieces of the rest are looked at, 8 MB at the most.",
    );
}

/** Exit 0: there is a format, or records were printed; 1: none was found; 2: a sample that cannot be read. */
export async function run(argv: Record<string, unknown>, host: Host): Promise<number> {
  const path = String(argv["sample"]);
  const apply = argv["apply"] === undefined ? undefined : String(argv["apply"]);
  if (apply !== undefined && isStdin(apply) && isStdin(path))
    throw new ScaffoldError("USAGE", "standard input cannot be the sample and what is read with it", {
      hint: "name a file for one of them",
    });
  const options = readInferOptions(argv, argv["name"]);
  const count = readCount(argv["lines"]);
  const html = argv["html"] === undefined ? undefined : String(argv["html"]);
  const sample = readSample(path, host);
  const referenceMs = options.referenceMs ?? sample.writtenMs ?? host.now();
  const inference = infer(sample.bytes, { ...options, referenceMs });
  checkNames(inference, options.names);
  if (apply !== undefined) {
    if (inference.formats.length === 0) host.stderr(`note: no format was found in ${sample.name}: no record can be taken apart\n`);
    await printRecords(inference, apply, options, host);
    return EXIT.ok;
  }
  const json = argv["json"] === true;
  if (json) host.stdout(`${JSON.stringify(inference)}\n`);
  const shown = { html, quiet: json, count, tz: options.tz, referenceMs, flags: flagsOf(argv) };
  if (html !== undefined || !json) await showInference(inference, sample, shown, host);
  return inference.formats.length > 0 ? EXIT.ok : EXIT.findings;
}

function readCount(written: unknown): number | undefined {
  if (written === undefined || /^[1-9]\d{0,5}$/.test(String(written))) return written === undefined ? undefined : Number(written);
  throw new ScaffoldError("USAGE", `--lines: expected a whole number from 1; got "${String(written)}"`, {
    hint: "write, for example, --lines 20",
  });
}
