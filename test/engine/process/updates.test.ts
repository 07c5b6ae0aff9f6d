/** Volumes that show ConfigMaps, Secrets and labels follow them while the pod runs. */
import { readFileSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createObjects } from "../../../src/engine/objects.ts";
import type { ConfigMap, Container } from "../../../src/pod/model.ts";
import { drive, shell } from "./drive.ts";

const settings = (data: Record<string, string>, more: Partial<ConfigMap> = {}): ConfigMap => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name: "settings" },
  data,
  ...more,
});
const volumes = [{ name: "conf", configMap: { name: "settings" } }];
const conf = (more: object = {}): Partial<Container> => ({ volumeMounts: [{ name: "conf", mountPath: "/conf", ...more }] });

/** Waits until the ConfigMap has the key `go`. */
const whenNew = (then: string): string => `i=0; until [ -e /conf/go ] || [ $i = 200 ]; do i=$((i+1)); sleep 0.02; done; ${then}`;

test("13.4 files of a ConfigMap follow it all at once, its variables do not until the next start", async () => {
  const objects = createObjects({ configMaps: [settings({ mode: "old" })] });
  const env = [{ name: "MODE", valueFrom: { configMapKeyRef: { name: "settings", key: "mode" } } }];
  const app = shell("app", whenNew('echo "$MODE $(cat /conf/mode)"'), { ...conf(), env });
  const { start, next, run, driver, output } = await drive([app], { objects, spec: { volumes } });
  await start("app");
  const data = join(driver.folder, "volumes/conf/..data");
  const before = realpathSync(data);
  objects.replace({ configMaps: [settings({ mode: "new", go: "" })] });
  expect(realpathSync(data)).not.toBe(before);
  await next("exited");
  expect(output()).toBe("old new\n");
  await run("app", 2);
  expect(output()).toBe("old new\nnew new\n");
});

test.each([
  ["file", { mountPath: "/pin/mode", subPath: "mode" }, "cat /pin/mode"],
  ["directory", { mountPath: "/pin", subPath: "deep" }, "cat /pin/mode"],
])("13.6 a %s mounted by subPath stays what it was when its container started", async (_, mount, read) => {
  const items = [
    { key: "mode", path: "mode" },
    { key: "mode", path: "deep/mode" },
    { key: "go", path: "go" },
  ];
  const source = [{ name: "conf", configMap: { name: "settings", optional: true, items } }];
  const objects = createObjects({ configMaps: [settings({ mode: "old" })] });
  const mounts = [
    { name: "conf", mountPath: "/conf" },
    { name: "conf", ...mount },
  ];
  const app = shell("app", whenNew(`${read}; cat /conf/mode`), { volumeMounts: mounts });
  const { start, next, run, output } = await drive([app], { objects, spec: { volumes: source } });
  await start("app");
  objects.replace({ configMaps: [settings({ mode: "new", go: "" })] });
  await next("exited");
  expect(output()).toBe("oldnew");
  await run("app", 2);
  expect(output()).toBe("oldnewnewnew");
});

test("13.4 what cannot be made any more stays as it was, and is said; an immutable object stays too", async () => {
  const objects = createObjects({
    configMaps: [settings({ mode: "old" }), settings({ x: "1" }, { metadata: { name: "fixed" }, immutable: true })],
  });
  const { driver, next, events } = await drive([shell("app", "")], {
    objects,
    spec: { volumes: [...volumes, { name: "fixed", configMap: { name: "fixed" } }] },
  });
  objects.replace({ configMaps: [settings({ x: "2" }, { metadata: { name: "fixed" } })] });
  const { message } = await next("outdated");
  expect(message).toBe('MountVolume.SetUp failed for volume "conf" : configmap "settings" not found');
  expect(events.filter(({ kind }) => kind === "outdated")).toHaveLength(1);
  const read = (path: string): string => readFileSync(join(driver.folder, "volumes", path), "utf8");
  expect([read("conf/mode"), read("fixed/x")]).toEqual(["old", "1"]);
});

test("13.5 a downwardAPI volume follows the pod's labels and annotations", async () => {
  const items = [
    { path: "labels", fieldRef: { fieldPath: "metadata.labels" } },
    { path: "team", fieldRef: { fieldPath: "metadata.annotations['team']" } },
  ];
  const { driver } = await drive([shell("app", "")], { spec: { volumes: [{ name: "pod", downwardAPI: { items } }] } });
  const read = (name: string): string => readFileSync(join(driver.folder, "volumes/pod", name), "utf8");
  expect([read("labels"), read("team")]).toEqual(["", ""]);
  driver.relabel({ labels: { tier: "web" }, annotations: { team: "blue" } });
  expect([read("labels"), read("team")]).toEqual(['tier="web"', "blue"]);
});
