import { describe, expect, test } from "vitest";
import { readRunManifest } from "../../../src/engine/run-manifest.ts";

const container = 'containers: [{name: app, image: "app:1"}]';
const pod = `apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {${container}}\n`;
const settings = (namespace = "") => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings${namespace}}\n`;
const read = (main: string, more = "") =>
  readRunManifest({ name: "pod.yaml", text: main }, more === "" ? [] : [{ name: "more.yaml", text: more }], "x7k2p");

describe("what is not run is said", () => {
  test.each<[string, string, string, string[]]>([
    ["nothing to say", pod, settings(), []],
    ["a pod in a further file", pod, pod.replace("web", "worker"), ["Pod worker in more.yaml is not run: one pod at a time"]],
    [
      "a Job in a further file",
      pod,
      `apiVersion: batch/v1\nkind: Job\nmetadata: {name: migrate}\nspec: {template: {spec: {restartPolicy: Never, ${container}}}}\n`,
      ["Job migrate in more.yaml is not run: one pod at a time"],
    ],
    [
      "a ConfigMap that is there twice",
      `${pod}---\n${settings()}`,
      settings(", namespace: default"),
      ["ConfigMap settings is defined twice, in pod.yaml:8 and more.yaml:3: the second one is used"],
    ],
    ["two of one name in two namespaces", `${pod}---\n${settings()}`, settings(", namespace: other"), []],
  ])("%s", (_, main, more, want) => expect(read(main, more).notes).toEqual(want));
});
