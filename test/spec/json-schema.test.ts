import { expect, test } from "vitest";
import { jsonSchema } from "../../src/spec/json-schema.ts";
import { schema } from "./grammar.ts";
import { accepts } from "./json-schema-check.ts";

const json = jsonSchema(schema);
const extending = jsonSchema(schema, { extending: true });

const documents: [title: string, document: unknown, valid: boolean][] = [
  ["a name alone", { name: "shop" }, true],
  [
    "everything at once",
    {
      name: "shop",
      app: {
        image: "shop",
        run: "node x",
        folder: "app",
        command: ["node"],
        args: ["-v"],
        ports: [8080, { name: "web", port: 80 }],
        logs: ["/var/log/app/*.log"],
        env: { A: "1", B: { secret: "db", key: "k" }, C: { configMap: "c", key: "k" } },
        resources: { cpu: "250m", memory: "256Mi" },
        ready: { path: "/healthz", port: 8080 },
      },
      companions: {
        "log-agent": {
          pattern: "ship",
          watch: ["/a"],
          sink: { type: "http", url: "http://x", retry: false },
          batch: { records: 1 },
          port: 1,
        },
        db: { pattern: "setup", task: "wait", for: ["tcp://db:1"] },
        code: { pattern: "setup", task: "fetch", url: "http://x", unpack: false },
      },
      pod: {
        kind: "Deployment",
        replicas: 2,
        namespace: "n",
        labels: { "a.b/c": "d" },
        annotations: { a: "b c" },
        lifecycle: "together",
        grace: "30s",
      },
      images: { prefix: "r.io/x", tag: "1.2.3" },
      out: "pods",
    },
    true,
  ],
  ["readiness by tcp", { name: "shop", app: { ready: { tcp: 80 } } }, true],
  ["a CPU as a number", { name: "shop", app: { resources: { cpu: 0.5 } } }, true],
  ["no name", { app: {} }, false],
  ["a key that does not exist", { name: "shop", nmae: "x" }, false],
  ["a key of another branch", { name: "shop", companions: { a: { pattern: "ship", sink: { type: "stdout", url: "http://x" } } } }, false],
  ["an unknown pattern", { name: "shop", companions: { a: { pattern: "shipp" } } }, false],
  ["a companion without a pattern", { name: "shop", companions: { a: { gate: "none" } } }, false],
  ["a companion name with capitals", { name: "shop", companions: { A: { pattern: "ship" } } }, false],
  ["a task without what it needs", { name: "shop", companions: { a: { pattern: "setup", task: "wait" } } }, false],
  ["an empty list where one item is needed", { name: "shop", companions: { a: { pattern: "ship", watch: [] } } }, false],
  ["a number as text", { name: "shop", images: { tag: 1 } }, false],
  ["text as a number", { name: "shop", app: { ports: ["80"] } }, false],
  ["a port out of range", { name: "shop", app: { ports: [70000] } }, false],
  ["half a port", { name: "shop", app: { ports: [80.5] } }, false],
  ["half a reference", { name: "shop", app: { env: { A: { secret: "x" } } } }, false],
  ["a variable that starts with a digit", { name: "shop", app: { env: { "1A": "x" } } }, false],
  ["a path that leaves the project", { name: "shop", out: "../x" }, false],
  ["both kinds of readiness", { name: "shop", app: { ready: { tcp: 80, path: "/" } } }, false],
  ["nothing behind a key", { name: "shop", companions: null }, false],
  ["a kind in lower case", { name: "shop", pod: { kind: "pod" } }, false],
];

test.each(documents)("the editors' schema and the reader agree: %s", (_, document, valid) => {
  expect(schema.safeParse(document).success).toBe(valid);
  expect(accepts(json, document)).toBe(valid);
});

test("it is a draft 7 schema that describes, gives defaults and examples, and keeps what is ours to itself", () => {
  expect(json).toMatchObject({
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "scaffold.yaml",
    additionalProperties: false,
    required: ["name"],
    properties: {
      name: { description: "name of the pod", examples: ["shop"] },
      pod: { properties: { kind: { description: "what pod.yaml holds", default: "Pod", enum: ["Pod", "Deployment"] } } },
    },
  });
  expect(JSON.stringify(json)).not.toContain('"ask"');
});

test("every field of the document has a description", () => {
  const bare: string[] = [];
  const look = (node: unknown, path: string): void => {
    if (typeof node !== "object" || node === null) return;
    for (const [name, field] of Object.entries("properties" in node ? (node.properties as object) : {})) {
      if (!("description" in field) && !("const" in field)) bare.push(`${path}.${name}`);
    }
    for (const [name, inner] of Object.entries(node)) if (name !== "default" && name !== "examples") look(inner, `${path}.${name}`);
  };
  look(json, "");
  // The one without is a test's own.
  expect(bare.filter((path) => !path.includes("companions"))).toEqual([]);
});

test("the same schema gives the same bytes", () => {
  expect(JSON.stringify(jsonSchema(schema))).toBe(JSON.stringify(json));
});

test.each<[title: string, document: unknown, valid: boolean]>([
  ["nothing of its own", { name: "shop", extends: "../platform.yaml" }, true],
  ["an option of a companion that the preset has", { name: "shop", extends: "../p.yaml", companions: { a: { gate: "none" } } }, true],
  ["a part of a sink", { name: "shop", extends: "../p.yaml", companions: { a: { sink: { url: "http://x" } } } }, true],
  ["a key that does not exist", { name: "shop", extends: "../p.yaml", nmae: "x" }, false],
  ["a port that is none", { name: "shop", extends: "../p.yaml", app: { ports: [99999999] } }, false],
])("a document that extends is checked for what it says: %s", (_, document, valid) => {
  expect(accepts(extending, document)).toBe(valid);
});
