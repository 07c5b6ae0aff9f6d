import { describe, expect, test } from "vitest";
import type { Reason } from "../../../src/pod/validate/finding.ts";
import { validateManifest } from "../../../src/pod/validate/validate.ts";
import { markedLine, podWith } from "./marked.ts";

interface Row {
  readonly given: string;
  readonly path: string;
  readonly reason: Reason;
  /** The whole message. */
  readonly message: string;
  readonly hint: string;
}

const label =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
const subdomain =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const quantity = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
const sidecarOnly = "Forbidden: may not be set for init containers without restartPolicy=Always";

/** The mistakes people make, and what kubectl and the API server say about each. */
const rows: Readonly<Record<string, Row>> = {
  "1 unknown field": {
    given: podWith({ container: ["imagePulPolicy: Always # <-"] }),
    path: "spec.containers[0].imagePulPolicy",
    reason: "Unknown field",
    message: 'unknown field; did you mean "imagePullPolicy"?',
    hint: 'did you mean "imagePullPolicy"?',
  },
  "2 wrong type": {
    given: podWith({ container: ["ports:", '  - containerPort: "8080" # <-'] }),
    path: "spec.containers[0].ports[0].containerPort",
    reason: "Invalid type",
    message: "Invalid type: cannot unmarshal string into field ContainerPort.containerPort of type int32",
    hint: "remove the quotes: 8080",
  },
  "3 numeric env value": {
    given: podWith({ container: ["env:", "  - name: PORT", "    value: 8080 # <-"] }),
    path: "spec.containers[0].env[0].value",
    reason: "Invalid type",
    message: "Invalid type: cannot unmarshal number into field EnvVar.value of type string",
    hint: 'put quotes around it: "8080"',
  },
  "4 bad quantity": {
    given: podWith({ container: ["resources:", "  limits:", "    memory: 512mb # <-"] }),
    path: "spec.containers[0].resources.limits[memory]",
    reason: "Invalid value",
    message: `Invalid value: "512mb": ${quantity}`,
    hint: 'did you mean "512M"?',
  },
  "5 duplicate YAML key": {
    given: podWith({ container: ["image: nginx:1.30 # <-"] }),
    path: "spec.containers[0].image",
    reason: "Duplicate key",
    message: 'key "image" already set in map',
    hint: "first set on line 8; kubectl would silently keep the last one: remove one of the two",
  },
  "6 tab": {
    given: podWith({ container: ["env:", "\t- name: A # <-", "\t  value: b"] }),
    path: "",
    reason: "Tab in indentation",
    message: "tab in the indentation of 2 lines (first: line 10): found character that cannot start any token",
    hint: "YAML indents with spaces only: give these lines as many as their siblings have; `scaffold validate --fix` does where two for each tab fit",
  },
  "7 wrong apiVersion": {
    given: podWith({}).replace("apiVersion: v1", "apiVersion: v2 # <-"),
    path: "apiVersion",
    reason: "Unknown kind",
    message: 'no matches for kind "Pod" in version "v2"',
    hint: 'write "apiVersion: v1"',
  },
  "7 wrong kind": {
    given: podWith({}).replace("kind: Pod", "kind: Pdo # <-"),
    path: "kind",
    reason: "Unknown kind",
    message: 'no matches for kind "Pdo" in version "v1"',
    hint: 'did you mean "Pod"?',
  },
  "7 kind of another group": {
    given: podWith({}).replace("kind: Pod", "kind: Deployment").replace("apiVersion: v1", "apiVersion: v1 # <-"),
    path: "apiVersion",
    reason: "Unknown kind",
    message: 'no matches for kind "Deployment" in version "v1"',
    hint: 'write "apiVersion: apps/v1"',
  },
  "7 no kind": {
    given: podWith({}).replace("kind: Pod\n", "").replace("apiVersion: v1", "apiVersion: v1 # <-"),
    path: "kind",
    reason: "Required value",
    message: "Required value: kind not set",
    hint: 'add "kind: Pod"',
  },
  "7 no apiVersion": {
    given: podWith({}).replace("apiVersion: v1\n", "").replace("kind: Pod", "kind: Pod # <-"),
    path: "apiVersion",
    reason: "Required value",
    message: "Required value: apiVersion not set",
    hint: 'add "apiVersion: v1"',
  },
  "8 no name": {
    given: podWith({}).replace("metadata:\n  name: web", "metadata: # <-\n  labels: {app: web}"),
    path: "metadata.name",
    reason: "Required value",
    message: "Required value: name or generateName is required",
    hint: 'add "name:" under metadata',
  },
  "9 bad pod name": {
    given: podWith({}).replace("name: web", "name: My_Pod # <-"),
    path: "metadata.name",
    reason: "Invalid value",
    message: `Invalid value: "My_Pod": ${subdomain}`,
    hint: 'for example "my-pod"',
  },
  "10 no containers": {
    given: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec: # <-\n  restartPolicy: Never\n",
    path: "spec.containers",
    reason: "Required value",
    message: "Required value",
    hint: "a pod needs at least one container: add one under containers:",
  },
  "11 container name": {
    given: podWith({}).replace("- name: app", "- name: Web # <-"),
    path: "spec.containers[0].name",
    reason: "Invalid value",
    message: `Invalid value: "Web": ${label}`,
    hint: 'for example "web"',
  },
  "11 container name with dots": {
    given: podWith({}).replace("- name: app", "- name: web.app # <-"),
    path: "spec.containers[0].name",
    reason: "Invalid value",
    message: 'Invalid value: "web.app": must not contain dots',
    hint: 'for example "web-app"',
  },
  "12 duplicate name": {
    given: `${podWith({})}    - name: app # <-\n      image: busybox\n`,
    path: "spec.containers[1].name",
    reason: "Duplicate value",
    message: 'Duplicate value: "app"',
    hint: "a container of that name stands on line 7: names are unique across containers and initContainers",
  },
  "12 duplicate name of an init container": {
    given: podWith({ spec: ["initContainers:", "  - name: app # <-", "    image: busybox"] }),
    path: "spec.initContainers[0].name",
    reason: "Duplicate value",
    message: 'Duplicate value: "app"',
    hint: "a container of that name stands on line 10: names are unique across containers and initContainers",
  },
  "13 no image": {
    given: podWith({}).replace("- name: app\n      image: nginx:1.29", "- name: app # <-"),
    path: "spec.containers[0].image",
    reason: "Required value",
    message: "Required value",
    hint: 'add the image to run, e.g. "image: busybox:1.37"',
  },
  "13 image with a blank": {
    given: podWith({}).replace("image: nginx:1.29", 'image: "nginx:1.29 " # <-'),
    path: "spec.containers[0].image",
    reason: "Invalid value",
    message: 'Invalid value: "nginx:1.29 ": must not have leading or trailing whitespace',
    hint: 'write "nginx:1.29"',
  },
  "14 restartPolicy": {
    given: podWith({ spec: ["restartPolicy: always # <-"] }),
    path: "spec.restartPolicy",
    reason: "Unsupported value",
    message: 'Unsupported value: "always": supported values: "Always", "OnFailure", "Never"',
    hint: 'did you mean "Always"?',
  },
  "15 restartPolicy of a container": {
    given: podWith({
      spec: [
        "initContainers:",
        "  - name: sidecar",
        "    image: busybox",
        "    restartPolicy: always # <-",
        "    startupProbe:",
        "      tcpSocket: {port: 9000}",
      ],
    }),
    path: "spec.initContainers[0].restartPolicy",
    reason: "Unsupported value",
    message: 'Unsupported value: "always": supported values: "Always", "Never", "OnFailure"',
    hint: 'did you mean "Always"?',
  },
  "16 rules without a policy": {
    given: podWith({ container: ["restartPolicyRules:", "  - {action: Restart, exitCodes: {operator: In, values: [42]}}"] }).replace(
      "- name: app",
      "- name: app # <-",
    ),
    path: "spec.containers[0].restartPolicy",
    reason: "Required value",
    message: "Required value: must specify restartPolicy when restart rules are used",
    hint: 'add the policy for all other exits: "restartPolicy: Never"',
  },
  "17 port range": {
    given: podWith({ container: ["ports:", "  - containerPort: 70000 # <-"] }),
    path: "spec.containers[0].ports[0].containerPort",
    reason: "Invalid value",
    message: "Invalid value: 70000: must be between 1 and 65535, inclusive",
    hint: "use a port from 1 to 65535",
  },
  "17 no port": {
    given: podWith({ container: ["ports:", "  - name: http # <-"] }),
    path: "spec.containers[0].ports[0].containerPort",
    reason: "Required value",
    message: "Required value",
    hint: 'add the port the program listens on: "containerPort: 8080"',
  },
  "18 long port name": {
    given: podWith({ container: ["ports:", "  - name: prometheus-metrics # <-", "    containerPort: 9090"] }),
    path: "spec.containers[0].ports[0].name",
    reason: "Invalid value",
    message: 'Invalid value: "prometheus-metrics": must be no more than 15 characters',
    hint: 'for example "prometheus-metr"',
  },
  "18 port name without a letter": {
    given: podWith({ container: ["ports:", '  - name: "8080" # <-', "    containerPort: 8080"] }),
    path: "spec.containers[0].ports[0].name",
    reason: "Invalid value",
    message: 'Invalid value: "8080": must contain at least one letter (a-z)',
    hint: 'a port name has 1 to 15 of a-z, 0-9 and "-", at least one letter: for example "http"',
  },
  "18 port name twice": {
    given: podWith({ container: ["ports:", "  - {name: http, containerPort: 80}", "  - {name: http, containerPort: 81} # <-"] }),
    path: "spec.containers[0].ports[1].name",
    reason: "Duplicate value",
    message: 'Duplicate value: "http"',
    hint: "already used on line 10: choose another one",
  },
  "19 hostPort clash": {
    given: `${podWith({ container: ["ports:", "  - {containerPort: 80, hostPort: 8080}"] })}    - name: b\n      image: busybox\n      ports:\n        - {containerPort: 81, hostPort: 8080} # <-\n`,
    path: "spec.containers[1].ports[0].hostPort",
    reason: "Duplicate value",
    message: 'Duplicate value: "TCP//8080"',
    hint: "already used on line 10: choose another one",
  },
  "20 mount without a volume": {
    given: podWith({
      spec: ["volumes: [{name: date, emptyDir: {}}]"],
      container: ["volumeMounts:", "  - name: data # <-", "    mountPath: /data"],
    }),
    path: "spec.containers[0].volumeMounts[0].name",
    reason: "Not found",
    message: 'Not found: "data"',
    hint: 'did you mean "date"?',
  },
  "21 no mountPath": {
    given: podWith({ spec: ["volumes: [{name: data}]"], container: ["volumeMounts:", "  - name: data # <-"] }),
    path: "spec.containers[0].volumeMounts[0].mountPath",
    reason: "Required value",
    message: "Required value",
    hint: 'say where it appears in the container: "mountPath: /data"',
  },
  "21 mountPath twice": {
    given: podWith({
      spec: ["volumes: [{name: a}, {name: b}]"],
      container: ["volumeMounts:", "  - {name: a, mountPath: /data}", "  - name: b", "    mountPath: /data # <-"],
    }),
    path: "spec.containers[0].volumeMounts[1].mountPath",
    reason: "Invalid value",
    message: 'Invalid value: "/data": must be unique',
    hint: "something is mounted there already, see line 11",
  },
  "22 subPath": {
    given: podWith({
      spec: ["volumes: [{name: a}]"],
      container: ["volumeMounts:", "  - name: a", "    mountPath: /data", "    subPath: /x # <-"],
    }),
    path: "spec.containers[0].volumeMounts.subPath",
    reason: "Invalid value",
    message: 'Invalid value: "/x": must be a relative path',
    hint: 'write "x"',
  },
  "23 volume twice": {
    given: podWith({ spec: ["volumes:", "  - name: data", "  - name: data # <-", "    emptyDir: {}"] }),
    path: "spec.volumes[1].name",
    reason: "Duplicate value",
    message: 'Duplicate value: "data"',
    hint: "already used on line 7: choose another one",
  },
  "23 two sources": {
    given: podWith({ spec: ["volumes:", "  - name: data", "    hostPath: # <-", "      path: /data", "    emptyDir: {}"] }),
    path: "spec.volumes[0].hostPath",
    reason: "Forbidden",
    message: "Forbidden: may not specify more than 1 volume type",
    hint: "a volume has one source: keep emptyDir or hostPath",
  },
  "24 hostPath type": {
    given: podWith({ spec: ["volumes:", "  - name: data", "    hostPath:", "      path: /data", "      type: directory # <-"] }),
    path: "spec.volumes[0].hostPath.type",
    reason: "Unsupported value",
    message:
      'Unsupported value: "directory": supported values: "", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket"',
    hint: 'did you mean "Directory"?',
  },
  "25 defaultMode": {
    given: podWith({ spec: ["volumes:", "  - name: cfg", "    configMap:", "      name: cfg", "      defaultMode: 644 # <-"] }),
    path: "spec.volumes[0].configMap.defaultMode",
    reason: "Invalid value",
    message: "Invalid value: 644: must be a number between 0 and 0777 (octal), both inclusive",
    hint: "write it in octal, with a leading zero: 0644",
  },
  "26 probe on an init container": {
    given: podWith({
      spec: ["initContainers:", "  - name: wait", "    image: busybox", "    readinessProbe: # <-", "      tcpSocket: {port: 80}"],
    }),
    path: "spec.initContainers[0].readinessProbe",
    reason: "Forbidden",
    message: sidecarOnly,
    hint: 'an init container runs to completion: remove it, or make this a sidecar with "restartPolicy: Always"',
  },
  "26 lifecycle on an init container": {
    given: podWith({
      spec: ["initContainers:", "  - name: wait", "    image: busybox", "    lifecycle: # <-", "      preStop: {sleep: {seconds: 1}}"],
    }),
    path: "spec.initContainers[0].lifecycle",
    reason: "Forbidden",
    message: sidecarOnly,
    hint: 'an init container runs to completion: remove it, or make this a sidecar with "restartPolicy: Always"',
  },
  "27 no handler": {
    given: podWith({ container: ["livenessProbe: # <-", "  periodSeconds: 5"] }),
    path: "spec.containers[0].livenessProbe",
    reason: "Required value",
    message: "Required value: must specify a handler type",
    hint: "add one of exec, httpGet, tcpSocket, grpc",
  },
  "27 two handlers": {
    given: podWith({ container: ["livenessProbe:", "  exec: {command: [cat, /tmp/ok]}", "  httpGet: # <-", "    port: 80"] }),
    path: "spec.containers[0].livenessProbe.httpGet",
    reason: "Forbidden",
    message: "Forbidden: may not specify more than 1 handler type",
    hint: "keep one of exec, httpGet, tcpSocket, grpc",
  },
  "28 negative probe number": {
    given: podWith({ container: ["readinessProbe:", "  tcpSocket: {port: 80}", "  periodSeconds: -1 # <-"] }),
    path: "spec.containers[0].readinessProbe.periodSeconds",
    reason: "Invalid value",
    message: "Invalid value: -1: must be greater than or equal to 0",
    hint: "write 0 or more",
  },
  "28 successThreshold": {
    given: podWith({ container: ["livenessProbe:", "  tcpSocket: {port: 80}", "  successThreshold: 2 # <-"] }),
    path: "spec.containers[0].livenessProbe.successThreshold",
    reason: "Invalid value",
    message: "Invalid value: 2: must be 1",
    hint: "remove it: only a readinessProbe may ask for more than one success",
  },
  "29 grace of a readiness probe": {
    given: podWith({ container: ["readinessProbe:", "  tcpSocket: {port: 80}", "  terminationGracePeriodSeconds: 5 # <-"] }),
    path: "spec.containers[0].readinessProbe.terminationGracePeriodSeconds",
    reason: "Invalid value",
    message: "Invalid value: 5: must not be set for readinessProbes",
    hint: "remove it: a failed readiness probe never stops the container",
  },
  "29 grace of zero": {
    given: podWith({ container: ["livenessProbe:", "  tcpSocket: {port: 80}", "  terminationGracePeriodSeconds: 0 # <-"] }),
    path: "spec.containers[0].livenessProbe.terminationGracePeriodSeconds",
    reason: "Invalid value",
    message: "Invalid value: 0: must be greater than 0",
    hint: "write 1 or more",
  },
  "30 quoted probe port": {
    given: podWith({ container: ["livenessProbe:", "  httpGet:", '    port: "8080" # <-'] }),
    path: "spec.containers[0].livenessProbe.httpGet.port",
    reason: "Invalid value",
    message: 'Invalid value: "8080": must contain at least one letter (a-z)',
    hint: "a number has no quotes here: 8080",
  },
  "31 preStop sleep": {
    given: podWith({ container: ["lifecycle:", "  preStop:", "    sleep:", "      seconds: 60 # <-"] }),
    path: "spec.containers[0].lifecycle.preStop.sleep",
    reason: "Invalid value",
    message: "Invalid value: 60: must be non-negative and less than terminationGracePeriodSeconds (30)",
    hint: "raise spec.terminationGracePeriodSeconds above 60, or sleep for less",
  },
  "32 env without a name": {
    given: podWith({ container: ["env:", "  - value: x # <-"] }),
    path: "spec.containers[0].env[0].name",
    reason: "Required value",
    message: "Required value",
    hint: 'give the variable a name: "- name: FOO"',
  },
  "32 value and valueFrom": {
    given: podWith({
      container: ["env:", "  - name: A", "    value: x", "    valueFrom: # <-", "      fieldRef: {fieldPath: metadata.name}"],
    }),
    path: "spec.containers[0].env[0].valueFrom",
    reason: "Invalid value",
    message: 'Invalid value: "": may not be specified when `value` is not empty',
    hint: "keep either value or valueFrom",
  },
  "32 fieldPath that is none": {
    given: podWith({ container: ["env:", "  - name: A", "    valueFrom:", "      fieldRef:", "        fieldPath: spec.nodename # <-"] }),
    path: "spec.containers[0].env[0].valueFrom.fieldRef.fieldPath",
    reason: "Invalid value",
    message: 'Invalid value: "spec.nodename": error converting fieldPath: field label not supported: spec.nodename',
    hint: 'did you mean "spec.nodeName"?',
  },
  "32 fieldPath not for env": {
    given: podWith({ container: ["env:", "  - name: A", "    valueFrom:", "      fieldRef:", "        fieldPath: status.phase # <-"] }),
    path: "spec.containers[0].env[0].valueFrom.fieldRef.fieldPath",
    reason: "Unsupported value",
    message:
      'Unsupported value: "status.phase": supported values: "metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName", "status.hostIP", "status.hostIPs", "status.podIP", "status.podIPs"',
    hint: 'use one of "metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName", "status.hostIP", "status.hostIPs", "status.podIP", "status.podIPs"',
  },
  "32 empty envFrom": {
    given: podWith({ container: ["envFrom:", "  - prefix: APP_ # <-"] }),
    path: "spec.containers[0].envFrom",
    reason: "Invalid value",
    message: 'Invalid value: "": must specify one of: `configMapRef` or `secretRef`',
    hint: "for example configMapRef: {name: settings}",
  },
  "33 request above its limit": {
    given: podWith({ container: ["resources:", "  limits: {memory: 128Mi}", "  requests:", "    memory: 256Mi # <-"] }),
    path: "spec.containers[0].resources.requests",
    reason: "Invalid value",
    message: 'Invalid value: "256Mi": must be less than or equal to memory limit of 128Mi',
    hint: "lower the request, or raise limits.memory to 256Mi",
  },
  "33 no such resource": {
    given: podWith({ container: ["resources:", "  limits:", "    memroy: 128Mi # <-"] }),
    path: "spec.containers[0].resources.limits[memroy]",
    reason: "Invalid value",
    message: 'Invalid value: "memroy": must be a standard resource type or fully qualified',
    hint: 'did you mean "memory"?',
  },
  "34 activeDeadlineSeconds": {
    given: podWith({ spec: ["activeDeadlineSeconds: 0 # <-"] }),
    path: "spec.activeDeadlineSeconds",
    reason: "Invalid value",
    message: "Invalid value: 0: must be between 1 and 2147483647, inclusive",
    hint: "write 1 or more, or remove it",
  },
};

test.each(Object.entries(rows))(
  "%s: one finding, with the server's path and words, on its line",
  (_, { given, path, reason, message, hint }) => {
    const found = validateManifest(given, "pod.yaml").map(({ severity, line, path, reason, message, hint }) => ({
      severity,
      line,
      path,
      reason,
      message,
      hint,
    }));
    expect(found).toEqual([{ severity: "error", line: markedLine(given), path, reason, message, hint }]);
  },
);

test("every row of the list is there", () => {
  expect(new Set(Object.keys(rows).map((title) => Number.parseInt(title, 10)))).toEqual(
    new Set(Array.from({ length: 34 }, (_, index) => index + 1)),
  );
});

/** Indented as the pod template of a workload: the same rules, other paths. */
function inTemplate(pod: string, kind: string): string {
  const spec = pod.slice(pod.indexOf("spec:"));
  const indented = spec.replace(/^/gm, kind === "CronJob" ? "        " : "    ").trimEnd();
  const restart = kind === "Job" || kind === "CronJob" ? `\n${kind === "CronJob" ? "        " : "    "}  restartPolicy: Never` : "";
  const head = { Deployment: "apps/v1", StatefulSet: "apps/v1", DaemonSet: "apps/v1", Job: "batch/v1", CronJob: "batch/v1" }[kind];
  const selector = restart ? "" : "  selector: {matchLabels: {app: web}}\n";
  const template = "template:\n    metadata: {labels: {app: web}}\n";
  const body =
    kind === "CronJob"
      ? `  schedule: "@daily"\n  jobTemplate:\n    spec:\n      template:\n        metadata: {labels: {app: web}}\n${indented}${restart}\n`
      : `${selector}  ${template}${indented}${restart}\n`;
  return `apiVersion: ${head}\nkind: ${kind}\nmetadata:\n  name: web\nspec:\n${body}`;
}

const prefixes = {
  Deployment: "spec.template.",
  StatefulSet: "spec.template.",
  DaemonSet: "spec.template.",
  Job: "spec.template.",
  CronJob: "spec.jobTemplate.spec.template.",
};
const portable = Object.entries(rows).filter(
  ([title, { given, path }]) =>
    path.startsWith("spec") &&
    !/^(5|6|10|14|34) /.test(title) &&
    title !== "13 image with a blank" &&
    !/line \d+/.test(rows[title]?.hint ?? "") &&
    given.includes("# <-"),
);

describe.each(Object.entries(prefixes))("in the pod template of a %s", (kind, prefix) => {
  test.each(portable)("%s is found", (_, { given, path, message }) => {
    const text = inTemplate(given, kind);
    const found = validateManifest(text, "w.yaml").map((each) => ({ line: each.line, path: each.path, message: each.message }));
    expect(found).toEqual([{ line: markedLine(text), path: prefix + path, message }]);
  });
});
