import { describe, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { flagsToOptions } from "../../src/cli/flags.ts";
import { sidecarOptions } from "../../src/patterns/sidecar/options.ts";
import type { Container, PodSpec, Volume } from "../../src/pod/model.ts";
import { forPodman } from "../../src/pod/podman.ts";
import { objectReferences } from "../../src/pod/references.ts";
import { writeManifest } from "../../src/pod/write.ts";
import { desiredFiles, manifestOf } from "../../src/project/desired.ts";
import { parseProject } from "../../src/project/load.ts";
import { completeLocalEnv } from "../../src/project/local-env.ts";
import { testHost } from "../support/host.ts";

const place = { root: "/project", document: "/project/scaffold.yaml", shown: "scaffold.yaml", exists: true };

function manifest(document: string) {
  return manifestOf(parseProject(place, document, testHost("/project")).spec);
}

function podOf({ object }: { object: Record<string, unknown> }): PodSpec {
  const spec = object["spec"] as PodSpec & { template?: { spec: PodSpec } };
  return spec.template?.spec ?? spec;
}

function agents({ initContainers = [], containers }: PodSpec): Container[] {
  return [...initContainers, ...containers].filter(({ name }) => name !== "shop");
}

describe("state that outlives the pod", () => {
  const document = (state: string, pod: string) =>
    `name: shop\napp: {logs: [/var/log/app/*.log]}\ncompanions:\n` +
    `  a: {pattern: sidecar, port: 9101, state: ${state}}\n  b: {pattern: adapter, port: 9102, state: ${state}}\npod: ${pod}\n`;
  const stateMounts = (pod: PodSpec) =>
    agents(pod).map(
      ({ volumeMounts = [] }) =>
        volumeMounts.filter(({ mountPath }) => mountPath.startsWith("/var/lib/")).map(({ name: _, ...rest }) => rest)[0],
    );

  test.each([
    ["{claim: c}", "{kind: Pod}", "subPathExpr", "$(POD_NAME)"],
    ["{hostPath: /srv/c}", "{kind: Pod}", "subPathExpr", "$(POD_NAMESPACE).$(POD_NAME)"],
    ["{claim: c}", "{kind: Deployment}", "subPath", "shop"],
    ["{hostPath: /srv/c}", "{kind: Deployment, replicas: 1}", "subPathExpr", "$(POD_NAMESPACE).shop"],
  ])("%s of %s: each agent has a folder of its own in it", (state, pod, key, folder) => {
    expect(stateMounts(podOf(manifest(document(state, pod))))).toEqual([
      { mountPath: "/var/lib/a", [key]: `${folder}.a` },
      { mountPath: "/var/lib/b", [key]: `${folder}.b` },
    ]);
  });

  test("each variable in the folder's name is one that the container has", () => {
    for (const { env = [] } of agents(podOf(manifest(document("{hostPath: /srv/c}", "{kind: Pod}")))))
      expect(env.map(({ name }) => name)).toEqual(expect.arrayContaining(["POD_NAME", "POD_NAMESPACE"]));
  });

  test("Podman, which knows no expressions in a subPath, is given what they come to", () => {
    expect(stateMounts(podOf(forPodman(manifest(document("{hostPath: /srv/c}", "{kind: Pod}")))))).toEqual([
      { mountPath: "/var/lib/a", subPath: "default.shop.a" },
      { mountPath: "/var/lib/b", subPath: "default.shop.b" },
    ]);
  });

  test("a folder of the node comes with what to type on the node, because a kubelet makes it for root alone", () => {
    const written = writeManifest(manifest(document("{hostPath: /srv/c}", "{kind: Pod}")), "");
    expect(written.match(/# .*: install -d -m 2775 -g 1000 \/srv\/c\n +volumeMounts:/g)).toHaveLength(2);
  });

  test("an emptyDir is the agent's alone and is mounted whole", () => {
    const plain = manifest(
      "name: shop\napp: {logs: [/var/log/app/*.log]}\ncompanions: {a: {pattern: sidecar, port: 9101}}\npod: {kind: Deployment}\n",
    );
    expect(stateMounts(podOf(plain))).toEqual([{ mountPath: "/var/lib/a" }]);
    expect((plain.object["spec"] as { strategy?: unknown }).strategy).toBeUndefined();
  });

  test("a Deployment ends its pod before it starts the next, and says why", () => {
    const written = manifest(document("{claim: c}", "{kind: Deployment}"));
    expect(written.object["spec"]).toMatchObject({ strategy: { type: "Recreate" } });
    expect(writeManifest(written, "")).toMatch(/# .* a and b\.\n {2}strategy:\n {4}type: Recreate\n/);
  });
});

describe("volumes of Secrets", () => {
  const volumesOf = (sinks: string, name = "log-agent"): Volume[] =>
    (
      podOf(manifest(`name: shop\napp: {logs: [/x/*.log]}\ncompanions:\n  ${name}:\n    pattern: sidecar\n    port: 9101\n${sinks}`))
        .volumes ?? []
    ).filter(({ secret }) => secret);
  const label = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

  test("have names that tell what they are, where there is room", () => {
    const found = volumesOf("    sinks: {central: {type: loki, url: 'https://l', tls: {secret: s}, auth: {secret: t}}}\n");
    expect(found.map(({ name }) => name)).toEqual(["log-agent-central-tls", "log-agent-central-auth"]);
  });

  test("have DNS labels for names, and different ones, however long the agent's and the sinks' are", () => {
    const name = "a".repeat(40);
    const sink = `${"s".repeat(30)}`;
    const found = volumesOf(
      `    sinks:\n      ${sink}1: {type: loki, url: 'https://l', tls: {secret: s}, auth: {secret: t}}\n      ${sink}2: {type: loki, url: 'https://l', auth: {secret: u}}\n`,
      name,
    );
    expect(found.filter(({ name: volume }) => !label.test(volume))).toEqual([]);
    expect(new Set(found.map(({ name: volume }) => volume)).size).toBe(3);
  });

  test("of an agent are not those of another whose name and sink read the same together", () => {
    const pod = podOf(
      manifest(`name: shop
app: {logs: [/x/*.log]}
companions:
  a: {pattern: sidecar, port: 9101, sinks: {b-c: {type: loki, url: 'https://l', auth: {secret: one}}}}
  a-b: {pattern: sidecar, port: 9102, sinks: {c: {type: loki, url: 'https://l', auth: {secret: two}}}}
  a-b-c: {pattern: sidecar, port: 9103, sinks: {d: {type: loki, url: 'https://l'}}}
`),
    );
    const names = (pod.volumes ?? []).map(({ name }) => name);
    expect(names.filter((name, index) => names.indexOf(name) < index)).toEqual([]);
    for (const container of agents(pod)) {
      const volume = container.volumeMounts?.find(({ mountPath }) => mountPath.startsWith("/etc/"));
      const secret = pod.volumes?.find(({ name }) => name === volume?.name)?.secret?.secretName;
      expect(secret).toBe({ a: "one", "a-b": "two" }[container.name]);
    }
  });
});

describe("a sink in one text", () => {
  const document = (sink: string) =>
    `name: shop\napp: {logs: [/x/*.log]}\ncompanions: {a: {pattern: sidecar, port: 9101, sink: ${sink}}}\n`;
  const generated = (sink: string) =>
    desiredFiles(parseProject(place, document(sink), testHost("/project")).spec).filter(({ path }) => !path.startsWith(".scaffold/"));

  test.each([
    ["tcp tcp://localhost:9901", "{type: tcp, url: 'tcp://localhost:9901'}"],
    ["file /y/a.ndjson", "{type: file, path: /y/a.ndjson}"],
    ["stdout", "{type: stdout}"],
  ])("%s is the same as %s", (short, long) => {
    expect(generated(short)).toEqual(generated(long));
  });

  test("is changed by flags", () => {
    expect(flagsToOptions({ "sink-path": "/z", sink: "file" }, sidecarOptions, { sink: "stdout" })).toEqual({
      sink: { type: "file", path: "/z" },
    });
  });
});

describe("the folder of a file that an agent writes", () => {
  const document = (sink: string) =>
    `name: shop\napp: {logs: [/x/*.log]}\ncompanions: {a: {pattern: sidecar, port: 9101, sink: ${sink}}, b: {pattern: sidecar, port: 9102, watch: [/y/*.log]}}\n`;
  const mounts = (container: Container | undefined) =>
    container?.volumeMounts?.map(({ mountPath, readOnly = false }) => `${mountPath} ${readOnly}`) ?? [];

  test("is mounted into the agent and who reads it, and not into the app", () => {
    const pod = podOf(manifest(document("{type: file, path: /y/all.ndjson}")));
    const [a, b] = agents(pod);
    expect(mounts(pod.containers.find(({ name }) => name === "shop"))).toEqual(["/x false", "/y false", "/tmp false"]);
    expect(mounts(a)).toContain("/y false");
    expect(mounts(b)).toContain("/y true");
    const alone = podOf(manifest(document("{type: file, path: /archive/all.ndjson}")));
    expect(mounts(alone.containers.find(({ name }) => name === "shop"))).toEqual(["/x false", "/y false", "/tmp false"]);
    expect(mounts(agents(alone)[0])).toContain("/archive false");
  });

  test.each([
    ["{type: file, path: /archive/all.ndjson}", /# What is written to \/archive\/all\.ndjson goes with the pod, unless .*without/],
    [
      "{type: file, path: /archive/all.ndjson, rotate: 10MiB}",
      /# What is written to \/archive\/all\.ndjson goes with the pod, unless you make the volume a claim\.\n/,
    ],
  ])("%s comes with how long it lasts", (sink, want) => {
    expect(writeManifest(manifest(document(sink)), "")).toMatch(want);
  });
});

describe("Secrets of sinks", () => {
  const sinks: readonly (readonly [string, string])[] = [
    ["a", "{type: otlp, url: 'https://c', tls: {secret: c-tls, mutual: true}, auth: {secret: c}}"],
    ["b", "{type: loki, url: 'https://l', tls: {secret: c-tls}, auth: {secret: l, user: shop}}"],
    ["c", "{type: forward, sharedKey: {secret: f, user: shop}}"],
  ];
  const files = (pattern: string) =>
    `name: shop\napp: {logs: [/x/*.log]}\ncompanions:\n  agent:\n    pattern: ${pattern}\n    port: 9101\n    sinks:\n${sinks.map(([name, sink]) => `      ${name}: ${sink}\n`).join("")}`;

  test.each(["sidecar", "adapter"])("of a %s are shown with all their keys, certificates in the form of certificates", (pattern) => {
    const { spec } = parseProject(place, files(pattern), testHost("/project"));
    const text = desiredFiles(spec).find(({ path }) => path === "secret.example.yaml")?.content ?? "";
    const secrets = parseAllDocuments(text).map((document) => document.toJS());
    expect(Object.fromEntries(secrets.map(({ metadata, stringData }) => [metadata.name, stringData]))).toEqual({
      agent: { "admin-token": "change-me" },
      c: { token: "change-me" },
      "c-tls": {
        "ca.crt": "-----BEGIN CERTIFICATE-----\nchange-me\n-----END CERTIFICATE-----\n",
        "tls.crt": "-----BEGIN CERTIFICATE-----\nchange-me\n-----END CERTIFICATE-----\n",
        "tls.key": "-----BEGIN PRIVATE KEY-----\nchange-me\n-----END PRIVATE KEY-----\n",
      },
      f: { password: "change-me", "shared-key": "change-me" },
      l: { password: "change-me" },
    });
  });

  test("have values for this machine, where a random one makes sense", () => {
    const local = completeLocalEnv(undefined, objectReferences(manifest(files("sidecar")))) ?? "";
    const lines = local.split("\n").filter((line) => /^\w[\w.-]*=/.test(line));
    expect(lines.map((line) => line.split("=")[0])).toEqual(["agent.admin-token", "c.token", "f.password", "f.shared-key", "l.password"]);
    expect(local.match(/^# c-tls\..*: of several lines/gm)).toHaveLength(3);
  });
});

describe("the test that an agent comes with", () => {
  const testOf = (agent: string): string => {
    const document = `name: shop\napp: {logs: [/x/*.log]}\ncompanions:\n  a: {pattern: sidecar, port: 9101, ${agent}}\n`;
    const { spec } = parseProject(place, document, testHost("/project"));
    return desiredFiles(spec).find(({ path }) => path === "a/test/agent.test.ts")?.content ?? "";
  };
  const kindOf = (agent: string) => (/every line of every source/.test(testOf(agent)) ? "all" : "start");

  test.each<[agent: string, kind: "all" | "start"]>([
    ["sink: {type: otlp}", "all"],
    ["sink: {type: otlp}, redact: [email]", "all"],
    ["sink: {type: otlp}, sample: [{keep: 0.5}]", "start"],
    ["sink: {type: otlp}, limit: {records: 1}", "start"],
    ["sink: {type: otlp}, redact: ['pattern:line']", "start"],
    ["sinks: {a: stdout, b: loki, c: elasticsearch, d: tcp, e: file, f: http, g: otlp}", "all"],
    ["sources: {one: /y/*, two: {watch: [/z/*], encoding: utf-16}}, sink: {type: otlp}", "all"],
    ["multiline: java, sink: {type: otlp}", "all"],
    ["sinks: {a: {type: loki, url: 'https://l', auth: {secret: s}}, b: stdout}", "all"],
    ["sinks: {a: {type: loki, url: 'https://l', tls: {secret: s}}, b: stdout}", "start"],
    ["sinks: {a: {type: otlp, protocol: http/protobuf}, b: stdout}", "start"],
    ["sinks: {a: splunk, b: stdout}", "start"],
    ["sinks: {a: loki, b: stdout}, sample: [{match: first, keep: 0}]", "start"],
    ["sinks: {a: loki, b: stdout}, sample: [{match: GET, keep: 0}]", "all"],
  ])("%s: %s", (agent, kind) => {
    expect(kindOf(agent)).toBe(kind);
  });

  test("names each source's and each sink's own variables", () => {
    const text = testOf("sources: {cold-store: /y/*, b: {watch: [/z/*], encoding: utf-16}}, sinks: {main: loki, raw: tcp, all: file}");
    for (const line of [
      'COLD_STORE_WATCH: join(folder, "cold-store", "*.log"),',
      'B_ENCODING: "utf-8",',
      "MAIN_SINK_URL: `${http}/main`,",
      'RAW_SINK_URL: await tcpServer("raw"),',
      'ALL_SINK_PATH: join(folder, "all.ndjson"),',
    ])
      expect(text).toContain(`      ${line}\n`);
  });
});

describe("the README of an agent", () => {
  const readmeOf = (agent: string): string => {
    const document = `name: shop\napp: {logs: [/x/*.log]}\ncompanions:\n  a: {pattern: sidecar, port: 9101, ${agent}}\n`;
    const { spec } = parseProject(place, document, testHost("/project"));
    return desiredFiles(spec).find(({ path }) => path === "a/README.md")?.content ?? "";
  };

  test("of several sources and sinks names each one's variables, files and Secrets", () => {
    const text = readmeOf(
      "sources: {app: /x/*, cold-store: /y/*}, state: {claim: c}, sinks: {loki: {type: loki, url: 'https://l', tls: {secret: t, mutual: true}}, " +
        "search: {type: elasticsearch, auth: {secret: s, user: u}}, all: file}",
    );
    for (const part of [
      "**loki, search (elasticsearch) and all (file)**",
      "\nAPP_WATCH='/tmp/logs/app/*.log' COLD_STORE_WATCH='/tmp/logs/cold-store/*.log' STATE_DIR=/tmp/state npm start\n",
      "| `t` | `ca.crt`, `tls.crt`, `tls.key` | mounted at `/etc/a/loki/tls`",
      "| `s` | `password` | mounted at `/etc/a/search/auth`",
      "`dead-letter-SINK.ndjson`",
      "`STATE_DIR` outlives the pod",
      "in the attribute `log.source`",
      "- `/var/log/shipped/records.ndjson` has no bound: set `ALL_SINK_MAX_FILE_BYTES` and `ALL_SINK_KEEP_FILES`, or",
      "Its folder goes with the pod unless it is on a volume that stays.",
    ])
      expect(text).toContain(part);
  });

  test("says how far the file of a sink grows that is rotated", () => {
    const text = readmeOf("sink: {type: file, path: /var/log/shipped/all, rotate: 100MiB, keep: 2}");
    expect(text).toContain("- `/var/log/shipped/all` is begun anew at 100MiB, and 2 before it are kept; what is older is deleted");
  });

  test("of one source and sink says it without names", () => {
    const text = readmeOf("multiline: 'start:a|b'");
    for (const part of [
      "**stdout**",
      "\nWATCH='/tmp/logs/*.log' STATE_DIR",
      "`dead-letter.ndjson`",
      "`STATE_DIR` goes with the pod",
      "`start:a\\|b`",
    ])
      expect(text).toContain(part);
    for (const part of ["<regex>", "log.source", "Its folder goes with"]) expect(text).not.toContain(part);
  });
});
