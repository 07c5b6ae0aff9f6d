/** A pod that runs and the files that it came from. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Bench, pod, shell, until } from "./scaffold-run.ts";

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
});
afterEach(() => bench.close());

const settings = (data: object) => ({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "settings" }, data });
const watcher = 'trap "exit 0" TERM; while :; do cat /conf/mode; cat /pod/labels; sleep 0.05; done';
const volumes = [
  { name: "shared", emptyDir: {} },
  { name: "conf", configMap: { name: "settings" } },
  { name: "pod", downwardAPI: { items: [{ path: "labels", fieldRef: { fieldPath: "metadata.labels" } }] } },
];
const app = shell("app", watcher, {
  volumeMounts: [
    { name: "conf", mountPath: "/conf" },
    { name: "pod", mountPath: "/pod" },
  ],
});
const labelled = (tier: string, more: object = {}) => {
  const made = pod({ volumes, containers: [app], ...more });
  return { ...made, metadata: { ...made.metadata, labels: { tier } } };
};

test("13.4, 13.5 ConfigMaps, also of folders, and labels are followed; a broken file and a new spec are said and change nothing", async () => {
  const folder = join(bench.folder, "config");
  mkdirSync(folder);
  bench.file("config/settings.yaml", [settings({ mode: "mode-1\n" })]);
  const manifest = bench.file("pod.yaml", [labelled("one")]);
  const { child, finished, stderr } = bench.start(manifest, "-f", folder, "--status-file", bench.statusFile);
  await until(() => stderr().includes("mode-1"));

  bench.file("config/settings.yaml", [settings({ mode: "mode-2\n" })]);
  await until(() => stderr().includes("mode-2"));

  bench.file("pod.yaml", [labelled("two", { terminationGracePeriodSeconds: 7 })]);
  await until(() => stderr().includes('tier="two"'));
  await until(() => bench.status()?.metadata.labels?.["tier"] === "two");
  await until(() => stderr().includes("the pod's spec has changed in its file"));
  expect(bench.status()?.spec.terminationGracePeriodSeconds).not.toBe(7);

  writeFileSync(join(folder, "settings.yaml"), "kind: ConfigMap\napiVersion: v1\nmetadata: {name: settings}\ndata: [");
  await until(() => stderr().includes("cannot be used, all stays as it was: "));
  expect(stderr()).toMatch(/all stays as it was: \S*settings\.yaml:\d+:\d+ /);

  bench.file("config/settings.yaml", [settings({ other: "" })]);
  bench.file("config/more.yaml", [{ ...settings({}), metadata: { name: "more" } }]);
  bench.file("config/settings.yaml", [settings({ mode: "mode-3\n" })]);
  await until(() => stderr().includes("mode-3"));
  child.kill("SIGTERM");
  expect((await finished).code).toBe(0);
});
