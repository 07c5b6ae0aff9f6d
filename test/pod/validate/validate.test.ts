import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { findingLine } from "../../../src/pod/validate/finding.ts";
import { validateManifest } from "../../../src/pod/validate/validate.ts";
import { podWith } from "./marked.ts";

const fixture = (path: string) => readFileSync(new URL(`../../fixtures/${path}`, import.meta.url), "utf8");
const lines = (text: string) => validateManifest(text, "pod.yaml").map(findingLine);

describe("the two manifests that the patterns are explained with, tabs and misspellings included", () => {
  test("the first: the tabs are one finding, and the misspelled image is found in the same run, at its place", () => {
    expect(lines(fixture("patterns/simple-webapp.yaml"))).toEqual([
      "pod.yaml:4:1 tab in the indentation of 10 lines (first: line 4): found character that cannot start any token",
      'pod.yaml:14:7 spec.containers[1].imaeg: unknown field; did you mean "image"?',
    ]);
  });

  test("the second: the tabs are all there is", () => {
    expect(lines(fixture("patterns/simple-webapp-init.yaml"))).toEqual([
      "pod.yaml:4:1 tab in the indentation of 12 lines (first: line 4): found character that cannot start any token",
    ]);
  });
});

describe("manifests that are odd and right have no finding", () => {
  const folder = new URL("../../fixtures/manifests/valid/", import.meta.url);
  test.each(readdirSync(folder))("%s", (name) => {
    expect(lines(readFileSync(new URL(name, folder), "utf8"))).toEqual([]);
  });

  test.each([
    ["a probe port by name", { container: ["ports: [{name: http, containerPort: 80}]", "livenessProbe: {httpGet: {port: http}}"] }],
    ["a port name that begins with digits", { container: ['ports: [{name: "8080-tcp", containerPort: 8080}]'] }],
    [
      "environment variables with odd names",
      { container: ['env: [{name: "my.var-1", value: ""}, {name: "1st", value: "x"}, {name: "a b", value: "y"}]'] },
    ],
    [
      "a variable that builds on its first definition",
      { container: ['env: [{name: PATH, value: /bin}, {name: PATH, value: "$(PATH):/opt"}]'] },
    ],
    ["an alias with !!merge spelled as a plain key", { spec: ["nodeSelector: &labels {disk: ssd}", "schedulerName: custom"] }],
    ["every way to write a quantity", { container: ['resources: {limits: {cpu: "1e-1", memory: 1.5Gi, ephemeral-storage: 1E}}'] }],
    ["huge pages with memory", { container: ["resources: {limits: {hugepages-2Mi: 4Mi, memory: 64Mi}}"] }],
    ["a sleep of zero", { container: ["lifecycle: {preStop: {sleep: {seconds: 0}}}"] }],
    ["a sleep as long as the grace period", { container: ["lifecycle: {preStop: {sleep: {seconds: 30}}}"] }],
    ["null for a list, a map and a text", { container: ["env: null", "resources: ~", "workingDir:"] }],
    ["a volume without a source", { spec: ["volumes: [{name: data}]"], container: ["volumeMounts: [{name: data, mountPath: /data}]"] }],
    [
      "the same volume twice in a container",
      { spec: ["volumes: [{name: d}]"], container: ["volumeMounts: [{name: d, mountPath: /a}, {name: d, mountPath: /b}]"] },
    ],
    [
      "a service account token without a service account",
      { spec: ["volumes: [{name: t, projected: {sources: [{serviceAccountToken: {path: token}}]}}]"] },
    ],
  ])("%s", (_, given) => {
    expect(lines(podWith(given))).toEqual([]);
  });
});

describe("one mistake is one finding", () => {
  test.each([
    [
      "a misspelled list of containers",
      podWith({}).replace("containers:", "contianers:"),
      ['pod.yaml:6:3 spec.contianers: unknown field; did you mean "containers"?'],
    ],
    ["a misspelled spec", podWith({}).replace("spec:", "sepc:"), ['pod.yaml:5:1 sepc: unknown field; did you mean "spec"?']],
    [
      "volumes under a container, with their mounts",
      podWith({ container: ["volumes: [{name: data}]", "volumeMounts: [{name: data, mountPath: /data}]"] }),
      ["pod.yaml:9:7 spec.containers[0].volumes: unknown field"],
    ],
    [
      "containers right below the spec of a Deployment",
      deployment("  containers: [{name: app, image: nginx}]\n", false),
      ["pod.yaml:7:3 spec.containers: unknown field"],
    ],
    [
      "a port and a path right below a probe",
      podWith({ container: ["livenessProbe:", "  path: /"] }),
      ["pod.yaml:10:9 spec.containers[0].livenessProbe.path: unknown field"],
    ],
    [
      "a field that nobody knows, where another is missing",
      podWith({}).replace("image: nginx:1.29", "img: nginx"),
      ["pod.yaml:8:7 spec.containers[0].img: unknown field"],
    ],
    [
      "a misspelled field without a value",
      podWith({}).replace("image: nginx:1.29", "imaeg:"),
      ['pod.yaml:8:7 spec.containers[0].imaeg: unknown field; did you mean "image"?'],
    ],
    [
      "a misspelled list that is none",
      podWith({ container: ["prts: 80"] }),
      ['pod.yaml:9:7 spec.containers[0].prts: unknown field; did you mean "ports"?'],
    ],
    [
      "a volume with two sources, and its mount",
      podWith({
        spec: ["volumes: [{name: d, emptyDir: {}, hostPath: {path: /d}}]"],
        container: ["volumeMounts: [{name: d, mountPath: /d}]"],
      }),
      ["pod.yaml:6:37 spec.volumes[0].hostPath: Forbidden: may not specify more than 1 volume type"],
    ],
    [
      "a volume with a bad name, and its mount",
      podWith({ spec: ["volumes: [{name: my_data}]"], container: ["volumeMounts: [{name: my_data, mountPath: /d}]"] }),
      [
        "pod.yaml:6:20 spec.volumes[0].name: Invalid value: \"my_data\": a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')",
      ],
    ],
    [
      "a name that is a number",
      podWith({}).replace("name: app", "name: 1"),
      ["pod.yaml:7:13 spec.containers[0].name: Invalid type: cannot unmarshal number into field Container.name of type string"],
    ],
    [
      "a whole spec that is a list",
      "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: [a]\n",
      ["pod.yaml:4:1 spec: Invalid type: cannot unmarshal array into field Pod.spec of type v1.PodSpec"],
    ],
    [
      "a sidecar with a misspelled policy and a probe",
      podWith({ spec: ["initContainers:", "  - {name: s, image: s, restartPolicy: Alwys, readinessProbe: {tcpSocket: {port: 1}}}"] }),
      ['pod.yaml:7:42 spec.initContainers[0].restartPolicy: Unsupported value: "Alwys": supported values: "Always", "Never", "OnFailure"'],
    ],
    [
      "exit codes in the form of an early draft",
      podWith({
        container: ["restartPolicy: Never", "restartPolicyRules: [{action: Restart, onExit: {exitCodes: {operator: In, values: [1]}}}]"],
      }),
      ['pod.yaml:10:46 spec.containers[0].restartPolicyRules[0].onExit: unknown field; did you mean "exitCodes"?'],
    ],
    [
      "a mistake in what an anchor stands for, used twice",
      podWith({ container: ["env: &env", "  - {name: A, value: 1}"] }).concat("    - name: b\n      image: nginx\n      env: *env\n"),
      [
        "pod.yaml:10:28 spec.containers[0].env[0].value: Invalid type: cannot unmarshal number into field EnvVar.value of type string",
        "pod.yaml:10:28 spec.containers[1].env[0].value: Invalid type: cannot unmarshal number into field EnvVar.value of type string",
      ],
    ],
  ])("%s", (_, given, want) => {
    expect(lines(given)).toEqual(want);
  });

  test("but several mistakes are all reported at once, in the order of the text", () => {
    const text = podWith({
      spec: ["restartPolicy: always", "volumes: [{name: data, configmap: {name: c}}]"],
      container: ["ports: [{containerPort: 0}]", "env: [{name: A, value: 5}]", "volumeMounts: [{name: other, mountPath: /x}]"],
    }).replace("name: web", "name: Web");
    expect(validateManifest(text, "pod.yaml").map(({ line, path, reason }) => `${line} ${path} ${reason}`)).toEqual([
      "4 metadata.name Invalid value",
      "6 spec.restartPolicy Unsupported value",
      "7 spec.volumes[0].configmap Unknown field",
      "11 spec.containers[0].ports[0].containerPort Required value",
      "12 spec.containers[0].env[0].value Invalid type",
      "13 spec.containers[0].volumeMounts[0].name Not found",
    ]);
  });

  test("and a document that cannot be parsed does not hide those of the others", () => {
    expect(
      validateManifest(`a: [\n---\n${podWith({}).replace("nginx:1.29", "")}`, "pod.yaml").map(({ line, reason }) => `${line} ${reason}`),
    ).toEqual(["1 Syntax error", "9 Required value"]);
  });
});

function deployment(spec: string, template = true): string {
  const pod = "  template: {metadata: {labels: {app: web}}, spec: {containers: [{name: app, image: nginx}]}}\n";
  return `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  selector: {matchLabels: {app: web}}\n${template ? pod : ""}${spec}`;
}

describe("what other fields mean: hints", () => {
  const hint = (given: string) => validateManifest(given, "pod.yaml").map((finding) => finding.hint);
  test.each([
    ["another word", podWith({ container: ["cmd: [sh]"] }), 'did you mean "command"?'],
    ["a part of the name", podWith({ spec: ["volumes: [{name: s, secret: {name: x}}]"] }), 'did you mean "secretName"?'],
    ["a word written out", podWith({ container: ["workingDirectory: /x"] }), 'did you mean "workingDir"?'],
    [
      "a unit left out",
      podWith({ container: ["livenessProbe: {tcpSocket: {port: 1}, initialDelay: 5}"] }),
      'did you mean "initialDelaySeconds"?',
    ],
    [
      "a field of the pod",
      podWith({ container: ["securityContext: {fsGroup: 1}"] }),
      '"fsGroup" is a field of spec.securityContext: move it there',
    ],
    [
      "a field of the containers",
      podWith({ spec: ["securityContext: {privileged: true}"] }),
      '"privileged" is a field of spec.containers[].securityContext: move it there',
    ],
    ["a field of another kind", podWith({ spec: ["replicas: 2"] }), '"replicas" is a field of the spec of a Deployment or StatefulSet'],
    ["an amount without its map", podWith({ container: ["resources: {cpu: 1}"] }), "resource amounts stand below limits: or requests:"],
    ["a text where an object belongs", podWith({ spec: ["imagePullSecrets: [registry]"] }), 'write "name: registry"'],
    ["a text where a list belongs", podWith({ container: ["command: echo hi"] }), 'command is a list: write ["sh", "-c", "echo hi"]'],
    ["a map where a list belongs", podWith({ container: ["env: {A: b}"] }), "env is a list: write `- name: FOO` and below it `value: bar`"],
    ["a quoted truth", podWith({ spec: ['hostNetwork: "yes"'] }), "remove the quotes: true"],
    ["a word that YAML reads as a truth", podWith({ container: ["args: [on]"] }), 'put quotes around it: "on"'],
    ["a version that YAML reads as a number", podWith({ container: ["workingDir: 1.10"] }), 'put quotes around it: "1.10"'],
    ["a time with its unit", podWith({ spec: ["terminationGracePeriodSeconds: 30s"] }), "write a whole number, e.g. 30"],
  ])("%s", (_, given, want) => {
    expect(hint(given)).toEqual([want]);
  });
});

describe("kinds", () => {
  test.each([
    ["a kind that is not in the table is passed over", "apiVersion: v1\nkind: Service\nmetadata: {}\n", []],
    ["so is one of an extension", "apiVersion: example.com/v1\nkind: Widget\n", []],
    ["and a version of a group that this release does not have yet", "apiVersion: resource.k8s.io/v1beta2\nkind: DeviceTaintRule\n", []],
    [
      "but not a slip in a group",
      "apiVersion: app/v1\nkind: Deployment\n",
      ['pod.yaml:1:13 apiVersion: no matches for kind "Deployment" in version "app/v1"'],
    ],
    [
      "nor a version that is gone",
      "apiVersion: batch/v1beta1\nkind: CronJob\n",
      ['pod.yaml:1:13 apiVersion: no matches for kind "CronJob" in version "batch/v1beta1"'],
    ],
    ["nor kind in the wrong case", "apiVersion: v1\nKind: Pod\n", ['pod.yaml:2:1 Kind: unknown field; did you mean "kind"?']],
    [
      "nor what is no object",
      "just text\n",
      ["pod.yaml:1:1 Invalid type: cannot unmarshal string into Go value of type map[string]interface {}"],
    ],
  ])("%s", (_, given, want) => {
    expect(lines(given)).toEqual(want);
  });
});
