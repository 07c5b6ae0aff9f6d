import { availableParallelism } from "node:os";
import { describe, expect, test } from "vitest";
import { containerEnv } from "../../../src/engine/env.ts";
import { goQuote, type PodFacts } from "../../../src/engine/env-fields.ts";
import { createObjects } from "../../../src/engine/objects.ts";
import type { Container, EnvFromSource, EnvVar } from "../../../src/pod/model.ts";

const objects = createObjects({
  configMaps: [
    {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "settings" },
      data: { host: "db", port: "5432" },
      binaryData: { blob: "AAE=" },
    },
    { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "more" }, data: { port: "6432" } },
    { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "elsewhere", namespace: "other" }, data: { a: "b" } },
  ],
  secrets: [
    { apiVersion: "v1", kind: "Secret", metadata: { name: "login" }, data: { user: "YW5u", key: "b2xk" }, stringData: { key: "new" } },
  ],
  localEnv: "# local\nlocal.secret.tls.key=a=b \nlogin.user=never\n\n",
});

const other: Container = { name: "other", resources: { limits: { memory: "1Gi" }, requests: { cpu: "100m" } } };
const facts: PodFacts = {
  pod: {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "web", namespace: "shop", uid: "u-1", labels: { app: "web", "k8s.io/x": "y" }, annotations: { note: "hi" } },
    spec: { containers: [{ name: "app" }, other], serviceAccountName: "runner" },
  },
  podIP: "127.0.0.1",
  hostIP: "10.0.0.1",
  nodeName: "laptop",
};

function env(entries: EnvVar[], envFrom: EnvFromSource[] = [], more: Partial<Container> = {}) {
  const result = containerEnv({ name: "app", env: entries, envFrom, ...more }, facts, objects);
  return result.ok ? Object.fromEntries(result.env) : result.message;
}

const from = (valueFrom: NonNullable<EnvVar["valueFrom"]>): EnvVar[] => [{ name: "X", valueFrom }];

describe("env and envFrom (11.1)", () => {
  test.each<[string, { env?: EnvVar[]; envFrom?: EnvFromSource[]; want: unknown }]>([
    [
      "takes all keys of a ConfigMap, not its binary ones",
      { envFrom: [{ configMapRef: { name: "settings" } }], want: { host: "db", port: "5432" } },
    ],
    [
      "lets a later source win",
      { envFrom: [{ configMapRef: { name: "settings" } }, { configMapRef: { name: "more" } }], want: { host: "db", port: "6432" } },
    ],
    [
      "puts the prefix before each key",
      { envFrom: [{ prefix: "DB_", secretRef: { name: "login" } }], want: { DB_user: "ann", DB_key: "new" } },
    ],
    ["fails for a source that is missing", { envFrom: [{ secretRef: { name: "no" } }], want: 'secret "no" not found' }],
    ["passes over a missing source that is optional", { envFrom: [{ configMapRef: { name: "no", optional: true } }], want: {} }],
    [
      "does not see an object of another namespace",
      { envFrom: [{ configMapRef: { name: "elsewhere" } }], want: 'configmap "elsewhere" not found' },
    ],
    [
      "lets env win over envFrom and refer to it",
      {
        envFrom: [{ configMapRef: { name: "settings" } }],
        env: [{ name: "port", value: "$(host):$(port)" }],
        want: { host: "db", port: "db:5432" },
      },
    ],
    [
      "lets the last of two of one name win, referring to the first",
      {
        env: [
          { name: "A", value: "1" },
          { name: "A", value: "$(A)2" },
        ],
        want: { A: "12" },
      },
    ],
    [
      "leaves a reference to a later variable as it is written (11.4)",
      {
        env: [
          { name: "A", value: "$(B)" },
          { name: "B", value: "2" },
        ],
        want: { A: "$(B)", B: "2" },
      },
    ],
    ["sets a variable without a value to nothing", { env: [{ name: "A" }, { name: "B", value: "" }], want: { A: "", B: "" } }],
    ["takes any printable name (11.3)", { env: [{ name: "a.b-c d", value: "1" }], want: { "a.b-c d": "1" } }],
  ])("%s", (_, { env: entries = [], envFrom, want }) => {
    expect(env(entries, envFrom)).toEqual(want);
  });
});

describe("valueFrom", () => {
  test.each<[string, NonNullable<EnvVar["valueFrom"]>, unknown]>([
    ["a key of a ConfigMap", { configMapKeyRef: { name: "settings", key: "host" } }, { X: "db" }],
    ["a key of a Secret, decoded; stringData wins over data", { secretKeyRef: { name: "login", key: "key" } }, { X: "new" }],
    ["a key with dots of a name with dots, from local.env", { secretKeyRef: { name: "local.secret", key: "tls.key" } }, { X: "a=b " }],
    ["a manifest's object before local.env", { secretKeyRef: { name: "login", key: "user" } }, { X: "ann" }],
    [
      "the kubelet's text for a missing key (11.2)",
      { configMapKeyRef: { name: "settings", key: "no" } },
      "couldn't find key no in ConfigMap shop/settings",
    ],
    ["the same for a Secret (11.2)", { secretKeyRef: { name: "login", key: "no" } }, "couldn't find key no in Secret shop/login"],
    ["the kubelet's text for a missing object (11.2)", { configMapKeyRef: { name: "no", key: "a" } }, 'configmap "no" not found'],
    ["nothing at all for a missing optional key (11.2)", { configMapKeyRef: { name: "settings", key: "no", optional: true } }, {}],
    ["nothing at all for a missing optional object (11.2)", { secretKeyRef: { name: "no", key: "a", optional: true } }, {}],
    ["the pod's name (11.5)", { fieldRef: { fieldPath: "metadata.name" } }, { X: "web" }],
    ["the pod's namespace (11.5)", { fieldRef: { fieldPath: "metadata.namespace" } }, { X: "shop" }],
    ["the pod's uid (11.5)", { fieldRef: { fieldPath: "metadata.uid" } }, { X: "u-1" }],
    ["a label (11.5)", { fieldRef: { fieldPath: "metadata.labels['k8s.io/x']" } }, { X: "y" }],
    ["a missing annotation as nothing (11.5)", { fieldRef: { fieldPath: "metadata.annotations['no']" } }, { X: "" }],
    ["the node (11.5)", { fieldRef: { fieldPath: "spec.nodeName" } }, { X: "laptop" }],
    ["the service account (11.5)", { fieldRef: { fieldPath: "spec.serviceAccountName" } }, { X: "runner" }],
    ["the pod's address (11.5)", { fieldRef: { fieldPath: "status.podIP" } }, { X: "127.0.0.1" }],
    ["the node's address (11.5)", { fieldRef: { fieldPath: "status.hostIP" } }, { X: "10.0.0.1" }],
    ["a limit of its own (11.6)", { resourceFieldRef: { resource: "limits.cpu" } }, { X: "2" }],
    ["a limit, with the divisor that the API server writes where none is written", { resourceFieldRef: { resource: "limits.cpu", divisor: "0" } }, { X: "2" }], // biome-ignore format: a row
    ["a limit, rounded up to the divisor (11.6)", { resourceFieldRef: { resource: "limits.cpu", divisor: "1m" } }, { X: "1500" }],
    [
      "a limit in ones where the divisor is 0, as the API server shows it (11.6)",
      { resourceFieldRef: { resource: "limits.cpu", divisor: "0" } },
      { X: "2" },
    ],
    [
      "another container's memory in Mi (11.6)",
      { resourceFieldRef: { containerName: "other", resource: "limits.memory", divisor: "1Mi" } },
      { X: "1024" },
    ],
    [
      "a request that is not set: the limit (11.6)",
      { resourceFieldRef: { containerName: "other", resource: "requests.memory" } },
      { X: "1073741824" },
    ],
    ["a request that is not set, without a limit: 0 (11.6)", { resourceFieldRef: { resource: "requests.memory" } }, { X: "0" }],
    [
      "a limit that is not set: what the machine has (11.6)",
      { resourceFieldRef: { containerName: "other", resource: "limits.cpu" } },
      { X: String(availableParallelism()) },
    ],
    [
      "an error for a container that is not there (11.6)",
      { resourceFieldRef: { containerName: "no", resource: "limits.cpu" } },
      "container no not found",
    ],
  ])("%s", (_, valueFrom, want) => {
    expect(env(from(valueFrom), [], { resources: { limits: { cpu: "1500m" } } })).toEqual(want);
  });

  test("a missing optional key leaves what envFrom has set (11.2)", () => {
    const optional: EnvVar = { name: "port", valueFrom: { configMapKeyRef: { name: "settings", key: "no", optional: true } } };
    expect(env([optional], [{ configMapRef: { name: "settings" } }])).toEqual({ host: "db", port: "5432" });
  });
});

test("labels in a file are quoted as Go does it (13.5)", () => {
  expect(goQuote('a"b\\c\n\tü\u0001')).toBe('"a\\"b\\\\c\\n\\tü\\x01"');
});
