import { describe, expect, test } from "vitest";
import { readRunManifest } from "../../../src/engine/run-manifest.ts";

const container = 'containers: [{name: app, image: "app:1"}]';
const pod = `apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {${container}}\n`;
const settings = (namespace = "") => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings${namespace}}\n`;
const read = (main: string, more = "") =>
  readRunManifest({ name: "pod.yaml", text: main }, more === "" ? [] : [{ name: "more.yaml", text: more }], {
    suffix: "x7k2p",
    ownerUid: "5f0c",
    nowMs: 1_800_000_000_000,
  });

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

describe("a template's pod is named and labelled as its controller does it", () => {
  const workload = (kind: string, spec = "", policy = "") =>
    `apiVersion: ${kind === "Job" ? "batch/v1" : "apps/v1"}\nkind: ${kind}\nmetadata: {name: web}\nspec:\n  ${kind === "Job" ? "" : "selector: {matchLabels: {app: web}}"}\n  template: {metadata: {labels: {app: web}}, spec: {${policy}${container}}}\n${spec}`;
  const cronJob = `apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: web}\nspec:\n  schedule: "0 3 * * *"\n  jobTemplate: {spec: {backoffLimit: 2, template: {spec: {restartPolicy: Never, ${container}}}}}\n`;

  test("Deployment", () => {
    const { metadata } = read(workload("Deployment")).pod;
    const hash = metadata.labels?.["pod-template-hash"];
    expect(hash).toMatch(/^[bcdfghjklmnpqrstvwxz2456789]{10}$/);
    expect(metadata).toMatchObject({
      name: `web-${hash}-x7k2p`,
      generateName: `web-${hash}-`,
      labels: { app: "web" },
      ownerReferences: [{ kind: "ReplicaSet", name: `web-${hash}`, controller: true }],
    });
    expect(read(workload("Deployment", "  replicas: 3\n")).pod.metadata.labels).toEqual(metadata.labels);
  });

  test("StatefulSet", () => {
    const { metadata, spec } = read(
      workload(
        "StatefulSet",
        "  serviceName: db\n  ordinals: {start: 4}\n  volumeClaimTemplates: [{metadata: {name: data}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}]\n",
      ),
    ).pod;
    expect(metadata).toMatchObject({
      name: "web-4",
      labels: { "statefulset.kubernetes.io/pod-name": "web-4", "apps.kubernetes.io/pod-index": "4" },
    });
    expect(spec).toMatchObject({
      hostname: "web-4",
      subdomain: "db",
      volumes: [{ name: "data", persistentVolumeClaim: { claimName: "data-web-4" } }],
    });
  });

  test("DaemonSet", () => {
    const { metadata } = read(workload("DaemonSet")).pod;
    expect(metadata).toMatchObject({ name: "web-x7k2p", labels: { "pod-template-generation": "1" } });
  });

  test("Job", () => {
    const { pod, notes } = read(workload("Job", "  completions: 3\n  activeDeadlineSeconds: 60\n", "restartPolicy: Never, "));
    expect(pod.metadata).toMatchObject({
      name: "web-x7k2p",
      labels: {
        app: "web",
        "job-name": "web",
        "controller-uid": "5f0c",
        "batch.kubernetes.io/job-name": "web",
        "batch.kubernetes.io/controller-uid": "5f0c",
      },
      ownerReferences: [{ apiVersion: "batch/v1", kind: "Job", name: "web" }],
    });
    expect(notes).toEqual([
      "Job web: one pod is run, once; its controller's part is not done here (completions: 3, activeDeadlineSeconds: 60)",
    ]);
  });

  test("Indexed Job", () => {
    const { metadata, spec } = read(workload("Job", "  completions: 3\n  completionMode: Indexed\n", "restartPolicy: Never, ")).pod;
    expect(metadata).toMatchObject({ name: "web-0-x7k2p", annotations: { "batch.kubernetes.io/job-completion-index": "0" } });
    expect(spec).toMatchObject({ hostname: "web-0", containers: [{ env: [{ name: "JOB_COMPLETION_INDEX" }] }] });
  });

  test("CronJob", () => {
    const { pod, notes } = read(cronJob);
    expect(pod.metadata).toMatchObject({ name: "web-30000000-x7k2p", labels: { "job-name": "web-30000000" } });
    expect(notes).toEqual([
      'CronJob web: one pod is run now; the schedule "0 3 * * *" is not kept',
      "CronJob web: one pod is run, once; its controller's part is not done here (backoffLimit: 2)",
    ]);
  });

  test("more than one replica is said", () => {
    expect(read(workload("Deployment", "  replicas: 3\n")).notes).toEqual(["Deployment web: one pod is run, not 3 replicas"]);
  });
});
