import { describe, expect, test } from "vitest";
import { projectPresetSchema, projectSchema } from "../../src/patterns/index.ts";
import { readPreset } from "../../src/spec/preset.ts";
import { readSpec } from "../../src/spec/read.ts";

/** Reads a document that extends presets, the nearest first. */
function read(document: string, ...presets: string[]) {
  const extend = () => ({
    presets: presets.map((text, index) => readPreset(text, index === 0 ? "platform.yaml" : `base${index}.yaml`, projectPresetSchema())),
    issues: [],
  });
  return readSpec(`name: shop\nextends: platform.yaml\n${document}`, { file: "scaffold.yaml", extend }, projectSchema());
}

function value(document: string, ...presets: string[]) {
  const result = read(document, ...presets);
  if (!result.ok) throw new Error(JSON.stringify(result.issues));
  return result.value;
}

/** `file:line:column message` */
function mistakes(document: string, ...presets: string[]): string[] {
  const result = read(document, ...presets);
  return result.ok ? [] : result.issues.map(({ message, where }) => `${where?.file}:${where?.line}:${where?.column} ${message}`);
}

const agent =
  "companions:\n  log-agent:\n    pattern: sidecar\n    watch: [/a/*.log]\n    sink: { type: otlp, url: http://c:1 }\n    port: 9101\n";

describe("what a document does not say, its preset says", () => {
  test.each([
    [
      "a mapping is taken key by key",
      "images: { tag: b }",
      "images: { tag: a, prefix: r.io/x }",
      { images: { tag: "b", prefix: "r.io/x" } },
    ],
    ["labels are added up", "pod: { labels: { a: x } }", "pod: { labels: { a: p, b: p } }", { pod: { labels: { a: "x", b: "p" } } }],
    ["a list is taken whole", "app: { logs: [/b] }", "app: { logs: [/a, /c] }", { app: { logs: ["/b"] } }],
    ["what nobody says has its default", "", "images: { prefix: r.io/x }", { images: { tag: "dev" }, pod: { kind: "Pod" } }],
    [
      "resources of the app",
      "app: { resources: { cpu: 1 } }",
      "app: { resources: { cpu: 2, memory: 1Gi } }",
      { app: { resources: { cpu: 1, memory: "1Gi" } } },
    ],
    [
      "readiness of another kind is not mixed",
      "app: { ready: { tcp: 80 } }",
      "app: { ready: { path: /h, port: 80 } }",
      { app: { ready: { tcp: 80 } } },
    ],
    [
      "readiness of the same kind is",
      "app: { ready: { port: 81 } }",
      "app: { ready: { path: /h, port: 80 } }",
      { app: { ready: { path: "/h", port: 81 } } },
    ],
  ])("%s", (_, document, preset, want) => {
    expect(value(document, preset)).toMatchObject(want);
  });

  test("a companion of the preset is there, and the document's fields of it win", () => {
    const { companions } = value("companions: { log-agent: { drain: 40s } }", agent);
    expect(companions["log-agent"]).toMatchObject({ pattern: "sidecar", drain: "40s", sink: { type: "otlp", url: "http://c:1" } });
  });

  test("where the document chooses another sink, nothing of the preset's is left", () => {
    expect(value("companions: { log-agent: { sink: { type: http } } }", agent).companions["log-agent"]?.["sink"]).toEqual({
      type: "http",
      url: "http://localhost:8081/ingest",
    });
    expect(value("companions: { log-agent: { sink: { url: http://d:2 } } }", agent).companions["log-agent"]?.["sink"]).toEqual({
      type: "otlp",
      url: "http://d:2",
    });
  });

  test("defaults by pattern reach every companion whose task knows them", () => {
    const preset = "defaults:\n  sidecar: { drain: 41s }\n  init: { timeout: 9m, resources: { cpu: 50m } }\n";
    const document =
      "companions:\n  a: { pattern: sidecar, watch: [/a] }\n  b: { pattern: sidecar, watch: [/b], drain: 5s }\n  w: { pattern: init, task: wait, for: [tcp://d:1] }\n  r: { pattern: init, task: run, run: x }\n";
    expect(value(document, preset).companions).toMatchObject({
      a: { drain: "41s" },
      b: { drain: "5s" },
      w: { timeout: "9m", resources: { cpu: "50m", memory: "96Mi" } },
      r: { resources: { cpu: "50m" } },
    });
    expect(value(document, preset).companions["r"]).not.toHaveProperty("timeout");
  });

  test("of several presets the nearer one wins", () => {
    const spec = value("", "images: { tag: near }", "images: { tag: far, prefix: r.io/far }\npod: { kind: Deployment }");
    expect(spec).toMatchObject({ images: { tag: "near", prefix: "r.io/far" }, pod: { kind: "Deployment" } });
  });
});

describe("a mistake is reported where it was written", () => {
  test.each([
    ["in the preset", "", "images:\n  tga: x\n", ["platform.yaml:2:3 images.tga: unknown key"]],
    [
      "in a default, with the path that it has there",
      "companions: { a: { pattern: sidecar, watch: [/a] } }",
      "defaults:\n  sidecar:\n    drain: 4x\n",
      ['platform.yaml:3:12 defaults.sidecar.drain: expected a duration such as 500ms, 30s, 5m or 1h; got "4x"'],
    ],
    [
      "in both, the document's first",
      "app: { ready: 1 }",
      "pod: { kind: Pdo }",
      [
        "scaffold.yaml:3:15 app.ready: expected {path, port} or {tcp}; got 1",
        'platform.yaml:1:14 pod.kind: expected one of Pod, Deployment; got "Pdo"',
      ],
    ],
    [
      "that only the combination makes, in the document",
      "app: { ports: [9101] }",
      agent,
      ["platform.yaml:6:11 companions.log-agent.port: port 9101 is used by the app already"],
    ],
    [
      "that only the combination makes, by the preset",
      "pod: { replicas: 2 }",
      "pod: { kind: Pod }",
      ["scaffold.yaml:3:18 pod.replicas: only a Deployment has replicas"],
    ],
    [
      "for what a document may not leave out of the preset's companion",
      "companions: { log-agent: { pattern: init } }",
      agent,
      ["scaffold.yaml:3:15 companions.log-agent.task: missing; expected one of wait, fetch, run"],
    ],
    ["in a preset that is no YAML", "", "images: { tag: [\n", [expect.stringContaining("platform.yaml:")]],
    ["in a preset that is empty", "", "", ["platform.yaml:1:1 the document is empty"]],
    ["in a preset that names a service", "", "name: x\n", ["platform.yaml:1:1 name: unknown key"]],
  ])("%s", (_, document, preset, want) => {
    expect(mistakes(document, preset)).toEqual(want);
  });

  test("a wrong value of the preset that the document covers is reported all the same", () => {
    expect(mistakes("images: { tag: ok }", "images: { tag: -x }")).toHaveLength(1);
  });
});
