import { expect, test } from "vitest";
import { ScaffoldError } from "../../src/errors.ts";
import { type Edit, editSpec } from "../../src/spec/edit.ts";
import { newDocument } from "../../src/spec/new-document.ts";
import { readSpec } from "../../src/spec/read.ts";
import { schema } from "./grammar.ts";

const rows: [title: string, given: string, edits: Edit[], want: string][] = [
  [
    "a change of one value touches one line",
    "# my pod\nname: shop   # the name\n\ncompanions:\n    log-agent:   # ships\n        pattern: ship\n        drain:   5s      # short\n\n    # waits\n    db: { pattern: setup,  task: wait, for: [ 'tcp://db:1' ] }\n",
    [{ merge: ["companions", "log-agent"], with: { drain: "10s" } }],
    "# my pod\nname: shop   # the name\n\ncompanions:\n    log-agent:   # ships\n        pattern: ship\n        drain:   10s      # short\n\n    # waits\n    db: { pattern: setup,  task: wait, for: [ 'tcp://db:1' ] }\n",
  ],
  [
    "a new key takes its place in the schema's order",
    "name: shop\ncompanions:\n  a:\n    pattern: ship\n    # how much\n    batch: {records: 5}\n    drain: 5s\n",
    [{ merge: ["companions", "a"], with: { sink: { type: "otlp" }, gate: "upstream", port: 9000 } }],
    "name: shop\ncompanions:\n  a:\n    pattern: ship\n    sink:\n      type: otlp\n    # how much\n    batch: {records: 5}\n    gate: upstream\n    drain: 5s\n    port: 9000\n",
  ],
  [
    "a key goes into a flow mapping as it is written",
    "name: shop\ncompanions:\n  a: {pattern: ship, drain: 5s} # x\n",
    [{ merge: ["companions", "a"], with: { gate: "upstream", batch: { records: 3 }, watch: ["/a b/*.log"] } }],
    "name: shop\ncompanions:\n  a: {pattern: ship, watch: [/a b/*.log], batch: {records: 3}, gate: upstream, drain: 5s} # x\n",
  ],
  [
    "a new companion is set apart as the others are",
    "name: shop\ncompanions:\n  a:\n    pattern: ship\n\n  # second\n  b:\n    pattern: ship\n\nimages:\n  tag: x\n",
    [{ merge: ["companions", "c"], with: { pattern: "ship" } }],
    "name: shop\ncompanions:\n  a:\n    pattern: ship\n\n  # second\n  b:\n    pattern: ship\n\n  c:\n    pattern: ship\n\nimages:\n  tag: x\n",
  ],
  [
    "the first companion opens the empty mapping",
    "name: shop\ncompanions: {}  # none yet\npod: {}\n",
    [{ merge: ["companions", "a"], with: { drain: "1s", pattern: "ship" } }],
    "name: shop\ncompanions:  # none yet\n  a:\n    pattern: ship\n    drain: 1s\npod: {}\n",
  ],
  [
    "the first companion goes below a bare key",
    "name: shop\ncompanions:  # none yet\n\npod: {}\n",
    [{ set: ["companions", "a"], to: { pattern: "ship" } }],
    "name: shop\ncompanions:  # none yet\n  a:\n    pattern: ship\n\npod: {}\n",
  ],
  [
    "a document without companions gets them in their place",
    "name: shop\napp:\n  run: x\n\npod: {}\n",
    [{ merge: ["companions", "a"], with: { pattern: "ship" } }],
    "name: shop\napp:\n  run: x\ncompanions:\n  a:\n    pattern: ship\n\npod: {}\n",
  ],
  [
    "another branch of a choice drops the keys it does not know, and those that mean something else there",
    "name: shop\ncompanions:\n  a:\n    pattern: ship\n    sink:\n      type: http # was\n      url: http://x # keep?\n      retry: false\n    drain: 1s\n",
    [{ merge: ["companions", "a"], with: { sink: { type: "otlp" } } }],
    "name: shop\ncompanions:\n  a:\n    pattern: ship\n    sink:\n      type: otlp # was\n    drain: 1s\n",
  ],
  [
    "another task replaces the keys of the old one",
    "name: shop\ncompanions:\n  a:\n    pattern: setup\n    task: wait # for the db\n    for:\n      - tcp://db:1 # db\n    timeout: 3m\n",
    [{ merge: ["companions", "a"], with: { task: "fetch", url: "http://x" } }],
    "name: shop\ncompanions:\n  a:\n    pattern: setup\n    task: fetch # for the db\n    url: http://x\n",
  ],
  [
    "removing a companion takes its comment and its gap",
    "name: shop\ncompanions:\n  # first\n  a:\n    pattern: ship\n\n  # second\n  # two lines\n  b:\n    pattern: ship # x\n\n  # third\n  c: {pattern: ship}\n\n# pod\npod: {}\n",
    [{ remove: ["companions", "b"] }],
    "name: shop\ncompanions:\n  # first\n  a:\n    pattern: ship\n\n  # third\n  c: {pattern: ship}\n\n# pod\npod: {}\n",
  ],
  [
    "removing the last companion leaves an empty mapping",
    "name: shop\ncompanions: # here\n  a:\n    pattern: ship\n\npod: {}\n",
    [{ remove: ["companions", "a"] }],
    "name: shop\ncompanions: {} # here\n\npod: {}\n",
  ],
  [
    "removing from a flow mapping",
    "name: shop\ncompanions: {a: {pattern: ship}, b: {pattern: ship},  c: {pattern: ship}}\n",
    [{ remove: ["companions", "b"] }],
    "name: shop\ncompanions: {a: {pattern: ship},  c: {pattern: ship}}\n",
  ],
  [
    "removing the first of a flow mapping",
    "name: shop\ncompanions: {a: {pattern: ship}, b: {pattern: ship}}\n",
    [{ remove: ["companions", "a"] }],
    "name: shop\ncompanions: {b: {pattern: ship}}\n",
  ],
  [
    "a list grows by one line",
    "name: shop\napp:\n  logs:\n  - /a.log # a\n  - /b.log\n  run: x\n",
    [{ set: ["app", "logs"], to: ["/a.log", "/b.log", "/c.log"] }],
    "name: shop\napp:\n  logs:\n  - /a.log # a\n  - /b.log\n  - /c.log\n  run: x\n",
  ],
  [
    "a list loses an item in the middle",
    "name: shop\napp:\n  logs:\n    - /a.log # a\n    # about b\n    - /b.log\n    - /c.log # c\n",
    [{ set: ["app", "logs"], to: ["/a.log", "/c.log"] }],
    "name: shop\napp:\n  logs:\n    - /a.log # a\n    - /c.log # c\n",
  ],
  [
    "a list on one line grows",
    "name: shop\napp: {logs: [/a.log,  /b.log ]}\n",
    [{ set: ["app", "logs"], to: ["/a.log", "/b.log", "/c, d.log"] }],
    'name: shop\napp: {logs: [/a.log,  /b.log, "/c, d.log" ]}\n',
  ],
  [
    "an item of a list of mappings changes",
    "name: shop\napp:\n  ports:\n    - 80\n    - name: web # w\n      port: 81\n    - port: 82\n      name: x\n",
    [
      { set: ["app", "ports", 1, "port"], to: 91 },
      { set: ["app", "ports", 2], to: 83 },
      { set: ["app", "ports", 0], to: { name: "a", port: 1 } },
    ],
    "name: shop\napp:\n  ports:\n    - name: a\n      port: 1\n    - name: web # w\n      port: 91\n    - 83\n",
  ],
  [
    "text of several lines gives way to one",
    "name: shop\napp:\n  run: |  # long\n    a\n    b\n\n  folder: x\n",
    [{ set: ["app", "run"], to: "node x" }],
    "name: shop\napp:\n  run: node x  # long\n\n  folder: x\n",
  ],
  [
    "text that YAML would misread is quoted",
    "name: shop\napp:\n  run: a\n",
    [
      { set: ["app", "run"], to: "echo: # yes" },
      { set: ["app", "env"], to: { A: "8080", B: "true", C: "", D: "* x", E: "a\nb\n" } },
    ],
    'name: shop\napp:\n  run: "echo: # yes"\n  env:\n    A: "8080"\n    B: "true"\n    C: ""\n    D: "* x"\n    E: |\n      a\n      b\n',
  ],
  [
    "Windows line ends stay",
    "name: shop\r\ncompanions:\r\n  a:\r\n    pattern: ship # x\r\n",
    [
      { merge: ["companions", "a"], with: { drain: "1s" } },
      { merge: ["companions", "b"], with: { pattern: "ship", watch: ["/x"] } },
    ],
    "name: shop\r\ncompanions:\r\n  a:\r\n    pattern: ship # x\r\n    drain: 1s\r\n  b:\r\n    pattern: ship\r\n    watch: [/x]\r\n",
  ],
  [
    "a last line without a break",
    "name: shop\ncompanions:\n  a:\n    pattern: ship",
    [{ merge: ["companions", "a"], with: { drain: "1s" } }],
    "name: shop\ncompanions:\n  a:\n    pattern: ship\n    drain: 1s\n",
  ],
  ["a document of comments", "# yet to come\n", [{ set: ["name"], to: "shop" }], "# yet to come\nname: shop\n"],
  [
    "a document in JSON",
    '{"name": "shop", "companions": {}}\n',
    [
      { merge: ["companions", "a"], with: { pattern: "ship", watch: ["/x"] } },
      { merge: ["pod"], with: { kind: "Deployment" } },
    ],
    '{"name": "shop", "companions": {a: {pattern: ship, watch: [/x]}}, pod: {kind: Deployment}}\n',
  ],
  [
    "what is added follows the indentation of the document",
    "name: shop\napp:\n    run: x\n",
    [
      { merge: ["companions", "a"], with: { pattern: "ship", batch: { records: 1 } } },
      { set: ["app", "ports"], to: [{ name: "web", port: 1 }] },
    ],
    "name: shop\napp:\n    run: x\n    ports:\n        - name: web\n          port: 1\ncompanions:\n    a:\n        pattern: ship\n        batch:\n            records: 1\n",
  ],
];

test.each(rows)("%s", (_, given, edits, want) => {
  expect(editSpec(given, edits, schema)).toBe(want);
});

test.each(rows)("doing it twice is doing it once: %s", (_, _given, edits, want) => {
  const merges = edits.filter((edit) => !("remove" in edit));
  expect(editSpec(want, merges, schema)).toBe(want);
});

const oddlyWritten = [
  "# head\n\nname:   'shop'  # n\n\n\napp: {run: \"x\",\n   ports: [ 80 ,81, ]}\n\ncompanions:\n      a:   {pattern: ship}\n\n      # b\n      b:\n          pattern:    ship\n          watch:\n          - /a\n\n          - /b   # b\n# tail\n",
  "name: shop\r\n\r\ncompanions:\r\n  a:\r\n    pattern: ship   # x\r\n\r\n",
  "%YAML 1.2\n---\nname: shop\ncompanions: {a: {pattern: ship}}\n...\n# after\n",
  "name: shop\ncompanions:\n  a: &a\n    pattern: ship\n  b: *a",
  '{ "name": "shop",\n  "companions": { "a": { "pattern": "ship" } } }',
];

test.each(oddlyWritten)("an edit that changes nothing returns the very same bytes: %j", (text) => {
  const edits: Edit[] = [
    { merge: ["companions", "a"], with: { pattern: "ship", drain: undefined } },
    { set: ["name"], to: "shop" },
    { remove: ["companions", "none"] },
    { remove: ["images", "tag"] },
    { merge: ["companions", "a"], with: {} },
  ];
  expect(editSpec(text, edits, schema)).toBe(text);
});

test("a companion that others borrow from can change: they keep what they had", () => {
  const text = "name: shop\ncompanions:\n  a: &a\n    pattern: ship\n    drain: 1s\n  b: *a\n";
  expect(editSpec(text, [{ merge: ["companions", "a"], with: { drain: "2s" } }], schema)).toBe(
    "name: shop\ncompanions:\n  a: &a\n    pattern: ship\n    drain: 2s\n  b:\n    pattern: ship\n    drain: 1s\n",
  );
});

test("where an anchor leaves no safe place, nothing is changed and the path is named", () => {
  const text = "name: shop\ncompanions:\n  a: &a\n    pattern: ship\n  b: *a\n";
  const edit = () => editSpec(text, [{ remove: ["companions", "a"] }], schema);
  expect(edit).toThrow(ScaffoldError);
  expect(edit).toThrow("the document is written in a way that cannot be edited safely at companions.a");
});

test("a value that is used twice is written twice, not as an anchor", () => {
  const shared = ["/a.log"];
  const edited = editSpec(
    "name: shop\n",
    [{ set: ["companions"], to: { a: { pattern: "ship", watch: shared }, b: { pattern: "ship", watch: shared } } }],
    schema,
  );
  expect(edited).toBe(
    "name: shop\ncompanions:\n  a:\n    pattern: ship\n    watch: [/a.log]\n  b:\n    pattern: ship\n    watch: [/a.log]\n",
  );
});

test("an alias itself can be replaced by a mapping of its own", () => {
  const text = "name: shop\ncompanions:\n  a: &a\n    pattern: ship\n  b: *a # same\n";
  expect(editSpec(text, [{ merge: ["companions", "b"], with: { drain: "2s" } }], schema)).toBe(
    "name: shop\ncompanions:\n  a: &a\n    pattern: ship\n  b: # same\n    pattern: ship\n    drain: 2s\n",
  );
});

test("a text that is no YAML is refused with its place", () => {
  expect(() => editSpec("name: [shop\n", [{ set: ["name"], to: "x" }], schema)).toThrow("not YAML: the [ that starts here is never closed");
});

test("a new document explains itself and is valid", () => {
  const text = newDocument({ name: "shop", app: { run: "node server.mjs", folder: "app", ports: [8080], logs: ["/var/log/app/*.log"] } });
  expect(text).toBe(`# yaml-language-server: $schema=.scaffold/scaffold.schema.json

# The pod's name.
name: shop

# Your container: the one that the others serve.
app:
  run: node server.mjs
  folder: app
  ports: [8080]
  logs: [/var/log/app/*.log]

# The containers beside it, by name. \`scaffold sidecar\`, \`adapter\`, \`ambassador\` and \`init\` add some.
companions: {}
`);
  expect(readSpec(text, { file: "scaffold.yaml" }, schema).ok).toBe(true);
});

test("a new document may hold no more than a name, and whatever else is known", () => {
  for (const text of [
    newDocument({ name: "shop" }),
    newDocument({ name: "shop", pod: { kind: "Deployment" }, images: { prefix: "r.io/x" }, out: "pods" }),
  ]) {
    expect(readSpec(text, { file: "scaffold.yaml" }, schema).ok).toBe(true);
  }
});
