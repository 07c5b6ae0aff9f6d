import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { fixManifest } from "../../../src/pod/validate/fix.ts";
import { validateManifest } from "../../../src/pod/validate/validate.ts";
import { podWith } from "./marked.ts";

const fixture = (path: string) => readFileSync(new URL(`../../fixtures/${path}`, import.meta.url), "utf8");
const fix = (text: string) => fixManifest(text, validateManifest(text, "pod.yaml"));

describe("what can mean only one thing is put right, and every other byte stays", () => {
  test("the first pattern manifest is valid afterwards", () => {
    const text = fixture("patterns/simple-webapp.yaml");
    const { text: fixed, applied, left } = fix(text);
    expect(fixed).toBe(text.replaceAll("\t", "  ").replace("imaeg", "image"));
    expect(applied.map(({ reason }) => reason)).toEqual(["Tab in indentation", "Unknown field"]);
    expect(left).toEqual([]);
  });

  test("so is the second: its init container was right all along", () => {
    const text = fixture("patterns/simple-webapp-init.yaml");
    expect(fix(text)).toMatchObject({ text: text.replaceAll("\t", "  "), left: [] });
  });

  test.each([
    [
      "names in quotes, in flow, with comments behind them",
      podWith({ container: ['"comand": [a]   # why', "prts: [{ containerport: 80 }]"] }),
      podWith({ container: ["command: [a]   # why", "ports: [{ containerPort: 80 }]"] }),
    ],
    ["a misspelling below a misspelling", podWith({}).replace("containers:", "contianers:").replace("image:", "imgae:"), podWith({})],
    [
      "a kind and a policy in the wrong case",
      podWith({ spec: ["restartPolicy: never  # for a task"] }).replace("Pod", "pod"),
      podWith({ spec: ["restartPolicy: Never  # for a task"] }),
    ],
    ["the keys that name the object", podWith({}).replace("apiVersion", "apiversion").replace("kind", "Kind"), podWith({})],
    [
      "line ends of Windows and a byte order mark",
      `\uFEFF${podWith({}).replace("image", "imaeg").replaceAll("\n", "\r\n")}`,
      `\uFEFF${podWith({}).replaceAll("\n", "\r\n")}`,
    ],
    [
      "no tabs where two spaces would move a field elsewhere",
      "kind: Pod\napiVersion: v1\nmetadata: {name: w}\nspec:\n    containers:\n      - name: app\n        image: x:1\n\t\tcommand: [x]\n",
      "kind: Pod\napiVersion: v1\nmetadata: {name: w}\nspec:\n    containers:\n      - name: app\n        image: x:1\n\t\tcommand: [x]\n",
    ],
    [
      "no tabs where two spaces fit nowhere",
      "kind: Pod\napiVersion: v1\nmetadata:\n    name: w\n\tlabels: {a: b}\nspec: {containers: [{name: a, image: x}]}\n",
      "kind: Pod\napiVersion: v1\nmetadata:\n    name: w\n\tlabels: {a: b}\nspec: {containers: [{name: a, image: x}]}\n",
    ],
    [
      "tabs among spaces where two for each fit",
      "kind: Pod\napiVersion: v1\nmetadata:\n  name: w\n\tlabels: {a: b}\nspec: {containers: [{name: a, image: x}]}\n",
      "kind: Pod\napiVersion: v1\nmetadata:\n  name: w\n  labels: {a: b}\nspec: {containers: [{name: a, image: x}]}\n",
    ],
    [
      "tabs of a block's indentation, not those of its content",
      "apiVersion: v1\nkind: ConfigMap\nmetadata:\n\tname: m\ndata:\n\tMakefile: |\n\t\tall:\n\t\t\tgcc\n",
      "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: m\ndata:\n  Makefile: |\n    all:\n    \tgcc\n",
    ],
  ])("%s", (_, given, want) => {
    expect(fix(given).text).toBe(want);
  });

  test("what an anchor stands for is corrected once", () => {
    const text = podWith({ container: ["ports: &ports [{containerport: 80}]"] }).concat("    - {name: b, image: x, ports: *ports}\n");
    expect(fix(text).text).toBe(text.replace("containerport", "containerPort"));
  });
});

describe("what could mean something else is left to the reader", () => {
  test.each([
    ["the right name is there already", podWith({ container: ["imaeg: busybox"] })],
    ["another word for it", podWith({ container: ["cmd: [sh]"] })],
    ["a name that is close, with a value of another shape", podWith({ container: ["port: 80"] })],
    ["a field in the wrong place", podWith({ container: ["runAsNonRoot: true"] })],
    ["a value of the wrong type", podWith({ container: ["env: [{name: A, value: 1}]"] })],
    [
      "a name of the reader's own",
      podWith({ spec: ["volumes: [{name: data}]"], container: ["volumeMounts: [{name: date, mountPath: /d}]"] }),
    ],
    ["a repeated key", podWith({ container: ["image: busybox"] })],
    ["text that is no YAML", "a: [\n"],
  ])("%s", (_, text) => {
    const { text: fixed, applied, left } = fix(text);
    expect(fixed).toBe(text);
    expect(applied).toEqual([]);
    expect(left.length).toBeGreaterThan(0);
  });

  test("of two misspellings of one name the second stays", () => {
    const { text, left } = fix(podWith({}).replace("image: nginx:1.29", "imaeg: nginx\n      iamge: busybox"));
    expect(text).toContain("image: nginx\n      iamge: busybox");
    expect(left.map(({ path }) => path)).toEqual(["spec.containers[0].iamge"]);
  });
});
