import { expect, test } from "vitest";
import { renderIssue } from "../../src/cli/report/issue.ts";
import { readSpec } from "../../src/spec/read.ts";
import { schema } from "./grammar.ts";

function rendered(text: string): string {
  const result = readSpec(text, { file: "scaffold.yaml" }, schema);
  return result.ok ? "" : result.issues.map(renderIssue).join("");
}

const mistakes: [title: string, given: string, want: string][] = [
  [
    "a value that is one letter off is named with the one that was meant",
    "name: shop\ncompanions:\n  log-agent:\n    pattern: ship\n    sink:\n      type: oltp\n",
    `error: companions.log-agent.sink.type: expected one of stdout, otlp, http; got "oltp"
  --> scaffold.yaml:6:13
    6 |       type: oltp
      |             ^
  hint: did you mean "otlp"?
`,
  ],
  [
    "a misspelt key is named with the one that was meant",
    "name: shop\napp:\n  imaeg: shop\n",
    `error: app.imaeg: unknown key
  --> scaffold.yaml:3:3
    3 |   imaeg: shop
      |   ^
  hint: did you mean "image"?
`,
  ],
  [
    "a misspelt required key is one mistake",
    "nmae: shop\n",
    `error: nmae: unknown key
  --> scaffold.yaml:1:1
    1 | nmae: shop
      | ^
  hint: did you mean "name"?
`,
  ],
  [
    "an unknown key without a likely meaning lists what is known",
    "name: shop\nimages: {registry: x}\n",
    `error: images.registry: unknown key
  --> scaffold.yaml:2:10
    2 | images: {registry: x}
      |          ^
  hint: known here: prefix, tag
`,
  ],
  [
    "a key one level too high is sent to its place",
    "name: shop\nrun: node server.mjs\n",
    `error: run: unknown key
  --> scaffold.yaml:2:1
    2 | run: node server.mjs
      | ^
  hint: "run" belongs under "app"
`,
  ],
  [
    "a key of another branch is told which",
    "name: shop\ncompanions:\n  a: {pattern: ship, sink: {type: stdout, url: http://x}}\n",
    `error: companions.a.sink.url: unknown key
  --> scaffold.yaml:3:43
    3 |   a: {pattern: ship, sink: {type: stdout, url: http://x}}
      |                                           ^
  hint: "url" goes with type: otlp or http
`,
  ],
  [
    "a key of another task is told which",
    "name: shop\ncompanions:\n  a: {pattern: setup, task: fetch, url: http://x, timeout: 5s}\n",
    `error: companions.a.timeout: unknown key
  --> scaffold.yaml:3:51
    3 |   a: {pattern: setup, task: fetch, url: http://x, timeout: 5s}
      |                                                   ^
  hint: "timeout" goes with task: wait
`,
  ],
  [
    "a misspelt pattern does not hide the mistakes behind it",
    "name: shop\ncompanions:\n  a:\n    pattern: shipp\n    gaet: none\n    drain: 10\n",
    `error: companions.a.pattern: expected one of ship, setup; got "shipp"
  --> scaffold.yaml:4:14
    4 |     pattern: shipp
      |              ^
  hint: did you mean "ship"?
error: companions.a.gaet: unknown key
  --> scaffold.yaml:5:5
    5 |     gaet: none
      |     ^
  hint: did you mean "gate"?
error: companions.a.drain: expected a duration such as 500ms, 30s, 5m or 1h; got 10
  --> scaffold.yaml:6:12
    6 |     drain: 10
      |            ^
`,
  ],
  [
    "a misspelt key does not hide the mistakes below it",
    "name: shop\ncompanions:\n  a:\n    patern: ship\n    snik: {type: htpt, url: nowhere}\n",
    `error: companions.a.patern: unknown key
  --> scaffold.yaml:4:5
    4 |     patern: ship
      |     ^
  hint: did you mean "pattern"?
error: companions.a.snik: unknown key
  --> scaffold.yaml:5:5
    5 |     snik: {type: htpt, url: nowhere}
      |     ^
  hint: did you mean "sink"?
error: companions.a.snik.type: expected one of stdout, otlp, http; got "htpt"
  --> scaffold.yaml:5:18
    5 |     snik: {type: htpt, url: nowhere}
      |                  ^
  hint: did you mean "http"?
error: companions.a.snik.url: expected a URL that starts with http:// or https://; got "nowhere"
  --> scaffold.yaml:5:29
    5 |     snik: {type: htpt, url: nowhere}
      |                             ^
`,
  ],
  [
    "a companion without a pattern",
    "name: shop\ncompanions:\n  a:\n    task: wait\n",
    `error: companions.a.pattern: missing; expected one of ship, setup
  --> scaffold.yaml:3:3
    3 |   a:
      |   ^
  hint: add "pattern: ship"
`,
  ],
  [
    "a missing key points at what lacks it, with an example",
    "name: shop\ncompanions:\n  a:\n    pattern: setup\n    task: wait\n",
    `error: companions.a.for: missing; expected a list
  --> scaffold.yaml:3:3
    3 |   a:
      |   ^
  hint: add "for: [tcp://db:5432]"
`,
  ],
  [
    "nothing behind a key",
    "name: shop\ncompanions:\n  a:\n",
    `error: companions.a: expected a mapping (key: value); got nothing
  --> scaffold.yaml:3:3
    3 |   a:
      |   ^
`,
  ],
  [
    "a choice written as one word",
    "name: shop\ncompanions:\n  a: {pattern: ship, sink: otlp}\n",
    `error: companions.a.sink: expected a mapping (key: value); got "otlp"
  --> scaffold.yaml:3:28
    3 |   a: {pattern: ship, sink: otlp}
      |                            ^
  hint: write {type: otlp}
`,
  ],
  [
    "a single value where a list is wanted",
    "name: shop\napp: {logs: /var/log/app/*.log}\n",
    `error: app.logs: expected a list; got "/var/log/app/*.log"
  --> scaffold.yaml:2:13
    2 | app: {logs: /var/log/app/*.log}
      |             ^
  hint: write a list: [/var/log/app/*.log]
`,
  ],
  [
    "an empty list where one item is needed",
    "name: shop\ncompanions:\n  a: {pattern: ship, watch: []}\n",
    `error: companions.a.watch: expected at least 1 item; got none
  --> scaffold.yaml:3:29
    3 |   a: {pattern: ship, watch: []}
      |                             ^
`,
  ],
  [
    "a number where text is wanted keeps its spelling",
    "name: shop\nimages: {tag: 1.10}\n",
    `error: images.tag: expected a tag of letters, digits, _, . and -; got 1.10
  --> scaffold.yaml:2:15
    2 | images: {tag: 1.10}
      |               ^
  hint: write it in quotes: "1.10"
`,
  ],
  [
    "a number in an environment",
    "name: shop\napp:\n  env:\n    PORT: 8080\n    DEBUG: true\n",
    `error: app.env.PORT: expected text, {secret, key} or {configMap, key}; got 8080
  --> scaffold.yaml:4:11
    4 |     PORT: 8080
      |           ^
  hint: write it in quotes: "8080"
error: app.env.DEBUG: expected text, {secret, key} or {configMap, key}; got true
  --> scaffold.yaml:5:12
    5 |     DEBUG: true
      |            ^
  hint: write it in quotes: "true"
`,
  ],
  [
    "half a reference in an environment",
    "name: shop\napp:\n  env: {PASSWORD: {secret: db, kee: password}}\n",
    `error: app.env.PASSWORD.kee: unknown key
  --> scaffold.yaml:3:32
    3 |   env: {PASSWORD: {secret: db, kee: password}}
      |                                ^
  hint: did you mean "key"?
`,
  ],
  [
    "a number in quotes",
    'name: shop\napp: {ports: ["8080"]}\n',
    `error: app.ports[0]: expected a port, 1 to 65535, or {name, port}; got "8080"
  --> scaffold.yaml:2:15
    2 | app: {ports: ["8080"]}
      |               ^
  hint: write 8080 without quotes
`,
  ],
  [
    "a port out of range",
    "name: shop\napp: {ports: [80800]}\n",
    `error: app.ports[0]: expected a port, 1 to 65535; got 80800
  --> scaffold.yaml:2:15
    2 | app: {ports: [80800]}
      |               ^
`,
  ],
  [
    "a yes that is no boolean",
    "name: shop\ncompanions:\n  a: {pattern: setup, task: fetch, url: http://x, unpack: yes}\n",
    `error: companions.a.unpack: expected true or false; got "yes"
  --> scaffold.yaml:3:59
    3 |   a: {pattern: setup, task: fetch, url: http://x, unpack: yes}
      |                                                           ^
  hint: write true
`,
  ],
  [
    "a name with capitals",
    "name: Web_Shop\n",
    `error: name: expected a name of lowercase letters, digits and -, at most 63 characters, not starting or ending with -; got "Web_Shop"
  --> scaffold.yaml:1:7
    1 | name: Web_Shop
      |       ^
  hint: write "web-shop"
`,
  ],
  [
    "a companion's name with capitals does not hide what is below",
    "name: shop\ncompanions:\n  Log_Agent:\n    pattern: ship\n    dran: 1s\n",
    `error: companions.Log_Agent: expected a name of lowercase letters, digits and -, at most 63 characters, not starting or ending with -; got "Log_Agent"
  --> scaffold.yaml:3:3
    3 |   Log_Agent:
      |   ^
  hint: write "log-agent"
error: companions.Log_Agent.dran: unknown key
  --> scaffold.yaml:5:5
    5 |     dran: 1s
      |     ^
  hint: did you mean "drain"?
`,
  ],
  [
    "a path out of the project",
    "name: shop\nout: ../elsewhere\n",
    `error: out: expected a path inside the project such as app/server, with "/" and without ".."; got "../elsewhere"
  --> scaffold.yaml:2:6
    2 | out: ../elsewhere
      |      ^
`,
  ],
  [
    "a list item deep inside",
    "name: shop\napp:\n  ports:\n    - 8080\n    - name: web\n      prot: 80\n",
    `error: app.ports[1].prot: unknown key
  --> scaffold.yaml:6:7
    6 |       prot: 80
      |       ^
  hint: did you mean "port"?
`,
  ],
  [
    "a mapping where text is wanted",
    "name: shop\napp:\n  run: {node: server}\n",
    `error: app.run: expected text; got a mapping
  --> scaffold.yaml:3:8
    3 |   run: {node: server}
      |        ^
`,
  ],
  [
    "a key that is no plain word",
    'name: shop\npod:\n  labels:\n    "bad key": x\n    ok.io/y: "-"\n',
    `error: pod.labels["bad key"]: expected a label key such as app.kubernetes.io/name; got "bad key"
  --> scaffold.yaml:4:5
    4 |     "bad key": x
      |     ^
error: pod.labels["ok.io/y"]: expected at most 63 letters, digits, -, _ and ., between letters or digits; got "-"
  --> scaffold.yaml:5:14
    5 |     ok.io/y: "-"
      |              ^
`,
  ],
  [
    "tabs are one mistake, and hide nothing",
    "name: shop\napp:\n\timaeg: shop\n\tports:\n\t\t- x\n",
    `error: tabs cannot indent YAML (3 lines)
  --> scaffold.yaml:3:1
    3 |  imaeg: shop
      | ^
  hint: indent with two spaces
error: app.imaeg: unknown key
  --> scaffold.yaml:3:2
    3 |  imaeg: shop
      |  ^
  hint: did you mean "image"?
error: app.ports[0]: expected a port, 1 to 65535, or {name, port}; got "x"
  --> scaffold.yaml:5:5
    5 |   - x
      |     ^
`,
  ],
  [
    "a key written twice",
    "name: shop\napp: {run: a}\napp: {rnu: b}\n",
    `error: app: written twice, first on line 2
  --> scaffold.yaml:3:1
    3 | app: {rnu: b}
      | ^
  hint: remove one of the two
error: app.rnu: unknown key
  --> scaffold.yaml:3:7
    3 | app: {rnu: b}
      |       ^
  hint: did you mean "run"?
`,
  ],
  [
    "a colon that needs quotes",
    "name: shop\nnoun: x\napp:\n  run: echo: hello\n",
    `error: noun: unknown key
  --> scaffold.yaml:2:1
    2 | noun: x
      | ^
  hint: known here: name, extends, templates, app, companions, pod, images, out
error: not YAML: nested mappings are not allowed in compact mappings
  --> scaffold.yaml:4:8
    4 |   run: echo: hello
      |        ^
  hint: put the value in quotes: "…"
`,
  ],
  [
    "a quote that is never closed does not hide what is above it",
    'name: shop\nout: /x\napp:\n  run: "node\n  ports: [x]\n',
    `error: out: expected a path inside the project such as app/server, with "/" and without ".."; got "/x"
  --> scaffold.yaml:2:6
    2 | out: /x
      |      ^
error: not YAML: the quote that starts here is never closed
  --> scaffold.yaml:4:8
    4 |   run: "node
      |        ^
  hint: close it at the end of the text
`,
  ],
  [
    "an unclosed list",
    "name: shop\napp: {ports: [8080}\nimages: {tga: x}\n",
    `error: not YAML: the [ that starts here is never closed
  --> scaffold.yaml:2:14
    2 | app: {ports: [8080}
      |              ^
  hint: close it with ]
`,
  ],
  [
    "a glob that YAML takes for an alias",
    "name: shop\napp:\n  logs: [*.log]\n  imaeg: x\n",
    `error: not YAML: *.log refers to nothing
  --> scaffold.yaml:3:10
    3 |   logs: [*.log]
      |          ^
  hint: write it in quotes: "*.log"
error: app.imaeg: unknown key
  --> scaffold.yaml:4:3
    4 |   imaeg: x
      |   ^
  hint: did you mean "image"?
`,
  ],
  [
    "a second document",
    "name: shop\n---\nname: other\n",
    `error: a second document starts here; a project has one
  --> scaffold.yaml:2:1
    2 | ---
      | ^
  hint: remove the line "---"
`,
  ],
  [
    "a tag",
    "name: !label shop\n",
    `error: not YAML 1.2: unresolved tag: !label
  --> scaffold.yaml:1:7
    1 | name: !label shop
      |       ^
  hint: remove the tag
`,
  ],
  [
    "an empty document",
    "",
    `error: the document is empty
  --> scaffold.yaml:1:1
  hint: start it with a name, such as name: shop
`,
  ],
  [
    "only comments",
    "# name: shop\n",
    `error: the document is empty
  --> scaffold.yaml:1:1
    1 | # name: shop
      | ^
  hint: start it with a name, such as name: shop
`,
  ],
  [
    "a list instead of a document",
    "- name: shop\n",
    `error: expected a mapping (key: value)
  --> scaffold.yaml:1:1
    1 | - name: shop
      | ^
  hint: start it with a name, such as name: shop
`,
  ],
  [
    "all at once, in the order of the lines",
    "run: x\nname: Shop\napp: {ports: [0]}\npod: {kind: deployment}\n",
    `error: run: unknown key
  --> scaffold.yaml:1:1
    1 | run: x
      | ^
  hint: "run" belongs under "app"
error: name: expected a name of lowercase letters, digits and -, at most 63 characters, not starting or ending with -; got "Shop"
  --> scaffold.yaml:2:7
    2 | name: Shop
      |       ^
  hint: write "shop"
error: app.ports[0]: expected a port, 1 to 65535; got 0
  --> scaffold.yaml:3:15
    3 | app: {ports: [0]}
      |               ^
error: pod.kind: expected one of Pod, Deployment; got "deployment"
  --> scaffold.yaml:4:13
    4 | pod: {kind: deployment}
      |             ^
  hint: did you mean "Deployment"?
`,
  ],
  [
    "Windows line ends",
    "name: shop\r\napp:\r\n  imaeg: shop\r\n",
    `error: app.imaeg: unknown key
  --> scaffold.yaml:3:3
    3 |   imaeg: shop
      |   ^
  hint: did you mean "image"?
`,
  ],
  [
    "a byte order mark",
    "\ufeffname: Shop\n",
    `error: name: expected a name of lowercase letters, digits and -, at most 63 characters, not starting or ending with -; got "Shop"
  --> scaffold.yaml:1:7
    1 | name: Shop
      |       ^
  hint: write "shop"
`,
  ],
];

test.each(mistakes)("%s", (_, given, want) => {
  expect(rendered(given)).toBe(want);
});

test("a name is all that a document needs", () => {
  const result = readSpec("name: shop\n", { file: "scaffold.yaml" }, schema);
  expect(result.ok && result.value).toEqual({
    name: "shop",
    app: { folder: ".", ports: [], logs: [], env: {} },
    companions: {},
    pod: { kind: "Pod", labels: {}, annotations: {}, lifecycle: "independent", sidecars: "native", environments: ["dev", "test", "prod"] },
    images: { tag: "dev" },
    out: ".",
  });
});

test("companions come with the defaults of their pattern, in the order they are written", () => {
  const text = "name: shop\ncompanions:\n  b: {pattern: setup, task: wait, for: [tcp://db:5432]}\n  a: {pattern: ship}\n";
  const result = readSpec(text, { file: "scaffold.yaml" }, schema);
  expect(result.ok && Object.entries(result.value.companions)).toEqual([
    ["b", { pattern: "setup", task: "wait", for: ["tcp://db:5432"], timeout: "5m" }],
    ["a", { pattern: "ship", sink: { type: "stdout" }, batch: { records: 100, bytes: "1MiB" }, gate: "none", drain: "25s" }],
  ]);
});

test("an anchor serves several companions", () => {
  const text = "name: shop\ncompanions:\n  a: &a {pattern: ship, gate: upstream}\n  b: *a\n";
  const result = readSpec(text, { file: "scaffold.yaml" }, schema);
  expect(result.ok && result.value.companions["b"]).toMatchObject({ pattern: "ship", gate: "upstream" });
});

test("a mistake below an alias is shown where the anchor is written", () => {
  expect(rendered("name: shop\ncompanions:\n  a: &a\n    pattern: ship\n    gaet: none\n  b: *a\n")).toContain("--> scaffold.yaml:5:5");
});

test("places are found for errors that come to light later", () => {
  const result = readSpec("name: shop\ncompanions:\n  a:\n    pattern: ship\n    port: 8080\n", { file: "shop/scaffold.yaml" }, schema);
  expect(result.ok && result.place(["companions", "a", "port"])).toEqual({
    file: "shop/scaffold.yaml",
    line: 5,
    column: 11,
    excerpt: "    port: 8080",
  });
});

test("a document that lets aliases grow without bound is refused, not expanded", () => {
  const levels = Array.from(
    { length: 12 },
    (_, level) =>
      `x${level}: &a${level} [${Array(10)
        .fill(level === 0 ? "x" : `*a${level - 1}`)
        .join(", ")}]`,
  );
  expect(rendered(`${levels.join("\n")}\nname: *a11\n`)).toContain("error: not YAML: excessive alias count");
});
