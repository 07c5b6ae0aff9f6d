import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { DesiredFile, Ownership } from "../../src/plan/file.ts";
import { type PlanOptions, plan, removeGroup } from "../../src/plan/plan.ts";
import { readState } from "../../src/plan/state.ts";
import { desired, generate, planOn, summary } from "../support/generate.ts";
import { type MemoryFs, memoryFs } from "../support/memory-fs.ts";

interface Case {
  /** Generated before the story begins. */
  first?: Record<string, [Ownership, string, string?]>;
  /** What a person does then; null deletes. */
  edit?: Record<string, string | null>;
  next: Record<string, [Ownership, string, string?]>;
  options?: PlanOptions;
  changes: string[];
  exit?: 0 | 1;
  /** The project's files afterwards. */
  disk: Record<string, string>;
}

function edit(fs: MemoryFs, files: Record<string, string | null>): void {
  for (const [path, text] of Object.entries(files)) {
    if (text === null) fs.remove(`/root/${path}`);
    else fs.put(`/root/${path}`, text);
  }
}

function project(fs: MemoryFs): Record<string, string> {
  return Object.fromEntries(Object.entries(fs.files()).filter(([path]) => !path.startsWith(".scaffold/")));
}

const cases: [title: string, given: Case][] = [
  [
    "creates what is not there",
    {
      next: { "a/m.ts": ["managed", "1\n"], "s.ts": ["seeded", "2\n"], "x.ts": ["merged", "3\n"] },
      changes: ["create a/m.ts", "create s.ts", "create x.ts"],
      disk: { "a/m.ts": "1\n", "s.ts": "2\n", "x.ts": "3\n" },
    },
  ],
  [
    "overwrites a managed file that nobody edited",
    { first: { m: ["managed", "1\n"] }, next: { m: ["managed", "2\n"] }, changes: ["update m"], disk: { m: "2\n" } },
  ],
  [
    "reports an edited managed file and leaves its group alone",
    {
      first: { m: ["managed", "1\n"], x: ["merged", "1\n"] },
      edit: { m: "mine\n" },
      next: { m: ["managed", "2\n"], x: ["merged", "2\n"], n: ["managed", "n\n"] },
      changes: ["edited m", "held n", "held x"],
      exit: 1,
      disk: { m: "mine\n", x: "1\n" },
    },
  ],
  [
    "writes the other groups all the same",
    {
      first: { m: ["managed", "1\n"], p: ["managed", "1\n", "proxy"] },
      edit: { m: "mine\n" },
      next: { m: ["managed", "2\n"], p: ["managed", "2\n", "proxy"] },
      changes: ["edited m", "update p"],
      exit: 1,
      disk: { m: "mine\n", p: "2\n" },
    },
  ],
  [
    "reports an edited managed file even where nothing new is generated",
    {
      first: { m: ["managed", "1\n"] },
      edit: { m: "mine\n" },
      next: { m: ["managed", "1\n"] },
      changes: ["edited m"],
      exit: 1,
      disk: { m: "mine\n" },
    },
  ],
  [
    "overwrites an edited managed file when forced",
    {
      first: { m: ["managed", "1\n"] },
      edit: { m: "mine\n" },
      next: { m: ["managed", "2\n"] },
      options: { force: true },
      changes: ["update m"],
      disk: { m: "2\n" },
    },
  ],
  [
    "keeps an edited managed file that is adopted",
    {
      first: { m: ["managed", "1\n2\n3\n"] },
      edit: { m: "mine\n2\n3\n" },
      next: { m: ["managed", "1\n2\n3\n"] },
      options: { adopt: true },
      changes: ["adopt m"],
      disk: { m: "mine\n2\n3\n" },
    },
  ],
  [
    "makes a deleted managed file again",
    {
      first: { m: ["managed", "1\n"], n: ["managed", "1\n"] },
      edit: { m: null },
      next: { m: ["managed", "1\n"], n: ["managed", "1\n"] },
      changes: ["create m"],
      disk: { m: "1\n", n: "1\n" },
    },
  ],
  [
    "takes an edit that is what is generated now",
    { first: { m: ["managed", "1\n"] }, edit: { m: "2\n" }, next: { m: ["managed", "2\n"] }, changes: [], disk: { m: "2\n" } },
  ],

  [
    "never touches a seeded file again",
    { first: { s: ["seeded", "1\n"] }, edit: { s: "mine\n" }, next: { s: ["seeded", "2\n"] }, changes: [], disk: { s: "mine\n" } },
  ],
  [
    "never touches a seeded file again even where nobody edited it",
    { first: { s: ["seeded", "1\n"] }, next: { s: ["seeded", "2\n"] }, changes: [], disk: { s: "1\n" } },
  ],
  [
    "keeps a file that is where a seeded one would go",
    { edit: { s: "mine\n" }, next: { s: ["seeded", "1\n"] }, changes: [], disk: { s: "mine\n" } },
  ],
  [
    "leaves a deleted seeded file deleted",
    {
      first: { s: ["seeded", "1\n"], m: ["managed", "1\n"] },
      edit: { s: null },
      next: { s: ["seeded", "1\n"], m: ["managed", "1\n"] },
      changes: ["gone s"],
      disk: { m: "1\n" },
    },
  ],

  [
    "keeps an edit of a merged file",
    {
      first: { x: ["merged", "1\n2\n3\n"] },
      edit: { x: "mine\n2\n3\n" },
      next: { x: ["merged", "1\n2\n3\n"] },
      changes: [],
      disk: { x: "mine\n2\n3\n" },
    },
  ],
  [
    "merges an edit with a generated change",
    {
      first: { x: ["merged", "1\n2\n3\n"] },
      edit: { x: "mine\n2\n3\n" },
      next: { x: ["merged", "1\n2\nIII\n"] },
      changes: ["merged x"],
      disk: { x: "mine\n2\nIII\n" },
    },
  ],
  [
    "overwrites a merged file that nobody edited",
    { first: { x: ["merged", "1\n"] }, next: { x: ["merged", "2\n"] }, changes: ["update x"], disk: { x: "2\n" } },
  ],
  [
    "marks an overlap, and writes the other files of the group",
    {
      first: { x: ["merged", "1\n"], m: ["managed", "1\n"] },
      edit: { x: "mine\n" },
      next: { x: ["merged", "2\n"], m: ["managed", "2\n"] },
      changes: ["update m", "conflict x"],
      exit: 1,
      disk: { m: "2\n", x: "<<<<<<< yours\nmine\n=======\n2\n>>>>>>> generated\n" },
    },
  ],
  [
    "keeps your value where data overlaps",
    {
      first: { "x.yaml": ["merged", "a: 1\nb: 1\n"] },
      edit: { "x.yaml": "a: 2\nb: 1\n" },
      next: { "x.yaml": ["merged", "a: 3\nb: 3\n"] },
      changes: ["conflict x.yaml"],
      exit: 1,
      disk: { "x.yaml": "a: 2\nb: 3\n" },
    },
  ],
  [
    "leaves a deleted merged file deleted",
    {
      first: { x: ["merged", "1\n"], m: ["managed", "1\n"] },
      edit: { x: null },
      next: { x: ["merged", "2\n"], m: ["managed", "1\n"] },
      changes: ["gone x"],
      disk: { m: "1\n" },
    },
  ],
  [
    "makes a deleted merged file again when forced",
    {
      first: { x: ["merged", "1\n"], m: ["managed", "1\n"] },
      edit: { x: null },
      next: { x: ["merged", "2\n"], m: ["managed", "1\n"] },
      options: { force: true },
      changes: ["create x"],
      disk: { m: "1\n", x: "2\n" },
    },
  ],
  [
    "does not discard your edits of a merged file when forced",
    {
      first: { x: ["merged", "1\n2\n3\n"] },
      edit: { x: "mine\n2\n3\n" },
      next: { x: ["merged", "1\n2\nIII\n"] },
      options: { force: true },
      changes: ["merged x"],
      disk: { x: "mine\n2\nIII\n" },
    },
  ],
  [
    "generates a companion anew when all of it was deleted",
    {
      first: { x: ["merged", "1\n"], s: ["seeded", "1\n"], p: ["merged", "1\n", "proxy"] },
      edit: { x: null, s: null },
      next: { x: ["merged", "2\n"], s: ["seeded", "2\n"], p: ["merged", "1\n", "proxy"] },
      changes: ["create s", "create x"],
      disk: { p: "1\n", s: "2\n", x: "2\n" },
    },
  ],

  [
    "takes over a file that is already what would be generated",
    { edit: { m: "1\n", x: "1\n" }, next: { m: ["managed", "1\n"], x: ["merged", "1\n"] }, changes: [], disk: { m: "1\n", x: "1\n" } },
  ],
  [
    "does not overwrite a file that it did not generate",
    {
      edit: { m: "mine\n" },
      next: { m: ["managed", "1\n"], x: ["merged", "1\n"] },
      changes: ["blocked m", "held x"],
      exit: 1,
      disk: { m: "mine\n" },
    },
  ],
  [
    "overwrites a file that it did not generate when forced",
    { edit: { x: "mine\n" }, next: { x: ["merged", "1\n"] }, options: { force: true }, changes: ["update x"], disk: { x: "1\n" } },
  ],
  [
    "keeps a file that it did not generate when it is adopted",
    { edit: { x: "mine\n" }, next: { x: ["merged", "1\n"] }, options: { adopt: true }, changes: ["adopt x"], disk: { x: "mine\n" } },
  ],
  [
    "does not write where a folder stands",
    {
      edit: { "m/n": "1\n" },
      next: { m: ["managed", "1\n"] },
      options: { force: true },
      changes: ["blocked m"],
      exit: 1,
      disk: { "m/n": "1\n" },
    },
  ],
  [
    "does not write below a file",
    {
      edit: { m: "1\n" },
      next: { "m/n": ["managed", "1\n"] },
      options: { force: true },
      changes: ["blocked m/n"],
      exit: 1,
      disk: { m: "1\n" },
    },
  ],

  [
    "deletes what is no longer wanted",
    {
      first: { a: ["managed", "1\n"], b: ["merged", "1\n"], c: ["seeded", "1\n"], d: ["managed", "1\n"] },
      next: { d: ["managed", "1\n"] },
      changes: ["delete a", "delete b", "delete c"],
      disk: { d: "1\n" },
    },
  ],
  [
    "keeps what is no longer wanted but was edited",
    {
      first: { a: ["managed", "1\n"], b: ["merged", "1\n"], c: ["seeded", "1\n"] },
      edit: { a: "mine\n", b: "mine\n", c: "mine\n" },
      next: {},
      changes: ["keepEdited a", "keepEdited b", "keepEdited c"],
      disk: { a: "mine\n", b: "mine\n", c: "mine\n" },
    },
  ],
  [
    "forgets what is no longer wanted and was deleted",
    { first: { a: ["managed", "1\n"] }, edit: { a: null }, next: {}, changes: ["forget a"], disk: {} },
  ],
  [
    "deletes nothing of a group that is stopped",
    {
      first: { a: ["managed", "1\n"], b: ["managed", "1\n"] },
      edit: { b: "mine\n" },
      next: { b: ["managed", "1\n"] },
      changes: ["held a", "edited b"],
      exit: 1,
      disk: { a: "1\n", b: "mine\n" },
    },
  ],
  [
    "looks only at the groups that are asked for",
    {
      first: { a: ["managed", "1\n"], p: ["managed", "1\n", "proxy"], q: ["managed", "1\n", "proxy"] },
      edit: { p: "mine\n" },
      next: { a: ["managed", "2\n"], p: ["managed", "2\n", "proxy"] },
      options: { groups: ["agent"] },
      changes: ["update a"],
      disk: { a: "2\n", p: "mine\n", q: "1\n" },
    },
  ],

  [
    "does not take CRLF line ends for an edit, and keeps them",
    {
      first: { m: ["managed", "1\n2\n"], x: ["merged", "1\n2\n3\n"] },
      edit: { m: "1\r\n2\r\n", x: "1\r\nmine\r\n3\r\n" },
      next: { m: ["managed", "1\n3\n"], x: ["merged", "1\n2\nIII\n"] },
      changes: ["update m", "merged x"],
      disk: { m: "1\r\n3\r\n", x: "1\r\nmine\r\nIII\r\n" },
    },
  ],
  [
    "does not take a byte order mark for an edit, and keeps it",
    {
      first: { m: ["managed", "1\n"] },
      edit: { m: "\uFEFF1\n" },
      next: { m: ["managed", "2\n"] },
      changes: ["update m"],
      disk: { m: "\uFEFF2\n" },
    },
  ],
];

describe("plan and apply", () => {
  test.each(cases)("%s", (_, given) => {
    const fs = memoryFs();
    if (given.first) generate(fs, desired(given.first));
    edit(fs, given.edit ?? {});
    const made = generate(fs, desired(given.next), given.options);
    expect(summary(made)).toEqual(given.changes);
    expect(made.exit).toBe(given.exit ?? 0);
    expect(project(fs)).toEqual(given.disk);
  });

  test.each<[title: string, yours: string, changes: string[], disk: string]>([
    ["nobody edited is the generator's, and follows", "1\n2\n3\n4\n", ["update s"], "1\n2\n3\nIV\n"],
    ["its user edited is kept, without a conflict", "1\nmine\n3\n4\n", ["adopt s"], "1\nmine\n3\n4\n"],
  ])("a seeded file that is merged by a newer version: one that %s", (_, yours, changes, disk) => {
    const fs = memoryFs();
    generate(fs, desired({ s: ["seeded", "1\n2\n3\n4\n"] }));
    fs.put("/root/s", yours);
    const made = generate(fs, desired({ s: ["merged", "1\n2\n3\nIV\n"] }));
    expect([summary(made), made.exit, project(fs)]).toEqual([changes, 0, { s: disk }]);
    expect(summary(generate(fs, desired({ s: ["merged", "1\n2\n3\nIV\n"] })))).toEqual([]);
    generate(fs, desired({ s: ["merged", "0\n1\n2\n3\nIV\n"] }));
    expect(project(fs)).toEqual({ s: `0\n${disk}` });
  });

  test("a seeded file that is merged by a newer version, and that its user deleted, stays away", () => {
    const fs = memoryFs();
    generate(fs, desired({ s: ["seeded", "1\n"], m: ["managed", "1\n"] }));
    fs.remove("/root/s");
    expect(summary(generate(fs, desired({ s: ["merged", "2\n"], m: ["managed", "1\n"] })))).toEqual(["gone s"]);
  });

  test("an adopted file is merged from then on", () => {
    const fs = memoryFs();
    const text = "1\n2\n3\n4\n5\n";
    generate(fs, desired({ m: ["managed", text] }));
    fs.put("/root/m", text.replace("1", "mine"));
    generate(fs, desired({ m: ["managed", text] }), { adopt: true });
    const made = generate(fs, desired({ m: ["managed", text.replace("5", "V")] }));
    expect(summary(made)).toEqual(["merged m"]);
    expect(project(fs)).toEqual({ m: "mine\n2\n3\n4\nV\n" });
  });

  test("an adopted file that is deleted comes back as the generator's own", () => {
    const fs = memoryFs();
    const wanted = desired({ m: ["managed", "1\n"], n: ["managed", "1\n"] });
    generate(fs, wanted);
    fs.put("/root/m", "mine\n");
    generate(fs, wanted, { adopt: true });
    fs.remove("/root/m");
    generate(fs, wanted);
    fs.put("/root/m", "mine again\n");
    expect(summary(planOn(fs, wanted))).toEqual(["edited m"]);
  });

  test("a file with unresolved markers is refused and stops its group, until it is resolved", () => {
    const fs = memoryFs();
    generate(fs, desired({ x: ["merged", "1\n"] }));
    fs.put("/root/x", "mine\n");
    generate(fs, desired({ x: ["merged", "2\n"] }));
    const marked = project(fs);

    const again = generate(fs, desired({ x: ["merged", "3\n"], m: ["managed", "1\n"] }));
    expect(summary(again)).toEqual(["held m", "unresolved x"]);
    expect(again.exit).toBe(1);
    expect(project(fs)).toEqual(marked);

    fs.put("/root/x", "both\n");
    const resolved = generate(fs, desired({ x: ["merged", "2\n"] }));
    expect([summary(resolved), resolved.exit]).toEqual([[], 0]);
    expect(project(fs)).toEqual({ x: "both\n" });
  });

  test("a data conflict is reported once: then your value is an edit like any other", () => {
    const fs = memoryFs();
    generate(fs, desired({ "x.json": ["merged", '{"a":1}\n'] }));
    fs.put("/root/x.json", '{"a":2}\n');
    const wanted = desired({ "x.json": ["merged", '{"a":3}\n'] });
    expect(generate(fs, wanted).exit).toBe(1);
    expect(generate(fs, wanted)).toMatchObject({ exit: 0, changes: [{ kind: "unchanged" }] });
    expect(project(fs)).toEqual({ "x.json": '{"a":2}\n' });
  });

  test("an edited file whose pristine copy was lost is not guessed at", () => {
    const fs = memoryFs();
    generate(fs, desired({ x: ["merged", "1\n2\n3\n"] }));
    fs.put("/root/x", "mine\n2\n3\n");
    fs.put("/root/.scaffold/base/x", "forged\n2\n3\n");
    const made = planOn(fs, desired({ x: ["merged", "1\n2\nIII\n"] }));
    expect(summary(made)).toEqual(["blocked x"]);
    expect(made.notes).toEqual([".scaffold/base/x is not what the manifest says; it is not used"]);
  });

  test("an unedited file whose pristine copy was lost is generated, and the copy is made again", () => {
    const fs = memoryFs();
    generate(fs, desired({ x: ["merged", "1\n"] }));
    fs.remove("/root/.scaffold/base/x");
    expect(summary(generate(fs, desired({ x: ["merged", "2\n"] })))).toEqual(["update x"]);
    expect(fs.files()[".scaffold/base/x"]).toBe("2\n");
  });

  test("an executable file gets its bit, and an edited one keeps it", () => {
    const fs = memoryFs();
    const file = (content: string): DesiredFile[] => [{ path: "run.sh", content, ownership: "merged", group: "", executable: true }];
    generate(fs, file("1\n2\n3\n"));
    expect(fs.stat("/root/run.sh")?.mode).toBe(0o755);
    fs.put("/root/run.sh", "mine\n2\n3\n", 0o700);
    generate(fs, file("1\n2\nIII\n"));
    expect(fs.stat("/root/run.sh")?.mode).toBe(0o711);
    fs.put("/root/run.sh", "1\n2\nIII\n", 0o644);
    expect(summary(generate(fs, file("1\n2\nIII\n")))).toEqual(["update run.sh"]);
    expect(fs.stat("/root/run.sh")?.mode).toBe(0o755);
  });

  test("folders that it made are removed with their last file, folders that were there stay", () => {
    const fs = memoryFs({ "old/yours.txt": "1\n" });
    generate(fs, desired({ "old/a/x": ["managed", "1\n"], "old/y": ["managed", "1\n"], "new/b/z": ["merged", "1\n"] }));
    fs.remove("/root/old/yours.txt");
    generate(fs, []);
    expect(project(fs)).toEqual({});
    expect(fs.list("/root")).toEqual([".scaffold", "old"]);
    expect(fs.list("/root/old")).toEqual([]);
    expect(fs.list("/root/.scaffold/base")).toEqual([]);
  });

  test("the manifest is sorted, one file per line, and says nothing of the moment or the machine", () => {
    const fs = memoryFs();
    generate(fs, desired({ b: ["merged", "1\n"], "a/c": ["managed", "1\n", ""] }));
    expect(fs.files()[".scaffold/manifest.json"]).toBe(`{
  "version": 1,
  "toolkit": "1.0.0",
  "directories": [
    "a"
  ],
  "files": {
    "a/c": {"group":"","ownership":"managed","hash":"4355a46b19d348dc2f57c046f8ef63d4538ebb936000f3c9ee954a27460dd865"},
    "b": {"group":"agent","ownership":"merged","hash":"4355a46b19d348dc2f57c046f8ef63d4538ebb936000f3c9ee954a27460dd865"}
  }
}
`);
  });

  test("a newer toolkit that generates the same changes nothing", () => {
    const fs = memoryFs();
    generate(fs, desired({ a: ["managed", "1\n"] }));
    const before = fs.files();
    generate(fs, desired({ a: ["managed", "1\n"] }), { toolkit: "2.0.0" });
    expect(fs.files()).toEqual(before);
  });

  const path = fc.constantFrom("a", "b", "d/e", "d/f", "g/h/i");
  const text = fc.array(fc.constantFrom("1\n", "2\n", "3\n"), { maxLength: 4 }).map((lines) => lines.join(""));
  const ownership = fc.constantFrom<Ownership>("managed", "seeded", "merged");
  const wishes = fc.uniqueArray(fc.record({ path, content: text, ownership, group: fc.constantFrom("", "agent") }), {
    selector: (file) => file.path,
  });
  const edits = fc.dictionary(path, fc.option(text));
  const consent = fc.constantFrom<PlanOptions>({}, { force: true }, { adopt: true });

  test("what was generated is what is planned next: nothing", () => {
    fc.assert(
      fc.property(wishes, edits, wishes, consent, (first, changed, then, options) => {
        const fs = memoryFs();
        generate(fs, first);
        for (const [file, content] of Object.entries(changed)) {
          if (content !== null) fs.put(`/root/${file}`, content);
          else fs.remove(`/root/${file}`);
        }
        const made = generate(fs, then, options);
        const again = planOn(fs, then, options);
        if (made.exit === 0) expect(summary(again).filter((line) => !line.startsWith("gone"))).toEqual([]);
        const before = fs.files();
        const third = generate(fs, then, options);
        expect(fs.files()).toEqual(before);
        if (made.exit === 0) expect(third.exit).toBe(0);
      }),
      { numRuns: 300 },
    );
  });

  test("without force no byte that a person wrote is lost", () => {
    fc.assert(
      fc.property(wishes, edits, wishes, fc.boolean(), (first, changed, then, adopt) => {
        const fs = memoryFs();
        generate(fs, first);
        const marked = Object.entries(changed).flatMap(([file, content]) =>
          content === null ? [] : [[file, `mine ${file}\n${content}`] as const],
        );
        for (const [file, content] of marked) fs.put(`/root/${file}`, content);
        generate(fs, then, { adopt });
        for (const [file] of marked) expect(project(fs)[file]).toContain(`mine ${file}\n`);
      }),
      { numRuns: 300 },
    );
  });
});

describe("removeGroup", () => {
  const agent = {
    "agent/main.ts": ["merged", "1\n"],
    "agent/hook.ts": ["seeded", "1\n"],
    "agent/lib.ts": ["managed", "1\n"],
  } satisfies Case["first"];
  const rest = { "pod.yaml": ["merged", "containers:\n  - name: app\n", ""] } satisfies Case["first"];
  const whole = { ...agent, "pod.yaml": ["merged", "containers:\n  - name: app\n  - name: agent\n", ""] } satisfies Case["first"];

  function remove(fs: MemoryFs, options: PlanOptions = {}) {
    const wanted = desired(rest);
    const state = readState(
      fs,
      "/root",
      wanted.map((file) => file.path),
    );
    return removeGroup(wanted, state, "agent", options);
  }

  test("deletes exactly what was generated, and generates the rest without it", () => {
    const fs = memoryFs({ "agent/yours.txt": "1\n" });
    generate(fs, desired(whole));
    expect(summary(remove(fs))).toEqual(["delete agent/hook.ts", "delete agent/lib.ts", "delete agent/main.ts", "update pod.yaml"]);
  });

  test.each(["agent/main.ts", "agent/hook.ts", "agent/lib.ts"])("an edit of %s stops all of it", (path) => {
    const fs = memoryFs();
    generate(fs, desired(whole));
    fs.put(`/root/${path}`, "mine\n");
    const made = remove(fs);
    expect(made.exit).toBe(1);
    expect(summary(made).filter((line) => !line.startsWith("held"))).toEqual([`edited ${path}`]);
    expect(made.changes.every(({ kind }) => kind === "held" || kind === "edited")).toBe(true);
    expect(summary(remove(fs, { force: true }))).toContain(`delete ${path}`);
  });

  test("a seeded file that the user wrote before it could be generated is never deleted", () => {
    const fs = memoryFs({ "agent/hook.ts": "mine\n" });
    generate(fs, desired(whole));
    expect(summary(remove(fs, { force: true }))).toEqual(["delete agent/lib.ts", "delete agent/main.ts", "update pod.yaml"]);
  });
});

describe("what plan refuses", () => {
  test.each([
    ["an absolute path", ["/etc/passwd"]],
    ["a path on a drive", ["C:/x"]],
    ["a path out of the project", ["a/../../x"]],
    ["a path with a backslash", ["a\\b"]],
    ["a path into .git", ["a/.GIT/hooks/x"]],
    ["a path into .git as Windows reads it", [".git ./x"]],
    ["a path into the toolkit's own folder", [".scaffold/manifest.json"]],
    ["two paths that differ in case only", ["README.md", "Readme.md"]],
    ["a path below another", ["a", "a/b"]],
    ["an empty segment", ["a//b"]],
  ])("%s", (_, paths) => {
    const wanted = paths.map((path): DesiredFile => ({ path, content: "", ownership: "managed", group: "" }));
    expect(() => plan(wanted, readState(memoryFs(), "/root", []))).toThrow(expect.objectContaining({ code: "PATH_REFUSED", exit: 3 }));
  });

  test("not .gitignore, .github or a folder that is named alike", () => {
    const made = planOn(
      memoryFs(),
      desired({ ".gitignore": ["merged", ""], ".github/x": ["merged", ""], "a/.scaffold.md": ["merged", ""] }),
    );
    expect(made.exit).toBe(0);
  });
});
