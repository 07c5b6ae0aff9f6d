import type { Argv } from "yargs";
import { EXIT, ScaffoldError } from "../../errors.ts";
import { infer } from "../../formats/infer/index.ts";
import type { Inference } from "../../formats/infer/types.ts";
import type { Host } from "../../host.ts";
import { chosenFormats } from "../../patterns/adapter/formats.ts";
import type { Prepared } from "../companion.ts";
import { entriesOf } from "./entries.ts";
import { goldenFile, goldenOf } from "./golden.ts";
import { checkNames, inferFlags, readInferOptions } from "./options.ts";
import { printable } from "./printable.ts";
import { decision, shareText } from "./report.ts";
import { readSample } from "./sample.ts";

/** Options of an adapter that is made from a sample of its lines. */
export function fromFlags(yargs: Argv): Argv {
  return inferFlags(
    yargs
      .option("from", {
        type: "string",
        requiresArg: true,
        describe: "a sample of the lines: formats, multiline and container are found in it",
      })
      .option("name", {
        type: "string",
        array: true,
        requiresArg: true,
        describe: "with --from: OLD=NEW, another name for a field; one or more",
      })
      .option("redact-samples", {
        type: "boolean",
        describe: "with --from: keep lines for the tests with other letters and digits in their values",
      })
      .option("pattern", { type: "string", requiresArg: true, describe: "a format: one pattern, as among --formats" }),
  );
}

const onlyWithFrom = ["reference-time", "date-order", "name", "redact-samples"] as const;

/** What `--pattern` and `--from` stand for. Options that are typed as well win over what the sample shows. */
export async function prepareFrom(given: Readonly<Record<string, unknown>>, host: Host): Promise<Prepared> {
  const argv = withPattern(given);
  if (argv["from"] === undefined) {
    const alone = argv["catalogue"] === false ? "no-catalogue" : onlyWithFrom.find((flag) => argv[flag] !== undefined);
    if (alone === undefined) return { argv };
    throw new ScaffoldError("USAGE", `--${alone}: goes with --from`, { hint: "name a sample of the lines, as in --from app.log" });
  }
  const options = readInferOptions(argv, argv["name"]);
  const sample = readSample(String(argv["from"]), host);
  const readAt = Math.floor(options.referenceMs ?? sample.writtenMs ?? host.now());
  const inference = infer(sample.bytes, { ...options, referenceMs: readAt });
  checkNames(inference, options.names);
  const entries = {
    ...entriesOf(inference, options.tz),
    ...(argv["formats"] !== undefined && { formats: [argv["formats"]].flat().map(String) }),
  };
  if (entries.formats.length === 0) throw nothingFound(inference, sample.name);
  host.stderr(`${printable(sample.name)}: ${shareText(inference)}\n`);
  const golden = await goldenOf(sample.bytes, {
    formats: chosenFormats(entries.formats),
    framing: inference.framing,
    tz: options.tz ?? "UTC",
    readAt,
    redact: argv["redact-samples"] === true,
  });
  return {
    argv: { ...entries, ...argv, formats: entries.formats },
    comment: { key: "formats", lines: commentLines(inference) },
    files: { "test/samples.json": goldenFile(golden) },
  };
}

function withPattern(argv: Readonly<Record<string, unknown>>): Record<string, unknown> {
  if (argv["pattern"] === undefined) return { ...argv };
  return { ...argv, formats: [...(argv["formats"] === undefined ? [] : [argv["formats"]].flat()), ...[argv["pattern"]].flat()] };
}

function nothingFound({ evidence }: Inference, name: string): ScaffoldError {
  const reasons = evidence.map((one) => ({ message: printable(decision(one)) }));
  const hint = "say what the lines look like with --pattern, as in --pattern '<time:iso> <level> <message>'";
  return new ScaffoldError("NO_FORMAT", [{ message: `no format was found in ${name}`, hint }, ...reasons], { exit: EXIT.findings });
}

/** What decided, for whoever reads the document. */
function commentLines({ evidence }: Inference): string[] {
  return evidence.map((one) => {
    const otherwise = one.ambiguous && one.override !== undefined ? `; otherwise ${one.override}` : "";
    return printable(`${decision(one)}${otherwise}`);
  });
}
