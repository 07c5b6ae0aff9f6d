/** The grammar of a preset: what documents that `extends` it share. It is the document's, with every field optional. */
import { z } from "zod";
import { dnsLabel } from "./fields.ts";
import { appOptions, companionSchema, imageOptions, type OptionSchema, origins, podOptions } from "./schema.ts";

/** A preset, for the patterns given by name. No field has a default: what a preset does not say is not said. */
export function presetSchema(patterns: Readonly<Record<string, OptionSchema>>): z.ZodType<Record<string, unknown>> {
  const defaults = Object.entries(patterns).map(([name, options]) => [
    name,
    z
      .strictObject(defaultsShape(options))
      .optional()
      .describe(`what every companion of the pattern ${name} gets where nothing else is said`),
  ]);
  return z.strictObject({
    ...origins,
    app: partial(appOptions).optional().describe("options of every service's app"),
    companions: z
      .record(dnsLabel, partial(companionSchema(patterns)))
      .optional()
      .describe("companions that every service gets, by name"),
    defaults: z
      .strictObject(Object.fromEntries(defaults) as Record<string, z.ZodType>)
      .optional()
      .describe("options by pattern, for the companions of the documents too"),
    pod: partial(podOptions).optional().describe("options of every pod"),
    images: partial(imageOptions).optional().describe("how the images are named"),
  });
}

/** The fields of all branches; the keys that choose among them stay with the companion. */
function defaultsShape(options: z.ZodType): Record<string, z.ZodType> {
  if (options instanceof z.ZodObject) return optionalFields(options, new Set());
  if (!(options instanceof z.ZodDiscriminatedUnion)) return {};
  const { discriminator, options: branches } = options._zod.def;
  const shape: Record<string, z.ZodType> = {};
  for (const branch of branches) Object.assign(shape, defaultsShape(branch as z.ZodType));
  delete shape[discriminator];
  return shape;
}

/** The same schema without defaults, every field optional but those that `kept` names and those that choose a branch. */
function partial(schema: z.ZodType, kept: ReadonlySet<string> = new Set()): z.ZodType {
  const { def } = schema._zod as unknown as z.core.$ZodTypes["_zod"];
  switch (def.type) {
    case "optional":
    case "nullable":
    case "default":
    case "prefault":
    case "readonly":
      return described(partial(def.innerType as z.ZodType, kept), schema);
    case "object":
      return described(z.strictObject(optionalFields(schema as z.ZodObject, kept)), schema);
    case "union": {
      if (!("discriminator" in def)) return schema;
      const key = String(def.discriminator);
      const [first, ...others] = def.options.map((branch) => partial(branch as z.ZodType, new Set([...kept, key])));
      return first ? described(z.discriminatedUnion(key, [first, ...others] as never), schema) : schema;
    }
    default:
      return schema;
  }
}

function optionalFields({ shape }: z.ZodObject, kept: ReadonlySet<string>): Record<string, z.ZodType> {
  return Object.fromEntries(
    Object.entries(shape).map(([name, field]) => {
      const inner = partial(field as z.ZodType);
      return [name, kept.has(name) ? inner : described(inner.optional(), field as z.ZodType)];
    }),
  );
}

function described(made: z.ZodType, from: z.ZodType): z.ZodType {
  const { description } = from;
  return description === undefined || made.description === description ? made : made.describe(description);
}
