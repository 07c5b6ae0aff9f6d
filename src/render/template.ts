import { readFileSync } from "node:fs";
import Handlebars from "handlebars";
import { ScaffoldError } from "../errors.ts";
import { packageRoot } from "../version.ts";
import { encoders } from "./encoders.ts";

const handlebars = Handlebars.create();
for (const [name, encode] of Object.entries(encoders)) handlebars.registerHelper(name, (value: unknown) => encode(value));

const compiled = new Map<string, HandlebarsTemplateDelegate<object>>();

/**
 * Renders one template of `templates/`. `strict`: a field that the view lacks is an error, not an empty string; and no helper exists
 * but the encoders, so a decision cannot hide in a template.
 */
export function render(path: string, view: object): string {
  let template = compiled.get(path);
  if (!template) {
    template = handlebars.compile<object>(readFileSync(new URL(`templates/${path}`, packageRoot), "utf8"), {
      noEscape: true,
      strict: true,
      knownHelpersOnly: true,
      knownHelpers: Object.fromEntries(Object.keys(encoders).map((name) => [name, true])),
    });
    compiled.set(path, template);
  }
  try {
    return template(view);
  } catch (cause) {
    const message = cause instanceof Error ? cause.message.split("\n")[0] : String(cause);
    throw new ScaffoldError("TEMPLATE", `templates/${path}: ${message}`, { exit: 70, cause });
  }
}
