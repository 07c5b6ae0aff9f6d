import { z } from "zod";

/**
 * The JSON Schema of a document, for editors. Draft 7: what the YAML language server understands whole
 * (github.com/redhat-developer/yaml-language-server). Describes what may be written, so a key with a default is optional.
 * The same schema gives the same object, key order included.
 */
export function jsonSchema(schema: z.ZodType): Record<string, unknown> {
  const json = z.toJSONSchema(schema, {
    target: "draft-07",
    io: "input",
    override: ({ jsonSchema: node }) => {
      delete node["ask"];
      if (Array.isArray(node.examples) && node.examples.length === 0) delete node.examples;
    },
  });
  return { ...json, title: "scaffold.yaml" };
}
