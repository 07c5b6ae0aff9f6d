import { expect, test } from "vitest";
import { exampleKeys } from "../../src/cli/run/example-keys.ts";
import { type KeysOf, whatToType } from "../../src/console/missing-object.ts";
import { testHost } from "../support/host.ts";
import { temporary } from "../support/temporary.ts";

const known: Readonly<Record<string, readonly string[]>> = { c: ["token"], f: ["password", "shared-key"], t: ["ca.crt", "tls.key"] };
const keysOf: KeysOf = (kind, name) => (kind === "Secret" ? known[name] : undefined);

test.each([
  [
    'MountVolume.SetUp failed for volume "a-sink-auth" : secret "c" not found',
    "\n  hint: add a line c.token=VALUE to .scaffold/local.env, or give the Secret with -f FILE",
  ],
  [
    'secret "f" not found',
    "\n  hint: add lines f.password=VALUE and f.shared-key=VALUE to .scaffold/local.env, or give the Secret with -f FILE",
  ],
  [
    'secret "t" not found',
    "\n  hint: give the Secret with -f FILE, made as secret.example.yaml shows it: its ca.crt, tls.key is of several lines",
  ],
  ['configmap "x" not found', "\n  hint: give the ConfigMap with -f FILE, or lines x.KEY=value in .scaffold/local.env"],
  [
    "couldn't find key password in Secret default/db",
    "\n  hint: add a line db.password=VALUE to .scaffold/local.env, or the key to the Secret that -f gives",
  ],
  ["hostPath type check failed: /x is not a directory", ""],
])("%s", (message, want) => {
  expect(whatToType(message, keysOf)).toBe(want);
});

test("keys are those that secret.example.yaml shows, and without it nobody knows", () => {
  const root = temporary({
    "secret.example.yaml":
      "kind: Secret\nmetadata: {name: c}\nstringData: {token: x}\n---\nkind: ConfigMap\nmetadata: {name: c}\ndata: {mode: x}\n",
  });
  const keys = exampleKeys(root, testHost(root));
  expect([keys("Secret", "c"), keys("ConfigMap", "c"), keys("Secret", "d")]).toEqual([["token"], ["mode"], undefined]);
  expect(exampleKeys(temporary({}), testHost(root))("Secret", "c")).toBeUndefined();
});
