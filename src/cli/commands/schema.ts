import type { Argv } from "yargs";
import { EXIT } from "../../errors.ts";
import type { Host } from "../../host.ts";
import { projectSchema } from "../../patterns/index.ts";
import { jsonSchema } from "../../spec/json-schema.ts";

export function flags(yargs: Argv): Argv {
  return yargs.example("scaffold schema > scaffold.schema.json", "Save the JSON Schema of scaffold.yaml for an editor");
}

/** Prints the JSON Schema that editors check and complete `scaffold.yaml` with. */
export async function run(_argv: Record<string, unknown>, host: Host): Promise<number> {
  host.stdout(`${JSON.stringify(jsonSchema(projectSchema()), undefined, 2)}\n`);
  return EXIT.ok;
}
