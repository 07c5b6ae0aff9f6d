import type { Argv } from "yargs";
import { EXIT } from "../../errors.ts";
import type { Host } from "../../host.ts";
import { projectPresetSchema, projectSchema } from "../../patterns/index.ts";
import { jsonSchema } from "../../spec/json-schema.ts";

const kinds = ["document", "extending", "preset"] as const;

export function flags(yargs: Argv): Argv {
  return yargs
    .option("for", {
      choices: kinds,
      default: "document",
      requiresArg: true,
      describe: "a document, one that extends a preset and may leave out what that gives, or a preset",
    })
    .example("scaffold schema > scaffold.schema.json", "Save the JSON Schema of scaffold.yaml for an editor")
    .example("scaffold schema --for preset > platform.schema.json", "Save that of what documents extend");
}

/** Prints the JSON Schema that editors check and complete `scaffold.yaml`, or a preset, with. */
export async function run(argv: Record<string, unknown>, host: Host): Promise<number> {
  const isPreset = argv["for"] === "preset";
  const schema = isPreset ? projectPresetSchema() : projectSchema();
  const json = {
    ...jsonSchema(schema, { extending: argv["for"] === "extending" }),
    ...(isPreset && { title: "a preset of scaffold.yaml" }),
  };
  host.stdout(`${JSON.stringify(json, undefined, 2)}\n`);
  return EXIT.ok;
}
