import { expect, test } from "vitest";
import { projectSchema } from "../../src/patterns/index.ts";
import { patternRules } from "../../src/patterns/rules.ts";
import { readSpec } from "../../src/spec/read.ts";

function issuesOf(companions: string, rest = ""): string[] {
  const read = readSpec(`name: shop\n${rest}companions:\n${companions}`, { file: "f", rules: patternRules }, projectSchema());
  return read.ok ? [] : read.issues.map(({ message }) => message);
}

const hides = (path: string, folder: string) => `${path}: the folder ${folder} would become a volume and hide what the image has there`;
const holdsState = (path: string, folder: string) =>
  `${path}: the folder ${folder} would become a volume, and /var/lib/a in it is where the agent keeps its state`;

test.each<[title: string, companions: string, rest: string, want: string[]]>([
  ["ordinary folders are fine", "  a: {pattern: sidecar, sink: {type: file}}\n", "app: {logs: [/var/log/app/*.log, /tmp/*.log]}\n", []],
  ["logs in the root folder are refused once", "  a: {pattern: sidecar}\n", "app: {logs: [/*.log]}\n", [hides("app.logs[0]", "/")]],
  [
    "a wildcard for a system folder too",
    "  a: {pattern: sidecar, watch: ['/usr/*/x.log']}\n",
    "",
    [hides("companions.a.watch[0]", "/usr")],
  ],
  [
    "fetching over the programs",
    "  f: {pattern: init, task: fetch, url: 'https://x/y', into: /usr/local/}\n",
    "",
    [hides("companions.f.into", "/usr/local")],
  ],
  [
    "a sink that would share the folder of the settings",
    "  a: {pattern: sidecar, settings: s, sinks: {settings: stdout}}\n",
    "app: {logs: [/var/log/app/*.log]}\n",
    ["companions.a.sinks.settings: a sink cannot have this name beside settings"],
  ],
  [
    "watching the agent's own state",
    "  a: {pattern: sidecar, watch: [/var/lib/**/*.log]}\n",
    "",
    [holdsState("companions.a.watch[0]", "/var/lib")],
  ],
  [
    "the same through the app's logs",
    "  a: {pattern: sidecar}\n",
    "app: {logs: [/var/lib/a/*.log]}\n",
    [holdsState("companions.a", "/var/lib/a")],
  ],
  [
    "a sink in the agent's own state",
    "  a: {pattern: sidecar, watch: [/x/*], sink: {type: file, path: /var/lib/a/out}}\n",
    "",
    [holdsState("companions.a.sink.path", "/var/lib/a")],
  ],
  [
    "system folders and the agent's own state, in each of several sources",
    "  a: {pattern: sidecar, sources: {one: /x/*, two: /etc/*.log, three: {watch: [/x/*, '/usr/*/x.log', /var/lib/a/*]}}}\n",
    "",
    [
      hides("companions.a.sources.two", "/etc"),
      hides("companions.a.sources.three.watch[1]", "/usr"),
      holdsState("companions.a.sources.three.watch[2]", "/var/lib/a"),
    ],
  ],
  [
    "and in each of several sinks, short or long",
    "  a: {pattern: adapter, watch: [/x/*], sinks: {one: file /etc/one, two: {type: file, path: /var/lib/a/two}, three: file /y/three, four: file}}\n",
    "",
    [hides("companions.a.sinks.one", "/etc"), holdsState("companions.a.sinks.two.path", "/var/lib/a")],
  ],
  [
    "what the app logs is of no concern to an agent with sources of its own",
    "  a: {pattern: sidecar, sources: {one: /x/*}}\n",
    "app: {logs: [/var/lib/a/*.log]}\n",
    [],
  ],
  [
    "a sink of the short form among the watched files",
    "  a: {pattern: sidecar, sources: {one: '/logs/**/*.log', b: '/var/log/*/*'}, sinks: {all: file /logs/all/out.log, again: file}}\n",
    "",
    [
      "companions.a.sinks.all: /logs/all/out.log is among the files that a watches",
      "companions.a.sinks.again: /var/log/shipped/records.ndjson is among the files that a watches",
    ],
  ],
  [
    "a sink among the watched files",
    "  a: {pattern: sidecar, watch: ['/logs/**/*.log'], sink: {type: file, path: /logs/all/out.log}}\n",
    "",
    ["companions.a.sink.path: /logs/all/out.log is among the files that a watches"],
  ],
  ...(["sidecar, watch: [/x/*]", "adapter, watch: [/x/*]"] as const).map((pattern): [string, string, string, string[]] => [
    `a sink's URL with user, password, token and fragment (${pattern})`,
    `  a: {pattern: ${pattern}, sink: {type: otlp, url: 'http://user:pw@c:4318/?x=1&api_key=k#y'}, env: {SINK_URL: 'https://u:p@h'}}\n`,
    "",
    [
      "companions.a.sink.url: a user or password has no place in a file that is committed",
      "companions.a.sink.url: what is behind # is never sent",
      'companions.a.sink.url: the parameter "api_key" looks like a credential, and this file is committed',
      "companions.a.env.SINK_URL: a user or password has no place in a file that is committed",
    ],
  ]),
  [
    "a sink's URL with a query",
    "  a: {pattern: sidecar, watch: [/x/*], sink: {type: http, url: 'http://h/insert?_time_field=time'}}\n",
    "",
    [],
  ],
  ["a sink beside them", "  a: {pattern: sidecar, watch: [/logs/*.log], sink: {type: file, path: /logs/out.ndjson}}\n", "", []],
  [
    "a grace period shorter than the drain",
    "  a: {pattern: sidecar, watch: [/x/*], drain: 40s}\n",
    "pod: {grace: 30s}\n",
    ["pod.grace: 30s is over before a may have delivered everything (drain: 40s)"],
  ],
  [
    "two archives for folders of which one holds the other",
    "  a: {pattern: init, task: fetch, url: 'https://x/a.tgz', into: /srv/}\n  b: {pattern: init, task: fetch, url: 'https://x/b', into: /srv/b}\n",
    "",
    ["companions.b.into: b and a would empty each other's folder"],
  ],
  [
    "files side by side, and an archive in a folder below",
    "  a: {pattern: init, task: fetch, url: 'https://x/a', into: /srv}\n  b: {pattern: init, task: fetch, url: 'https://x/b', into: /srv}\n" +
      "  c: {pattern: init, task: fetch, url: 'https://x/c.zip', into: /srv/c}\n  d: {pattern: init, task: fetch, url: 'https://x/d.zip', into: /srv/cd}\n",
    "",
    [],
  ],
  ...(["sidecar", "adapter"] as const).map((pattern): [string, string, string, string[]] => [
    `one state for several pods (${pattern})`,
    `  a: {pattern: ${pattern}, watch: [/x/*], state: {claim: c}}\n`,
    "pod: {kind: Deployment, replicas: 2}\n",
    ["companions.a.state: 2 pods (pod.replicas) would share it and destroy each other's checkpoint"],
  ]),
  ["one state for one pod", "  a: {pattern: sidecar, watch: [/x/*], state: {claim: c}}\n", "pod: {kind: Deployment, replicas: 1}\n", []],
  ["several pods, each with an emptyDir", "  a: {pattern: sidecar, watch: [/x/*]}\n", "pod: {kind: Deployment, replicas: 2}\n", []],
  ["no grace period is too short for an init container", "  i: {pattern: init, task: wait}\n", "pod: {grace: 0s}\n", []],
])("%s", (_, companions, rest, want) => {
  expect(issuesOf(companions, rest)).toEqual(want);
});

test("a refused drain is one finding, whatever the grace period", () => {
  expect(issuesOf("  a: {pattern: sidecar, watch: [/x/*], drain: soon}\n", "pod: {grace: 30s}\n")).toHaveLength(1);
});

test("with plain containers, no init container may wait for the ambassador", () => {
  const late = "which with `sidecars: classic` starts after the init containers: the pod would never start";
  const companions =
    "  db: {pattern: ambassador, routes: {dev: {}, test: {}, prod: {}}}\n  cache: {pattern: ambassador, protocol: tcp, listen: 6379, routes: {dev: {}, test: {}, prod: {}}}\n" +
    "  w: {pattern: init, task: wait, for: ['postgres://shop@localhost/shop', 'tcp://127.0.0.1:6379', 'tcp://localhost:6380', 'tcp://db:5432']}\n" +
    "  m: {pattern: init, task: run, run: migrate}\n" +
    "  n: {pattern: init, task: run, run: migrate, env: {DATABASE_URL: {secret: db, key: url}}}\n";
  const app = "app: {env: {DATABASE_URL: 'postgres://shop@localhost:5432/shop?sslmode=disable'}}\n";
  expect(issuesOf(companions, `${app}pod: {sidecars: classic}\n`)).toEqual([
    `companions.w.for[0]: postgres://shop@localhost/shop is db, ${late}`,
    `companions.w.for[1]: tcp://127.0.0.1:6379 is cache, ${late}`,
    "companions.m: it has DATABASE_URL=postgres://shop@localhost:5432/shop?sslmode=disable from the app, which is db: with `sidecars: classic` that starts after the init containers",
  ]);
  expect(issuesOf(companions, app)).toEqual([]);
});
