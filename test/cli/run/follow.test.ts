import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { followFiles } from "../../../src/cli/run/follow.ts";
import { readRunInput } from "../../../src/cli/run/input.ts";
import { testHost } from "../../support/host.ts";
import { temporary } from "../../support/temporary.ts";

const pod = (tier: string): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: web, labels: {tier: ${tier}}}\nspec: {containers: [{name: app, image: x:1}]}\n`;
const config = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {mode: one}\n";
const kustomization = (...resources: string[]): string => `resources: [${resources.join(", ")}]\n`;

/** Files below a folder, and a run of the overlay that follows them. */
async function following(files: Readonly<Record<string, string>>) {
  const root = temporary();
  const write = (name: string, text: string): void => {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  };
  for (const [name, text] of Object.entries(files)) write(name, text);
  const input = await readRunInput({ manifest: "overlay", files: [], commands: {}, env: {} }, testHost(root));
  const labels: unknown[] = [];
  const notes: string[] = [];
  onTestFinished(
    followFiles({ input, run: { relabel: (metadata) => void labels.push(metadata.labels) }, note: (text) => notes.push(text) }),
  );
  return { write, labels, notes, input };
}

test("an overlay's base is followed, though it is a folder beside it", async () => {
  const { write, labels, notes } = await following({
    "base/kustomization.yaml": kustomization("pod.yaml"),
    "base/pod.yaml": pod("one"),
    "overlay/kustomization.yaml": kustomization("../base"),
  });
  write("base/pod.yaml", pod("two"));
  await vi.waitFor(() => expect(labels).toEqual([{ tier: "two" }]), 5000);
  expect(notes).toEqual([]);
});

test("a base that an overlay gets while the pod runs is followed from then on", async () => {
  const { write, labels, input } = await following({
    "base/kustomization.yaml": kustomization("pod.yaml"),
    "base/pod.yaml": pod("one"),
    "more/kustomization.yaml": kustomization("settings.yaml"),
    "more/settings.yaml": config,
    "overlay/kustomization.yaml": kustomization("../base"),
  });
  expect(input.objects.configMap("settings")).toBeUndefined();
  write("overlay/kustomization.yaml", kustomization("../base", "../more"));
  await vi.waitFor(() => expect(input.objects.configMap("settings")?.text.get("mode")).toBe("one"), 5000);
  write("more/settings.yaml", config.replace("one", "two"));
  await vi.waitFor(() => expect(input.objects.configMap("settings")?.text.get("mode")).toBe("two"), 5000);
  expect(labels).toEqual([]);
});
