import { describe, expect, test } from "vitest";
import { parseStatusRule } from "../../../src/runtime/setup/probes/status.ts";
import { parseTarget, withoutSecrets } from "../../../src/runtime/setup/target.ts";

describe("parseTarget", () => {
  test.each([
    ["tcp://localhost:5432", { kind: "tcp", host: "localhost", port: 5432, text: "tcp://localhost:5432" }],
    ["tcp://[::1]:80", { kind: "tcp", host: "::1", port: 80, text: "tcp://[::1]:80" }],
    ["tcp://db.shop.svc:6379/", { kind: "tcp", host: "db.shop.svc", port: 6379 }],
    ["http://api:8080/healthz?deep=1", { kind: "http", text: "http://api:8080/healthz", credentials: undefined }],
    ["https://user:p%40ss@api/x", { kind: "http", text: "https://api/x", credentials: "user:p@ss" }],
    ["postgres://db", { kind: "postgres", host: "db", port: 5432, user: "postgres", database: "postgres", text: "postgres://db" }],
    [
      "postgresql://app:secret@db:6432/orders?sslmode=require",
      { port: 6432, user: "app", database: "orders", text: "postgres://db:6432/orders" },
    ],
    ["postgres://app@[fd00::1]/a%20b", { host: "fd00::1", user: "app", database: "a b" }],
  ])("reads %s", (text, want) => {
    expect(parseTarget(text)).toMatchObject(want);
  });

  test.each([
    ["db:5432", '"db:5432" is not a URL with a host and a port'],
    ["localhost", "is not a URL"],
    ["tcp://db", '"tcp://db" names no port'],
    ["tcp://db:0", "names no port"],
    ["tcp://db:70000", "is not a URL"],
    ["tcp://:5432", "is not a URL"],
    ["tcp://db:5432/orders", "has more than host and port"],
    ["tcp://app:secret@db:5432", '"tcp://db:5432" has more than host and port'],
    ["redis://db:6379", "expected tcp://host:port, http(s)://host[:port]/path or postgres://host[:port][/database]"],
    ["postgres:///orders", "names no host"],
    ["postgres://db/a%00b", "holds a zero byte"],
    ["", '"" is not a URL'],
  ])("refuses %s", (text, want) => {
    const parsed = parseTarget(text);
    expect(parsed).toBeTypeOf("string");
    expect(parsed).toContain(want);
    expect(parsed).not.toContain("secret");
  });
});

test.each([
  ["https://user:pa/ss@host/x", "https://user:pa/ss@host/x"],
  ["https://user:pass@host/x?token=1#frag", "https://host/x"],
  ["not a url ?token=1", "not a url "],
])("withoutSecrets(%s)", (text, want) => {
  expect(withoutSecrets(text)).toBe(want);
});

test.each([
  ["2xx", [200, 299], [199, 300, 500]],
  ["200,204", [200, 204], [201]],
  ["200-399", [200, 302, 399], [400]],
  ["2XX, 401", [204, 401], [403]],
])("the status rule %s", (text, yes, no) => {
  const rule = parseStatusRule(text);
  expect(yes.map((status) => rule?.(status))).toEqual(yes.map(() => true));
  expect(no.map((status) => rule?.(status))).toEqual(no.map(() => false));
});

test.each(["", "ok", "200-", "600", "20", "2xx;3xx"])("%j is no status rule", (text) => {
  expect(parseStatusRule(text)).toBeUndefined();
});
