import { z } from "zod";

/**
 * The JSON Schema of a document, for editors. Draft 7: what the YAML language server understands whole
 * (github.com/redhat-developer/yaml-language-server). Describes what may be written, so a key with a default is optional.
 * The same schema gives the same object, key order included. `extending`: for a document that extends a preset, which may leave out
 * whatever the preset gives.
 */
export function jsonSchema(schema: z.ZodType, { extending = false } = {}): Record<string, unknown> {
  const json = z.toJSONSchema(schema, {
    target: "draft-07",
    io: "input",
    override: ({ jsonSchema: node }) => {
      delete node["ask"];
      if (Array.isArray(node.examples) && node.examples.length === 0) delete node.examples;
    },
  });
  return { ...((extending ? lenient(json) : json) as Record<string, unknown>), title: "scaffold.yaml" };
}

/** Nothing is required, and where branches cannot be told apart any more several may fit. */
function lenient(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(lenient);
  if (typeof node !== "object" || node === null) return node;
  const fields = Object.entries(node).filter(([key, value]) => !(key === "required" && Array.isArray(value)));
  return Object.fromEntries(fields.map(([key, value]) => [key === "oneOf" ? "anyOf" : key, lenient(value)]));
}
