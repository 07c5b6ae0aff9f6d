/** `scaffold infer`: what the lines of a file look like, and why. */
import type { Argv } from "yargs";
import { EXIT, ScaffoldError } from "../../errors.ts";
import { infer } from "../../formats/infer/index.ts";
import type { Host } from "../../host.ts";
import { printRecords } from "../infer/apply.ts";
import { inferFlags, readInferOptions } from "../infer/options.ts";
import { isStdin, readSample } from "../infer/sample.ts";

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
    .example("scaffold infer app.log", "the formats, as entries of scaffold.yaml, and what decided")
    .example("scaffold infer app.log --apply other.log > records.ndjson", "read another file with them")
    .epilogue(
      "Exit 0: there is a format; 1: none was found. Of a large file its beginning and pieces of the rest are looked at, 8 MB at the most.",
    );
}

export async function run(argv: Record<string, unknown>, host: Host): Promise<number> {
  const path = String(argv["sample"]);
  const apply = argv["apply"] === undefined ? undefined : String(argv["apply"]);
  if (apply !== undefined && isStdin(apply) && isStdin(path))
    throw new ScaffoldError("USAGE", "standard input cannot be the sample and what is read with it", {
      hint: "name a file for one of them",
    });
  const options = readInferOptions(argv, argv["name"]);
  const sample = readSample(path, host);
  const inference = infer(sample.bytes, { ...options, referenceMs: options.referenceMs ?? sample.writtenMs ?? host.now() });
  if (apply !== undefined) {
    if (inference.formats.length === 0) host.stderr(`note: no format was found in ${sample.name}: no record can be taken apart\n`);
    await printRecords(inference, apply, options, host);
    return EXIT.ok;
  }
  host.stdout(`${JSON.stringify(inference)}\n`);
  return inference.formats.length > 0 ? EXIT.ok : EXIT.findings;
}
