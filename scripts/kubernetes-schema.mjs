// Writes the schema of the kinds that `scaffold validate` knows, as one compact table, to dist/pod/validate/kubernetes-schema.json:
//   { kubernetes: "1.36", kinds: { "v1/Pod": "Pod", … }, types: { Pod: { fields: { spec: "PodSpec", … }, required: [] }, … } }
// A field's type is a string: string, int32, int64, number, boolean, bytes, IntOrString, Quantity, Time, any, the name of a type,
// [T] for a list of T, {T} for a map from string to T. The source is the generated models of @kubernetes/client-node, a
// development dependency: nothing of it is needed at run time. Its index does not import under Node 20, the models do.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const kinds = {
  "v1/Pod": "V1Pod",
  "v1/ConfigMap": "V1ConfigMap",
  "v1/Secret": "V1Secret",
  "apps/v1/Deployment": "V1Deployment",
  "apps/v1/StatefulSet": "V1StatefulSet",
  "apps/v1/DaemonSet": "V1DaemonSet",
  "batch/v1/Job": "V1Job",
  "batch/v1/CronJob": "V1CronJob",
};

// The models print quantities as plain strings, because OpenAPI does. These are resource.Quantity in k8s.io/api.
const quantities = new Set([
  "ContainerStatus.allocatedResources",
  "EmptyDirVolumeSource.sizeLimit",
  "NodeAllocatableResourceClaimStatus.resources",
  "PersistentVolumeClaimStatus.allocatedResources",
  "PersistentVolumeClaimStatus.capacity",
  "PodSpec.overhead",
  "PodStatus.allocatedResources",
  "ResourceFieldSelector.divisor",
  "ResourceRequirements.limits",
  "ResourceRequirements.requests",
  "VolumeResourceRequirements.limits",
  "VolumeResourceRequirements.requests",
]);

// Fields this tool writes or checks. Should an older package lack one, the build says so instead of the validator calling it unknown.
const mustHave = ["Container.restartPolicyRules", "ContainerRestartRule.action", "EnvVarSource.fileKeyRef", "Lifecycle.stopSignal"];

const require = createRequire(import.meta.url);
const models = new URL("gen/models/", pathToFileURL(require.resolve("@kubernetes/client-node")));
const out = fileURLToPath(new URL("../dist/pod/validate/kubernetes-schema.json", import.meta.url));

const shortName = (model) => model.replace(/^(Core)?V1/, "");

const types = {};
const queue = Object.values(kinds);
const queued = new Set(queue);
let release = "";

for (const model of queue) {
  const { [model]: declared } = await import(new URL(`${model}.js`, models).href);
  const text = readFileSync(new URL(`${model}.d.ts`, models), "utf8");
  release ||= /release-(\d+\.\d+)/.exec(text)?.[1] ?? "";
  const required = new Set([...text.matchAll(/^ {4}'([^']+)': /gm)].map((match) => match[1]));
  const fields = {};
  for (const { name, baseName, type, format } of declared.getAttributeTypeMap()) {
    fields[baseName] = typeOf(type, format, `${shortName(model)}.${baseName}`);
    if (name !== baseName && required.delete(name)) required.add(baseName);
  }
  types[shortName(model)] = { fields, required: [...required].filter((name) => name in fields).sort() };
}

function typeOf(type, format, field) {
  const list = /^Array<(.+)>$/.exec(type);
  if (list) return `[${typeOf(list[1], format, field)}]`;
  const map = /^\{ \[key: string\]: (.+); \}$/.exec(type);
  if (map) return `{${typeOf(map[1], format, field)}}`;
  if (quantities.delete(field) || type === "Quantity") return "Quantity";
  if (type === "number") return format === "int32" || format === "int64" ? format : "number";
  if (type === "string") return format === "byte" ? "bytes" : "string";
  if (type === "Date" || type === "V1MicroTime") return "Time";
  if (["boolean", "IntOrString", "any"].includes(type)) return type;
  if (!/^(Core)?V1[A-Z]/.test(type)) throw new Error(`kubernetes-schema: ${field} has the unknown type ${type}`);
  if (!queued.has(type)) {
    queued.add(type);
    queue.push(type);
  }
  return shortName(type);
}

for (const field of quantities) throw new Error(`kubernetes-schema: there is no field ${field}; correct the list of quantities`);
for (const field of mustHave) {
  const [type, name] = field.split(".");
  if (!types[type]?.fields[name]) throw new Error(`kubernetes-schema: the models know no ${field}; update @kubernetes/client-node`);
}

const table = {
  kubernetes: release,
  kinds: Object.fromEntries(Object.entries(kinds).map(([kind, model]) => [kind, shortName(model)])),
  types,
};
mkdirSync(dirname(out), { recursive: true });
writeFileSync(out, `${JSON.stringify(table)}\n`);
