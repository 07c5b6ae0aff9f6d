import { describe, expect, test } from "vitest";
import { validateManifest } from "../../../src/pod/validate/validate.ts";
import { podWith } from "./marked.ts";

const found = (text: string) =>
  validateManifest(text, "m.yaml").map(({ severity, path, message }) => `${severity === "warning" ? "warning " : ""}${path}: ${message}`);

function workload(
  kind: string,
  spec: string,
  { pod = "containers: [{name: app, image: nginx}]", labels = "{app: web}", selector = "  selector: {matchLabels: {app: web}}\n" } = {},
): string {
  const apiVersion = kind === "Job" ? "batch/v1" : "apps/v1";
  return `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: web}\nspec:\n${selector}  template: {metadata: {labels: ${labels}}, spec: {${pod}}}\n${spec}`;
}

const cronJob = (spec: string, job = "") =>
  `apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: web}\nspec:\n${spec}  jobTemplate: {spec: {${job}template: {spec: {restartPolicy: Never, containers: [{name: app, image: nginx}]}}}}\n`;

const job = (spec: string) => workload("Job", spec, { selector: "", pod: "restartPolicy: Never, containers: [{name: app, image: nginx}]" });

describe("workloads", () => {
  test.each([
    ["a Deployment without a selector", workload("Deployment", "", { selector: "" }), ["spec.selector: Required value"]],
    [
      "an empty selector",
      workload("Deployment", "", { selector: "  selector: {}\n" }),
      ["spec.selector: Invalid value: {}: empty selector is invalid for deployment"],
    ],
    [
      "a selector that picks other pods",
      workload("DaemonSet", "", { labels: "{app: api}" }),
      ['spec.template.metadata.labels: Invalid value: {"app":"api"}: `selector` does not match template `labels`'],
    ],
    [
      "a selector of another operator",
      workload("StatefulSet", "", { selector: "  selector: {matchExpressions: [{key: app, operator: Is, values: [web]}]}\n" }),
      ['spec.selector.matchExpressions[0].operator: Invalid value: "Is": not a valid selector operator'],
    ],
    [
      "a policy that lets pods end",
      workload("Deployment", "", { pod: "restartPolicy: OnFailure, containers: [{name: app, image: nginx}]" }),
      ['spec.template.spec.restartPolicy: Unsupported value: "OnFailure": supported values: "Always"'],
    ],
    [
      "a deadline",
      workload("StatefulSet", "", { pod: "activeDeadlineSeconds: 5, containers: [{name: app, image: nginx}]" }),
      ["spec.template.spec.activeDeadlineSeconds: Forbidden: activeDeadlineSeconds in StatefulSet is not Supported"],
    ],
    [
      "fewer than no replicas",
      workload("Deployment", "  replicas: -1\n"),
      ["spec.replicas: Invalid value: -1: must be greater than or equal to 0"],
    ],
    [
      "an unknown strategy",
      workload("Deployment", "  strategy: {type: recreate}\n"),
      ['spec.strategy: Unsupported value: "recreate": supported values: "Recreate", "RollingUpdate"'],
    ],
    [
      "a rolling update that cannot roll",
      workload("Deployment", "  strategy: {rollingUpdate: {maxSurge: 0, maxUnavailable: 0}}\n"),
      ["spec.strategy.rollingUpdate.maxUnavailable: Invalid value: 0: may not be 0 when `maxSurge` is 0"],
    ],
    [
      "a share that is no percentage",
      workload("Deployment", '  strategy: {rollingUpdate: {maxSurge: "2"}}\n'),
      [
        "spec.strategy.rollingUpdate.maxSurge: Invalid value: \"2\": a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')",
      ],
    ],
    [
      "Recreate with a rolling update",
      workload("Deployment", "  strategy: {type: Recreate, rollingUpdate: {}}\n"),
      ["spec.strategy.rollingUpdate: Forbidden: may not be specified when strategy `type` is 'Recreate'"],
    ],
    [
      "a claim template without modes and size",
      workload("StatefulSet", "  volumeClaimTemplates: [{metadata: {name: d}, spec: {}}]\n"),
      [
        "spec.volumeClaimTemplates[0].spec.accessModes: Required value: at least 1 access mode is required",
        "spec.volumeClaimTemplates[0].spec.resources[storage]: Required value",
      ],
    ],
    [
      "a policy of pod management that is none",
      workload("StatefulSet", "  podManagementPolicy: parallel\n"),
      ["spec.podManagementPolicy: Invalid value: \"parallel\": must be 'OrderedReady' or 'Parallel'"],
    ],
    [
      "a daemon set that may take both ways",
      workload("DaemonSet", "  updateStrategy: {rollingUpdate: {maxSurge: 1}}\n"),
      ["spec.updateStrategy.rollingUpdate.maxSurge: Invalid value: 1: may not be set when maxUnavailable is non-zero"],
    ],
    [
      "a template without anything",
      "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: w}\nspec: {selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}}}\n",
      ["spec.template.spec.containers: Required value"],
    ],
    [
      "labels of the template that are none",
      workload("Deployment", "", { labels: '{app: web, x: "a b"}' }),
      [
        "spec.template.labels: Invalid value: \"a b\": a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')",
      ],
    ],
  ])("%s", (_, given, want) => {
    expect(found(given)).toEqual(want);
  });
});

describe("jobs", () => {
  test.each([
    [
      "a policy that never ends",
      workload("Job", "", { selector: "", pod: "restartPolicy: Always, containers: [{name: app, image: nginx}]" }),
      ['spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"'],
    ],
    [
      "no policy, which is the same",
      workload("Job", "", { selector: "" }),
      ['spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"'],
    ],
    [
      "a selector",
      workload("Job", "", { pod: "restartPolicy: Never, containers: [{name: app, image: nginx}]" }),
      ["spec.selector: Invalid value: `selector` not auto-generated"],
    ],
    [
      "indexed without completions",
      job("  completionMode: Indexed\n"),
      ["spec.completions: Required value: when completion mode is Indexed"],
    ],
    [
      "a limit per index without indexes",
      job("  backoffLimitPerIndex: 1\n"),
      ["spec.backoffLimitPerIndex: Invalid value: 1: requires indexed completion mode"],
    ],
    ["a negative limit", job("  backoffLimit: -1\n"), ["spec.backoffLimit: Invalid value: -1: must be greater than or equal to 0"]],
    [
      "exit codes out of order",
      job("  podFailurePolicy: {rules: [{action: FailJob, onExitCodes: {operator: In, values: [2, 1]}}]}\n"),
      ["spec.podFailurePolicy.rules[0].onExitCodes.values: Invalid value: [2,1]: must be ordered"],
    ],
    [
      "a container that is none",
      job("  podFailurePolicy: {rules: [{action: FailJob, onExitCodes: {containerName: x, operator: In, values: [1]}}]}\n"),
      [
        'spec.podFailurePolicy.rules[0].onExitCodes.containerName: Invalid value: "x": must be one of the container or initContainer names in the pod template',
      ],
    ],
    [
      "a schedule of four fields",
      cronJob('  schedule: "* * * *"\n'),
      ['spec.schedule: Invalid value: "* * * *": expected exactly 5 fields, found 4: [* * * *]'],
    ],
    ["no schedule", cronJob(""), ["spec.schedule: Required value"]],
    [
      "a time zone in the schedule",
      cronJob('  schedule: "TZ=UTC 0 * * * *"\n'),
      ['spec.schedule: Invalid value: "TZ=UTC 0 * * * *": cannot use TZ or CRON_TZ in schedule, use timeZone field instead'],
    ],
    [
      "a time zone that is none",
      cronJob('  schedule: "@daily"\n  timeZone: Mars/Base\n'),
      ['spec.timeZone: Invalid value: "Mars/Base": unknown time zone Mars/Base'],
    ],
    [
      "a concurrency policy in the wrong case",
      cronJob('  schedule: "@daily"\n  concurrencyPolicy: forbid\n'),
      ['spec.concurrencyPolicy: Unsupported value: "forbid": supported values: "Allow", "Forbid", "Replace"'],
    ],
    [
      "a mistake in the job of a CronJob",
      cronJob('  schedule: "@daily"\n', "backoffLimit: -1, "),
      ["spec.jobTemplate.spec.backoffLimit: Invalid value: -1: must be greater than or equal to 0"],
    ],
    [
      "a name that leaves no room",
      cronJob('  schedule: "@daily"\n').replace("name: web", `name: ${"a".repeat(53)}`),
      [`metadata.name: Invalid value: "${"a".repeat(53)}": must be no more than 52 characters`],
    ],
  ])("%s", (_, given, want) => {
    expect(found(given)).toEqual(want);
  });
});

describe("ConfigMaps and Secrets", () => {
  const object = (kind: string, rest: string) => `apiVersion: v1\nkind: ${kind}\nmetadata: {name: x}\n${rest}`;
  test.each([
    [
      "a key with a slash",
      object("ConfigMap", "data: {a/b: c}\n"),
      [
        "data[a/b]: Invalid value: \"a/b\": a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')",
      ],
    ],
    ["a key that climbs", object("ConfigMap", 'data: {"..": c}\n'), ["data[..]: Invalid value: \"..\": must not be '..'"]],
    [
      "a number as a value",
      object("ConfigMap", "data: {port: 8080}\n"),
      ["data[port]: Invalid type: cannot unmarshal number into field ConfigMap.data of type string"],
    ],
    [
      "a key twice",
      object("ConfigMap", "data: {a: b}\nbinaryData: {a: aGk=}\n"),
      ['data[a]: Invalid value: "a": duplicate of key present in binaryData'],
    ],
    [
      "plain text as data of a Secret",
      object("Secret", "data: {password: secret!}\n"),
      ["data[password]: Invalid value: illegal base64 data at input byte 6"],
    ],
    [
      "base64 without its padding",
      object("Secret", "data: {password: aGVsbG8}\n"),
      ["data[password]: Invalid value: illegal base64 data at input byte 4"],
    ],
    [
      "a TLS secret without its key",
      object("Secret", "type: kubernetes.io/tls\nstringData: {tls.crt: x}\n"),
      ["data[tls.key]: Required value"],
    ],
    [
      "registry credentials that are no JSON",
      object("Secret", "type: kubernetes.io/dockerconfigjson\nstringData: {.dockerconfigjson: nope}\n"),
      ['data[.dockerconfigjson]: Invalid value: "<secret contents redacted>": invalid character: it is not a JSON object'],
    ],
    [
      "data as a list",
      object("Secret", "stringData: [a]\n"),
      ["stringData: Invalid type: cannot unmarshal array into field Secret.stringData of type map[string]string"],
    ],
    [
      "more than a mebibyte",
      object("ConfigMap", `data: {a: ${"x".repeat(1024 * 1024 + 1)}}\n`),
      ["data: Too long: may not be more than 1048576 bytes"],
    ],
  ])("%s", (_, given, want) => {
    expect(found(given)).toEqual(want);
  });
});

describe("pods: rules beside the common mistakes", () => {
  test.each([
    [
      "too many restart rules",
      podWith({
        container: [
          "restartPolicy: Never",
          `restartPolicyRules: [${Array.from({ length: 21 }, () => "{action: Restart, exitCodes: {operator: In, values: [1]}}").join(", ")}]`,
        ],
      }),
      ["spec.containers[0].restartPolicyRules: Too many: 21: must have at most 20 items"],
    ],
    [
      "a rule without exit codes",
      podWith({ container: ["restartPolicy: Never", "restartPolicyRules: [{action: Restart}]"] }),
      ["spec.containers[0].restartPolicyRules[0].exitCodes: Required value: must be specified"],
    ],
    [
      "a stop signal without an operating system",
      podWith({ container: ["lifecycle: {stopSignal: SIGUSR1}"] }),
      ["spec.containers[0].lifecycle.stopSignal: Forbidden: may not be set for containers with empty `spec.os.name`"],
    ],
    [
      "a stop signal that is none",
      podWith({ spec: ["os: {name: linux}"], container: ["lifecycle: {stopSignal: TERM}"] }).replace("TERM", "SIGUSR3"),
      ["SIGUSR3"],
    ],
    [
      "a variable from a file outside an emptyDir",
      podWith({
        spec: ["volumes: [{name: v, configMap: {name: c}}]"],
        container: ["env: [{name: A, valueFrom: {fileKeyRef: {volumeName: v, path: f, key: A}}}]"],
      }),
      ['spec.containers[0].env[0].valueFrom.fileKeyRef.volumeName: Invalid value: "v": referenced volume must be of type emptyDir'],
    ],
    [
      "an extended resource without a limit",
      podWith({ container: ["resources: {requests: {example.com/gpu: 1}}"] }),
      ["spec.containers[0].resources.limits: Required value: Limit must be set for non overcommitable resources"],
    ],
    [
      "huge pages alone",
      podWith({ container: ["resources: {limits: {hugepages-2Mi: 4Mi}}"] }),
      ["spec.containers[0].resources: Forbidden: HugePages require cpu or memory"],
    ],
    [
      "a host port beside the host's network",
      podWith({ spec: ["hostNetwork: true"], container: ["ports: [{containerPort: 80, hostPort: 81}]"] }),
      ["spec.containers[0].ports[0].hostPort: Invalid value: 81: must match `containerPort` when `hostNetwork` is true"],
    ],
    [
      "a user id below zero",
      podWith({ spec: ["securityContext: {runAsUser: -1}"] }),
      ["spec.securityContext.runAsUser: Invalid value: -1: must be between 0 and 2147483647, inclusive"],
    ],
    [
      "privileged without escalation",
      podWith({ container: ["securityContext: {privileged: true, allowPrivilegeEscalation: false}"] }),
      ["spec.containers[0].securityContext: Invalid value: cannot set `allowPrivilegeEscalation` to false and `privileged` to true"],
    ],
    [
      "a toleration of every taint without Exists",
      podWith({ spec: ["tolerations: [{effect: NoSchedule}]"] }),
      [
        'spec.tolerations[0].operator: Invalid value: "": operator must be Exists when `key` is empty, which means "match all values and all keys"',
      ],
    ],
    [
      "no servers for DNS",
      podWith({ spec: ["dnsPolicy: None"] }),
      ["spec.dnsConfig: Required value: must provide `dnsConfig` when `dnsPolicy` is None"],
    ],
    [
      "an address that is none",
      podWith({ spec: ["hostAliases: [{ip: 300.1.1.1, hostnames: [a]}]"] }),
      ['spec.hostAliases[0].ip: Invalid value: "300.1.1.1": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'],
    ],
    [
      "a projected file twice",
      podWith({
        spec: [
          "volumes: [{name: p, projected: {sources: [{configMap: {name: a, items: [{key: k, path: x}]}}, {secret: {name: b, items: [{key: k, path: x}]}}]}}]",
        ],
      }),
      ['spec.volumes[0].projected: Invalid value: "b": conflicting duplicate paths'],
    ],
    [
      "a downward file with both sources",
      podWith({
        spec: [
          "volumes: [{name: d, downwardAPI: {items: [{path: x, fieldRef: {fieldPath: metadata.name}, resourceFieldRef: {containerName: app, resource: limits.cpu}}]}}]",
        ],
      }),
      ['spec.volumes[0].downwardAPI: Invalid value: "resource": fieldRef and resourceFieldRef can not be specified simultaneously'],
    ],
    [
      "an ephemeral container",
      podWith({ spec: ["ephemeralContainers: [{name: debug, image: busybox}]"] }),
      ["spec.ephemeralContainers: Forbidden: cannot be set on create"],
    ],
    [
      "a mount that spreads without privileges",
      podWith({ spec: ["volumes: [{name: d}]"], container: ["volumeMounts: [{name: d, mountPath: /d, mountPropagation: Bidirectional}]"] }),
      [
        "spec.containers[0].volumeMounts.mountPropagation: Forbidden: Bidirectional mount propagation is available only to privileged containers",
      ],
    ],
    [
      "requests of the containers above the pod's",
      podWith({ spec: ["resources: {requests: {memory: 64Mi}}"], container: ["resources: {requests: {memory: 128Mi}}"] }),
      ['spec.resources.requests[memory]: Invalid value: "64Mi": must be greater than or equal to aggregate container requests of 128Mi'],
    ],
    [
      "a label key with two slashes",
      podWith({}).replace("name: web", "name: web\n  labels: {a/b/c: d}"),
      [
        "metadata.labels: Invalid value: \"a/b/c\": a valid label key must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]') with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')",
      ],
    ],
    [
      "a time that is none",
      podWith({}).replace("name: web", "name: web\n  creationTimestamp: yesterday"),
      ['metadata.creationTimestamp: Invalid value: "yesterday": parsing time "yesterday" as "2006-01-02T15:04:05Z07:00": cannot parse'],
    ],
    [
      "an integer that is too large",
      podWith({ spec: ["priority: 3000000000"] }),
      ["spec.priority: Invalid type: cannot unmarshal number into field PodSpec.priority of type int32"],
    ],
    [
      "a fraction of a replica",
      podWith({ spec: ["priority: 1.5"] }),
      ["spec.priority: Invalid type: cannot unmarshal number 1.5 into field PodSpec.priority of type int32"],
    ],
  ])("%s", (_, given, want) => {
    if (want[0] === "SIGUSR3")
      expect(found(given)[0]).toMatch(
        /^spec\.containers\[0\]\.lifecycle\.stopSignal: Unsupported value: "SIGUSR3": supported values: "SIGABRT", /,
      );
    else expect(found(given)).toEqual(want);
  });
});

describe("warnings: accepted by the server, and probably not what was meant", () => {
  test.each([
    [
      "a variable defined twice",
      podWith({ container: ["env: [{name: FOO, value: a}, {name: FOO, value: b}]"] }),
      ['warning spec.containers[0].env[1]: hides previous definition of "FOO", which may be dropped when using apply'],
    ],
    [
      "a port defined twice in a container",
      podWith({ container: ["ports: [{containerPort: 80}, {containerPort: 80}]"] }),
      ["warning spec.containers[0].ports[1]: duplicate port definition with spec.containers[0].ports[0]"],
    ],
    [
      "a port of two containers",
      podWith({ container: ["ports: [{containerPort: 80}]"] }).concat(
        "    - {name: b, image: x, ports: [{containerPort: 80, hostPort: 80}]}\n",
      ),
      ["warning spec.containers[1].ports[0]: overlapping port definition with spec.containers[0].ports[0]"],
    ],
    [
      "a negative grace period",
      podWith({ spec: ["terminationGracePeriodSeconds: -5"] }),
      ["warning spec.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1"],
    ],
    [
      "thousandths of a byte",
      podWith({ container: ["resources: {requests: {memory: 128m}}"] }),
      ['warning spec.containers[0].resources.requests[memory]: fractional byte value "128m" is invalid, must be an integer'],
    ],
    [
      "a volume of the past",
      podWith({ spec: ["volumes: [{name: code, gitRepo: {repository: x}}]"] }),
      ["warning spec.volumes[0].gitRepo: deprecated in v1.11, and disabled by default in v1.33+"],
    ],
    [
      "a label of the past",
      podWith({ spec: ["nodeSelector: {beta.kubernetes.io/os: linux}"] }),
      ['warning spec.nodeSelector[beta.kubernetes.io/os]: deprecated since v1.14; use "kubernetes.io/os" instead'],
    ],
    [
      "two files of one name",
      podWith({ spec: ["volumes: [{name: c, configMap: {name: c, items: [{key: a, path: x}, {key: b, path: x/y}]}}]"] }),
      ['warning spec.volumes[0].configMap.items[1].path: overlapping paths: "x/y" with "x"'],
    ],
    [
      "an address twice",
      podWith({ spec: ["hostAliases: [{ip: 127.0.0.1, hostnames: [a]}, {ip: 127.0.0.1, hostnames: [b]}]"] }),
      ['warning spec.hostAliases[1].ip: duplicate ip "127.0.0.1"'],
    ],
    [
      "the name of a job with a dot",
      job("").replace("name: web", "name: web.job"),
      [
        "warning metadata.name: this is used in Pod names and hostnames, which can result in surprising behavior; a DNS label is recommended",
      ],
    ],
  ])("%s", (_, given, want) => {
    expect(found(given)).toEqual(want);
  });
});
