import { existsSync, mkdtempSync, rmSync, statSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { HostFs } from "../src/host.ts";
import { nodeFs } from "../src/node-fs.ts";
import { memoryFs } from "./support/memory-fs.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

/** What both file systems do alike: the tests of everything above rest on it. */
describe.each(["nodeFs", "memoryFs"])("%s", (name) => {
  let fs: HostFs;
  let root: string;
  beforeEach(() => {
    root = name === "nodeFs" ? mkdtempSync(join(tmpdir(), "scaffold-fs-")) : "/root";
    fs = name === "nodeFs" ? nodeFs() : memoryFs();
  });
  afterEach(() => {
    if (name === "nodeFs") rmSync(root, { recursive: true });
  });
  const at = (path: string) => join(root, path);
  const text = (path: string) => {
    const found = fs.read(at(path));
    return found && new TextDecoder().decode(found);
  };

  test("reads what it wrote, with the mode it was created with", () => {
    fs.write(at("a"), bytes("one"), 0o755);
    fs.write(at("a"), bytes("2"), 0o644);
    expect(text("a")).toBe("2");
    expect(fs.stat(at("a"))).toMatchObject({ kind: "file", size: 1, mode: 0o755 });
  });

  test("finds nothing where nothing is, also below a file", () => {
    fs.write(at("a"), bytes("1"), 0o644);
    for (const path of ["none", "none/x", "a/x"]) {
      expect([fs.read(at(path)), fs.stat(at(path)), fs.realPath(at(path)), fs.list(at(path))]).toEqual([
        undefined,
        undefined,
        undefined,
        [],
      ]);
    }
  });

  test("throws when a folder is read, or written into one that is missing", () => {
    expect(() => fs.read(root)).toThrow("EISDIR");
    expect(() => fs.write(at("none/x"), bytes(""), 0o644)).toThrow("ENOENT");
    expect(() => fs.rename(at("none"), at("b"))).toThrow("ENOENT");
  });

  test("creates a file only where nothing is", () => {
    expect(fs.createNew(at("lock"), bytes("first"))).toBe(true);
    expect(fs.createNew(at("lock"), bytes("second"))).toBe(false);
    expect(text("lock")).toBe("first");
    expect(fs.list(root)).toEqual(["lock"]);
  });

  test("renames over a file", () => {
    fs.write(at("a"), bytes("a"), 0o644);
    fs.write(at("b"), bytes("b"), 0o644);
    fs.rename(at("a"), at("b"));
    expect([fs.list(root), text("b")]).toEqual([["b"], "a"]);
  });

  test("makes folders with their parents, lists by code unit, and removes only empty ones", () => {
    fs.makeDirectory(at("d/e"));
    fs.makeDirectory(at("d/e"));
    for (const file of ["b", "B", "a"]) fs.write(at(`d/${file}`), bytes(""), 0o644);
    expect(fs.list(at("d"))).toEqual(["B", "a", "b", "e"]);
    expect(() => fs.remove(at("d"))).toThrow("ENOTEMPTY");
    for (const path of ["d/e", "d/a", "d/b", "d/B", "d", "d", "d/none"]) fs.remove(at(path));
    expect(fs.list(root)).toEqual([]);
  });
});

describe("nodeFs", () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "scaffold-fs-"));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  test("sees a link as a link, also one that leads nowhere, and removes the link itself", () => {
    const fs = nodeFs();
    symlinkSync("none", join(root, "link"));
    expect(fs.stat(join(root, "link"))?.kind).toBe("symlink");
    expect(fs.realPath(join(root, "link"))).toBeUndefined();
    fs.remove(join(root, "link"));
    expect(existsSync(join(root, "link"))).toBe(false);
  });

  test("gives a new file the mode asked for, less the umask", () => {
    const before = process.umask(0o077);
    try {
      nodeFs().write(join(root, "a"), bytes("1"), 0o755);
      expect(statSync(join(root, "a")).mode & 0o777).toBe(0o700);
    } finally {
      process.umask(before);
    }
  });
});
