import { describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { readRunManifest } from "../../../src/engine/run-manifest.ts";
import { volumeNotices } from "../../../src/engine/volumes-support.ts";
import { ScaffoldError } from "../../../src/errors.ts";

const containers = [{ name: "app", image: "x", volumeMounts: [{ name: "data", mountPath: "/data" }] }];
const read = (object: object) =>
  readRunManifest({ name: "m.yaml", text: stringify(object) }, [], { suffix: "abcde", ownerUid: "u", nowMs: 0 });
const podSpec = (volume: object) => ({ containers, volumes: [{ name: "data", ...volume }] });
const template = (volume: object, more: object = {}) => ({
  metadata: { labels: { app: "x" } },
  spec: { ...podSpec(volume), ...more },
});
const csi = { csi: { driver: "csi.example.com" } };

describe("a volume that only a cluster has is refused before anything starts, at its place", () => {
  test.each<[string, object, string]>([
    ["Pod", { apiVersion: "v1", kind: "Pod", metadata: { name: "x" }, spec: podSpec(csi) }, "14:7 a volume of type csi"],
    [
      "Pod, projected",
      {
        apiVersion: "v1",
        kind: "Pod",
        metadata: { name: "x" },
        spec: podSpec({ projected: { sources: [{ clusterTrustBundle: { path: "x", name: "bundle" } }] } }),
      },
      "16:13 a projected source of type clusterTrustBundle",
    ],
    [
      "CronJob",
      {
        apiVersion: "batch/v1",
        kind: "CronJob",
        metadata: { name: "x" },
        spec: { schedule: "* * * * *", jobTemplate: { spec: { template: template(csi, { restartPolicy: "Never" }) } } },
      },
      "22:15 a volume of type csi",
    ],
  ])("%s", (_, object, want) => {
    try {
      read(object);
      expect.unreachable();
    } catch (error) {
      const issues = error instanceof ScaffoldError ? error.issues : [];
      expect(issues.map(({ where, message }) => `${where?.line}:${where?.column} ${message}`)).toEqual([
        `${want} needs a cluster; scaffold run has none`,
      ]);
    }
  });
});

test("a StatefulSet's claims are volumes of its pod, before those of the same name; what stands for them is said", () => {
  const claim = (name: string) => ({
    metadata: { name },
    spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
  });
  const { pod } = read({
    apiVersion: "apps/v1",
    kind: "StatefulSet",
    metadata: { name: "db" },
    spec: {
      serviceName: "db",
      selector: { matchLabels: { app: "x" } },
      template: template({ emptyDir: {} }),
      volumeClaimTemplates: [claim("data"), claim("more")],
    },
  });
  expect(pod.spec.volumes).toEqual([
    { name: "data", persistentVolumeClaim: { claimName: "data-db-0" } },
    { name: "more", persistentVolumeClaim: { claimName: "more-db-0" } },
  ]);
  expect(volumeNotices(pod.spec)).toEqual([
    "volumes data, more: an empty directory stands for the claimed storage, and goes when the run ends",
  ]);
});
