import { spawnSync } from "node:child_process";
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { runProgram } from "../../src/cli/program.ts";
import { nodeHost } from "../../src/host-node.ts";

const fixtures = fileURLToPath(new URL("../fixtures/", import.meta.url));
const pattern = readFileSync(join(fixtures, "patterns/simple-webapp.yaml"), "utf8");
const good =
  "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n    - name: app\n      image: nginx:1\n      resources: {limits: {cpu: 1, memory: 1Gi}}\n";
const bad = good.replace("image: nginx", "imaeg: nginx");

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "validate-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function put(files: Record<string, string>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

async function validate(...args: string[]) {
  const out: string[] = [];
  const err: string[] = [];
  const host = {
    ...nodeHost(),
    cwd: folder,
    color: false,
    stdout: (text: string) => void out.push(text),
    stderr: (text: string) => void err.push(text),
  };
  const exit = await runProgram(["validate", ...args], host);
  return { exit, out: out.join(""), err: err.join("") };
}

const text = (name: string) => readFileSync(join(folder, name), "utf8");

describe("for people", () => {
  test("each finding is its line, the offending row with a mark below, and what to type; a count ends it", async () => {
    put({ "pod.yaml": `${bad}      env: [{value: b}]\n` });
    expect(await validate("pod.yaml")).toEqual({
      exit: 1,
      out: [
        'pod.yaml:7:7 spec.containers[0].imaeg: unknown field; did you mean "image"?',
        "  7 |       imaeg: nginx:1",
        "    |       ^",
        "",
        "pod.yaml:9:13 spec.containers[0].env[0].name: Required value",
        "  9 |       env: [{value: b}]",
        "    |             ^",
        '  hint: give the variable a name: "- name: FOO"',
        "",
        "",
      ].join("\n"),
      err: "2 errors in pod.yaml\n",
    });
  });

  test("a valid file is said to be valid", async () => {
    put({ "a.yaml": good });
    expect(await validate("a.yaml")).toEqual({ exit: 0, out: "", err: "a.yaml is valid\n" });
  });

  test("a warning is no error", async () => {
    put({ "a.yaml": good.replace("spec:", "spec:\n  terminationGracePeriodSeconds: -1") });
    const { exit, out, err } = await validate("a.yaml");
    expect({ exit, err }).toEqual({ exit: 0, err: "a.yaml is valid, with 1 warning\n" });
    expect(out).toMatch(/^a\.yaml:5:34 warning: spec\.terminationGracePeriodSeconds: must be >= 0/);
  });

  test("what a file holds cannot steer the terminal", async () => {
    put({ "a.yaml": good.replace("nginx", '"\\e[2J" # \u009b2J') });
    expect((await validate("a.yaml", "a.yaml")).out).not.toMatch(/[\u001b\u009b]/);
  });
});

describe("for programs", () => {
  test("--json prints the findings of all files", async () => {
    put({ "a.yaml": bad, "b.yaml": good });
    const { exit, out } = await validate("--json", "a.yaml", "b.yaml");
    expect(exit).toBe(1);
    expect(JSON.parse(out)).toEqual({
      findings: [
        {
          severity: "error",
          file: "a.yaml",
          line: 7,
          column: 7,
          path: "spec.containers[0].imaeg",
          reason: "Unknown field",
          message: 'unknown field; did you mean "image"?',
          hint: 'did you mean "image"?',
        },
      ],
    });
  });

  test("and an empty list when there are none", async () => {
    put({ "a.yaml": good });
    expect(await validate("--json", "a.yaml")).toMatchObject({ exit: 0, out: '{"findings":[]}\n' });
  });
});

describe("which files", () => {
  test("without a name it is pod.yaml, the project's or the one at hand", async () => {
    put({ "pod.yaml": bad });
    expect((await validate()).err).toBe("1 error in pod.yaml\n");
  });

  test("without one there, the message says what to do", async () => {
    const { exit, err } = await validate();
    expect(exit).toBe(2);
    expect(err).toContain("there is no pod.yaml");
  });

  test("a folder stands for the manifests below it, and for nothing else", async () => {
    put({
      "k/a.yaml": bad,
      "k/sub/b.yml": bad,
      "k/c.json": JSON.stringify({ apiVersion: "v1", kind: "Pod" }),
      "k/broken.yaml": "apiVersion: v1\nkind: Pod\nmetadata: [\n",
      "k/scaffold.yaml": "app:\n  image: x\n",
      "k/values.yml": "kinds: [a]\n",
      "k/package.json": "{}\n",
      "k/notes.txt": bad,
      "k/.hidden/d.yaml": bad,
      "k/node_modules/x/e.yaml": bad,
      "k/overlay/kustomization.yaml":
        "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\npatches:\n  - path: patch.yaml\n  - patch: '[]'\n",
      "k/overlay/patch.yaml": "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: app}]}\n",
    });
    const { findings } = JSON.parse((await validate("k", "--json")).out) as { findings: { file: string }[] };
    expect([...new Set(findings.map(({ file }) => file))].sort()).toEqual(["k/a.yaml", "k/broken.yaml", "k/c.json", "k/sub/b.yml"]);
  });

  test("a file that cannot be read is exit 2, and the others are checked all the same", async () => {
    put({ "a.yaml": bad });
    writeFileSync(join(folder, "latin1.yaml"), Buffer.from([0x61, 0x3a, 0x20, 0xe9, 0x0a]));
    const { exit, out, err } = await validate("gone.yaml", "a.yaml", "latin1.yaml");
    expect(exit).toBe(2);
    expect(out).toContain("a.yaml:7:7 ");
    expect(err).toContain("cannot read gone.yaml: there is no such file");
    expect(err).toContain("cannot read latin1.yaml: it is not UTF-8 text");
  });

  test("a folder without a manifest is a mistake, not a success", async () => {
    put({ "k/notes.txt": "x" });
    expect(await validate("k")).toMatchObject({ exit: 2, err: expect.stringContaining("there is no manifest in k") });
  });

  test("- is standard input, also when it is corrected", () => {
    const bin = fileURLToPath(new URL("../../bin/scaffold.js", import.meta.url));
    const run = (...args: string[]) =>
      spawnSync(process.execPath, [bin, "validate", ...args], { input: pattern, cwd: folder, encoding: "utf8" });
    expect(run("-")).toMatchObject({
      status: 1,
      stdout: expect.stringContaining('stdin:14:7 spec.containers[1].imaeg: unknown field; did you mean "image"?'),
    });
    expect(run("--fix", "-")).toMatchObject({
      status: 0,
      stdout: pattern.replaceAll("\t", "  ").replace("imaeg", "image"),
      stderr: expect.stringMatching(/\n2 findings fixed; stdin is valid, with 8 warnings\n$/),
    });
  });
});

describe("--fix", () => {
  test("rewrites the file, prints the difference, and exits 0 when nothing is left", async () => {
    put({ "pod.yaml": bad });
    expect(await validate("--fix", "pod.yaml")).toEqual({
      exit: 0,
      out: "--- pod.yaml\n+++ pod.yaml\n@@ -4,5 +4,5 @@\n spec:\n   containers:\n     - name: app\n-      imaeg: nginx:1\n+      image: nginx:1\n       resources: {limits: {cpu: 1, memory: 1Gi}}\n\n",
      err: "1 finding fixed; pod.yaml is valid\n",
    });
    expect(text("pod.yaml")).toBe(good);
    expect(readdirSync(folder)).toEqual(["pod.yaml"]);
  });

  test("the first pattern manifest is valid afterwards", async () => {
    put({ "pod.yaml": pattern });
    expect(await validate("--fix")).toMatchObject({ exit: 0, err: "2 findings fixed; pod.yaml is valid, with 8 warnings\n" });
    expect(await validate()).toMatchObject({ exit: 0, err: "pod.yaml is valid, with 8 warnings\n" });
  });

  test("exits 1 when something is left, and says what", async () => {
    put({ "pod.yaml": bad.replace("name: app", "name: App") });
    const { exit, out, err } = await validate("--fix", "pod.yaml");
    expect({ exit, err }).toEqual({ exit: 1, err: "1 finding fixed; 1 error in pod.yaml\n" });
    expect(out).toContain('pod.yaml:6:13 spec.containers[0].name: Invalid value: "App"');
  });

  test("says so when there was nothing that it could put right, and leaves the file alone", async () => {
    put({ "pod.yaml": good.replace("nginx:1", "") });
    const before = statSync(join(folder, "pod.yaml")).ino;
    expect(await validate("--fix", "pod.yaml")).toMatchObject({ exit: 1, err: "nothing to fix; 1 error in pod.yaml\n" });
    expect(statSync(join(folder, "pod.yaml")).ino).toBe(before);
  });

  test("keeps the file's mode, and changes the file behind a link", async () => {
    put({ "real/pod.yaml": bad });
    chmodSync(join(folder, "real/pod.yaml"), 0o600);
    symlinkSync("real/pod.yaml", join(folder, "pod.yaml"));
    await validate("--fix", "pod.yaml");
    expect(lstatSync(join(folder, "pod.yaml")).isSymbolicLink()).toBe(true);
    expect(text("real/pod.yaml")).toBe(good);
    expect(statSync(join(folder, "real/pod.yaml")).mode & 0o777).toBe(0o600);
  });

  test("with --json lists what was put right and what is left", async () => {
    put({ "pod.yaml": bad });
    const { out } = await validate("--fix", "--json", "pod.yaml");
    expect(JSON.parse(out)).toMatchObject({ findings: [], fixed: [{ path: "spec.containers[0].imaeg" }] });
    expect(text("pod.yaml")).toBe(good);
  });
});

describe("warnings", () => {
  const untagged = good.replace("nginx:1", "nginx");
  const sidecar = good.replace(
    "  containers:\n",
    "  initContainers: [{name: side, image: 'side:1', restartPolicy: Always, resources: {limits: {cpu: 1, memory: 1Gi}}}]\n  containers:\n",
  );

  test("say their name, and are errors with --strict, or when they are named", async () => {
    put({ "a.yaml": untagged });
    const plain = await validate("a.yaml");
    expect(plain.exit).toBe(0);
    expect(plain.out).toMatch(/^a\.yaml:7:14 warning: spec\.containers\[0\]\.image: .* \[mutable-tag\]\n/);
    expect(await validate("--strict", "a.yaml")).toMatchObject({ exit: 1, err: "1 error in a.yaml\n" });
    expect(await validate("--error", "no-limits,mutable-tag", "a.yaml")).toMatchObject({ exit: 1, err: "1 error in a.yaml\n" });
    expect(await validate("--error", "no-limits", "a.yaml")).toMatchObject({ exit: 0, err: "a.yaml is valid, with 1 warning\n" });
  });

  test("--json has their names", async () => {
    put({ "a.yaml": untagged });
    const found = async (...args: string[]) => JSON.parse((await validate("--json", ...args, "a.yaml")).out).findings;
    expect(await found()).toMatchObject([{ severity: "warning", name: "mutable-tag", reason: "Warning" }]);
    expect(await found("--error", "mutable-tag")).toMatchObject([{ severity: "error", name: "mutable-tag", reason: "Warning" }]);
  });

  test("--error with a name that there is not, and --kube with no version, are mistakes of usage", async () => {
    put({ "a.yaml": good });
    expect(await validate("--error", "mutable-tags", "--kube", "new", "a.yaml")).toEqual({
      exit: 2,
      out: "",
      err: expect.stringMatching(/--error mutable-tags: .*\n.*did you mean mutable-tag\?[\s\S]*--kube new is not a version/),
    });
  });

  test("--kube is the version whose fields are expected", async () => {
    put({ "a.yaml": sidecar });
    expect((await validate("--kube", "1.28", "a.yaml")).out).toContain("needs Kubernetes 1.29");
    expect(await validate("--kube", "v1.29.4", "a.yaml")).toMatchObject({ exit: 0, out: "" });
  });
});
