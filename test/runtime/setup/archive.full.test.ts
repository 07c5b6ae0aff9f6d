import { execFileSync, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ArchiveError, leadsOut } from "../../../src/runtime/setup/archive/names.ts";
import { unpack } from "../../../src/runtime/setup/archive/unpack.ts";
import { paxRecord, type TarEntry, tar, tarEntry } from "./tar-builder.ts";

let folder: string;
let root: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "archive-"));
  root = path.join(folder, "root");
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

type Format = Parameters<typeof unpack>[1];
const limits = { strip: 0, maxSize: 100 * 2 ** 20 };

function unpackBytes(bytes: Buffer, format: Format, options = limits) {
  const file = path.join(folder, "archive");
  fs.writeFileSync(file, bytes);
  return unpack(file, format, root, options);
}

/** `{ "a/b": "644 text", "a": "755/", "l": "-> b" }` */
function listing(at: string, prefix = ""): Record<string, string> {
  const found: Record<string, string> = {};
  for (const entry of fs.readdirSync(at, { withFileTypes: true })) {
    const full = path.join(at, entry.name);
    const mode = (fs.lstatSync(full).mode & 0o7777).toString(8);
    if (entry.isSymbolicLink()) found[prefix + entry.name] = `-> ${fs.readlinkSync(full)}`;
    else if (entry.isDirectory()) Object.assign(found, { [prefix + entry.name]: `${mode}/` }, listing(full, `${prefix}${entry.name}/`));
    else {
      const bytes = fs.readFileSync(full);
      found[prefix + entry.name] = `${mode} ${bytes.length > 100 ? `${bytes.length} bytes` : bytes.toString()}`;
    }
  }
  return found;
}

/** A folder with what archives find hard: deep, long and odd names, modes, links, an empty file and a large one. */
function sample(): string {
  const from = path.join(folder, "from");
  const deep = path.join(from, "deep-".repeat(30), "deeper-".repeat(20));
  fs.mkdirSync(deep, { recursive: true });
  fs.mkdirSync(path.join(from, "empty folder"));
  fs.writeFileSync(path.join(deep, `${"long-".repeat(20)}ünï ☃.txt`), "deep");
  fs.writeFileSync(path.join(from, "empty"), "");
  fs.writeFileSync(path.join(from, "large.bin"), randomBytes(1_500_001));
  fs.writeFileSync(path.join(from, "run.sh"), "#!/bin/sh\n", { mode: 0o755 });
  fs.writeFileSync(path.join(from, "secret"), "s", { mode: 0o600 });
  fs.symlinkSync("run.sh", path.join(from, "link"));
  fs.symlinkSync("../run.sh", path.join(from, "empty folder", "up"));
  for (const at of [from, deep, path.join(from, "empty folder"), path.dirname(deep)]) fs.chmodSync(at, 0o755);
  fs.chmodSync(path.join(from, "large.bin"), 0o640);
  return from;
}

describe("archives of other tools", () => {
  const gnu = /GNU tar/.test(spawnSync("tar", ["--version"]).stdout?.toString() ?? "");
  test.skipIf(!gnu && process.env["CI"] !== "true").each([
    ["gnu", "tar.gz"],
    ["pax", "tar.gz"],
    ["gnu", "tar"],
    ["posix", "tar"],
  ] as const)("GNU tar --format=%s as %s comes out as it went in", async (variant, format) => {
    const from = sample();
    fs.linkSync(path.join(from, "run.sh"), path.join(from, "second-name"));
    const file = path.join(folder, "made");
    execFileSync("tar", [`--format=${variant}`, format === "tar.gz" ? "-czf" : "-cf", file, "-C", from, "."]);
    const counts = await unpack(file, format, root, limits);
    expect(listing(root)).toEqual(listing(from));
    expect(fs.readFileSync(path.join(root, "large.bin")).equals(fs.readFileSync(path.join(from, "large.bin")))).toBe(true);
    expect(counts).toMatchObject({ files: 6, folders: 3, links: 2 });
  });

  test.skipIf(!gnu && process.env["CI"] !== "true")("GNU tar --format=ustar splits a long path in two, v7 has no magic", async () => {
    const from = path.join(folder, "from");
    fs.mkdirSync(path.join(from, "d".repeat(90)), { recursive: true });
    fs.writeFileSync(path.join(from, "d".repeat(90), "f".repeat(90)), "split");
    fs.writeFileSync(path.join(from, "short"), "short");
    for (const variant of ["ustar", "v7"]) {
      const file = path.join(folder, variant);
      const members = variant === "v7" ? ["short"] : ["."];
      execFileSync("tar", [`--format=${variant}`, "-cf", file, "-C", from, ...members]);
      await unpack(file, "tar", root, limits);
      expect(fs.readFileSync(path.join(root, "short"), "utf8")).toBe("short");
      if (variant === "ustar") expect(fs.readFileSync(path.join(root, "d".repeat(90), "f".repeat(90)), "utf8")).toBe("split");
    }
  });

  const python = spawnSync("python3", ["-c", "import zipfile"]).status === 0;
  const make = (script: string, ...args: string[]) => execFileSync("python3", ["-c", `import sys, os, zipfile, stat\n${script}`, ...args]);

  test.skipIf(!python && process.env["CI"] !== "true")(
    "Python's zipfile, deflated and stored, with modes, links and odd names",
    async () => {
      const from = sample();
      const script = `
with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED) as z:
    for base, dirs, files in os.walk(sys.argv[2]):
        for name in dirs + files:
            full = os.path.join(base, name)
            rel = os.path.relpath(full, sys.argv[2])
            if os.path.islink(full):
                info = zipfile.ZipInfo(rel)
                info.create_system = 3
                info.external_attr = (stat.S_IFLNK | 0o777) << 16
                z.writestr(info, os.readlink(full))
            else:
                z.write(full, rel, zipfile.ZIP_STORED if name == "secret" else zipfile.ZIP_DEFLATED)
`;
      const file = path.join(folder, "made.zip");
      make(script, file, from);
      await unpack(file, "zip", root, limits);
      expect(listing(root)).toEqual(listing(from));
      expect(fs.readFileSync(path.join(root, "large.bin")).equals(fs.readFileSync(path.join(from, "large.bin")))).toBe(true);
    },
  );

  test.skipIf(!python && process.env["CI"] !== "true")(
    "zip64, sizes after the data, a comment, and names of old Windows tools",
    async () => {
      const script = `
import io
class Pipe(io.RawIOBase):
    def __init__(self, f): self.f = f
    def writable(self): return True
    def write(self, b): return self.f.write(b)
with open(sys.argv[1], "wb") as f, zipfile.ZipFile(Pipe(f), "w", zipfile.ZIP_DEFLATED) as z:
    z.comment = b"PK\\x05\\x06 is not the end"
    info = zipfile.ZipInfo("streamed.txt")
    with z.open(info, "w", force_zip64=True) as out: out.write(b"streamed")
    info = zipfile.ZipInfo("placeholder")
    info.create_system = 0
    info.filename = "dir\\\\win.txt"
    z.writestr(info, "windows")
`;
      const file = path.join(folder, "made.zip");
      make(script, file);
      await unpack(file, "zip", root, limits);
      expect(fs.readFileSync(path.join(root, "streamed.txt"), "utf8")).toBe("streamed");
      expect(fs.readFileSync(path.join(root, "dir", "win.txt"), "utf8")).toBe("windows");
    },
  );
});

describe("tar, entry by entry", () => {
  test.each<[string, Buffer, Record<string, string>]>([
    ["the later of two entries stands", tar({ name: "a", body: "1" }, { name: "a", body: "2", mode: 0o600 }), { a: "600 2" }],
    [
      "a later file does not write through an earlier hard link",
      tar({ name: "a", body: "1" }, { name: "b", type: "1", link: "a" }, { name: "a", body: "2" }),
      { a: "644 2", b: "644 1" },
    ],
    [
      "a file may take a link's place, and a link a file's",
      tar({ name: "a", type: "2", link: "x" }, { name: "a", body: "1" }, { name: "b", body: "1" }, { name: "b", type: "2", link: "a" }),
      { a: "644 1", b: "-> a" },
    ],
    [
      "a hard link to a symbolic link is that link",
      tar({ name: "a", type: "2", link: "x" }, { name: "b", type: "1", link: "a" }),
      { a: "-> x", b: "-> x" },
    ],
    ["setuid, setgid and sticky bits are dropped", tar({ name: "a", mode: 0o7755 }), { a: "755 " }],
    [
      "a folder that its owner may not write to is filled, and stays his",
      tar({ name: "d", type: "5", mode: 0o555 }, { name: "d/a" }),
      { d: "755/", "d/a": "644 " },
    ],
    ["an old entry with a slash at its end is a folder", tar({ name: "d/", type: "\0", mode: 0o755 }), { d: "755/" }],
    ["names are cleaned of what means nothing", tar({ name: "./d//./a" }), { d: "755/", "d/a": "644 " }],
    [
      "a global header holds until it is taken back",
      tar({ name: "g", type: "g", body: paxRecord("comment", "x") }, { name: "a" }),
      { a: "644 " },
    ],
    [
      "a pax header is for the next entry alone",
      tar({ name: "x", type: "x", body: paxRecord("path", "long") }, { name: "a" }, { name: "b" }),
      { long: "644 ", b: "644 " },
    ],
    [
      "a pax size beats the header's",
      Buffer.concat([
        tarEntry({ name: "x", type: "x", body: paxRecord("size", "3") }),
        tarEntry({ name: "a", body: "abc", size: 0 }),
        Buffer.alloc(512),
      ]),
      { a: "644 abc" },
    ],
    [
      "GNU's long names and long links",
      tar(
        { name: "L", type: "L", body: "long/name\0" },
        { name: "cut" },
        { name: "K", type: "K", body: "name\0" },
        { name: "long/link", type: "2", link: "cut" },
      ),
      { long: "755/", "long/name": "644 ", "long/link": "-> name" },
    ],
    ["a ustar prefix", tar({ name: "a", prefix: "some/where" }), { some: "755/", "some/where": "755/", "some/where/a": "644 " }],
  ])("%s", async (_, bytes, want) => {
    await unpackBytes(bytes, "tar");
    expect(listing(root)).toEqual(want);
  });

  test("strip drops leading folders of names and of hard links, and what has no more", async () => {
    const bytes = tar(
      { name: "top", type: "5" },
      { name: "readme", body: "gone" },
      { name: "top/a", body: "1" },
      { name: "top/b", type: "1", link: "top/a" },
    );
    await unpackBytes(bytes, "tar", { ...limits, strip: 1 });
    expect(listing(root)).toEqual({ a: "644 1", b: "644 1" });
  });
});

describe("refused, with nothing written outside", () => {
  const rows: [string, TarEntry[], string][] = [
    ["an absolute path", [{ name: "/tmp/evil" }], '"/tmp/evil" is an absolute path'],
    ["a path upwards", [{ name: "../evil" }], '"../evil" leads out of the archive\'s folder'],
    ["a path upwards in the middle", [{ name: "a/../../evil" }], "leads out"],
    [
      "an absolute symbolic link",
      [{ name: "a", type: "2", link: "/etc" }],
      'the symbolic link "a" leads out of the archive\'s folder, to "/etc"',
    ],
    ["a symbolic link upwards", [{ name: "d/a", type: "2", link: "../.." }], "leads out"],
    [
      "a chain of links that each look harmless",
      [
        { name: "x", type: "2", link: "." },
        { name: "y", type: "2", link: "x/.." },
      ],
      'the symbolic link "y" leads out',
    ],
    ["a file through a link", [{ name: "a", type: "2", link: "b" }, { name: "a/evil" }], '"a/evil" goes through the symbolic link "a"'],
    [
      "a folder in a link's place",
      [
        { name: "a", type: "2", link: "b" },
        { name: "a", type: "5" },
      ],
      "goes through the symbolic link",
    ],
    ["a hard link out of the folder", [{ name: "a", type: "1", link: "../../etc/passwd" }], "leads out"],
    ["a hard link to an absolute path", [{ name: "a", type: "1", link: "/etc/passwd" }], "is an absolute path"],
    ["a hard link to nothing", [{ name: "a", type: "1", link: "b" }], "which is no earlier file"],
    [
      "a hard link to a folder",
      [
        { name: "d", type: "5" },
        { name: "a", type: "1", link: "d" },
      ],
      "which is no earlier file",
    ],
    ["a file where a folder is", [{ name: "a/b" }, { name: "a" }], "is a folder and something else"],
    ["a folder where a file is", [{ name: "a" }, { name: "a/b" }], "needs a folder where"],
    ["a path upwards in a pax header", [{ name: "x", type: "x", body: paxRecord("path", "../evil") }, { name: "a" }], "leads out"],
    ["a zero byte in a pax header", [{ name: "x", type: "x", body: paxRecord("path", "a\0b") }, { name: "a" }], "holds a zero byte"],
    ["a device", [{ name: "null", type: "3" }], "is a character device, which is not supported"],
    ["a pipe", [{ name: "fifo", type: "6" }], "is a named pipe"],
    ["a sparse file", [{ name: "s", type: "S" }], "is a sparse file"],
    ["a sparse file of pax", [{ name: "x", type: "x", body: paxRecord("GNU.sparse.major", "1") }, { name: "a" }], "is a sparse file"],
    ["a broken pax header", [{ name: "x", type: "x", body: "99 path=a\n" }, { name: "a" }], "a pax header is broken"],
    ["a size that is none", [{ name: "x", type: "x", body: paxRecord("size", "-1") }, { name: "a" }], "is no number"],
    ["a size larger than the archive", [{ name: "a", size: 10_000 }], "ends in the middle of an entry"],
  ];
  test.each(rows)("%s", async (_, entries, want) => {
    const before = fs.readdirSync(path.dirname(folder)).includes("evil");
    const error: unknown = await unpackBytes(tar(...entries), "tar").catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ArchiveError);
    expect(String(error)).toContain(want);
    expect(fs.readdirSync(folder).sort()).toEqual(["archive", "root"]);
    expect(fs.readdirSync(path.dirname(folder)).includes("evil")).toBe(before);
  });

  test("more bytes than allowed, however small the archive", async () => {
    const bytes = gzipSync(tar({ name: "zeroes", body: Buffer.alloc(3_000_000) }));
    expect(bytes.length).toBeLessThan(10_000);
    await expect(unpackBytes(bytes, "tar.gz", { strip: 0, maxSize: 1_000_000 })).rejects.toThrow(
      "more than 1000000 bytes (FETCH_MAX_SIZE)",
    );
  });

  test.each([
    ["x", [".", "./y"], "y"],
    ["a/b/c", ["../../d"], "d"],
  ])("links that stay inside are no reason to refuse: %s", (at, targets) => {
    for (const target of targets) expect(leadsOut(at.split("/"), target, new Map())).toBe(false);
  });

  test("a loop of links leads nowhere, not out", () => {
    const links = new Map([
      ["a", "b"],
      ["b", "a"],
    ]);
    expect(leadsOut(["a"], "b", links)).toBe(false);
  });
});

describe("broken archives", () => {
  const good = tar({ name: "a", body: "x".repeat(2000) }, { name: "b", body: "y" });
  test.each<[string, Buffer, Format, string]>([
    [
      "an HTML page instead of a tar.gz",
      Buffer.from("<!DOCTYPE html><title>Sign in</title>"),
      "tar.gz",
      'is no tar.gz file: it begins with "<!DOCTYPE html><title>Sign in',
    ],
    ["an HTML page instead of a zip", Buffer.from("<html>"), "zip", 'is no zip file: it begins with "<html>"'],
    ["a page instead of a tar", Buffer.alloc(1024, "x"), "tar", "is no tar archive"],
    ["nothing", Buffer.alloc(0), "tar", "is empty"],
    ["a tar cut at an entry's end", good.subarray(0, 512 + 2048), "tar", "has no end marker"],
    ["a tar cut in a header", good.subarray(0, 512 + 2048 + 100), "tar", "ends in the middle"],
    ["a tar cut in a body", good.subarray(0, 900), "tar", "ends in the middle"],
    ["a gzip cut", gzipSync(good).subarray(0, -20), "tar.gz", "is broken: unexpected end of file"],
    ["a gzip with a wrong checksum", withByte(gzipSync(good), -6), "tar.gz", "is broken: incorrect data check"],
    ["a zip without its end", Buffer.from("PK\x03\x04 and so on"), "zip", "has no directory at its end"],
  ])("%s", async (_, bytes, format, want) => {
    const error: unknown = await unpackBytes(bytes, format).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ArchiveError);
    expect(String(error)).toContain(want);
  });

  const python = spawnSync("python3", ["-c", "import zipfile"]).status === 0;
  const zipOf = (script: string): Buffer => {
    const file = path.join(folder, "made.zip");
    execFileSync("python3", [
      "-c",
      `import zipfile, stat\nz = zipfile.ZipFile(${JSON.stringify(file)}, "w", zipfile.ZIP_DEFLATED)\n${script}\nz.close()`,
    ]);
    return fs.readFileSync(file);
  };
  test.skipIf(!python && process.env["CI"] !== "true").each([
    ["a path upwards", 'z.writestr("../evil", "x")', "leads out"],
    ["an absolute path", 'z.writestr("/evil", "x")', "is an absolute path"],
    [
      "a link upwards",
      'i = zipfile.ZipInfo("l"); i.create_system = 3; i.external_attr = (stat.S_IFLNK | 0o777) << 16; z.writestr(i, "../..")',
      "leads out",
    ],
    [
      "a device",
      'i = zipfile.ZipInfo("d"); i.create_system = 3; i.external_attr = (stat.S_IFCHR | 0o777) << 16; z.writestr(i, "")',
      "neither a file",
    ],
    ["another method", 'z.writestr("a", "x" * 100, zipfile.ZIP_BZIP2)', "packed with method 12"],
  ])("zip: %s", async (_, script, want) => {
    const error: unknown = await unpackBytes(zipOf(script), "zip").catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ArchiveError);
    expect(String(error)).toContain(want);
  });

  test.skipIf(!python && process.env["CI"] !== "true")("zip: encrypted, a wrong checksum, a size that lies", async () => {
    const bytes = zipOf('z.writestr("a", "hello " * 100)');
    const central = bytes.indexOf(Buffer.from("PK\x01\x02", "latin1"));
    const changed = (at: number, value: number) => {
      const copy = Buffer.from(bytes);
      copy[central + at] = value;
      return copy;
    };
    await expect(unpackBytes(changed(8, 1), "zip")).rejects.toThrow("is encrypted");
    await expect(unpackBytes(changed(16, (bytes[central + 16] ?? 0) ^ 1), "zip")).rejects.toThrow('the checksum of "a" is wrong');
    await expect(unpackBytes(changed(24, 10), "zip")).rejects.toThrow('"a" does not unpack to the 522 bytes');
  });

  test.skipIf(!python && process.env["CI"] !== "true")(
    "zip64: an archive whose every number stands in the 64-bit part is read; without that part it is broken",
    async () => {
      const { whole, withoutLocator } = toZip64(zipOf('z.writestr("a", "hello " * 100)'));
      await unpackBytes(whole, "zip");
      expect(listing(root)).toEqual({ a: "600 600 bytes" });
      await expect(unpackBytes(withoutLocator, "zip")).rejects.toThrow("its zip64 part is missing");
    },
  );

  test("whatever bytes are changed, it unpacks or says why not, and writes nothing outside", async () => {
    const seed = tar(
      { name: "d/", type: "5", mode: 0o755 },
      { name: "d/a", body: "text" },
      { name: "x", type: "x", body: paxRecord("path", "d/long") },
      { name: "b", body: "y".repeat(600) },
      { name: "l", type: "2", link: "d/a" },
    );
    const change = fc.tuple(fc.nat(seed.length - 1), fc.nat(255));
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 8 }), async (changes) => {
        const bytes = Buffer.from(seed);
        for (const [at, value] of changes) bytes[at] = value;
        // A header whose checksum is right again reaches deeper.
        for (let at = 0; at + 512 <= bytes.length; at += 512)
          if (bytes.toString("latin1", at + 257, at + 262) === "ustar") fixChecksum(bytes, at);
        const outcome: unknown = await unpackBytes(bytes, "tar").catch((caught: unknown) => caught);
        if (outcome instanceof Error) expect(outcome).toBeInstanceOf(ArchiveError);
        expect(fs.readdirSync(folder).sort()).toEqual(["archive", "root"]);
      }),
      { numRuns: 150 },
    );
  });
});

function withByte(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  const index = at < 0 ? copy.length + at : at;
  copy[index] = (copy[index] ?? 0) ^ 0xff;
  return copy;
}

function fixChecksum(bytes: Buffer, at: number): void {
  bytes.write("        ", at + 148);
  const sum = bytes.subarray(at, at + 512).reduce((total, byte) => total + byte, 0);
  bytes.write(`${sum.toString(8).padStart(6, "0")}\0 `, at + 148);
}

/** Rewrites a zip of one entry and no comment so that its sizes, offsets and counts are in zip64 fields (APPNOTE.TXT 4.3.14, 4.3.15, 4.5.3). */
function toZip64(zip: Buffer): { whole: Buffer; withoutLocator: Buffer } {
  const u64 = (...values: number[]) => {
    const field = Buffer.alloc(values.length * 8);
    for (const [i, value] of values.entries()) field.writeBigUInt64LE(BigInt(value), i * 8);
    return field;
  };
  const end = zip.subarray(-22);
  const at = end.readUInt32LE(16);
  const central = Buffer.from(zip.subarray(at, zip.length - 22));
  const extra = Buffer.concat([
    Buffer.from([1, 0, 24, 0]),
    u64(central.readUInt32LE(24), central.readUInt32LE(20), central.readUInt32LE(42)),
  ]);
  for (const field of [20, 24, 42]) central.writeUInt32LE(0xffffffff, field);
  central.writeUInt16LE(extra.length, 30);
  const directory = Buffer.concat([central, extra]);
  const record = Buffer.concat([
    Buffer.from("PK\x06\x06"),
    u64(44),
    Buffer.from([45, 3, 45, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
    u64(1, 1, directory.length, at),
  ]);
  const locator = Buffer.concat([Buffer.from("PK\x06\x07\0\0\0\0"), u64(at + directory.length), Buffer.from([1, 0, 0, 0])]);
  const last = Buffer.concat([Buffer.from("PK\x05\x06\0\0\0\0"), Buffer.alloc(12, 0xff), Buffer.alloc(2)]);
  const head = zip.subarray(0, at);
  return { whole: Buffer.concat([head, directory, record, locator, last]), withoutLocator: Buffer.concat([head, directory, last]) };
}
