import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { nodeFs } from "../../src/node-fs.ts";
import { apply } from "../../src/plan/apply.ts";
import { sha256 } from "../../src/plan/text.ts";
import { desired, generate, planOn, summary } from "../support/generate.ts";
import { memoryFs } from "../support/memory-fs.ts";

const refused = (message: string) => expect.objectContaining({ code: "PATH_REFUSED", exit: 3, message: expect.stringContaining(message) });

describe("a manifest that somebody else wrote", () => {
  const entry = (path: string, text: string) => ({ [path]: { group: "agent", ownership: "managed", hash: sha256(text) } });
  const manifest = (files: object, more: object = {}) => JSON.stringify({ version: 1, toolkit: "1.0.0", directories: [], files, ...more });

  test.each([
    ["out of the project", "../outside.txt", "the path leaves the project"],
    ["absolutely", "/etc/hosts", "the path is absolute"],
    ["into .git", ".git/config", "the path is inside .git"],
  ])("that points %s deletes nothing", (_, path, message) => {
    const fs = memoryFs({ ".scaffold/manifest.json": manifest(entry(path, "x")) });
    fs.put("/outside.txt", "x");
    expect(() => generate(fs, [])).toThrow(refused(message));
    expect(fs.read("/outside.txt")).toBeDefined();
  });

  test("that lists a folder out of the project removes nothing", () => {
    const fs = memoryFs({ ".scaffold/manifest.json": manifest({}, { directories: ["../empty"] }) });
    fs.makeDirectory("/empty");
    expect(() => generate(fs, [])).toThrow(refused("leaves the project"));
    expect(fs.stat("/empty")).toBeDefined();
  });

  test("whose hash is not that of the file deletes nothing, and overwrites nothing", () => {
    const fs = memoryFs({
      "a.ts": "mine\n",
      "b.ts": "mine\n",
      ".scaffold/manifest.json": manifest({ ...entry("a.ts", "x"), ...entry("b.ts", "x") }),
    });
    const made = generate(fs, desired({ "b.ts": ["managed", "1\n", ""] }));
    expect(summary(made)).toEqual(["keepEdited a.ts", "edited b.ts"]);
    expect(fs.files()).toMatchObject({ "a.ts": "mine\n", "b.ts": "mine\n" });
  });

  test.each([
    ["is no JSON", "{", "is not JSON"],
    ["has another shape", manifest({ a: { group: 1 } }), "is not as the toolkit writes it: files.a.group"],
    ["has unknown fields", manifest({}, { extra: 1 }), "is not as the toolkit writes it"],
    ["comes from a newer toolkit", '{"version": 2}', "was written by a newer version of the toolkit"],
    ["has git's conflict markers", "{\n<<<<<<< HEAD\n}", "has conflict markers in it"],
  ])("that %s is an error that says so", (_, text, message) => {
    const fs = memoryFs({ ".scaffold/manifest.json": text });
    expect(() => generate(fs, [])).toThrow(
      expect.objectContaining({ code: "MANIFEST_INVALID", exit: 3, message: expect.stringContaining(message) }),
    );
  });
});

describe("a journal that somebody else wrote", () => {
  const journal = (more: object, before?: string) =>
    JSON.stringify({
      version: 1,
      deletes: [],
      emptied: [],
      writes: [],
      base: [],
      baseDeletes: [],
      manifest: before === undefined ? {} : { before: sha256(before) },
      ...more,
    });

  test("deletes nothing that the manifest does not list", () => {
    const fs = memoryFs({ "mine.txt": "x", ".scaffold/journal.json": journal({ deletes: [{ path: "mine.txt", before: sha256("x") }] }) });
    const made = generate(fs, []);
    expect(made.notes).toEqual(["completed an interrupted run", "mine.txt was changed after that run and was left alone"]);
    expect(fs.files()["mine.txt"]).toBe("x");
  });

  test("overwrites nothing whose content it does not know", () => {
    const fs = memoryFs({
      "mine.txt": "x",
      ".scaffold/stage/0": "evil",
      ".scaffold/journal.json": journal({ writes: [{ path: "mine.txt", before: sha256("guess"), after: sha256("evil"), staged: 0 }] }),
    });
    generate(fs, []);
    expect(fs.files()["mine.txt"]).toBe("x");
  });

  test("installs nothing that is not what was staged, as after a power cut", () => {
    const fs = memoryFs({
      ".scaffold/stage/0": "torn",
      ".scaffold/journal.json": journal({ writes: [{ path: "a.ts", after: sha256("torn and more"), staged: 0 }] }),
    });
    const made = generate(fs, desired({ "a.ts": ["managed", "torn and more", ""] }));
    expect(summary(made)).toEqual(["create a.ts"]);
    expect(fs.files()["a.ts"]).toBe("torn and more");
  });

  test.each(["../x", "/x", ".git/hooks/pre-commit", "a/../../x"])("that writes to %s is refused", (path) => {
    const fs = memoryFs({
      ".scaffold/stage/0": "evil",
      ".scaffold/journal.json": journal({ writes: [{ path, after: sha256("evil"), staged: 0 }] }),
    });
    expect(() => generate(fs, [])).toThrow(expect.objectContaining({ code: "PATH_REFUSED" }));
  });

  test.each([
    ["is damaged", '{"version": 1, "writes"'],
    ["belongs to another manifest, as after changing the branch", journal({ writes: [] }, "another")],
  ])("that %s is discarded, and what was staged with it", (_, text) => {
    const fs = memoryFs({ ".scaffold/journal.json": text, ".scaffold/stage/0": "x" });
    const made = generate(fs, []);
    expect(made.notes).toEqual(["discarded what an interrupted run left behind: it does not fit this project's manifest"]);
    expect(fs.files()).toEqual({});
  });
});

describe("symbolic links", () => {
  let outer: string;
  let root: string;
  let outside: string;
  beforeEach(() => {
    outer = mkdtempSync(join(tmpdir(), "scaffold-links-"));
    root = join(outer, "project");
    outside = join(outer, "outside");
    mkdirSync(root);
    mkdirSync(outside);
  });
  afterEach(() => rmSync(outer, { recursive: true }));

  const file = (path: string) => desired({ [path]: ["managed", "generated\n"] });

  test("a folder that leads out of the project is refused", () => {
    symlinkSync(outside, join(root, "agent"));
    expect(() => generate(nodeFs(), file("agent/main.ts"), {}, root)).toThrow(
      refused("goes through a symbolic link that leaves the project"),
    );
    expect(nodeFs().list(outside)).toEqual([]);
  });

  test("a folder that leads into .git is refused", () => {
    mkdirSync(join(root, ".git/hooks"), { recursive: true });
    symlinkSync(".git/hooks", join(root, "agent"));
    expect(() => generate(nodeFs(), file("agent/pre-commit"), {}, root)).toThrow(refused("is inside .git"));
  });

  test("a folder that leads elsewhere in the project is followed", () => {
    mkdirSync(join(root, "real"));
    symlinkSync("real", join(root, "agent"));
    expect(generate(nodeFs(), file("agent/main.ts"), {}, root).exit).toBe(0);
    expect(readFileSync(join(root, "real/main.ts"), "utf8")).toBe("generated\n");
  });

  test("a file that is a link is not written through, even when forced", () => {
    writeFileSync(join(outside, "target"), "theirs\n");
    symlinkSync(join(outside, "target"), join(root, "main.ts"));
    const made = generate(nodeFs(), file("main.ts"), { force: true }, root);
    expect(made.changes).toMatchObject([{ kind: "blocked", reason: "there is a symbolic link at main.ts; move it away" }]);
    expect(readFileSync(join(outside, "target"), "utf8")).toBe("theirs\n");
  });

  test.each(["", "/base"])("a link at .scaffold%s is refused, wherever it leads", (name) => {
    mkdirSync(join(root, name === "" ? "" : ".scaffold"), { recursive: true });
    symlinkSync(outside, join(root, `.scaffold${name}`));
    const wanted = desired({ "main.ts": ["merged", "1\n"] });
    expect(() => {
      generate(nodeFs(), wanted, {}, root);
      generate(nodeFs(), desired({ "main.ts": ["merged", "2\n"] }), {}, root);
    }).toThrow(expect.objectContaining({ code: "PATH_REFUSED" }));
    expect(nodeFs().list(outside)).toEqual([]);
  });

  test("a link where files are staged is removed, and nothing is staged behind it", () => {
    mkdirSync(join(root, ".scaffold"));
    symlinkSync(outside, join(root, ".scaffold/stage"));
    expect(generate(nodeFs(), file("main.ts"), {}, root).exit).toBe(0);
    expect(nodeFs().list(outside)).toEqual([]);
    expect(nodeFs().stat(join(root, ".scaffold/stage"))).toBeUndefined();
  });

  test("a link that takes a folder's place between planning and applying is refused", () => {
    mkdirSync(join(root, "agent"));
    const made = planOn(nodeFs(), file("agent/main.ts"), {}, root);
    rmSync(join(root, "agent"), { recursive: true });
    symlinkSync(outside, join(root, "agent"));
    expect(() => apply(nodeFs(), root, made)).toThrow(expect.objectContaining({ code: "PATH_REFUSED" }));
    expect(nodeFs().list(outside)).toEqual([]);
  });
});

describe("a project that changes between planning and applying", () => {
  test.each([
    ["a file that was edited", "a.ts"],
    ["a file that appeared", "new.ts"],
    ["the manifest, by another run", ".scaffold/manifest.json"],
  ])("%s stops it before anything is written", (_, path) => {
    const fs = memoryFs();
    generate(fs, desired({ "a.ts": ["managed", "1\n"] }));
    const made = planOn(fs, desired({ "a.ts": ["managed", "2\n"], "new.ts": ["managed", "1\n"] }));
    fs.put(`/root/${path}`, "meanwhile\n");
    const before = fs.files();
    expect(() => apply(fs, "/root", made)).toThrow(
      expect.objectContaining({
        code: "CHANGED_MEANWHILE",
        exit: 3,
        message: `${path} was changed while this run was under way, and was left alone`,
      }),
    );
    expect(fs.files()).toEqual(before);
  });
});
