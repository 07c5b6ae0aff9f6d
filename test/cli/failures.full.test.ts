import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { runProgram } from "../../src/cli/program.ts";
import { testHost } from "../support/host.ts";
import { temporary } from "../support/temporary.ts";

async function scaffold(cwd: string, line: string) {
  const host = testHost(cwd);
  const exit = await runProgram(line.split(" "), host);
  return { exit, out: host.out(), err: host.err() };
}

async function project(line = "sidecar --no-build"): Promise<string> {
  const root = temporary();
  expect(await scaffold(root, line)).toMatchObject({ exit: 0 });
  return root;
}

function edit(path: string, from: string, to: string): void {
  const before = readFileSync(path, "utf8");
  expect(before).toContain(from);
  writeFileSync(path, before.replace(from, to));
}

describe("--json", () => {
  test.each([
    ["an unknown companion", "remove log-agnet --json", 2, "UNKNOWN_COMPANION", "log-agnet"],
    ["an unknown option", "generate --json --forse", 2, "USAGE", "forse"],
    ["an option without its value", "run --json --for", 2, "USAGE", "for"],
    ["a manifest that is not there", "validate --json nothere.yaml", 2, "UNREADABLE", "nothere.yaml"],
    ["a document with mistakes", "check --json", 2, "SPEC_INVALID", "stdoot"],
  ])("answers with one line after %s too", async (_, line, exit, code, word) => {
    const root = await project();
    if (code === "SPEC_INVALID") edit(join(root, "scaffold.yaml"), "type: stdout", "type: stdoot");
    const result = await scaffold(root, line);
    expect(result.exit).toBe(exit);
    expect(result.out).toMatch(/^[^\n]+\n$/);
    expect(JSON.parse(result.out)).toMatchObject({ error: { code, exit, issues: [{ message: expect.stringContaining(word) }] } });
    expect(result.err).toContain(`error: `);
  });
});

describe("a place that cannot be written", () => {
  test.each(["sidecar", "new", "pod"])("ends `scaffold %s` with 3 and the reason, not as a bug", async (command) => {
    const root = temporary({ file: "" });
    const { exit, err } = await scaffold(root, `${command} --no-build --out file/inside`);
    expect(exit).toBe(3);
    expect(err).toMatch(/^error: .*(not a directory|file\/inside)/);
  });
});

describe("a program that cannot be built", () => {
  test("is shown with its place, after all that was written, and the exit code is 3", async () => {
    const root = await project();
    edit(join(root, "log-agent/src/main.ts"), "await runAgent", "const x: = 3;\nawait runAgent");
    const { exit, out, err } = await scaffold(root, "init wait-for-db");
    expect(exit).toBe(3);
    expect(out).toMatch(/create +wait-for-db\/ {2}\d+ files\n/);
    expect(out).toContain("built   wait-for-db/dist/main.mjs\n");
    expect(err).toMatch(/error: Unexpected "="\n {2}--> log-agent\/src\/main\.ts:6:10\n {4}6 \| const x: = 3;\n/);
    expect(err).not.toContain("node_modules");

    const json = await scaffold(root, "generate --json");
    expect(JSON.parse(json.out)).toMatchObject({ exit: 3, built: [], issues: [{ where: { file: "log-agent/src/main.ts", line: 6 } }] });
    const build = await scaffold(root, "build");
    expect(build).toMatchObject({ exit: 3, err: expect.stringContaining("log-agent/src/main.ts:6:10") });
  });
});

describe("check, --dry-run and --diff", () => {
  test.each(["check", "generate --dry-run", "generate --diff"])("`%s` leaves an interrupted run to who may write", async (line) => {
    const root = await project();
    const journal = join(root, ".scaffold/journal.json");
    writeFileSync(journal, "{}");
    const { exit, err } = await scaffold(root, line);
    expect(exit).toBe(1);
    expect(err).toContain("`scaffold generate` completes it");
    expect(readFileSync(journal, "utf8")).toBe("{}");
    expect((await scaffold(root, "generate --no-build")).exit).toBe(0);
    expect(existsSync(journal)).toBe(false);
  });
});

describe("what was built", () => {
  const built = (root: string, name: string) => {
    mkdirSync(join(root, name, "dist/test"), { recursive: true });
    for (const file of ["main.mjs", "test/agent.test.mjs"]) writeFileSync(join(root, name, "dist", file), "");
  };

  test("goes with a companion that is removed, and its folder with it", async () => {
    const root = await project();
    built(root, "log-agent");
    expect((await scaffold(root, "remove log-agent")).exit).toBe(0);
    expect(existsSync(join(root, "log-agent"))).toBe(false);
  });

  test("goes with a companion that got another name, and what is yours stays", async () => {
    const root = await project();
    built(root, "log-agent");
    writeFileSync(join(root, "log-agent/dist/notes.txt"), "mine");
    edit(join(root, "scaffold.yaml"), "  log-agent:", "  shipper:");
    expect((await scaffold(root, "generate --no-build")).exit).toBe(0);
    expect(readdirSync(join(root, "log-agent"), { recursive: true }).map(String).sort()).toEqual(["dist", "dist/notes.txt"]);
  });

  test("of a folder that was never generated is not touched", async () => {
    const root = temporary({ "log-agent/package.json": "{}", "log-agent/dist/main.mjs": "mine" });
    expect((await scaffold(root, "sidecar --no-build")).exit).toBe(1);
    expect((await scaffold(root, "remove log-agent")).exit).toBe(0);
    expect(readFileSync(join(root, "log-agent/dist/main.mjs"), "utf8")).toBe("mine");
  });
});

describe("values of Secrets on this machine", () => {
  test("can be read by their owner alone, also where they could be read by others before", async () => {
    const root = await project("sidecar --no-build --env x=y");
    const path = join(root, ".scaffold/local.env");
    edit(join(root, "scaffold.yaml"), "x: y", "SINK_HEADERS: {secret: collector, key: headers}");
    writeFileSync(path, "other.key=1\n", { mode: 0o644 });
    expect((await scaffold(root, "generate --no-build")).exit).toBe(0);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readFileSync(path, "utf8")).toMatch(
      /^other\.key=1\ncollector\.headers=Authorization=[\w-]{24}\nlog-agent\.admin-token=[\w-]{24}\n$/,
    );
    expect(readFileSync(join(root, ".scaffold/.gitignore"), "utf8")).toContain("/local.env\n");
  });
});

describe("images", () => {
  test("folders are named from where the command was typed, and an image from elsewhere is not built", async () => {
    const root = await project();
    edit(join(root, "scaffold.yaml"), "app:\n", "app:\n  image: nginx:1.29\n");
    mkdirSync(join(root, "deep/down"), { recursive: true });
    const { out } = await scaffold(join(root, "deep/down"), "images");
    expect(out).toContain("log-agent:dev ../../log-agent\n");
    expect(out).toContain("# ");
    expect(out).not.toMatch(/^docker .*nginx/m);
  });

  test("the sample app is built in its folder", async () => {
    const root = await project();
    renameSync(join(root, "app"), join(root, "server"));
    edit(join(root, "scaffold.yaml"), "folder: app", "folder: server");
    expect((await scaffold(root, "images")).out).toMatch(/^docker build -t \S+:dev server$/m);
  });
});
