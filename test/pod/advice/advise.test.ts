import { describe, expect, test } from "vitest";
import { adviseManifest } from "../../../src/pod/advice/advise.ts";
import { versionedFields } from "../../../src/pod/advice/version.ts";
import { readManifest } from "../../../src/pod/read.ts";
import { warningNames } from "../../../src/pod/validate/finding.ts";
import { schemaTable } from "../../../src/pod/validate/table.ts";
import { validateManifest } from "../../../src/pod/validate/validate.ts";

const resources = "resources: {requests: {cpu: 100m}, limits: {memory: 64Mi}}";
const quiet = `image: "app:1.2", ${resources}`;

interface Parts {
  readonly containers?: readonly string[];
  readonly init?: readonly string[];
  readonly spec?: string;
}

const podSpec = ({ containers = [`name: app, ${quiet}`], init = [], spec = "" }: Parts) =>
  `{${spec}initContainers: [${init.map((each) => `{${each}}`).join(", ")}], containers: [${containers.map((each) => `{${each}}`).join(", ")}]}`;
const pod = (parts: Parts = {}) => `apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: ${podSpec(parts)}\n`;
const job = (parts: Parts) =>
  `apiVersion: batch/v1\nkind: Job\nmetadata: {name: web}\nspec: {template: {spec: ${podSpec({ ...parts, spec: "restartPolicy: Never, " })}}}\n`;

function advice(text: string, kube = 36): string[] {
  const errors = validateManifest(text, "m.yaml").filter(({ severity }) => severity === "error");
  expect(errors).toEqual([]);
  return adviseManifest(readManifest(text, "m.yaml"), kube).map(({ path, name }) => `${name} ${path}`);
}

const app = "spec.containers[0]";
const probe = (name: string) => `${name}Probe: {tcpSocket: {port: 80}}`;
const ports = "ports: [{containerPort: 80}]";
const hook = (command: string) => `name: app, ${quiet}, lifecycle: {preStop: {exec: {command: ${command}}}}`;
const helper = (name: string, more = "") => `name: ${name}, ${quiet}${more}`;

const rows: readonly (readonly [string, string, readonly string[]])[] = [
  ["a container that lacks nothing", pod(), []],
  [
    "ports without probes",
    pod({ containers: [`name: app, ${quiet}, ${ports}`] }),
    [`no-readiness-probe ${app}.readinessProbe`, `no-liveness-probe ${app}.livenessProbe`],
  ],
  ["ports with probes", pod({ containers: [`name: app, ${quiet}, ${ports}, ${probe("readiness")}, ${probe("liveness")}`] }), []],
  ["ports of a Job, which serves nobody", job({ containers: [`name: app, ${quiet}, ${ports}`] }), []],
  [
    "ports of a native sidecar",
    pod({ init: [`name: side, ${quiet}, restartPolicy: Always, ${ports}, ${probe("readiness")}`] }),
    ["no-liveness-probe spec.initContainers[0].livenessProbe"],
  ],
  ["ports of an init container, which ends", pod({ init: [`name: init, ${quiet}, ${ports}`] }), []],
  ["no tag", pod({ containers: [`name: app, image: "registry:5000/app", ${resources}`] }), [`mutable-tag ${app}.image`]],
  ["the tag latest", pod({ containers: [`name: app, image: "app:latest", ${resources}`] }), [`mutable-tag ${app}.image`]],
  ["a digest, whatever the tag", pod({ containers: [`name: app, image: "app:latest@sha256:${"0".repeat(64)}", ${resources}`] }), []],
  ["no resources", pod({ containers: ['name: app, image: "app:1"'] }), [`no-requests ${app}.resources`, `no-limits ${app}.resources`]],
  ["limits, which are requests too", pod({ containers: ['name: app, image: "app:1", resources: {limits: {cpu: 1, memory: 64Mi}}'] }), []],
  [
    "resources of the pod as a whole",
    pod({ containers: ['name: app, image: "app:1"'], spec: "resources: {limits: {cpu: 1, memory: 64Mi}}, " }),
    [],
  ],
  ["an exec sleep as long as the grace period", pod({ containers: [hook('["sleep", "30"]')] }), [`short-grace ${app}.lifecycle.preStop`]],
  [
    "a sleep in a shell, in minutes",
    pod({ containers: [hook('["sh", "-c", "sleep 1m; kill 1"]')] }),
    [`short-grace ${app}.lifecycle.preStop`],
  ],
  ["a sleep that leaves time", pod({ containers: [hook('["sleep", "5"]')] }), []],
  [
    "a sleep action as long as the grace period",
    pod({ containers: [`name: app, ${quiet}, lifecycle: {preStop: {sleep: {seconds: 30}}}`] }),
    [`short-grace ${app}.lifecycle.preStop`],
  ],
  [
    "a helper of a Job, by its name",
    job({ containers: [helper("work"), helper("log-agent")] }),
    ["endless-helper spec.template.spec.containers[1]"],
  ],
  [
    "a helper of a Job, by what it runs",
    job({ containers: [helper("work"), helper("other", ', command: ["tail", "-n", "+1", "-F", /logs/a]')] }),
    ["endless-helper spec.template.spec.containers[1]"],
  ],
  [
    "a container of a Job that is started again for ever",
    job({ containers: [helper("work", ", restartPolicy: Always")] }),
    ["endless-helper spec.template.spec.containers[0]"],
  ],
  ["a single container of a Job, whatever its name", job({ containers: [helper("metrics")] }), []],
  ["the same helper where pods go on for ever", pod({ containers: [helper("work"), helper("log-agent")] }), []],
  [
    "the same helper as a native sidecar",
    job({ containers: [helper("work")], init: [helper("log-agent", ", restartPolicy: Always")] }),
    [],
  ],
  [
    "two ConfigMaps of one name",
    "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: default}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: other}\n---\napiVersion: v1\nkind: Secret\nmetadata: {name: a}\n",
    ["duplicate-object metadata.name"],
  ],
];

test.each(rows)("%s", (_, text, want) => expect(advice(text)).toEqual(want));

describe("16 fields that a version does not have by default", () => {
  const since: readonly (readonly [string, string, number, string])[] = [
    ["a gRPC probe", pod({ containers: [`name: app, ${quiet}, livenessProbe: {grpc: {port: 80}}`] }), 24, `${app}.livenessProbe.grpc`],
    ["native sidecars", pod({ init: [helper("a", ", restartPolicy: Always")] }), 29, "spec.initContainers[0].restartPolicy"],
    [
      "the sleep action",
      pod({ containers: [`name: app, ${quiet}, lifecycle: {preStop: {sleep: {seconds: 5}}}`] }),
      30,
      `${app}.lifecycle.preStop.sleep`,
    ],
    [
      "a sleep of no seconds",
      pod({ containers: [`name: app, ${quiet}, lifecycle: {preStop: {sleep: {seconds: 0}}}`] }),
      33,
      `${app}.lifecycle.preStop.sleep.seconds`,
    ],
    ["relaxed names of variables", pod({ containers: [helper("app", ', env: [{name: "a b"}]')] }), 32, `${app}.env[0].name`],
    ["resources of the pod", pod({ spec: "resources: {limits: {cpu: 1}}, " }), 34, "spec.resources"],
    ["a container's restartPolicy", pod({ containers: [helper("app", ", restartPolicy: Never")] }), 35, `${app}.restartPolicy`],
    [
      "restart rules",
      pod({
        containers: [
          helper("app", ", restartPolicy: Never, restartPolicyRules: [{action: Restart, exitCodes: {operator: In, values: [4]}}]"),
        ],
      }),
      35,
      `${app}.restartPolicyRules`,
    ],
    [
      "RestartAllContainers",
      pod({
        containers: [
          helper(
            "app",
            ", restartPolicy: Never, restartPolicyRules: [{action: RestartAllContainers, exitCodes: {operator: In, values: [4]}}]",
          ),
        ],
      }),
      36,
      `${app}.restartPolicyRules[0].action`,
    ],
    ["image volumes", pod({ spec: "volumes: [{name: v, image: {reference: a}}], " }), 35, "spec.volumes[0].image"],
    [
      "fileKeyRef",
      pod({
        spec: "volumes: [{name: v, emptyDir: {}}], ",
        containers: [helper("app", ", env: [{name: A, valueFrom: {fileKeyRef: {volumeName: v, path: e, key: A}}}]")],
      }),
      35,
      `${app}.env[0].valueFrom.fileKeyRef`,
    ],
    [
      "a stop signal",
      pod({ spec: "os: {name: linux}, ", containers: [helper("app", ", lifecycle: {stopSignal: SIGINT}")] }),
      37,
      `${app}.lifecycle.stopSignal`,
    ],
  ];
  test.each(since)("%s", (_, text, version, path) => {
    expect(advice(text, version - 1)).toContain(`newer-than-kube ${path}`);
    expect(advice(text, version)).not.toContain(`newer-than-kube ${path}`);
  });
});

test("every field of the table of versions is one of the schema", () => {
  const { types } = schemaTable();
  const unknown = versionedFields().filter((field) => {
    const [type = "", name = ""] = field.split(".");
    return types[type]?.fields[name] === undefined;
  });
  expect(unknown).toEqual([]);
});

test("no two warnings have one name", () => expect(new Set(warningNames).size).toBe(warningNames.length));
