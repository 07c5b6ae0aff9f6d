import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { HostFs } from "../../src/host.ts";
import type { DesiredFile, Ownership } from "../../src/plan/file.ts";
import { type Fault, type FaultyFs, faults, faultyFs } from "../support/faulty-fs.ts";
import { generate, summary } from "../support/generate.ts";
import { edits, first, next } from "../support/killed-project.ts";
import { type MemoryFs, memoryFs } from "../support/memory-fs.ts";

/** A project that was generated and edited; generated with the next wishes, every kind of change happens in it. */
const prepared = memoryFs();
generate(prepared, first);
for (const [path, text] of Object.entries(edits)) prepared.put(`/root/${path}`, text);

function project(): MemoryFs {
  return prepared.clone();
}

/** Runs until the fault; the operations that it took when the fault came too late to strike. */
function interrupted(
  fs: MemoryFs,
  at: number,
  fault: Fault,
  wanted = next,
  run: (on: HostFs) => void = (on) => void generate(on, wanted),
): FaultyFs {
  const faulty = faultyFs(fs, at, fault);
  try {
    run(faulty);
  } catch {
    // The point of the exercise.
  }
  return faulty;
}

function countOperations(fault: Fault): number {
  return interrupted(project(), -1, fault).operations();
}

describe("a run that is killed at any operation", () => {
  const undisturbed = project();
  const made = generate(undisturbed, next);
  const want = undisturbed.files();

  test("is about a run in which every kind of change happens", () => {
    expect(summary(made)).toEqual([
      "delete agent/lib/old/gone.ts",
      "update agent/lib/tail.ts",
      "merged agent/main.ts",
      "delete agent/old.md",
      "merged agent/package.json",
      "update pod.yaml",
      "create proxy/src/hook.ts",
      "create proxy/src/main.ts",
    ]);
    expect(countOperations("before")).toBeGreaterThan(50);
  });

  test.each(faults)("is completed by the next one, in the same bytes and without an edit or conflict (%s)", (fault) => {
    for (let at = 0, total = countOperations(fault); at < total; at += 1) {
      const fs = project();
      interrupted(fs, at, fault);
      const again = generate(fs, next);
      expect(again.notes.filter((note) => note !== "completed an interrupted run")).toEqual([]);
      expect({ at, exit: again.exit, refused: again.changes.filter(({ kind }) => kind === "edited" || kind === "blocked") }).toEqual({
        at,
        exit: 0,
        refused: [],
      });
      expect({ at, files: fs.files() }).toEqual({ at, files: want });
      expect(fs.list("/root/.scaffold")).toEqual([".gitattributes", ".gitignore", "base", "manifest.json"]);
      expect(fs.list("/root/agent/lib")).toEqual(["tail.ts"]);
    }
  });

  test("is completed also when the completion is killed", () => {
    for (let at = 0, total = countOperations("before"); at < total; at += 5) {
      for (let second = at % 3; ; second += 3) {
        const fs = project();
        interrupted(fs, at, "before");
        const faulty = interrupted(fs, second, "torn");
        generate(fs, next);
        expect({ at, second, files: fs.files() }).toEqual({ at, second, files: want });
        if (faulty.operations() <= second) break;
      }
    }
  });

  test.each([
    "agent/main.ts",
    "agent/package.json",
    "agent/lib/tail.ts",
    "agent/old.md",
    "agent/lib/old/gone.ts",
    "proxy/src/main.ts",
    "pod.yaml",
  ])("does not lose what a person writes into %s before the next one", (path) => {
    for (let at = 0, total = countOperations("after"); at < total; at += 1) {
      const fs = project();
      interrupted(fs, at, "after");
      const now = fs.files()[path];
      const mine = path.endsWith(".json") ? '{\n  "name": "written later",\n  "a": 1\n}\n' : `# written later\n${now ?? ""}`;
      fs.put(`/root/${path}`, mine);
      const again = generate(fs, next);
      expect({ at, text: fs.files()[path] }).toEqual({ at, text: expect.stringContaining("written later") });
      // A file that was in place when the run died was generated: an edit of it is an edit, not a foreign file.
      if (path === "proxy/src/main.ts" && now !== undefined) expect({ at, exit: again.exit }).toEqual({ at, exit: 0 });
      // Whatever was merged in the end is merged with what was generated now: nothing of it is missing.
      const change = again.changes.find((candidate) => candidate.path === path);
      if (path === "agent/main.ts" && change?.kind !== "held") expect(fs.files()[path]).toContain("V\n");
    }
  });

  test("is repeated where a person put an old file back before the next one", () => {
    for (let at = 0, total = countOperations("after"); at < total; at += 1) {
      const fs = project();
      interrupted(fs, at, "after");
      fs.put("/root/agent/lib/tail.ts", "1\n");
      if (!(".scaffold/journal.json" in fs.files())) continue;
      const again = generate(fs, next);
      // Once the manifest is written the run is over, and the old content is an edit.
      if (again.notes.length > 0) expect({ at, files: fs.files() }).toEqual({ at, files: want });
    }
  });

  test("before anything was certain has changed nothing in the project", () => {
    const before = project().files();
    for (let at = 0, total = countOperations("torn"); at < total; at += 1) {
      const fs = project();
      interrupted(fs, at, "torn");
      if (".scaffold/journal.json" in fs.files()) break;
      const now = Object.entries(fs.files()).filter(([path]) => !path.startsWith(".scaffold/stage/") && path !== ".scaffold/lock");
      expect(Object.fromEntries(now)).toEqual(before);
    }
  });

  test("has an error that says what failed and what to do, where the disk is full", () => {
    const seen = new Set<string>();
    for (let at = 0, total = countOperations("once"); at < total; at += 1) {
      const fs = project();
      try {
        generate(faultyFs(fs, at, "once"), next);
      } catch (error) {
        seen.add(error instanceof Error ? error.message : "");
      }
    }
    expect([...seen]).toContain("could not write the generated files: ENOSPC: no space left on device");
  });

  const path = fc.constantFrom("a", "b.yaml", "d/e", "d/f.json", "g/h/i");
  const text = fc.array(fc.constantFrom("1", "2", "3"), { maxLength: 4 }).map((all) => all.map((line) => `${line}\n`).join(""));
  const ownership = fc.constantFrom<Ownership>("managed", "seeded", "merged");
  const wishes: fc.Arbitrary<DesiredFile[]> = fc.uniqueArray(
    path.chain((name) =>
      fc.record({ path: fc.constant(name), content: text, ownership, group: fc.constant(name.includes("/") ? "agent" : "") }),
    ),
    { selector: (file) => file.path },
  );

  test("ends in the same bytes whatever was wanted and edited", () => {
    fc.assert(
      fc.property(
        wishes,
        fc.dictionary(path, text),
        wishes,
        fc.nat({ max: 80 }),
        fc.constantFrom(...faults),
        (before, edits, after, at, fault) => {
          const make = () => {
            const fs = memoryFs();
            generate(fs, before);
            for (const [file, content] of Object.entries(edits)) fs.put(`/root/${file}`, content);
            return fs;
          };
          const calm = make();
          generate(calm, after);
          const fs = make();
          interrupted(fs, at, fault, after);
          generate(fs, after);
          expect(fs.files()).toEqual(calm.files());
        },
      ),
      { numRuns: 200 },
    );
  });
});
