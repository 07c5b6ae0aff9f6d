import { describe, expect, test } from "vitest";
import { withDefaults } from "../../src/pod/defaults.ts";
import { pullPolicy } from "../../src/pod/defaults-container.ts";
import type { Container, PodSpec, Volume } from "../../src/pod/model.ts";

const app: Container = { name: "app", image: "nginx:1.27" };
const spec = (fields: Partial<PodSpec> = {}): PodSpec => withDefaults({ containers: [app], ...fields });
const only = (container: Partial<Container>, fields: Partial<PodSpec> = {}) => spec({ containers: [{ ...app, ...container }], ...fields }).containers[0]; // biome-ignore format: short

test("the shortest pod, as a cluster of version 1.36 stores it, but for the token of its service account", () => {
  expect(withDefaults({ containers: [{ name: "app", image: "nginx" }] })).toEqual({
    containers: [
      {
        name: "app",
        image: "nginx",
        imagePullPolicy: "Always",
        resources: {},
        terminationMessagePath: "/dev/termination-log",
        terminationMessagePolicy: "File",
      },
    ],
    dnsPolicy: "ClusterFirst",
    enableServiceLinks: true,
    preemptionPolicy: "PreemptLowerPriority",
    priority: 0,
    restartPolicy: "Always",
    schedulerName: "default-scheduler",
    securityContext: {},
    serviceAccount: "default",
    serviceAccountName: "default",
    terminationGracePeriodSeconds: 30,
    tolerations: [
      { effect: "NoExecute", key: "node.kubernetes.io/not-ready", operator: "Exists", tolerationSeconds: 300 },
      { effect: "NoExecute", key: "node.kubernetes.io/unreachable", operator: "Exists", tolerationSeconds: 300 },
    ],
  });
});

test("what is written stays, zero and false among it", () => {
  const written = {
    restartPolicy: "Never",
    terminationGracePeriodSeconds: 0,
    dnsPolicy: "Default",
    serviceAccountName: "builder",
    serviceAccount: "builder",
    securityContext: { runAsUser: 0 },
    schedulerName: "mine",
    enableServiceLinks: false,
    priority: 7,
    preemptionPolicy: "Never",
    tolerations: [{ operator: "Exists" }],
    containers: [
      {
        name: "app",
        image: "nginx",
        imagePullPolicy: "Never",
        terminationMessagePath: "/tmp/last",
        terminationMessagePolicy: "FallbackToLogsOnError",
        resources: { limits: { cpu: 1 }, requests: { cpu: 0 } },
        livenessProbe: { tcpSocket: { port: 1 }, timeoutSeconds: 2, periodSeconds: 3, successThreshold: 1, failureThreshold: 4 },
      },
    ],
  } satisfies PodSpec;
  expect(withDefaults(written)).toEqual(written);
  expect(withDefaults(withDefaults({ containers: [app] }))).toEqual(withDefaults({ containers: [app] }));
});

test("init containers and sidecars have the defaults of containers, and nobody else's are changed", () => {
  const init: Container = { name: "init", image: "busybox", restartPolicy: "Always", startupProbe: { exec: { command: ["true"] } } };
  const written: PodSpec = { initContainers: [init], containers: [app] };
  const before = structuredClone(written);
  expect(withDefaults(written).initContainers).toMatchObject([
    { restartPolicy: "Always", imagePullPolicy: "Always", startupProbe: { periodSeconds: 10 } },
  ]);
  expect(written).toEqual(before);
  expect(spec()).not.toHaveProperty("initContainers");
  expect(spec()).not.toHaveProperty("volumes");
});

test.each([
  ["nginx", "Always"],
  ["nginx:latest", "Always"],
  ["registry:5000/nginx", "Always"],
  ["registry:5000/nginx:1.27", "IfNotPresent"],
  ["nginx:1.27", "IfNotPresent"],
  [`nginx@sha256:${"a".repeat(64)}`, "IfNotPresent"],
  [`nginx:latest@sha256:${"a".repeat(64)}`, "Always"],
  ["", "IfNotPresent"],
])("the image %j is pulled %s", (image, want) => {
  expect(pullPolicy(image)).toBe(want);
});

describe("a container", () => {
  const numbers = { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 };
  test.each<[string, Partial<Container>, unknown]>([
    ["ports are TCP", { ports: [{ containerPort: 80 }, { containerPort: 53, protocol: "UDP" }] }, { ports: [{ containerPort: 80, protocol: "TCP" }, { containerPort: 53, protocol: "UDP" }] }], // biome-ignore format: a row
    ["an HTTP probe asks for / in plain text", { livenessProbe: { httpGet: { port: 80 } } }, { livenessProbe: { httpGet: { port: 80, path: "/", scheme: "HTTP" }, ...numbers } }], // biome-ignore format: a row
    ["0 means the default of a probe", { readinessProbe: { tcpSocket: { port: 1 }, timeoutSeconds: 0, periodSeconds: 0 } }, { readinessProbe: { tcpSocket: { port: 1 }, ...numbers } }], // biome-ignore format: a row
    ["gRPC asks for the service without a name", { startupProbe: { grpc: { port: 1 } } }, { startupProbe: { grpc: { port: 1, service: "" }, ...numbers } }], // biome-ignore format: a row
    ["hooks over HTTP", { lifecycle: { preStop: { httpGet: { port: 80, path: "/bye" } } } }, { lifecycle: { preStop: { httpGet: { port: 80, path: "/bye", scheme: "HTTP" } } } }], // biome-ignore format: a row
    ["requests that are not written are the limits", { resources: { limits: { cpu: "1", memory: "1Gi" }, requests: { cpu: "10m" } } }, { resources: { limits: { cpu: "1", memory: "1Gi" }, requests: { cpu: "10m", memory: "1Gi" } } }], // biome-ignore format: a row
    ["requests alone make no limits", { resources: { requests: { cpu: "10m" } } }, { resources: { requests: { cpu: "10m" } } }],
    ["a field has a version", { env: [{ name: "A", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } }] }, { env: [{ name: "A", valueFrom: { fieldRef: { apiVersion: "v1", fieldPath: "metadata.name" } } }] }], // biome-ignore format: a row
    ["an amount has a divisor", { env: [{ name: "A", valueFrom: { resourceFieldRef: { resource: "limits.cpu" } } }] }, { env: [{ name: "A", valueFrom: { resourceFieldRef: { resource: "limits.cpu", divisor: "0" } } }] }], // biome-ignore format: a row
    ["other variables have nothing to add", { env: [{ name: "A", value: "b" }, { name: "C", valueFrom: { secretKeyRef: { name: "s", key: "k" } } }] }, { env: [{ name: "A", value: "b" }, { name: "C", valueFrom: { secretKeyRef: { name: "s", key: "k" } } }] }], // biome-ignore format: a row
  ])("%s", (_title, written, want) => {
    const got = only(written);
    for (const [field, value] of Object.entries(want as object)) expect(got?.[field as keyof Container]).toEqual(value);
  });

  test("its ports are the node's on the node's network", () => {
    expect(only({ ports: [{ containerPort: 80 }] }, { hostNetwork: true })?.ports).toEqual([{ containerPort: 80, hostPort: 80, protocol: "TCP" }]); // biome-ignore format: short
  });
});

test.each<[string, Volume, Volume]>([
  ["no source: an emptyDir", { name: "v" }, { name: "v", emptyDir: {} }],
  ["hostPath is not looked at", { name: "v", hostPath: { path: "/x" } }, { name: "v", hostPath: { path: "/x", type: "" } }],
  ["files of a ConfigMap are 0644", { name: "v", configMap: { name: "c" } }, { name: "v", configMap: { name: "c", defaultMode: 420 } }],
  ["a mode that is written stays", { name: "v", secret: { secretName: "s", defaultMode: 0 } }, { name: "v", secret: { secretName: "s", defaultMode: 0 } }], // biome-ignore format: a row
  [
    "downward fields have a version",
    { name: "v", downwardAPI: { items: [{ path: "a", fieldRef: { fieldPath: "metadata.labels" } }] } },
    {
      name: "v",
      downwardAPI: { defaultMode: 420, items: [{ path: "a", fieldRef: { apiVersion: "v1", fieldPath: "metadata.labels" } }] },
    } as Volume,
  ],
  [
    "projected ones too, and tokens live for an hour",
    { name: "v", projected: { sources: [{ serviceAccountToken: { path: "t" } }, { downwardAPI: { items: [{ path: "c", resourceFieldRef: { containerName: "a", resource: "limits.cpu" } }] } }] } }, // biome-ignore format: a row
    { name: "v", projected: { defaultMode: 420, sources: [{ serviceAccountToken: { path: "t", expirationSeconds: 3600 } }, { downwardAPI: { items: [{ path: "c", resourceFieldRef: { containerName: "a", resource: "limits.cpu", divisor: "0" } }] } }] } }, // biome-ignore format: a row
  ],
  ["emptyDir has nothing to add", { name: "v", emptyDir: { medium: "Memory" } }, { name: "v", emptyDir: { medium: "Memory" } }],
])("a volume: %s", (_title, written, want) => {
  expect(spec({ volumes: [written] }).volumes).toEqual([want]);
});

describe("admission", () => {
  test.each([
    ["system-node-critical", { priority: 2_000_001_000, preemptionPolicy: "PreemptLowerPriority" }],
    // What a class of the cluster's own means is known to that cluster only.
    ["mine", { priority: undefined, preemptionPolicy: undefined }],
  ])("the priority class %s", (priorityClassName, want) => {
    const { priority, preemptionPolicy } = spec({ priorityClassName });
    expect({ priority, preemptionPolicy }).toEqual(want);
  });

  test("a node that is lost is tolerated as written, else for five minutes", () => {
    const own = { key: "node.kubernetes.io/not-ready", operator: "Exists", effect: "NoExecute", tolerationSeconds: 5 };
    expect(spec({ tolerations: [own] })["tolerations"]).toEqual([own, expect.objectContaining({ key: "node.kubernetes.io/unreachable" })]);
  });
});
