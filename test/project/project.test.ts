import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ScaffoldError } from "../../src/errors.ts";
import { nodeFs } from "../../src/node-fs.ts";
import { replaceDocument } from "../../src/project/files.ts";
import { completeLocalEnv } from "../../src/project/local-env.ts";
import { locate, locateExisting } from "../../src/project/locate.ts";
import { missingPorts } from "../../src/project/ports.ts";
import { podName, starter } from "../../src/project/starter.ts";
import { testHost } from "../support/host.ts";
import { temporary } from "../support/temporary.ts";

describe("locate", () => {
  test("an empty folder is where the project begins", () => {
    const root = temporary();
    expect(locate(testHost(root))).toMatchObject({ root, exists: false, shown: "scaffold.yaml" });
  });

  test("the nearest document above is used, up to the folder that ends the package", () => {
    const root = temporary({ "scaffold.yaml": "", "a/b/x": "", "member/package.json": "{}", "member/src/x": "" });
    expect(locate(testHost(join(root, "a/b")))).toMatchObject({ root, exists: true, shown: "../../scaffold.yaml" });
    expect(locate(testHost(join(root, "member/src")))).toMatchObject({ root: join(root, "member/src"), exists: false });
  });

  test("without a document, `generated/` is the place where there is such a folder", () => {
    const root = temporary({ "package.json": "{}", "generated/README.md": "" });
    expect(locate(testHost(root)).root).toBe(join(root, "generated"));
    const own = temporary({ "scaffold.yaml": "", "generated/README.md": "" });
    expect(locate(testHost(own)).root).toBe(own);
  });

  test("--out is the place, whatever else there is", () => {
    const root = temporary({ "scaffold.yaml": "" });
    expect(locate(testHost(root), "other")).toMatchObject({ root: join(root, "other"), exists: false });
  });

  test("a command that needs a document says how to get one", () => {
    expect(() => locateExisting(testHost(temporary()))).toThrow(ScaffoldError);
  });
});

describe("missingPorts", () => {
  const companion = (port?: number) => ({ pattern: "sidecar", ...(port && { port }) });
  test.each([
    ["the first free port from 9101 up", { a: companion() }, [8080], { a: 9101 }],
    ["not one that the app uses", { a: companion() }, [9101, { name: "x", port: 9102 }], { a: 9103 }],
    ["not one that another companion has", { a: companion(), b: companion(9101), c: companion() }, [], { a: 9102, c: 9103 }],
    ["none for what has a port, or needs none", { a: companion(7000), b: { pattern: "init" } }, [], {}],
  ])("gives %s", (_, companions, ports, want) => {
    const app = { folder: ".", logs: [], env: {}, ports };
    expect(missingPorts({ app, companions })).toEqual(want);
  });
});

describe("starter", () => {
  test("a folder without an app gets a sample app", () => {
    const root = temporary();
    const { app, files } = starter(testHost(root), root);
    expect(Object.keys(files)).toEqual([".gitignore", "app/server.mjs", "app/Dockerfile"]);
    expect(app).toMatchObject({ run: "node server.mjs", folder: "app" });
  });

  test("a package with a start script is the app", () => {
    const root = temporary({ "package.json": '{"name":"@acme/shop","scripts":{"start":"node ."}}' });
    expect(starter(testHost(root), root)).toMatchObject({ name: "shop", app: { run: "npm start" }, files: {} });
  });

  test("a workspace's root, or a package.json that is not JSON, is no app", () => {
    for (const text of ['{"workspaces":["a"],"scripts":{"start":"x"}}', "{"]) {
      const root = temporary({ "package.json": text });
      expect(starter(testHost(root), root).app["run"]).toBe("node server.mjs");
    }
  });

  test.each([
    ["My App!", "my-app"],
    ["@scope/shop", "shop"],
    ["---", "app"],
    ["log-agent", "log-agent-pod"],
    ["x".repeat(80), "x".repeat(50)],
  ])("the pod of %j is called %j", (text, name) => {
    expect(podName(text, ["log-agent"])).toBe(name);
  });
});

describe("completeLocalEnv", () => {
  const bytes = () => Buffer.alloc(18, 1);
  const references = [
    { kind: "Secret" as const, name: "db", key: "password", variable: "PASSWORD" },
    { kind: "ConfigMap" as const, name: "shop", key: "mode", variable: "MODE" },
  ];

  test("adds what is missing and leaves what is there", () => {
    const text = completeLocalEnv("# mine\ndb.password=secret", references, bytes);
    expect(text).toBe("# mine\ndb.password=secret\nshop.mode=change-me\n");
  });

  test("a Secret's first value is random", () => {
    expect(completeLocalEnv(undefined, references, bytes)).toContain(`db.password=${Buffer.alloc(18, 1).toString("base64url")}\n`);
  });

  test("a variable of headers gets one", () => {
    const headers = [{ kind: "Secret" as const, name: "collector", key: "headers", variable: "SINK_HEADERS" }];
    expect(completeLocalEnv(undefined, headers, bytes)).toMatch(/^collector\.headers=Authorization=\w+$/m);
  });

  test("a certificate gets a comment that says how to give it, once", () => {
    const files = [{ kind: "Secret" as const, name: "collector-tls", key: "ca.crt" }];
    const text = completeLocalEnv("db.password=1\n", files, bytes);
    expect(text).toMatch(/^db\.password=1\n# collector-tls\.ca\.crt: of several lines, so not here: `scaffold run -f secret\.yaml`.*\n$/);
    expect(completeLocalEnv(text, files, bytes)).toBeUndefined();
  });

  test("a line that was commented out does not count", () => {
    expect(completeLocalEnv("# db.password=1\nshop.mode=2\n", references, bytes)).toMatch(/\ndb\.password=\S+\n$/);
  });

  test("nothing is written when nothing is missing", () => {
    expect(completeLocalEnv("db.password=1\nshop.mode=2\n", references, bytes)).toBeUndefined();
  });
});

describe("replaceDocument", () => {
  const place = (root: string) => ({ root, document: join(root, "scaffold.yaml"), shown: "scaffold.yaml", exists: true });

  test("writes over the text that was read, and leaves no lock", () => {
    const root = temporary({ "scaffold.yaml": "a" });
    replaceDocument(nodeFs(), place(root), "a", "b");
    expect(readFileSync(join(root, "scaffold.yaml"), "utf8")).toBe("b");
    expect(readdirSync(join(root, ".scaffold"))).toEqual([]);
  });

  test.each([
    ["another text", "a", "changed"],
    ["a new document where there was none", undefined, "made meanwhile"],
  ])("refuses to write over %s", (_, before, now) => {
    const root = temporary({ "scaffold.yaml": now });
    expect(() => replaceDocument(nodeFs(), place(root), before, "b")).toThrow("was changed by somebody else meanwhile");
    expect(readFileSync(join(root, "scaffold.yaml"), "utf8")).toBe(now);
  });
});
