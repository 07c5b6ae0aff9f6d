import { describe, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { ScaffoldError } from "../../../src/errors.ts";
import { buildKustomization } from "../../../src/pod/kustomization/build.ts";

type Tree = Readonly<Record<string, string>>;

function built(tree: Tree, folder = "/k/dev"): unknown[] {
  const text = buildKustomization(folder, {
    read: (path) => tree[path],
    isFolder: (path) => Object.keys(tree).some((file) => file.startsWith(`${path}/`)),
    shown: (path) => path,
  });
  return parseAllDocuments(text, { version: "1.1" }).map((document) => document.toJS() as unknown);
}

function issuesOf(tree: Tree): string[] {
  try {
    built(tree);
  } catch (error) {
    if (error instanceof ScaffoldError)
      return error.issues.map(({ message, where }) => `${where ? `${where.file}:${where.line}:${where.column} ` : ""}${message}`);
    throw error;
  }
  return [];
}

const pod = `apiVersion: v1
kind: Pod
metadata: {name: shop, labels: {app: shop}}
spec:
  initContainers:
    - {name: log-agent, image: "agent:1", restartPolicy: Always, env: [{name: HEALTH_PORT, value: "9101"}]}
  containers:
    - {name: shop, image: "shop:1", args: [a, b]}
`;
const environment = `apiVersion: v1
kind: Pod
metadata: {name: shop}
spec:
  initContainers: [{name: log-agent, env: [{name: ENVIRONMENT, value: dev}]}]
  containers: [{name: shop, env: [{name: ENVIRONMENT, value: dev}]}]
`;
const overlay = (more = "") =>
  `nameSuffix: -dev\nresources: [../base]\nlabels: [{pairs: {env: dev}}]\npatches: [{path: environment.yaml}]\n${more}`;
const project = (more = "", patch = environment, base = pod): Tree => ({
  "/k/base/kustomization.yaml": "resources: [pod.yaml]\n",
  "/k/base/pod.yaml": base,
  "/k/dev/kustomization.yaml": overlay(more),
  "/k/dev/environment.yaml": patch,
});

test("an overlay as scaffold writes it: patch, then suffix, then labels; new elements of a list come first", () => {
  expect(built(project("namespace: shop-dev\n"))).toEqual([
    {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "shop-dev", namespace: "shop-dev", labels: { app: "shop", env: "dev" } },
      spec: {
        initContainers: [
          {
            name: "log-agent",
            image: "agent:1",
            restartPolicy: "Always",
            env: [
              { name: "ENVIRONMENT", value: "dev" },
              { name: "HEALTH_PORT", value: "9101" },
            ],
          },
        ],
        containers: [{ name: "shop", image: "shop:1", args: ["a", "b"], env: [{ name: "ENVIRONMENT", value: "dev" }] }],
      },
    },
  ]);
});

describe("strategic merge", () => {
  const patch = (spec: string) => `apiVersion: v1\nkind: Pod\nmetadata: {name: shop}\nspec: ${spec}\n`;
  const specOf = (spec: string) => (built(project("", patch(spec))) as { spec: unknown }[])[0]?.spec;
  const agent = { name: "log-agent", image: "agent:1", restartPolicy: "Always", env: [{ name: "HEALTH_PORT", value: "9101" }] };
  test.each([
    ["a list without a key is replaced", "{containers: [{name: shop, args: [c]}]}", [{ name: "shop", image: "shop:1", args: ["c"] }]],
    ["null removes a field", "{containers: [{name: shop, args: null}]}", [{ name: "shop", image: "shop:1" }]],
    [
      "an element that is new comes first",
      "{containers: [{name: new, image: 'new:1'}]}",
      [
        { name: "new", image: "new:1" },
        { name: "shop", image: "shop:1", args: ["a", "b"] },
      ],
    ],
    [
      "$patch: replace takes nothing over",
      "{containers: [{name: shop, image: 'shop:2', $patch: replace}]}",
      [{ name: "shop", image: "shop:2" }],
    ],
  ])("%s", (_, spec, containers) => expect(specOf(spec)).toEqual({ initContainers: [agent], containers }));

  test("$patch: delete removes an element, and an object", () => {
    expect(specOf("{initContainers: [{name: log-agent, $patch: delete}]}")).toEqual({
      initContainers: [],
      containers: [{ name: "shop", image: "shop:1", args: ["a", "b"] }],
    });
    expect(built(project("", `${patch("{}")}$patch: delete\n`))).toEqual([]);
  });
});

test("a suffix follows the references of pods to objects of the same build, and no others", () => {
  const settings = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\n";
  const referring = `${settings}---\n${pod.replace("args: [a, b]", "envFrom: [{configMapRef: {name: settings}}, {configMapRef: {name: other}}]")}`;
  expect(built(project("", environment, referring))).toMatchObject([
    { metadata: { name: "settings-dev" } },
    { spec: { containers: [{ envFrom: [{ configMapRef: { name: "settings-dev" } }, { configMapRef: { name: "other" } }] }] } },
  ]);
});

test("includeSelectors labels the selector and the template of a Deployment", () => {
  const deployment =
    "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, spec: {containers: []}}}\n";
  const tree = {
    "/k/dev/kustomization.yaml": "resources: [web.yaml]\nlabels: [{pairs: {env: dev}, includeSelectors: true}]\n",
    "/k/dev/web.yaml": deployment,
  };
  const labels = { app: "web", env: "dev" };
  expect(built(tree)).toMatchObject([
    { metadata: { labels: { env: "dev" } }, spec: { selector: { matchLabels: labels }, template: { metadata: { labels } } } },
  ]);
});

test.each<[string, Tree, string[]]>([
  [
    "a field that is not read",
    project("configMapGenerator: [{name: a}]\n"),
    ['/k/dev/kustomization.yaml:5:1 "configMapGenerator" of a kustomization is not read here'],
  ],
  [
    "an inline patch",
    { ...project(), "/k/dev/kustomization.yaml": "resources: [../base]\npatches: [{target: {kind: Pod}, patch: '[]'}]\n" },
    [
      '/k/dev/kustomization.yaml:2:12 "target" of a kustomization is not read here',
      '/k/dev/kustomization.yaml:2:33 "patch" of a kustomization is not read here',
    ],
  ],
  [
    "a patch that fits nothing",
    project("", environment.replace("name: shop", "name: shops")),
    ["/k/dev/kustomization.yaml:4:11 environment.yaml: no resource is v1 Pod default/shops"],
  ],
  [
    "a file that is not there",
    { "/k/dev/kustomization.yaml": "resources: [pod.yaml]\n" },
    ["/k/dev/kustomization.yaml:1:13 there is no pod.yaml"],
  ],
  [
    "a file outside the folder",
    { "/k/dev/kustomization.yaml": "resources: [../pod.yaml]\n", "/k/pod.yaml": pod },
    ["/k/dev/kustomization.yaml:1:13 ../pod.yaml is outside this folder, which kustomize refuses"],
  ],
  [
    "folders that contain each other",
    { "/k/dev/kustomization.yaml": "resources: [../base]\n", "/k/base/kustomization.yaml": "resources: [../dev]\n" },
    ["/k/base/kustomization.yaml:1:13 ../dev contains this kustomization"],
  ],
  [
    "a resource on the network",
    { "/k/dev/kustomization.yaml": "resources: ['https://example.com/pod.yaml']\n" },
    ["/k/dev/kustomization.yaml:1:13 a resource is a file or a folder on this machine here"],
  ],
])("%s is an error with its place", (_, tree, want) => expect(issuesOf(tree)).toEqual(want));
