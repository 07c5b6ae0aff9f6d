import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { mergeFile } from "../../src/plan/merge/file.ts";

interface Case {
  path: string;
  base: string;
  yours: string;
  generated: string;
  want: string;
  conflicts?: string[];
  textConflicts?: number;
}

const pod = `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  containers:
    # the app itself
    - name: app
      image: shop:1
      args: ["--port", "8080"]
    - name: log-agent
      image: log-agent:1
      env:
        - name: SINK
          value: stdout
`;

const cases: [title: string, given: Case][] = [
  [
    "YAML: your comments, spacing and quotes stay, and the generator's new item comes with its comment",
    {
      path: "pod.yaml",
      base: pod,
      yours: pod
        .replace("  name: shop\n", "  name:   'shop'   # ours\n\n  labels: {team: a}\n")
        .replace("      image: shop:1\n", "      image: registry/shop:1 # pinned\n"),
      generated: pod
        .replace('      args: ["--port", "8080"]\n', '      args: ["--port", "8080"]\n      imagePullPolicy: IfNotPresent\n')
        .concat("        # where the cluster's collector listens\n        - name: ENDPOINT\n          value: http://otel:4318\n"),
      want: `apiVersion: v1
kind: Pod
metadata:
  name:   'shop'   # ours

  labels: {team: a}
spec:
  containers:
    # the app itself
    - name: app
      image: registry/shop:1 # pinned
      args: ["--port", "8080"]
      imagePullPolicy: IfNotPresent
    - name: log-agent
      image: log-agent:1
      env:
        - name: SINK
          value: stdout
        # where the cluster's collector listens
        - name: ENDPOINT
          value: http://otel:4318
`,
    },
  ],
  [
    "YAML: items that both add at one place are merged by name where lines would collide",
    {
      path: "pod.yaml",
      base: "spec:\n  containers:\n    - name: app\n",
      yours: "spec:\n  containers:\n    - name: app\n    # mine\n    - name: debug\n      tty: true\n",
      generated: "spec:\n  containers:\n    - name: app\n    # ships logs\n    - name: agent\n      image: a\n",
      want: "spec:\n  containers:\n    - name: app\n    # ships logs\n    - name: agent\n      image: a\n    # mine\n    - name: debug\n      tty: true\n",
    },
  ],
  [
    "YAML: one item edited by you and changed by the generator on the same line is merged as data",
    {
      path: "k.yaml",
      base: "limits: { cpu: 100m, memory: 64Mi }\nother: 1\n",
      yours: "limits: {cpu: 200m, memory: 64Mi} # more\nother: 1\n",
      generated: "limits: { cpu: 100m, memory: 128Mi }\nother: 1\n",
      want: "limits: {cpu: 200m, memory: 128Mi} # more\nother: 1\n",
    },
  ],
  [
    "YAML: a value that the generator changes keeps the comment that you put behind and above it",
    {
      path: "pod.yaml",
      base: "a: 1\nb:\n  c: 1\n",
      yours: "a: 1 # mine\n# above\nb: # behind\n  c: 1\n",
      generated: "a: 2\nb:\n  c: 2\n",
      want: "a: 2 # mine\n# above\nb: # behind\n  c: 2\n",
    },
  ],
  [
    "YAML: a conflict keeps your value and its comment, and everything else is merged",
    {
      path: "pod.yaml",
      base: "a: 1\nb: 1\n",
      yours: "a: 2 # mine\nb: 1\n",
      generated: "a: 3\nb: 4\n",
      want: "a: 2 # mine\nb: 4\n",
      conflicts: ["a"],
    },
  ],
  [
    "YAML: documents are told apart by kind and name, and one that you added stays",
    {
      path: "pod.yaml",
      base: "kind: Pod\nmetadata:\n  name: shop\nx: 1\n---\nkind: Secret\nmetadata:\n  name: db\ny: 1\n",
      yours:
        "kind: Secret\nmetadata:\n  name: db\ny: 2\n---\nkind: Pod\nmetadata:\n  name: shop\nx: 1\n---\nkind: ConfigMap\nmetadata:\n  name: mine\n",
      generated: "kind: Pod\nmetadata:\n  name: shop\nx: 3\n---\nkind: Secret\nmetadata:\n  name: db\ny: 1\n",
      want: "kind: Secret\nmetadata:\n  name: db\ny: 2\n---\nkind: Pod\nmetadata:\n  name: shop\nx: 3\n---\nkind: ConfigMap\nmetadata:\n  name: mine\n",
    },
  ],
  [
    "YAML: a conflict in one of several documents is named by its document",
    {
      path: "pod.yaml",
      base: "kind: Pod\nmetadata:\n  name: shop\nx: 1\n---\nkind: Secret\nmetadata:\n  name: db\n",
      yours: "kind: Pod\nmetadata:\n  name: shop\nx: 2\n---\nkind: Secret\nmetadata:\n  name: db\n",
      generated: "kind: Pod\nmetadata:\n  name: shop\nx: 3\n---\nkind: Secret\nmetadata:\n  name: db\n",
      want: "kind: Pod\nmetadata:\n  name: shop\nx: 2\n---\nkind: Secret\nmetadata:\n  name: db\n",
      conflicts: ["Pod/shop.x"],
    },
  ],
  [
    "YAML: with anchors it is merged as text, because data would lose them",
    {
      path: "k.yaml",
      base: "a: 1\nb: 1\n",
      yours: "a: &x 2\nb: 1\nc: *x\n",
      generated: "a: 3\nb: 1\n",
      want: "<<<<<<< yours\na: &x 2\n=======\na: 3\n>>>>>>> generated\nb: 1\nc: *x\n",
      textConflicts: 1,
    },
  ],
  [
    "YAML: lists that are not indented stay so",
    {
      path: "k.yaml",
      base: "spec:\n  list:\n  - name: a\n    v: 1\n  - name: b\n    v: 1\n",
      yours: "spec:\n  list:\n  - name: a\n    v: 1\n  # mine\n  - name: mine\n",
      generated: "spec:\n  list:\n  - name: a\n    v: 1\n  - name: b\n    v: 1\n  - name: c\n    v: 3\n",
      want: "spec:\n  list:\n  - name: a\n    v: 1\n  - name: c\n    v: 3\n  # mine\n  - name: mine\n",
    },
  ],
  [
    "YAML: an indentation of four stays",
    {
      path: "k.yaml",
      base: "spec:\n    list:\n        - name: a\n    x: 1\n",
      yours: "spec:\n    list:\n        - name: a\n        - name: mine\n          v: {a: 1}\n    x: 1\n",
      generated: "spec:\n    list:\n        - name: a\n        - name: c\n          v: 3\n    x: 1\n",
      want: "spec:\n    list:\n        - name: a\n        - name: c\n          v: 3\n        - name: mine\n          v: {a: 1}\n    x: 1\n",
    },
  ],
  [
    "JSON: dependencies that both add are both there, in your indentation and order",
    {
      path: "package.json",
      base: '{\n  "name": "a",\n  "dependencies": {\n    "x": "1"\n  }\n}\n',
      yours: '{\n\t"private": true,\n\t"name": "a",\n\t"dependencies": {\n\t\t"x": "1",\n\t\t"mine": "1"\n\t}\n}\n',
      generated: '{\n  "name": "a",\n  "dependencies": {\n    "x": "1",\n    "new": "1"\n  },\n  "type": "module"\n}\n',
      want: '{\n\t"private": true,\n\t"name": "a",\n\t"dependencies": {\n\t\t"x": "1",\n\t\t"new": "1",\n\t\t"mine": "1"\n\t},\n\t"type": "module"\n}\n',
    },
  ],
  [
    "JSON: short lists that you keep on one line stay there",
    {
      path: "tsconfig.json",
      base: '{\n  "files": [\n    "a"\n  ],\n  "x": 1,\n  "y": 1\n}\n',
      yours: '{\n  "files": ["a"],\n  "x": 1,\n  "y": 2\n}\n',
      generated: '{\n  "files": [\n    "a"\n  ],\n  "x": 2,\n  "y": 1\n}\n',
      want: '{\n  "files": ["a"],\n  "x": 2,\n  "y": 2\n}\n',
    },
  ],
  [
    "JSON: your comments stay",
    {
      path: "tsconfig.json",
      base: '{\n  "a": 1,\n  "b": 1\n}\n',
      yours: '{\n  // because\n  "a": 1, /* here */\n  // more\n  "b": 2\n}\n',
      generated: '{\n  "a": 1,\n  "b": 1,\n  "c": "//"\n}\n',
      want: '{\n  // because\n  "a": 1, /* here */\n  // more\n  "b": 2,\n  "c": "//"\n}\n',
    },
  ],
  [
    "JSON: where a comment would be lost, lines are merged and the conflict is marked",
    {
      path: "tsconfig.json",
      base: '{\n  "a": { "x": 1 }\n}\n',
      yours: '{\n  "a": { "x": 1, "y": 1 /* mine */ }\n}\n',
      generated: '{\n  "a": { "x": 2 }\n}\n',
      want: '{\n<<<<<<< yours\n  "a": { "x": 1, "y": 1 /* mine */ }\n=======\n  "a": { "x": 2 }\n>>>>>>> generated\n}\n',
      textConflicts: 1,
    },
  ],
  [
    "JSON: a conflict keeps your value",
    {
      path: "package.json",
      base: '{ "a": 1, "b": 1 }\n',
      yours: '{ "a": 2, "b": 1 }\n',
      generated: '{ "a": 3, "b": 3 }\n',
      want: '{"a":2,"b":3}\n',
      conflicts: ["a"],
    },
  ],
  [
    "JSON that does not parse is merged as text",
    {
      path: "a.json",
      base: '{\n"a": 1\n}\n',
      yours: '{\n"a": 2,,\n}\n',
      generated: '{\n"a": 3\n}\n',
      want: '{\n<<<<<<< yours\n"a": 2,,\n=======\n"a": 3\n>>>>>>> generated\n}\n',
      textConflicts: 1,
    },
  ],
  [
    "text: another file is merged line by line",
    {
      path: "Dockerfile",
      base: "FROM a\nRUN x\nUSER 1\n",
      yours: "FROM mine\nRUN x\nUSER 1\n",
      generated: "FROM a\nRUN x\nUSER 2\n",
      want: "FROM mine\nRUN x\nUSER 2\n",
    },
  ],
];

describe("mergeFile", () => {
  test.each(cases)("%s", (_, { path, base, yours, generated, want, conflicts, textConflicts }) => {
    const merged = mergeFile(path, base, yours, generated);
    expect(merged.text).toBe(want);
    expect(merged.dataConflicts.map((conflict) => conflict.path)).toEqual(conflicts ?? []);
    expect(merged.textConflicts).toBe(textConflicts ?? 0);
  });

  const word = fc.constantFrom("a", "b", "c");
  const value = fc.oneof(
    word,
    fc.integer({ min: 0, max: 3 }),
    fc.array(word, { maxLength: 3 }),
    fc.dictionary(word, fc.integer({ min: 0, max: 2 })),
  );
  const document = fc.dictionary(word, fc.oneof(value, fc.dictionary(word, value)));
  const json = fc.tuple(document, fc.constantFrom(2, "\t", 0)).map(([data, indent]) => `${JSON.stringify(data, null, indent)}\n`);

  test.each(["x.json", "x.yaml"])("a merge of %s files always parses, and merging again changes nothing", (path) => {
    fc.assert(
      fc.property(json, json, json, (base, yours, generated) => {
        const merged = mergeFile(path, base, yours, generated);
        // JSON is YAML, so one set of texts serves both; without tabs, which YAML does not indent with.
        if (merged.textConflicts > 0) return;
        expect(() => JSON.parse(merged.text)).not.toThrow();
        expect(mergeFile(path, generated, merged.text, generated).text).toBe(merged.text);
      }),
    );
  });

  test("a merge of YAML files with a comment on each line keeps the comments of the keys that stay, and changes nothing else", () => {
    const block = document.map((data) => stringify(data));
    fc.assert(
      fc.property(block, block, block, (base, plain, generated) => {
        const yours = plain.replaceAll(/^(\w+):( [^\n{[]+)$/gm, "$1:$2 # mine, of $1");
        const merged = mergeFile("x.yaml", base, yours, generated);
        expect(merged.textConflicts).toBe(0);
        const said = parse(merged.text);
        expect(said).toEqual(parse(mergeFile("x.yaml", base, plain, generated).text));
        for (const key of yours.match(/(?<=# mine, of )\w+/g) ?? []) {
          if (said !== null && key in said) expect(merged.text).toContain(`# mine, of ${key}\n`);
        }
      }),
      { numRuns: 500 },
    );
  });
});
