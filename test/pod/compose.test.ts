import { describe, expect, test } from "vitest";
import { expand } from "../../src/engine/expand.ts";
import { kustomizeFiles } from "../../src/pod/kustomize.ts";
import type { Container, PodSpec } from "../../src/pod/model.ts";
import { forPodman } from "../../src/pod/podman.ts";
import { objectReferences, secretExample } from "../../src/pod/references.ts";
import { writeManifest } from "../../src/pod/write.ts";
import { manifestOf } from "../../src/project/desired.ts";
import { parseProject } from "../../src/project/load.ts";
import { testHost } from "../support/host.ts";

const place = { root: "/project", document: "/project/scaffold.yaml", shown: "scaffold.yaml", exists: true };

function manifest(document: string) {
  return manifestOf(parseProject(place, document, testHost("/project")).spec);
}

function podSpec(document: string): PodSpec {
  return manifest(document).object["spec"] as PodSpec;
}

function containers({ initContainers = [], containers }: PodSpec): Container[] {
  return [...initContainers, ...containers];
}

const shop = `name: shop
app:
  ports: [8080]
  logs: [/var/log/app/*.log]
  env: {LOG_DIR: /var/log/app, PASSWORD: {secret: db, key: password}}
companions:
  wait-for-db: {pattern: init, task: wait}
  log-agent: {pattern: sidecar, port: 9101}
  fetch-code: {pattern: init, task: fetch, url: https://example.com/site.tgz, into: /srv/site}
  migrate: {pattern: init, task: run, run: npm run migrate}
`;

describe("compose", () => {
  test("native sidecars come first, then init containers in the document's order, then the app", () => {
    const spec = podSpec(shop);
    expect(spec.initContainers?.map(({ name }) => name)).toEqual(["log-agent", "wait-for-db", "fetch-code", "migrate"]);
    expect(spec.containers.map(({ name }) => name)).toEqual(["shop"]);
    expect(spec.initContainers?.map(({ restartPolicy }) => restartPolicy)).toEqual(["Always", undefined, undefined, undefined]);
  });

  test("`sidecars: classic` makes plain containers beside the app", () => {
    const spec = podSpec(`${shop}pod: {sidecars: classic}\n`);
    expect(spec.initContainers?.map(({ name }) => name)).toEqual(["wait-for-db", "fetch-code", "migrate"]);
    expect(spec.containers.map(({ name, restartPolicy }) => [name, restartPolicy])).toEqual([
      ["shop", undefined],
      ["log-agent", undefined],
    ]);
  });

  test("the app writes its log folder, the agent only reads it, and each volume that is mounted exists", () => {
    const spec = podSpec(shop);
    const mount = (name: string, path: string) =>
      containers(spec)
        .find((container) => container.name === name)
        ?.volumeMounts?.find(({ mountPath }) => mountPath === path);
    expect(mount("shop", "/var/log/app")).toEqual({ name: "logs", mountPath: "/var/log/app" });
    expect(mount("log-agent", "/var/log/app")).toEqual({ name: "logs", mountPath: "/var/log/app", readOnly: true });
    expect(mount("fetch-code", "/srv/site")).toEqual({ name: "srv-site", mountPath: "/srv/site" });
    expect(mount("shop", "/srv/site")).toEqual({ name: "srv-site", mountPath: "/srv/site" });
    const volumes = new Set(spec.volumes?.map(({ name }) => name));
    expect(volumes.size).toBe(spec.volumes?.length);
    expect(containers(spec).flatMap(({ volumeMounts = [] }) => volumeMounts.filter(({ name }) => !volumes.has(name)))).toEqual([]);
  });

  test("a shared folder inside another is a part of its volume, which a companion mounts once", () => {
    const spec = podSpec(`name: shop
app: {logs: [/var/log/app/*.log, /var/log/app/access/*.log]}
companions:
  all: {pattern: sidecar, port: 9101}
  access: {pattern: sidecar, port: 9102, watch: [/var/log//app/access/*.log]}
  audit: {pattern: sidecar, port: 9103, watch: [/var/log/app/*.log], sink: {type: file, path: /var/log/app/out/all.ndjson}}
`);
    expect(spec.volumes?.map(({ name }) => name)).toEqual(["logs", "all-state", "access-state", "audit-state", "tmp"]);
    const logs = (name: string) =>
      containers(spec)
        .find((container) => container.name === name)
        ?.volumeMounts?.filter((mount) => mount.name === "logs");
    expect(logs("shop")).toEqual([
      { name: "logs", mountPath: "/var/log/app" },
      { name: "logs", mountPath: "/var/log/app/access", subPath: "access" },
    ]);
    expect(logs("all")).toEqual([{ name: "logs", mountPath: "/var/log/app", readOnly: true }]);
    expect(logs("access")).toEqual([{ name: "logs", mountPath: "/var/log/app/access", subPath: "access", readOnly: true }]);
    expect(logs("audit")).toEqual([{ name: "logs", mountPath: "/var/log/app" }]);
  });

  test("/tmp is each container's own, and the shared folder where logs are written there", () => {
    const tmp = (spec: PodSpec) =>
      containers(spec).map(({ volumeMounts = [] }) => volumeMounts.filter(({ mountPath }) => mountPath === "/tmp"));
    expect(
      tmp(podSpec(shop))
        .flat()
        .map(({ name, subPath }) => [name, subPath]),
    ).toEqual(["log-agent", "wait-for-db", "fetch-code", "migrate", "shop"].map((name) => ["tmp", name]));
    expect(tmp(podSpec(shop.replace("/var/log/app/*.log", "/tmp/*.log"))).map((mounts) => mounts.map(({ name }) => name))).toEqual([
      ["logs"],
      ["tmp"],
      ["tmp"],
      ["logs"],
      ["logs"],
    ]);
  });

  test("names of volumes are DNS labels, also of the longest companions and of any path", () => {
    const long = "a".repeat(62);
    const spec = podSpec(`name: shop
companions:
  ${long}b: {pattern: sidecar, port: 9101, watch: ["/srv/日志/*.log", "/srv/${"x".repeat(45)}/y/*.log"]}
  ${long}c: {pattern: sidecar, port: 9102, watch: [/var/log/tmp/*.log]}
`);
    const names = spec.volumes?.map(({ name }) => name) ?? [];
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/);
  });

  test("every container satisfies the restricted pod security profile and has a read-only root", () => {
    const spec = podSpec(shop);
    expect(spec.securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } });
    for (const container of containers(spec)) {
      expect(container.securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ["ALL"] },
      });
    }
  });

  test("the agent gates the app by its startup probe, on its own port", () => {
    const agent = containers(podSpec(shop)).find(({ name }) => name === "log-agent");
    expect(agent?.ports).toEqual([{ name: "health-9101", containerPort: 9101 }]);
    expect(agent?.startupProbe).toMatchObject({ httpGet: { path: "/readyz", port: "health-9101" } });
    expect(agent?.env).toContainEqual({ name: "HEALTH_PORT", value: "9101" });
    expect(agent?.env).toContainEqual({ name: "POD_IP", valueFrom: { fieldRef: { fieldPath: "status.podIP" } } });
  });

  test("the grace period leaves the agent its drain time after the app's", () => {
    expect(podSpec(shop).terminationGracePeriodSeconds).toBe(15 + 25 + 5);
    expect(podSpec(shop.replace("port: 9101", "port: 9101, drain: 90s")).terminationGracePeriodSeconds).toBe(15 + 90 + 5);
    expect(podSpec(`${shop}pod: {grace: 2m}\n`).terminationGracePeriodSeconds).toBe(120);
    const comment = (document: string) =>
      manifest(document).comments.find(({ path }) => path.at(-1) === "terminationGracePeriodSeconds")?.text;
    expect(comment(shop)).toContain("15 s for the app");
    expect(comment(`${shop}pod: {grace: 2m}\n`)).not.toContain("15 s for the app");
  });

  test("`lifecycle: together` restarts all containers when one fails, whichever it is", () => {
    for (const container of containers(podSpec(`${shop}pod: {lifecycle: together}\n`))) {
      expect(container.restartPolicy).toBeDefined();
      expect(container.restartPolicyRules).toEqual([{ action: "RestartAllContainers", exitCodes: { operator: "NotIn", values: [0] } }]);
    }
  });

  test("a command in the app's image has the app's image and environment", () => {
    const migrate = containers(podSpec(shop)).find(({ name }) => name === "migrate");
    expect(migrate).toMatchObject({ image: "shop:dev", command: ["/bin/sh", "-c", "npm run migrate"] });
    expect(migrate?.env).toContainEqual({ name: "PASSWORD", valueFrom: { secretKeyRef: { name: "db", key: "password" } } });
  });

  test.each(["echo $$ $(date) $HOME", "$$(a) $$$ `b`"])("the shell gets the command %j as it was written", (run) => {
    const migrate = containers(podSpec(shop.replace("npm run migrate", () => JSON.stringify(run)))).find(({ name }) => name === "migrate");
    expect(expand(String(migrate?.command?.[2]), () => "from the environment")).toBe(run);
  });

  test("images get prefix and tag, unless they name their own", () => {
    const spec = podSpec(`${shop}images: {prefix: registry.example.com/acme, tag: "1.2"}\n`);
    expect(containers(spec).map(({ image }) => image)).toEqual([
      "registry.example.com/acme/shop-log-agent:1.2",
      "registry.example.com/acme/shop-wait-for-db:1.2",
      "registry.example.com/acme/shop-fetch-code:1.2",
      "registry.example.com/acme/shop:1.2",
      "registry.example.com/acme/shop:1.2",
    ]);
    expect(podSpec("name: shop\napp: {image: 'nginx:1.29'}\n").containers[0]?.image).toBe("nginx:1.29");
  });

  test("`kind: Deployment` selects the pods that it makes", () => {
    const { object } = manifest(`${shop}pod: {kind: Deployment, replicas: 3, labels: {team: web}}\n`);
    expect(object).toMatchObject({
      apiVersion: "apps/v1",
      kind: "Deployment",
      spec: {
        replicas: 3,
        selector: { matchLabels: { "app.kubernetes.io/name": "shop" } },
        template: { metadata: { labels: { "app.kubernetes.io/name": "shop", team: "web" } } },
      },
    });
  });

  test("a Deployment selects by the name that its labels say", () => {
    const { object } = manifest("name: shop\npod: {kind: Deployment, labels: {app.kubernetes.io/name: web}}\n");
    const name = { "app.kubernetes.io/name": "web" };
    expect(object).toMatchObject({ spec: { selector: { matchLabels: name }, template: { metadata: { labels: name } } } });
  });
});

describe("kustomizeFiles", () => {
  const overlay = (document: string) =>
    kustomizeFiles(manifest(document), ["dev"], undefined).find(({ path }) => path === "kustomize/overlays/dev/kustomization.yaml")
      ?.content;

  test("Deployments of two environments select their own pods", () => {
    expect(overlay(`${shop}pod: {kind: Deployment}\n`)).toContain("includeSelectors: true");
    expect(overlay(shop)).not.toContain("includeSelectors");
  });
});

describe("secretExample", () => {
  test("makes the objects where the pod is", () => {
    const references = objectReferences(manifest(shop));
    expect(references).toEqual([
      { kind: "Secret", name: "db", key: "password", variable: "PASSWORD" },
      { kind: "Secret", name: "log-agent", key: "admin-token", variable: "ADMIN_TOKEN" },
    ]);
    expect(secretExample(references, "web")).toContain("metadata:\n  name: db\n  namespace: web\n");
    expect(secretExample(references, undefined)).not.toContain("namespace");
  });
});

describe("writeManifest", () => {
  test("quotes what YAML 1.1 would read as something else than text", () => {
    const text = writeManifest({ object: { a: "yes", b: "0644", c: "1:30", d: "2024-01-01", e: "1_000", f: "~" }, comments: [] }, " x");
    expect(text.split("\n").slice(2)).toEqual(['a: "yes"', 'b: "0644"', 'c: "1:30"', 'd: "2024-01-01"', 'e: "1_000"', 'f: "~"', ""]);
  });

  test("puts a comment above the field it speaks of, also above a list's item", () => {
    const comments = [
      { path: ["spec", "list", 1], text: "the second" },
      { path: ["spec", "other"], text: "why" },
    ];
    expect(writeManifest({ object: { spec: { list: [{ a: 1 }, { a: 2 }], other: 3 } }, comments }, " x")).toBe(
      "# x\n\nspec:\n  list:\n    - a: 1\n    # the second\n    - a: 2\n  # why\n  other: 3\n",
    );
  });
});

describe("for podman", () => {
  const classic = `${shop.replace("task: wait", "task: wait, for: ['tcp://db.example.com:5432']")}  db: {pattern: ambassador, routes: {dev: {}, test: {}, prod: {}}}\npod: {sidecars: classic}\n`;

  test("no probes, no environment that podman refuses, only the app's port and that on 127.0.0.1", () => {
    const { object } = forPodman(manifest(classic));
    const all = containers(object["spec"] as PodSpec);
    expect(all.filter((one) => one.livenessProbe ?? one.readinessProbe ?? one.startupProbe)).toEqual([]);
    const fields = all.flatMap(({ env = [] }) => env.flatMap(({ valueFrom }) => valueFrom?.fieldRef?.fieldPath ?? []));
    expect(new Set(fields)).toEqual(new Set(["metadata.name", "metadata.uid"]));
    expect(all.flatMap(({ name, ports = [] }) => ports.map((port) => ({ name, ...port })))).toEqual([
      { name: "shop", containerPort: 8080, hostPort: 8080, hostIP: "127.0.0.1" },
    ]);
    expect(object["spec"]).toMatchObject({ restartPolicy: "OnFailure" });
    expect(object["metadata"]).toMatchObject({ annotations: { "io.podman.annotations.init.container.type": "always" } });
  });

  test("everything else is as in pod.yaml, in a Deployment too", () => {
    const given = manifest(classic.replace("sidecars", "kind: Deployment, annotations: {team: shop}, sidecars"));
    const { template } = forPodman(given).object["spec"] as { template: { metadata: object; spec: PodSpec } };
    const before = (given.object["spec"] as { template: { spec: PodSpec } }).template.spec;
    expect(template.metadata).toMatchObject({ annotations: { team: "shop" } });
    expect(containers(template.spec).map(({ volumeMounts, resources }) => ({ volumeMounts, resources }))).toEqual(
      containers(before).map(({ volumeMounts, resources }) => ({ volumeMounts, resources })),
    );
    expect(template.spec.volumes).toEqual(before.volumes);
    expect(writeManifest(forPodman(given), " for podman")).not.toContain("Fails only when");
  });
});

test("a variable of the app's that an init container sets too is there once", () => {
  const migrate = containers(podSpec(shop.replace("run: npm run migrate", "run: m, env: {LOG_DIR: /tmp}"))).find(
    (one) => one.name === "migrate",
  );
  expect(migrate?.env).toEqual([
    { name: "LOG_DIR", value: "/tmp" },
    { name: "PASSWORD", valueFrom: { secretKeyRef: { name: "db", key: "password" } } },
  ]);
});
