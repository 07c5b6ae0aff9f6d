/** The grammar of `scaffold.yaml`. Types, validation, the editors' JSON Schema, flags and prompts all come from here. */
import { z } from "zod";
import { dnsLabel, envMap, globPath, port, relativePath, repositoryPath, resources, textField, wholeNumber } from "./fields.ts";

const appPort = z
  .union([port, z.strictObject({ name: dnsLabel.describe("port name, at most 15 characters"), port })], {
    error: "expected a port, 1 to 65535, or {name, port}",
  })
  .describe("a port, or {name, port}");

const readiness = z
  .union(
    [
      z
        .strictObject({ path: textField("a URL path such as /healthz", /^\/\S*$/, "/healthz"), port })
        .describe("HTTP GET answers 200 to 399"),
      z.strictObject({ tcp: port }).describe("the port accepts connections"),
    ],
    { error: "expected {path, port} or {tcp}" },
  )
  .meta({
    description: "when the app can take requests: {path, port} or {tcp}",
    examples: [{ path: "/healthz", port: 8080 }, { tcp: 8080 }],
  });

const command = z.array(z.string()).min(1);

/** Options of the app container, as `app` in the document. */
export const appOptions = z.strictObject({
  image: textField("an image name such as shop or registry.example.com/shop:1.2", /^[a-z0-9][^\s]*$/, "shop")
    .optional()
    .describe("image of the app, by default the pod's name; without a tag it gets images.prefix and images.tag"),
  run: z
    .string()
    .min(1)
    .optional()
    .meta({ description: "how `scaffold run` starts it here, through the shell", examples: ["node server.mjs"] }),
  folder: relativePath.default(".").describe("where its sources are and `run` is started, relative to the document"),
  command: command.optional().describe("replaces the image's entry point"),
  args: z.array(z.string()).optional().describe("replaces the image's arguments"),
  ports: z
    .array(appPort)
    .default([])
    .meta({ description: "ports it listens on: numbers, or {name, port}", examples: [[8080]] }),
  logs: z
    .array(globPath)
    .default([])
    .meta({ description: "log files it writes, as globs; their folders become shared volumes", examples: [["/var/log/app/*.log"]] }),
  env: envMap.default({}),
  resources: resources.optional().describe("CPU and memory, requested and at most"),
  ready: readiness.optional(),
});

const labelKey = textField(
  "a label key such as app.kubernetes.io/name",
  /^(?:[a-z0-9](?:[-a-z0-9.]*[a-z0-9])?\/)?[A-Za-z0-9](?:[-\w.]{0,61}[A-Za-z0-9])?$/,
);
const labelValue = textField(
  "at most 63 letters, digits, -, _ and ., between letters or digits",
  /^(?:[A-Za-z0-9](?:[-\w.]{0,61}[A-Za-z0-9])?)?$/,
);

/** Options of the pod as a whole, as `pod` in the document. */
export const podOptions = z.strictObject({
  kind: z.enum(["Pod", "Deployment"]).default("Pod").describe("what pod.yaml holds"),
  replicas: wholeNumber("a number of pods, 0 or more", 0, 2 ** 31 - 1)
    .optional()
    .describe("pods of a Deployment; 1 when left out"),
  namespace: dnsLabel.optional().describe("namespace of everything in the manifest"),
  labels: z.record(labelKey, labelValue).default({}).describe("labels of the pod beside app.kubernetes.io/name"),
  annotations: z.record(labelKey, z.string()).default({}).describe("annotations of the pod"),
  lifecycle: z
    .enum(["independent", "together"])
    .default("independent")
    .describe("together: if any container fails, the whole pod restarts (Kubernetes 1.36 and later)"),
  sidecars: z
    .enum(["native", "classic"])
    .default("native")
    .describe("native: init containers that keep running, started before the app; classic: plain containers, for clusters before 1.29"),
  grace: textField("whole seconds or minutes such as 30s or 2m", /^[0-9]+[smh]$/, "30s")
    .optional()
    .describe("time to stop after SIGTERM; computed from what the companions need when left out"),
  environments: z.array(dnsLabel).default(["dev", "test", "prod"]).describe("one kustomize overlay each"),
});

/** How images are named, as `images` in the document. */
export const imageOptions = z.strictObject({
  prefix: textField(
    "a registry and path such as registry.example.com/shop, without a / at the end",
    /^[a-z0-9][-\w.:/]*[a-z0-9]$/,
    "registry.example.com/shop",
  )
    .optional()
    .describe("registry and path before the name of each image"),
  tag: textField("a tag of letters, digits, _, . and -", /^\w[\w.-]{0,127}$/, "1.2.3")
    .default("dev")
    .describe("tag of each image"),
});

/** What a document or a preset takes from other files of the repository. */
export const origins = {
  extends: repositoryPath
    .meta({
      description: "a preset, relative to this file: what it says holds where this file says nothing",
      examples: ["../platform.yaml"],
    })
    .optional(),
  templates: repositoryPath
    .meta({
      description: "a folder of templates, relative to this file: each replaces the packaged one of its path",
      examples: ["./my-templates"],
    })
    .optional(),
};

const project = {
  name: dnsLabel.meta({ description: "name of the pod", examples: ["shop"] }),
  app: appOptions.prefault({}).describe("the container that the companions serve"),
};

const surroundings = {
  pod: podOptions.prefault({}).describe("options of the pod as a whole"),
  images: imageOptions.prefault({}).describe("how the images are named"),
  out: relativePath.default(".").describe("where companions' folders and pod.yaml are written, relative to the document"),
};

/** A companion's options, whatever its pattern; the pattern's own schema knows them exactly. */
export interface CompanionSpec {
  pattern: string;
  [option: string]: unknown;
}

/** A document with every default filled in. */
export interface Spec
  extends z.infer<z.ZodObject<typeof project>>,
    z.infer<z.ZodObject<typeof origins>>,
    z.infer<z.ZodObject<typeof surroundings>> {
  companions: Record<string, CompanionSpec>;
}

/** Options of one pattern: an object, or a choice between objects. */
export type OptionSchema = z.ZodObject | z.ZodDiscriminatedUnion;

/**
 * The whole document, for the patterns given by name. Each gets the key `pattern` in front of its options.
 * Refinements on an option object are not carried over and therefore refused: a rule over several fields is a {@link Rule}.
 */
export function documentSchema(patterns: Readonly<Record<string, OptionSchema>>): z.ZodType<Spec> {
  return z.strictObject({
    name: project.name,
    ...origins,
    app: project.app,
    companions: z
      .record(dnsLabel, companionSchema(patterns))
      .default({})
      .describe("containers beside the app, by name") as unknown as z.ZodType<Record<string, CompanionSpec>>,
    ...surroundings,
  });
}

/** One companion: the options of the pattern that its key `pattern` names. */
export function companionSchema(patterns: Readonly<Record<string, OptionSchema>>) {
  const [first, ...others] = Object.entries(patterns).map(([name, options]) => withPattern(name, options));
  if (!first) throw new TypeError("a document needs at least one pattern");
  return z.discriminatedUnion("pattern", [first, ...others]);
}

function withPattern(name: string, options: OptionSchema): z.ZodObject | z.ZodDiscriminatedUnion {
  if (options instanceof z.ZodObject) {
    if (options._zod.def.checks?.length) throw new TypeError(`the options of ${name} carry a refinement; write it as a rule`);
    return z.strictObject({
      pattern: z.literal(name).describe(options.description ?? `a companion of the pattern ${name}`),
      ...options.shape,
    });
  }
  const { discriminator, options: branches } = options._zod.def;
  const [first, ...others] = branches.map((branch) => withPattern(name, branch as OptionSchema));
  if (!first) throw new TypeError(`the options of ${name} have no branch`);
  return z.discriminatedUnion(discriminator, [first, ...others]);
}
