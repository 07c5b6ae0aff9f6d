import { describe, expect, test } from "vitest";
import { validateManifest } from "../../../src/pod/validate/validate.ts";
import { readCases } from "./cases.ts";

const errors = (text: string) =>
  validateManifest(text, "pod.yaml")
    .filter(({ severity }) => severity === "error")
    .map(({ path, reason }) => `${path || "-"} ${reason}`);

/** One test for all: a test of its own for each takes ten times as long as the checks. */
const differences = (file: string) =>
  readCases(file)
    .map(({ name, text, want }) => ({ name, want, got: errors(text) }))
    .filter(({ want, got }) => want.join() !== got.join());

test("680 manifests with one mistake: nothing but that mistake and what follows of it is reported, at its field", () => {
  expect(differences("invalid.yaml")).toEqual([]);
  expect(readCases("invalid.yaml").filter(({ want }) => want.length > 0)).toHaveLength(680);
});

test("100 odd manifests that the API server accepts are accepted", () => {
  expect(differences("valid.yaml")).toEqual([]);
  expect(readCases("valid.yaml")).toHaveLength(100);
});

describe("warnings that the server would give once more for each pair", () => {
  const warnings = (text: string) =>
    validateManifest(text, "pod.yaml")
      .filter(({ severity }) => severity === "warning")
      .map(({ path, message }) => `${path}: ${message}`);
  test("the third of three equal ports is reported once", () => {
    const container = (name: string) => `  - {name: ${name}, image: "nginx:1", ports: [{containerPort: 80}]}\n`;
    const text = `apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n${["a", "b", "c"].map(container).join("")}`;
    expect(warnings(text)).toEqual([
      "spec.containers[1].ports[0]: duplicate port definition with spec.containers[0].ports[0]",
      "spec.containers[2].ports[0]: duplicate port definition with spec.containers[0].ports[0]",
    ]);
  });
});

describe("a Pod template on the node's network is not defaulted as a Pod is", () => {
  test("so that two containers of one port are no error there", () => {
    const ports = "ports: [{containerPort: 80}]";
    const text = [
      "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  selector: {matchLabels: {app: web}}",
      `  template: {metadata: {labels: {app: web}}, spec: {hostNetwork: true, containers: [{name: a, image: "a:1", ${ports}}, {name: b, image: "b:1", ${ports}}]}}`,
    ].join("\n");
    expect(errors(text)).toEqual([]);
  });
});
