import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createObjects, type PodObjects } from "../../../src/engine/objects.ts";
import { setUpVolumes } from "../../../src/engine/volumes.ts";
import { writeAtomically } from "../../../src/engine/volumes-atomic.ts";
import type { Volume } from "../../../src/pod/model.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "scaffold-volumes-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const objects = createObjects({
  configMaps: [
    {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "settings" },
      data: { "app.yaml": "a: 1\n", other: "2" },
      binaryData: { blob: "AAH/" },
    },
  ],
  secrets: [{ apiVersion: "v1", kind: "Secret", metadata: { name: "login" }, data: { user: "YW5u" }, stringData: { password: "p" } }],
});

function setUp(volume: Omit<Volume, "name">, known: PodObjects = objects): string {
  const labels = { b: "2", a: 'say "hi"' };
  const containers = [{ name: "app", resources: { limits: { memory: "64Mi" } } }];
  const pod = {
    apiVersion: "v1" as const,
    kind: "Pod" as const,
    metadata: { name: "web", namespace: "shop", uid: "u-1", labels },
    spec: { containers, volumes: [{ name: "v", ...volume }] },
  };
  return setUpVolumes({ pod, podIP: "127.0.0.1", hostIP: "127.0.0.1", nodeName: "laptop" }, known, folder).get("v") ?? "";
}

/** What a program sees: the entries that do not begin with two dots. */
const files = (path: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(path)
      .filter((name) => !name.startsWith(".."))
      .sort()
      .map((name) => [
        name,
        statSync(join(path, name)).isDirectory() ? JSON.stringify(files(join(path, name))) : readFileSync(join(path, name), "latin1"),
      ]),
  );
const mode = (path: string): number => statSync(path).mode & 0o777;

describe("emptyDir (13.2)", () => {
  test.each([
    ["is empty and open to everyone", { emptyDir: {} }],
    ["is what a volume without a source is", {}],
    ["is a directory also where it asks for memory", { emptyDir: { medium: "Memory" } }],
  ])("%s", (_, volume) => {
    const path = setUp(volume);
    expect([readdirSync(path), mode(path)]).toEqual([[], 0o777]);
  });

  test("keeps its content when the volumes are set up again", () => {
    writeFileSync(join(setUp({ emptyDir: {} }), "kept"), "");
    expect(readdirSync(setUp({ emptyDir: {} }))).toEqual(["kept"]);
  });
});

describe("hostPath (13.3)", () => {
  beforeEach(() => {
    mkdirSync(join(folder, "host"));
    writeFileSync(join(folder, "host/file"), "");
  });
  const at = (name: string, type?: string) => ({ hostPath: { path: join(folder, "host", name), ...(type !== undefined && { type }) } });

  test.each([
    ["Directory", "", true],
    ["File", "file", true],
    ["DirectoryOrCreate", "new/deep", true],
    ["FileOrCreate", "new-file", true],
    ["CharDevice", "../../../../dev/null", true],
    ["Directory", "file", "directory"],
    ["Directory", "no", "directory"],
    ["File", "", "file"],
    ["File", "no", "file"],
    ["Socket", "file", "socket file"],
    ["CharDevice", "file", "character device"],
    ["BlockDevice", "file", "block device"],
    ["DirectoryOrCreate", "file", "directory"],
  ])("%s of %s", (type, name, want) => {
    const path = name.endsWith("dev/null") ? "/dev/null" : join(folder, "host", name);
    const volume = { hostPath: { path, type } };
    if (want === true) expect(setUp(volume)).toBe(path);
    else
      expect(() => setUp(volume)).toThrow(`MountVolume.SetUp failed for volume "v" : hostPath type check failed: ${path} is not a ${want}`);
  });

  test("Socket takes a socket", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(join(folder, "host/socket"), resolve));
    expect(setUp(at("socket", "Socket"))).toBe(join(folder, "host/socket"));
    await new Promise((resolve) => server.close(resolve));
  });

  test("makes directories 0755 and files 0644; a file's folder must be there", () => {
    const umask = process.umask(0);
    try {
      expect(mode(setUp(at("d", "DirectoryOrCreate")))).toBe(0o755);
      expect(mode(setUp(at("f", "FileOrCreate")))).toBe(0o644);
    } finally {
      process.umask(umask);
    }
    expect(() => setUp(at("no/f", "FileOrCreate"))).toThrow("ENOENT");
  });

  test("without a type takes anything, and makes a directory that is missing", () => {
    expect(setUp(at("file"))).toBe(join(folder, "host/file"));
    expect(statSync(setUp(at("missing"))).isDirectory()).toBe(true);
  });
});

describe("configMap and secret (13.4)", () => {
  test("show every key, binary ones too, with mode 0644", () => {
    const path = setUp({ configMap: { name: "settings" } });
    expect(files(path)).toEqual({ "app.yaml": "a: 1\n", blob: "\x00\x01\xff", other: "2" });
    expect(mode(join(path, "other"))).toBe(0o644);
    expect(files(setUp({ secret: { secretName: "login" } }, objects))).toEqual({ user: "ann", password: "p" });
  });

  test("show the chosen keys at their paths, with their modes", () => {
    const items = [
      { key: "app.yaml", path: "conf/deep/app.yaml", mode: 0o400 },
      { key: "other", path: "other" },
    ];
    const path = setUp({ configMap: { name: "settings", items, defaultMode: 0o440 } });
    expect(files(path)).toEqual({ conf: JSON.stringify({ deep: JSON.stringify({ "app.yaml": "a: 1\n" }) }), other: "2" });
    expect([mode(join(path, "conf/deep/app.yaml")), mode(join(path, "other"))]).toEqual([0o400, 0o440]);
  });

  test.each<[string, Omit<Volume, "name">, string | Record<string, string>]>([
    ["a missing ConfigMap is an error", { configMap: { name: "no" } }, 'configmap "no" not found'],
    ["a missing Secret is an error", { secret: { secretName: "no" } }, 'secret "no" not found'],
    ["a missing optional one is an empty directory", { configMap: { name: "no", optional: true } }, {}],
    [
      "a missing key is an error",
      { configMap: { name: "settings", items: [{ key: "no", path: "x" }] } },
      "configmap references non-existent config key: no",
    ],
    [
      "a missing key of a Secret is an error",
      { secret: { secretName: "login", items: [{ key: "no", path: "x" }] } },
      "references non-existent secret key: no",
    ],
    ["a missing optional key is left out", { secret: { secretName: "login", optional: true, items: [{ key: "no", path: "x" }] } }, {}],
    [
      "a path may not climb out",
      { configMap: { name: "settings", items: [{ key: "other", path: "a/../../x" }] } },
      "must not contain '..'",
    ],
  ])("%s", (_, volume, want) => {
    if (typeof want === "string") expect(() => setUp(volume)).toThrow(want);
    else expect(files(setUp(volume))).toEqual(want);
  });
});

test("downwardAPI writes labels as sorted, quoted lines without a last newline (13.5)", () => {
  const items = [
    { path: "labels", fieldRef: { fieldPath: "metadata.labels" } },
    { path: "name", fieldRef: { fieldPath: "metadata.name" } },
    { path: "memory", resourceFieldRef: { containerName: "app", resource: "limits.memory", divisor: "1Mi" } },
  ];
  expect(files(setUp({ downwardAPI: { items } }))).toEqual({ labels: 'a="say \\"hi\\""\nb="2"', name: "web", memory: "64" });
});

test("projected joins its sources in one directory (13.4)", () => {
  const sources = [
    { configMap: { name: "settings", items: [{ key: "other", path: "x" }] } },
    { secret: { name: "login" } },
    { downwardAPI: { items: [{ path: "ns", fieldRef: { fieldPath: "metadata.namespace" } }] } },
    { secret: { name: "no", optional: true } },
  ];
  expect(files(setUp({ projected: { sources } }))).toEqual({ x: "2", user: "ann", password: "p", ns: "shop" });
});

test.each([
  [{ persistentVolumeClaim: { claimName: "x" } }, []],
  [{ ephemeral: { volumeClaimTemplate: { spec: {} } } }, []],
  [{ projected: { sources: [{ serviceAccountToken: { path: "sa/token" } }] } }, ["sa"]],
])("13.1 a directory stands for what a cluster would find: %j", (volume, want) => {
  const path = setUp(volume);
  expect(readdirSync(path).filter((name) => !name.startsWith(".."))).toEqual(want);
  expect(mode(path)).toBe(0o777);
});

test.each([
  [{ csi: { driver: "x" } }, "a volume of type csi needs a cluster"],
  [{ projected: { sources: [{ clusterTrustBundle: { path: "x" } }] } }, "a projected source of type clusterTrustBundle needs a cluster"],
])("what only a cluster has is refused by name: %j", (volume, message) => {
  expect(() => setUp(volume)).toThrow(`MountVolume.SetUp failed for volume "v" : ${message}`);
});

describe("files that change all at once (13.4)", () => {
  const payload = (entries: Record<string, string>) =>
    new Map(Object.entries(entries).map(([path, text]) => [path, { bytes: Buffer.from(text), mode: 0o644 }]));

  test("are links into ..data, which is a link to the newest directory", () => {
    writeAtomically(folder, payload({ a: "1", "d/b": "2" }));
    expect(readdirSync(folder).filter((name) => !/^\.\.\d/.test(name))).toEqual(["..data", "a", "d"]);
    expect(readlinkSync(join(folder, "a"))).toBe("..data/a");
    expect(readlinkSync(join(folder, "d"))).toBe("..data/d");
    expect(readlinkSync(join(folder, "..data"))).toMatch(/^\.\.\d{4}(_\d\d){5}\.\w+$/);
  });

  test("leave neither old files nor old directories behind", () => {
    writeAtomically(folder, payload({ a: "1", "d/b": "2" }));
    writeAtomically(folder, payload({ a: "3", c: "4" }));
    expect(files(folder)).toEqual({ a: "3", c: "4" });
    expect(readdirSync(folder)).toHaveLength(4);
  });

  test("are not touched when nothing has changed", () => {
    writeAtomically(folder, payload({ a: "1" }));
    const before = realpathSync(join(folder, "..data"));
    writeAtomically(folder, payload({ a: "1" }));
    expect(realpathSync(join(folder, "..data"))).toBe(before);
    writeAtomically(folder, payload({}));
    expect(files(folder)).toEqual({});
    expect(existsSync(before)).toBe(false);
  });

  test("13.4 take the place of what a container put there", () => {
    writeAtomically(folder, payload({ a: "1" }));
    writeFileSync(join(folder, "b"), "of the container");
    mkdirSync(join(folder, "c"));
    rmSync(join(folder, "a"));
    symlinkSync("/etc/passwd", join(folder, "a"));
    mkdirSync(join(folder, "..data_tmp"));
    writeAtomically(folder, payload({ a: "2", "b/x": "3", c: "4" }));
    expect(files(folder)).toEqual({ a: "2", b: JSON.stringify({ x: "3" }), c: "4" });
    const elsewhere = mkdtempSync(join(tmpdir(), "scaffold-elsewhere-"));
    rmSync(join(folder, "..data"));
    symlinkSync(elsewhere, join(folder, "..data"));
    writeAtomically(folder, payload({ a: "5" }));
    expect([files(folder), existsSync(elsewhere)]).toEqual([{ a: "5" }, true]);
    rmSync(elsewhere, { recursive: true });
  });

  test("can be replaced also where their directory was closed", () => {
    writeAtomically(folder, payload({ a: "1" }));
    chmodSync(realpathSync(join(folder, "..data")), 0o555);
    writeAtomically(folder, payload({ a: "2" }));
    expect(files(folder)).toEqual({ a: "2" });
  });
});
