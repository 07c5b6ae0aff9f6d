/** `scaffold formats`: what an adapter knows by name. */
import type { Argv } from "yargs";
import { EXIT, ScaffoldError } from "../../errors.ts";
import { catalogue, formatNamed } from "../../formats/catalogue/index.ts";
import { producers } from "../../formats/producers/index.ts";
import type { Host } from "../../host.ts";
import { nearest } from "../../suggest.ts";
import { explained } from "../formats/explained.ts";
import { explainedText, rowsText } from "../formats/text.ts";

export function flags(yargs: Argv): Argv {
  return yargs
    .positional("action", { type: "string", choices: ["show"], describe: "explain one; without, all are listed" })
    .positional("format", { type: "string", describe: "which one" })
    .option("json", { type: "boolean", describe: "print as JSON" })
    .example("scaffold formats", "names for `formats:` of an adapter")
    .example("scaffold formats show combined", "what its lines look like, and what becomes of one");
}

export async function run(argv: Record<string, unknown>, host: Host): Promise<number> {
  const json = argv["json"] === true;
  if (argv["action"] === undefined) {
    host.stdout(json ? `${JSON.stringify(listed())}\n` : listText());
    return EXIT.ok;
  }
  const found = await explained(wanted(argv["format"]));
  host.stdout(json ? `${JSON.stringify(found)}\n` : explainedText(found));
  return EXIT.ok;
}

function listed() {
  return {
    formats: catalogue.map(({ name, about }) => ({ name, about })),
    programs: producers.map(({ name, about, example }) => ({ name, about, example: `${name}: ${example}` })),
  };
}

function listText(): string {
  const { formats, programs } = listed();
  return `Formats with a name:
${rowsText(formats)}
Programs whose own format strings are read, as in "${programs[0]?.example ?? ""}":
${rowsText(programs)}
Any other is a pattern, such as "<time:iso>  <level> [<thread>] <message>". \`scaffold infer FILE\` finds one.
`;
}

function wanted(written: unknown) {
  const names = catalogue.map(({ name }) => name);
  if (written === undefined) throw new ScaffoldError("USAGE", "which format?", { hint: `scaffold formats show ${names[0]}` });
  const name = String(written);
  const format = formatNamed(name);
  if (format) return format;
  const meant = nearest(name, names);
  const program = producers.find((one) => one.name === name);
  if (program)
    throw new ScaffoldError("UNKNOWN_FORMAT", `"${name}" is no format but a program whose own format strings are read`, {
      hint: `write "${program.name}: ${program.example}" among the formats`,
    });
  throw new ScaffoldError("UNKNOWN_FORMAT", `there is no format "${name}"`, {
    hint: meant ? `did you mean ${meant}?` : "`scaffold formats` lists them",
  });
}
