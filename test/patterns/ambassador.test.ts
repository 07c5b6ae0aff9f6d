import { describe, expect, test } from "vitest";
import { projectSchema } from "../../src/patterns/index.ts";
import { patternRules } from "../../src/patterns/rules.ts";
import { objectReferences, secretExample } from "../../src/pod/references.ts";
import { desiredFiles, manifestOf } from "../../src/project/desired.ts";
import { completeLocalEnv, localValue } from "../../src/project/local-env.ts";
import { missingPorts } from "../../src/project/ports.ts";
import { readSpec } from "../../src/spec/read.ts";

const routes = "{ dev: postgres://me@localhost:15432/orders, test: {}, prod: {} }";

function read(companions: string, rest = "") {
  return readSpec(
    `name: shop\napp: { ports: [8080] }\n${rest}companions:\n${companions}`,
    { file: "scaffold.yaml", rules: patternRules },
    projectSchema(),
  );
}

function specOf(companions: string, rest = "") {
  const found = read(companions, rest);
  if (!found.ok) throw new Error(JSON.stringify(found.issues));
  return found.value;
}

const one = `  db: { pattern: ambassador, routes: ${routes}, port: 9101, admin: 9102 }\n`;

describe("rules", () => {
  test.each<[string, string, string, RegExp]>([
    ["a port of the app's", `  db: { pattern: ambassador, listen: 8080, routes: ${routes} }\n`, "", /port 8080 is used by the app already/],
    ["a port of another companion's", `${one}  other: { pattern: ambassador, routes: ${routes} }\n`, "", /port 5432 is used by db already/],
    [
      "its own admin port",
      `  db: { pattern: ambassador, routes: ${routes}, port: 9101, admin: 9101 }\n`,
      "",
      /port 9101 is used by db already/,
    ],
    ["a route that there is not", `  db: { pattern: ambassador, routes: ${routes}, route: live }\n`, "", /there is no route "live"/],
    [
      "an environment without a route",
      `  db: { pattern: ambassador, routes: { dev: {} } }\n`,
      "",
      /no route for the environments test, prod/,
    ],
    [
      "a URL of another protocol",
      `  db: { pattern: ambassador, protocol: tcp, routes: ${routes} }\n`,
      "",
      /not where a tcp proxy can lead/,
    ],
    [
      "a port that is none",
      "  db: { pattern: ambassador, routes: { dev: 'postgres://u@h:99999/x', test: {}, prod: {} } }\n",
      "",
      /^companions\.db\.routes\.dev: the URL has the port 99999; ports are 1 to 65535$/,
    ],
    [
      "an sslmode that is none",
      "  db: { pattern: ambassador, routes: { dev: { url: 'postgres://u@h/x?sslmode=maybe' }, test: {}, prod: {} } }\n",
      "",
      /^companions\.db\.routes\.dev\.url: the URL has an sslmode that is none of disable, prefer/,
    ],
    [
      "a parameter that does nothing",
      "  db: { pattern: ambassador, routes: { dev: 'postgres://u@h/x?sslmode=require&ssl=true', test: {}, prod: {} } }\n",
      "",
      /^companions\.db\.routes\.dev: the URL has a parameter "ssl", which the proxy does not know$/,
    ],
    [
      "a password as a parameter",
      "  db: { pattern: ambassador, routes: { dev: 'postgres://u@h/x?password=pw', test: {}, prod: {} } }\n",
      "",
      /^companions\.db\.routes\.dev: a password has no place/,
    ],
    [
      "a tcp route without a port",
      "  db: { pattern: ambassador, protocol: tcp, routes: { dev: 'tcp://cache', test: {}, prod: {} } }\n",
      "",
      /^companions\.db\.routes\.dev: the URL names no port$/,
    ],
    [
      "a tcp route with a path",
      "  db: { pattern: ambassador, protocol: tcp, routes: { dev: 'tcp://cache:1/x', test: {}, prod: {} } }\n",
      "",
      /^companions\.db\.routes\.dev: the URL has a user or a path/,
    ],
    ["no route at all", "  db: { pattern: ambassador, routes: {} }\n", "", /expected at least one route; got an empty mapping$/],
    [
      "a password in the document",
      "  db: { pattern: ambassador, routes: { dev: 'postgres://me:pw@db/x' } }\n",
      "",
      /dev: a password has no place/,
    ],
    ["a grace that is over before the drain", one, "pod: { grace: 5s }\n", /5s is over before db may have ended its connections/],
  ])("refuse %s", (_, companions, rest, want) => {
    const found = read(companions, rest);
    expect(found.ok ? [] : found.issues.map(({ message }) => message).join("\n")).toMatch(want);
  });

  test("let an environment that is not there go without a route", () => {
    expect(read("  db: { pattern: ambassador, routes: { main: {} } }\n", "pod: { environments: [main] }\n").ok).toBe(true);
  });
});

test("two ports of its own are chosen beside the one that it listens on", () => {
  const spec = specOf(
    `  db: { pattern: ambassador, listen: 9101, routes: ${routes} }\n  agent: { pattern: sidecar, watch: [/var/log/a.log] }\n`,
  );
  expect(missingPorts(spec)).toEqual({ db: 9102, "db.admin": 9103, agent: 9104 });
});

test("the Secret has what the document must not have, and a key that is missing does not stop the pod", () => {
  const manifest = manifestOf(specOf(one));
  const references = objectReferences(manifest);
  expect(references.map(({ name, key, variable }) => `${name}.${key} ${variable}`)).toEqual([
    "db.admin-token ADMIN_TOKEN",
    "db.dev-password ROUTE_DEV_PASSWORD",
    "db.prod-url ROUTE_PROD_URL",
    "db.test-url ROUTE_TEST_URL",
  ]);
  expect(JSON.stringify(manifest.object).match(/"optional":true/g)?.length).toBe(4);
  expect(secretExample(references, undefined)).toContain("prod-url: postgres://user:change-me@db.example.com:5432/database");
  const local = completeLocalEnv(undefined, references) ?? "";
  expect(localValue(local, "db", "test-url")).toBe("postgres://postgres@localhost:15432/test");
  expect(localValue(local, "db", "admin-token")).toMatch(/^[\w-]{24}$/);
});

test("plain containers are stopped together with the app, so the proxy goes on for as long as the app has", () => {
  const text = (rest: string) => desiredFiles(specOf(one, rest)).find(({ path }) => path === "pod.yaml")?.content ?? "";
  expect(text("pod: { sidecars: classic }\n")).toMatch(/name: DRAIN_MIN\n\s+value: 15s/);
  expect(text("")).not.toContain("DRAIN_MIN");
});

test("a package has the runtime of its protocol and of no other", () => {
  const files = (companions: string) => desiredFiles(specOf(companions)).map(({ path }) => path);
  expect(files(one).filter((path) => path.includes("proxy/tcp"))).toEqual([]);
  const tcp = files(
    "  db: { pattern: ambassador, protocol: tcp, routes: { dev: tcp://c:1, test: {}, prod: {} }, port: 9101, admin: 9102 }\n",
  );
  expect(tcp.filter((path) => path.includes("proxy/postgres"))).toEqual([]);
  expect(tcp).toContain("db/runtime/proxy/tcp/protocol.ts");
});
