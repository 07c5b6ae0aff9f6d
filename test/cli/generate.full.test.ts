import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { runProgram } from "../../src/cli/program.ts";
import { testHost } from "../support/host.ts";
import { temporary } from "../support/temporary.ts";

/** Types a command line in a folder. `scaffold(root, "sidecar --no-build")` */
async function scaffold(cwd: string, line: string) {
  const host = testHost(cwd);
  const exit = await runProgram(line.split(" "), host);
  return { exit, out: host.out(), err: host.err() };
}

async function project(line = "sidecar --no-build"): Promise<string> {
  const root = temporary();
  const { exit, err } = await scaffold(root, line);
  expect({ exit, err }).toMatchObject({ exit: 0 });
  return root;
}

function edit(path: string, from: string | RegExp, to: string): void {
  const before = readFileSync(path, "utf8");
  const after = before.replace(from, to);
  expect(after).not.toBe(before);
  writeFileSync(path, after);
}

function snapshot(root: string, below = ""): Record<string, string> {
  return Object.fromEntries(
    readdirSync(join(root, below), { withFileTypes: true }).flatMap((entry) => {
      const path = join(below, entry.name);
      return entry.isDirectory() ? Object.entries(snapshot(root, path)) : [[path, readFileSync(join(root, path), "utf8")]];
    }),
  );
}

describe("bare commands", () => {
  test.each(["sidecar", "init", "pod", "new"])(
    "`scaffold %s` works with no option in an empty folder, and says what to type next",
    async (command) => {
      const root = temporary();
      const { exit, out, err } = await scaffold(root, `${command} --no-build`);
      expect(exit).toBe(0);
      expect(out).toContain("create  scaffold.yaml\n");
      expect(out).toMatch(/create +pod\.yaml\n/);
      expect(err).toMatch(/\nWrote \d+ files, in this folder\.\nnext: npx pod-scaffold run\n$/);
    },
  );

  test("what they write is valid for Kubernetes, all patterns together", async () => {
    const root = await project();
    await scaffold(root, "init --no-build");
    await scaffold(root, "init --no-build --task fetch --url https://example.com/a.tgz");
    await scaffold(root, "init --no-build --task run --run true");
    for (const options of ["", "--kind Deployment --replicas 2", "--lifecycle together", "--sidecars classic"]) {
      await scaffold(root, `pod --no-build ${options}`.trim());
      expect(await scaffold(root, "validate pod.yaml")).toMatchObject({ exit: 0, err: expect.stringMatching(/^pod\.yaml is valid/m) });
    }
  });

  test("they write into generated/ where there is such a folder and no document", async () => {
    const root = temporary({ "package.json": "{}", "generated/README.md": "" });
    const { err } = await scaffold(root, "sidecar --no-build");
    expect(existsSync(join(root, "generated/log-agent/src/main.ts"))).toBe(true);
    expect(err).toContain("in generated.\nnext: cd generated && npx pod-scaffold run\n");
    expect((await scaffold(root, "check")).exit).toBe(0);
  });

  test("--json prints one JSON object and nothing else on standard output", async () => {
    const { out } = await scaffold(temporary(), "sidecar --no-build --json");
    expect(JSON.parse(out)).toMatchObject({ root: ".", exit: 0, built: [], next: "npx pod-scaffold run" });
  });

  test("two agents get two ports, and the document says which", async () => {
    const root = await project();
    await scaffold(root, "sidecar audit-agent --no-build --watch /var/log/audit/*.log");
    const document = readFileSync(join(root, "scaffold.yaml"), "utf8");
    expect(document.match(/port: \d+/g)).toEqual(["port: 9101", "port: 9102"]);
  });
});

describe("generate", () => {
  test("a second time changes nothing", async () => {
    const root = await project();
    const before = snapshot(root);
    expect(await scaffold(root, "generate --no-build")).toMatchObject({ exit: 0 });
    expect(snapshot(root)).toEqual(before);
  });

  test("an edit of main.ts and an option that changes another line of it both survive", async () => {
    const root = await project();
    const main = join(root, "log-agent/src/main.ts");
    edit(main, "// Ships the log files", "// Ours: ships the log files");
    expect(await scaffold(root, "sidecar --no-build --drain 40s")).toMatchObject({ exit: 0 });
    const text = readFileSync(main, "utf8");
    expect(text).toContain("// Ours: ships the log files");
    expect(text).toContain("drainTimeoutMs: 40000,");
  });

  test("an overlapping edit leaves conflict markers and exit 1; other files are generated", async () => {
    const root = await project();
    const main = join(root, "log-agent/src/main.ts");
    edit(main, "drainTimeoutMs: 25000,", "drainTimeoutMs: 1,");
    const { exit, out } = await scaffold(root, "sidecar --no-build --drain 40s");
    expect(exit).toBe(1);
    expect(out).toMatch(/conflict +log-agent\/src\/main\.ts/);
    expect(readFileSync(main, "utf8")).toMatch(
      /<<<<<<< [\s\S]*drainTimeoutMs: 1,[\s\S]*=======[\s\S]*drainTimeoutMs: 40000,[\s\S]*>>>>>>> /,
    );
    expect(readFileSync(join(root, "pod.yaml"), "utf8")).toContain("terminationGracePeriodSeconds: 60");
    expect((await scaffold(root, "generate --no-build")).exit).toBe(1);
  });

  test("a managed file that was edited stops its companion: reported, exit 1, nothing of it written", async () => {
    const root = await project();
    edit(join(root, "log-agent/build.mjs"), "// Builds this package.", "// Builds my package.");
    const { exit, out } = await scaffold(root, "sidecar --no-build --drain 40s");
    expect(exit).toBe(1);
    expect(out).toMatch(/edited +log-agent\/build\.mjs/);
    expect(readFileSync(join(root, "log-agent/src/main.ts"), "utf8")).toContain("drainTimeoutMs: 25000,");
    expect((await scaffold(root, "generate --no-build --force")).exit).toBe(0);
    expect(readFileSync(join(root, "log-agent/build.mjs"), "utf8")).toContain("// Builds this package.");
  });

  test("your fields in pod.yaml are kept, and the base of the overlays follows", async () => {
    const root = await project();
    edit(join(root, "pod.yaml"), "spec:\n", "spec:\n  priorityClassName: high\n");
    expect((await scaffold(root, "check")).out).toContain("kustomize/base/pod.yaml");
    expect((await scaffold(root, "sidecar --no-build --drain 40s")).exit).toBe(0);
    for (const path of ["pod.yaml", "kustomize/base/pod.yaml"]) {
      const text = readFileSync(join(root, path), "utf8");
      expect(text).toContain("priorityClassName: high");
      expect(text).toContain("terminationGracePeriodSeconds: 60");
    }
  });

  test.each([
    ["sidecar --no-build --sink-url http://c:4318 --sink otlp", "sidecar --no-build --sink loki", "agent"],
    ["adapter --no-build", "adapter --no-build --formats json", "adapter"],
  ])("%s: its test follows the document, and your edits of it are kept", async (first, then, name) => {
    const root = await project(first);
    const path = join(root, `log-${name}/test/${name}.test.ts`);
    edit(path, "import assert", "// Ours.\nimport assert");
    writeFileSync(path, `${readFileSync(path, "utf8")}\ntest("mine", () => undefined);\n`);
    const { exit, err } = await scaffold(root, then);
    expect({ exit, err }).toMatchObject({ exit: 0 });
    const text = readFileSync(path, "utf8");
    expect(text).toContain("// Ours.\nimport assert");
    expect(text).toMatch(/\ntest\("mine", \(\) => undefined\);\n$/);
    expect(text).not.toContain("<<<<<<<");
    expect((await scaffold(root, "check")).out).toBe("");
  });

  test("the untouched test of an agent is made anew when sinks and Secrets are added", async () => {
    const root = await project();
    const path = join(root, "log-agent/test/agent.test.ts");
    edit(
      join(root, "scaffold.yaml"),
      /sink:\n +type: stdout/,
      "sinks: {main: {type: loki, auth: {secret: s}}, all: file /var/log/all/a.ndjson}",
    );
    expect((await scaffold(root, "generate --no-build")).exit).toBe(0);
    const text = readFileSync(path, "utf8");
    expect(text).toContain('const sinks = ["main", "all"];');
    expect(text).toContain('MAIN_SINK_TOKEN_FILE: join(folder, "secret")');
  });

  test("a seeded file is written once, whatever you make of it", async () => {
    const root = await project();
    writeFileSync(join(root, "log-agent/src/transform.ts"), "export const transform = undefined; // mine\n");
    rmSync(join(root, "log-agent/test/agent.test.ts"));
    expect((await scaffold(root, "generate --no-build")).exit).toBe(0);
    expect(readFileSync(join(root, "log-agent/src/transform.ts"), "utf8")).toContain("// mine");
    expect(existsSync(join(root, "log-agent/test/agent.test.ts"))).toBe(false);
  });

  test("--dry-run and --diff say what would happen and write nothing", async () => {
    const root = await project();
    edit(join(root, "scaffold.yaml"), "type: stdout", "type: file");
    const before = snapshot(root);
    expect((await scaffold(root, "generate --dry-run")).out).toMatch(/create +log-agent\/runtime\/agent\/sinks\/file\.ts\n/);
    expect((await scaffold(root, "generate --diff")).out).toContain('+import { file } from "../runtime/agent/sinks/file.ts";\n');
    expect(snapshot(root)).toEqual(before);
  });

  test("a document with mistakes writes nothing and shows all of them", async () => {
    const root = await project();
    edit(join(root, "scaffold.yaml"), "type: stdout", "type: stdoot");
    edit(join(root, "scaffold.yaml"), "folder: app", "floder: app");
    const before = snapshot(root);
    const { exit, err } = await scaffold(root, "generate --no-build");
    expect(exit).toBe(2);
    expect(err).toContain("scaffold.yaml:");
    expect(err).toContain('did you mean "stdout"?');
    expect(err).toContain('did you mean "folder"?');
    expect(snapshot(root)).toEqual(before);
  });
});

describe("check", () => {
  test("says what differs and ends with 1, and with 0 once it was generated", async () => {
    const root = await project();
    expect(await scaffold(root, "check")).toMatchObject({ exit: 0, out: "" });
    edit(join(root, "scaffold.yaml"), "type: stdout", "type: file");
    const { exit, out } = await scaffold(root, "check");
    expect(exit).toBe(1);
    expect(out).toContain("log-agent/src/main.ts is not what the document asks for\n");
    await scaffold(root, "generate --no-build");
    expect((await scaffold(root, "check")).exit).toBe(0);
  });

  test("says of kustomize's copy what it lacks: an edit of pod.yaml, or a change of the document", async () => {
    const root = await project();
    edit(join(root, "pod.yaml"), "metadata:\n", "metadata:\n  annotations: { mine: yes-please }\n");
    const edited = await scaffold(root, "check");
    expect(edited).toMatchObject({ exit: 1, out: "kustomize/base/pod.yaml lacks your edit of pod.yaml; scaffold generate copies it\n" });
    edit(join(root, "scaffold.yaml"), "type: stdout", "type: file");
    expect((await scaffold(root, "check")).out).toContain("kustomize/base/pod.yaml is not what the document asks for\n");
  });

  test("finds nothing after `scaffold pod`, whatever of the pod the companions depend on", async () => {
    const root = await project("ambassador db --no-build");
    expect((await scaffold(root, "pod --sidecars classic --no-build")).exit).toBe(0);
    expect(await scaffold(root, "check")).toMatchObject({ exit: 0, out: "" });
  });
});

describe("the Secrets of an ambassador", () => {
  test("are named after it was added with a URL, and in podman.yaml where they are read", async () => {
    const root = temporary();
    const { err } = await scaffold(root, "ambassador db --no-build --routes dev=postgres://me@db.dev/orders");
    expect(err).toContain("the routes' passwords go into .scaffold/local.env: db.dev-password=");
    await scaffold(root, "pod --sidecars classic --no-build");
    const secrets = /podman kube play secret\.yaml .*secret\.example\.yaml .*4\.4/;
    expect(readFileSync(join(root, "podman.yaml"), "utf8")).toMatch(secrets);
    const without = await project("init --no-build --for tcp://db:5432");
    await scaffold(without, "pod --sidecars classic --no-build");
    expect(readFileSync(join(without, "podman.yaml"), "utf8")).not.toMatch(secrets);
  });

  test.each([
    ["a route", "ambassador db --no-build --routes dev=postgres://me:hid/d@en@db.dev/orders", "dev-password in the Secret db;"],
    [
      "a route's parameter",
      "ambassador db --no-build --routes dev=postgres://me@db.dev/o?password=hid/d@en",
      "dev-password in the Secret db;",
    ],
    ["a route that is no URL", "ambassador db --no-build --routes dev=mysql://me:hid/d@en@db.dev/orders", "expected a URL"],
    ["a sink", "sidecar ship --no-build --sink http --sink-url https://me:hid-d@en@logs.example/x", "SINK_HEADERS"],
  ])("the password in the URL of %s is what is wrong, and is not printed", async (_, line, hint) => {
    const root = temporary();
    const typed = await scaffold(root, line);
    expect(typed.exit).toBe(2);
    expect(typed.err).toContain(hint);
    expect(typed.out + typed.err).not.toContain("hid");
    const url = line.slice(line.lastIndexOf(" ") + 1).replace("dev=", "");
    const document = line.startsWith("ambassador")
      ? `db: { pattern: ambassador, routes: { dev: "${url}", test: {}, prod: {} } }`
      : `ship: { pattern: sidecar, watch: [/l/a.log], sink: { type: http, url: "${url}" } }`;
    const written = temporary({ "scaffold.yaml": `name: shop\ncompanions:\n  ${document}\n` });
    for (const command of ["check", "generate --no-build", "check --json"]) {
      const { exit, out, err } = await scaffold(written, command);
      expect(exit).toBe(2);
      expect(out + err).toContain(hint);
      expect(out + err).not.toContain("hid");
    }
  });
});

test("another type of sink begins with its own defaults", async () => {
  const root = await project("adapter ngx --no-build --formats json --sink http --sink-url http://logs:8081/in");
  expect((await scaffold(root, "adapter ngx --no-build --sink otlp")).exit).toBe(0);
  expect(readFileSync(join(root, "scaffold.yaml"), "utf8")).not.toContain("http://logs:8081/in");
  await scaffold(root, "adapter ngx --no-build --sink http --sink-url http://logs:8081/other");
  expect(readFileSync(join(root, "scaffold.yaml"), "utf8")).toContain("http://logs:8081/other");
});

describe("remove", () => {
  test("deletes exactly what was generated, in the document and the manifest too", async () => {
    const root = await project();
    const before = snapshot(root);
    await scaffold(root, "init --no-build");
    writeFileSync(join(root, "wait-for-db/notes.txt"), "mine");
    expect((await scaffold(root, "remove wait-for-db")).exit).toBe(0);
    expect(snapshot(root)).toEqual({ ...before, "wait-for-db/notes.txt": "mine" });
  });

  test("--dry-run says what would go, or what is in the way, and writes nothing", async () => {
    const root = await project("init --no-build");
    const before = snapshot(root);
    const { exit, out, err } = await scaffold(root, "remove wait-for-db --dry-run");
    expect({ exit, out, err }).toMatchObject({
      exit: 0,
      out: expect.stringMatching(/delete +wait-for-db\//),
      err: "\nNothing was written.\n",
    });
    expect(snapshot(root)).toEqual(before);
    edit(join(root, "wait-for-db/build.mjs"), "// Builds", "// Mine builds");
    const edited = snapshot(root);
    expect(await scaffold(root, "remove wait-for-db --dry-run")).toMatchObject({
      exit: 1,
      err: expect.stringContaining("Nothing would be removed"),
    });
    expect(snapshot(root)).toEqual(edited);
  });

  test("refuses over an edited file and removes nothing, unless forced", async () => {
    const root = await project();
    await scaffold(root, "init --no-build");
    edit(join(root, "wait-for-db/src/check.ts"), "undefined;", "async () => true;");
    const before = snapshot(root);
    expect((await scaffold(root, "remove wait-for-db")).exit).toBe(1);
    expect(snapshot(root)).toEqual(before);
    expect((await scaffold(root, "remove wait-for-db --force")).exit).toBe(0);
    expect(existsSync(join(root, "wait-for-db"))).toBe(false);
  });

  test("an unknown name is answered with the nearest one", async () => {
    const { exit, err } = await scaffold(await project(), "remove log-agnet");
    expect(exit).toBe(2);
    expect(err).toContain("did you mean `scaffold remove log-agent`?");
  });
});

describe("the command line", () => {
  test.each([
    ["genrate", "did you mean `scaffold generate`?"],
    ["sidecar --sikn otlp", "did you mean --sink?"],
    ["sidecar --sink oltp", 'did you mean "otlp"?'],
    ["generate --dry-runn", "did you mean --dry-run?"],
    ["generate extra", "`scaffold generate --help` shows the options"],
  ])("`scaffold %s` is a usage error with a hint", async (line, hint) => {
    const root = temporary();
    const { exit, err } = await scaffold(root, line);
    expect({ exit, err }).toEqual({ exit: 2, err: expect.stringContaining(hint) });
    expect(readdirSync(root)).toEqual([]);
  });

  test("every command's help has an example", async () => {
    const { commands } = await import("../../src/cli/program.ts");
    for (const name of Object.keys(commands)) {
      const { exit, out } = await scaffold(temporary(), `${name} --help`);
      expect(exit).toBe(0);
      expect(out).toContain("Examples:");
    }
  });

  test("completion knows every command and its options, for three shells", async () => {
    for (const shell of ["bash", "zsh", "fish"]) {
      const { out } = await scaffold(temporary(), `completion ${shell}`);
      expect(out).toContain("generate");
      expect(out).toContain(shell === "fish" ? "-l dry-run" : "--dry-run");
    }
  });
});

describe("a manifest that becomes another kind", () => {
  test("takes the new one where nobody edited it", async () => {
    const root = await project();
    expect(await scaffold(root, "pod --no-build --kind Deployment")).toMatchObject({ exit: 0 });
    expect(await scaffold(root, "validate pod.yaml")).toMatchObject({ exit: 0 });
  });

  test("is left as it is where it was edited, and is not called up to date", async () => {
    const root = await project();
    edit(join(root, "pod.yaml"), "memory: 256Mi", "memory: 300Mi");
    const before = snapshot(root, "kustomize");
    const { exit, out } = await scaffold(root, "pod --no-build --kind Deployment");
    expect(exit).toBe(1);
    expect(out).toMatch(/blocked +pod\.yaml +was edited, and is to become a Deployment/);
    expect(snapshot(root, "kustomize")).toEqual(before);
    expect(readFileSync(join(root, "pod.yaml"), "utf8")).toContain("kind: Pod\n");
    expect(await scaffold(root, "check")).toMatchObject({ exit: 1, out: expect.stringContaining("is to become a Deployment") });
    expect(await scaffold(root, "generate --no-build --force")).toMatchObject({ exit: 0 });
    expect(readFileSync(join(root, "pod.yaml"), "utf8")).toContain("kind: Deployment\n");
  });
});

describe("before and after, in short", () => {
  test.each(["adapter", "ambassador", "sidecar", "init", "pod", "new"])(
    "`scaffold %s --dry-run` says what would be written, and writes nothing",
    async (command) => {
      const root = temporary();
      const { exit, out, err } = await scaffold(root, `${command} --dry-run`);
      expect({ exit, err }).toEqual({ exit: 0, err: "\nNothing was written.\n" });
      expect(out).toMatch(/^create {2}scaffold\.yaml\n/);
      expect(out).toMatch(/^create {2}pod\.yaml\n/m);
      expect(JSON.parse((await scaffold(root, `${command} --dry-run --json`)).out)).toMatchObject({ exit: 0, document: expect.any(Array) });
      expect(readdirSync(root)).toEqual([]);
    },
  );

  test("many new files of a folder are one line, every file with --verbose", async () => {
    const root = temporary();
    const { out } = await scaffold(root, "adapter --dry-run");
    const [, count] = /^create {2}log-adapter\/ {2}(\d+) files\n/m.exec(out) ?? [];
    expect(out.split("\n").length).toBeLessThan(12);
    const all = (await scaffold(root, "adapter --dry-run --verbose")).out;
    expect(all.match(/^create {2}log-adapter\//gm)).toHaveLength(Number(count));
  });

  test("an image that runs another program than the document does is noted until its Dockerfile is changed", async () => {
    const root = await project();
    edit(join(root, "scaffold.yaml"), "run: node server.mjs", "run: node main.mjs");
    const note = "note: app.run is `node main.mjs`, and the image that app/Dockerfile makes still runs server.mjs: ";
    expect((await scaffold(root, "generate --dry-run")).out).toContain(note);
    edit(join(root, "app/Dockerfile"), 'CMD ["node", "server.mjs"]', 'CMD ["node", "main.mjs"]');
    expect((await scaffold(root, "generate --dry-run")).out).not.toContain("note:");
  });

  test("a source that no container of a pod has is noted where it is asked for", async () => {
    const { exit, out } = await scaffold(temporary(), "adapter --source stdin --dry-run");
    expect(exit).toBe(0);
    expect(out).toContain("note: log-adapter has source: stdin, and a container of a pod gets nothing on standard input: ");
    expect((await scaffold(temporary(), "adapter --dry-run")).out).not.toContain("note:");
  });
});

test("`scaffold images -r` names every project's images, each its own", async () => {
  const document = (name: string) =>
    `name: ${name}\nimages: { prefix: r.io/acme }\ncompanions:\n  log-agent: { pattern: sidecar, watch: [/l/*.log] }\n`;
  const root = temporary({ "a/scaffold.yaml": document("a"), "b/scaffold.yaml": document("b") });
  const { exit, out } = await scaffold(root, "images -r");
  expect(exit).toBe(0);
  expect(out.match(/^docker push .*$/gm)).toEqual(
    ["a", "a-log-agent", "b", "b-log-agent"].map((image) => `docker push r.io/acme/${image}:dev`),
  );
  expect(out).toContain("docker build -t r.io/acme/b-log-agent:dev b/log-agent\n");
  const { projects } = JSON.parse((await scaffold(root, "images -r --json")).out);
  expect(projects).toMatchObject([{ root: "a" }, { root: "b", images: [{ container: "b" }, { container: "log-agent" }] }]);
});
