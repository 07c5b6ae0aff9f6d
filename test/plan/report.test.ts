import { describe, expect, test } from "vitest";
import { describePlan, planToJson } from "../../src/plan/describe.ts";
import { diffPlan } from "../../src/plan/diff.ts";
import { drift } from "../../src/plan/drift.ts";
import { desired, generate, planOn } from "../support/generate.ts";
import { memoryFs } from "../support/memory-fs.ts";

/** A project in which nearly every kind of change is planned. */
function story() {
  const fs = memoryFs();
  generate(
    fs,
    desired({
      "agent/main.ts": ["merged", "one\ntwo\nthree\n"],
      "agent/lib.ts": ["managed", "1\n"],
      "agent/old.ts": ["managed", "old\n"],
      "agent/hook.ts": ["seeded", "1\n"],
      "agent/README.md": ["merged", "1\n"],
      "pod.yaml": ["merged", "image: a\nname: shop\n", ""],
      "proxy/lib.ts": ["managed", "1\n", "proxy"],
      "proxy/main.ts": ["managed", "1\n", "proxy"],
    }),
  );
  fs.put("/root/agent/main.ts", "ONE\ntwo\nthree\n");
  fs.put("/root/pod.yaml", "image: mine\nname: shop\n");
  fs.put("/root/proxy/lib.ts", "mine\n");
  fs.remove("/root/agent/README.md");
  const made = planOn(
    fs,
    desired({
      "agent/main.ts": ["merged", "one\ntwo\nTHREE\n"],
      "agent/lib.ts": ["managed", "2\n"],
      "agent/new.ts": ["managed", "new\n"],
      "agent/hook.ts": ["seeded", "2\n"],
      "agent/README.md": ["merged", "1\n"],
      "pod.yaml": ["merged", "image: b\nname: shop\n", ""],
      "proxy/lib.ts": ["managed", "2\n", "proxy"],
      "proxy/main.ts": ["managed", "2\n", "proxy"],
    }),
  );
  return { fs, made };
}

describe("describePlan", () => {
  test("lists what happens, why, and what both sides said where they disagree", () => {
    expect(describePlan(story().made)).toBe(`gone      agent/README.md  you deleted it; --force makes it again
update    agent/lib.ts
merge     agent/main.ts
create    agent/new.ts
delete    agent/old.ts
conflict  pod.yaml  both sides changed a value; yours kept
    image
      yours      "mine"
      generated  "b"
edited    proxy/lib.ts  was edited by hand; --force overwrites it, --adopt keeps your edit and merges from now on
held      proxy/main.ts  would update, but proxy/lib.ts stops proxy
1 file unchanged
`);
  });
});

describe("diffPlan", () => {
  test("is a unified diff of what is written, and of nothing else", () => {
    expect(diffPlan(story().made)).toBe(`--- a/agent/lib.ts
+++ b/agent/lib.ts
@@ -1,1 +1,1 @@
-1
+2
--- a/agent/main.ts
+++ b/agent/main.ts
@@ -1,3 +1,3 @@
 ONE
 two
-three
+THREE
--- /dev/null
+++ b/agent/new.ts
@@ -0,0 +1,1 @@
+new
--- a/agent/old.ts
+++ /dev/null
@@ -1,1 +0,0 @@
-old
`);
  });
});

describe("planToJson", () => {
  test("is the plan without the contents", () => {
    const json = planToJson(story().made);
    expect(json.exit).toBe(1);
    expect(json.changes.map(({ path, kind, writes }) => `${path} ${kind} ${writes}`)).toEqual([
      "agent/README.md gone false",
      "agent/hook.ts keep false",
      "agent/lib.ts update true",
      "agent/main.ts merged true",
      "agent/new.ts create true",
      "agent/old.ts delete true",
      "pod.yaml conflict false",
      "proxy/lib.ts edited false",
      "proxy/main.ts held false",
    ]);
    expect(json.changes.find(({ path }) => path === "pod.yaml")?.values).toEqual([{ path: "image", yours: "mine", generated: "b" }]);
    expect(JSON.parse(JSON.stringify(json))).toEqual(json);
  });
});

describe("drift", () => {
  test("names every file that is not as generating would leave it", () => {
    expect(drift(story().made).map(({ path, kind }) => `${kind} ${path}`)).toEqual([
      "stale agent/lib.ts",
      "stale agent/main.ts",
      "missing agent/new.ts",
      "obsolete agent/old.ts",
      "conflict pod.yaml",
      "edited proxy/lib.ts",
      "stale proxy/main.ts",
    ]);
  });

  test("is empty for what was just generated, and for edits of files that are merged or the user's", () => {
    const fs = memoryFs();
    const wanted = desired({ m: ["managed", "1\n"], s: ["seeded", "1\n"], x: ["merged", "1\n"] });
    generate(fs, wanted);
    fs.put("/root/s", "mine\n");
    fs.put("/root/x", "mine\n");
    expect(drift(planOn(fs, wanted))).toEqual([]);
  });

  test("says so when only the manifest is out of date", () => {
    const fs = memoryFs({ m: "1\n" });
    expect(drift(planOn(fs, desired({ m: ["managed", "1\n"] })))).toEqual([
      { path: ".scaffold/manifest.json", kind: "stale", message: "is not up to date; run scaffold generate" },
    ]);
  });
});
