import { describe, expect, test } from "vitest";
import { readManifest } from "../../src/pod/read.ts";

const values = (text: string) => readManifest(text, "f.yaml").documents.map(({ value }) => value);
const problems = (text: string) =>
  readManifest(text, "f.yaml").findings.map(({ line, column, path, reason }) => `${line}:${column} ${path} ${reason}`);

describe("scalars are read as kubectl reads them: YAML 1.1 without base-60 numbers and times", () => {
  test.each([
    ["0644", 420],
    ["0o644", 420],
    ["-0644", -420],
    ["0x1F", 31],
    ["0b101", 5],
    ["1_000", 1000],
    ["+7", 7],
    ["0", 0],
    ["089", 89],
    ["1e3", 1000],
    ["1.50", 1.5],
    [".5", 0.5],
    ["12:30", "12:30"],
    ["1:30.5", "1:30.5"],
    ["2026-01-31", "2026-01-31"],
    ["2026-01-31T12:00:00Z", "2026-01-31T12:00:00Z"],
    ["yes", true],
    ["y", true],
    ["On", true],
    ["off", false],
    ["N", false],
    ["True", true],
    ["yES", "yES"],
    ["null", null],
    ["~", null],
    ["Null", null],
    ["nULL", "nULL"],
    ["1.2.3", "1.2.3"],
    ["0x", "0x"],
    ["1Gi", "1Gi"],
    ["100m", "100m"],
    ["--", "--"],
    ["'0644'", "0644"],
    ['"yes"', "yes"],
    ["!!str 8080", "8080"],
    ["! 8080", "8080"],
    ['!!int "8080"', 8080],
    ["!!float 1", 1],
    ["!!bool yes", true],
    ["!!binary aGVsbG8=", "hello"],
    ["!custom 5", "5"],
  ])("%s is %j", (text, want) => {
    expect(values(`a: ${text}\n`)).toEqual([{ a: want }]);
  });

  test("keys are text whatever they look like", () => {
    expect(values("8080: a\non: b\n1.50: c\n'': d\n")).toEqual([{ "8080": "a", true: "b", "1.5": "c", "": "d" }]);
  });

  test("a value that is no such type is a syntax error", () => {
    expect(problems("a: !!int x\n")).toEqual(["1:10 a Syntax error"]);
  });
});

describe("documents", () => {
  test.each([
    ["comments and empty documents are none", "# a\n---\n---\n# b\n...\n", []],
    ["each has its own", "a: 1\n---\nb: 2\n--- # c\nc: 3\n", [{ a: 1 }, { b: 2 }, { c: 3 }]],
    ["Windows line ends are line ends", "a: |\r\n  x\r\n  y\r\nb: 'c\r\n  d'\r\n", [{ a: "x\ny\n", b: "c d" }]],
    ["a byte order mark is no content", "\uFEFFa: 1\n", [{ a: 1 }]],
    ["JSON is YAML, its tabs are white space", '{\n\t"a": [\n\t\t1\n\t]\n}\n', [{ a: [1] }]],
    ["anchors are values", "a: &x [1]\nb: *x\n", [{ a: [1], b: [1] }]],
    [
      "a merge key fills in, and what follows it wins",
      "a: &x {k: 1, l: 2}\nb:\n  <<: *x\n  k: 3\n",
      [{ a: { k: 1, l: 2 }, b: { k: 3, l: 2 } }],
    ],
    ["of several merged maps the earlier wins", "b:\n  <<: [{k: 1}, {k: 2, l: 2}]\n", [{ b: { k: 1, l: 2 } }]],
    ["what is merged overrides what stands before it, as in go-yaml v2", "b:\n  k: 3\n  <<: {k: 1}\n", [{ b: { k: 1 } }]],
    ["a repeated key keeps its last value", "a: 1\na: 2\n", [{ a: 2 }]],
    ["lines of a flow collection may begin anywhere", 'a:\n  b: ["x", # y\n  "z",\n]\n  c: 1\n', [{ a: { b: ["x", "z"], c: 1 } }]],
    ["and so may those of quoted text", "a:\n  b: \"x\n\n y \\\n  z\n\"\n  c: ['u\nv']\n", [{ a: { b: "x\ny z ", c: ["u v"] } }]],
    ["a comment may follow a quote directly", "a: 'x'#c\n", [{ a: "x" }]],
    ["what cannot be parsed is not among them", "a: [\n---\nb: 1\n", [{ b: 1 }]],
  ])("%s", (_, text, want) => {
    expect(values(text)).toEqual(want);
  });

  test("the items of a list are documents of their own, with their places in the file", () => {
    const { documents } = readManifest(
      "kind: List\napiVersion: v1\nitems:\n  - kind: Pod\n    apiVersion: v1\n  -\n  - kind: Secret\n",
      "f.yaml",
    );
    expect(documents.map(({ kind, apiVersion }) => `${kind} ${apiVersion}`)).toEqual(["Pod v1", "Secret "]);
    expect(documents[1]?.place(["kind"])).toEqual({ file: "f.yaml", line: 7, column: 11, excerpt: "  - kind: Secret" });
  });
});

describe("places", () => {
  const text = "spec:\n  containers:\n    - name: app\n      args: [a,\n        b]\n      env:\n        FOO: |\n          x\n";
  const place = (path: (string | number)[], part?: "key" | "value") => {
    const { line, column } = readManifest(text, "f.yaml").documents[0]?.place(path, part) ?? { line: 0, column: 0 };
    return `${line}:${column}`;
  };
  test.each([
    ["a value", ["spec", "containers", 0, "name"], undefined, "3:13"],
    ["its key", ["spec", "containers", 0, "name"], "key", "3:7"],
    ["a list, by its key", ["spec", "containers"], undefined, "2:3"],
    ["an item, by its first character", ["spec", "containers", 0], undefined, "3:7"],
    ["an item of a flow list", ["spec", "containers", 0, "args", 1], undefined, "5:9"],
    ["a missing field, by its parent", ["spec", "containers", 0, "image"], undefined, "3:7"],
    ["a missing field of a map, by the map's key", ["spec", "volumes"], undefined, "1:1"],
    ["the document", [], undefined, "1:1"],
  ] as const)("of %s", (_, path, part, want) => {
    expect(place([...path], part)).toBe(want);
  });
});

describe("tabs in the indentation", () => {
  test("are one finding, and the file is read with each as two spaces", () => {
    const manifest = readManifest("a:\n\tb:\n\t\t- c: 1\n\t\t  d: 2\n", "f.yaml");
    expect(manifest.findings.map(({ line, column, message }) => `${line}:${column} ${message}`)).toEqual([
      "2:1 tab in the indentation of 3 lines (first: line 2): found character that cannot start any token",
    ]);
    expect(manifest.documents[0]?.value).toEqual({ a: { b: [{ c: 1, d: 2 }] } });
    expect(manifest.documents[0]?.place(["a", "b", 0, "d"], "key")).toMatchObject({ line: 4, column: 7, excerpt: "      d: 2" });
  });

  test.each([
    ["by tabs alone: what else is wrong is said", "a:\n\tb: 1\n", [false]],
    ["by tabs here and spaces there", "a:\n  b: 1\n\tc: 1\n", [true]],
    ["by both in one line", "a:\n  b:\n  \tc: 1\n", [true]],
    ["in another document", "a:\n\tb: 1\n---\na:\n  b: 1\n", [false, false]],
    ["by spaces, and tabs in text", "a: |\n  x:\n  \ty\n", [false]],
  ])("leave in doubt what was meant: %s", (_title, text, doubtful) => {
    expect(readManifest(text, "f.yaml").documents.map((document) => document.doubtful)).toEqual(doubtful);
  });

  test.each([
    ["behind a dash", "a:\n-\tb: 1\n\tc: 2\n", { a: [{ b: 1, c: 2 }] }, 2],
    ["before a comment and on an empty line", "a:\n\t# x\n\t\n  b: 1\n", { a: { b: 1 } }, 2],
    ["of a block scalar, not in its content", "a:\n\tb: |\n\t\tall:\n\t\t\tgcc\n", { a: { b: "all:\n\tgcc\n" } }, 3],
    ["after spaces", "a:\n  b:\n  \tc: 1\n", { a: { b: { c: 1 } } }, 1],
  ])("%s count", (_, text, want, lines) => {
    const { documents, findings } = readManifest(text, "f.yaml");
    expect(documents[0]?.value).toEqual(want);
    expect(findings.map(({ message }) => Number(/of (\d+) line/.exec(message)?.[1]))).toEqual([lines]);
  });

  test.each([
    ["in the content of a block scalar", "a: |\n  x:\n  \ty\n", { a: "x:\n\ty\n" }],
    ["in a flow collection", "a: [\n\t1,\n\t2 ]\n", { a: [1, 2] }],
    ["in quotes", "a: 'x\n\ty'\n", { a: "x y" }],
    ["behind a colon and at the end of a line", "a:\tb\t\nc: d\t# e\n", { a: "b", c: "d" }],
  ])("%s are allowed", (_, text, want) => {
    const { documents, findings } = readManifest(text, "f.yaml");
    expect(findings).toEqual([]);
    expect(documents[0]?.value).toEqual(want);
  });
});

describe("what is wrong as YAML has one finding, where the mistake is", () => {
  test.each([
    ["a duplicate key, at the second", "a: 1\nb:\n  c: 1\n  c: 2\n", "4:3 b.c Duplicate key"],
    ["a value with a colon", "a: b: c\n", "1:4  Syntax error"],
    ["a line indented too deep", "a: b\nc: d\n   e: f\n", "3:4  Syntax error"],
    ["a line indented too little", "a:\n    b: 1\n  c: 2\n", "3:1  Syntax error"],
    ["a quote that is never closed, where it opens", 'a: 1\nb: "x\nc: d\ne: f\n', "2:4  Syntax error"],
    ["a bracket that is never closed, where it opens", "a: 1\nb: [1,\nc: d\n", "2:4  Syntax error"],
    ["an unknown anchor", "a: *x\n", "1:4 a Syntax error"],
    ["an anchor in itself", "a: &x [*x]\n", "1:8 a[0] Syntax error"],
    ["braces of a template", "a:\n  b: {{ .Values.b }}\n", "2:7 a.b Syntax error"],
    ["a list as a key", "? [a]\n: b\n", "1:3  Syntax error"],
    ["a reserved character", "a: @b\n", "1:4  Syntax error"],
    ["an invisible character", "a: b\u0007c\n", "1:5  Syntax error"],
    ["a merge of what is no map", "a:\n  <<: 5\n", "2:7 a Syntax error"],
  ])("%s", (_, text, want) => {
    expect(problems(text)).toEqual([want]);
  });

  test("aliases that multiply are refused before they fill the memory", () => {
    const rows = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"];
    for (let level = 1; level < 9; level++)
      rows.push(`a${level}: &a${level} [${Array.from({ length: 10 }, () => `*a${level - 1}`).join(", ")}]`);
    expect(readManifest(rows.join("\n"), "f.yaml").findings.map(({ message }) => message)).toContain(
      "document contains excessive aliasing",
    );
  });
});
