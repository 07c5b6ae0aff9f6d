import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { desiredFiles } from "../../src/project/desired.ts";
import { parseProject } from "../../src/project/load.ts";
import { testHost } from "../support/host.ts";
import { run } from "../support/tarball.ts";
import { temporary } from "../support/temporary.ts";

const repository = fileURLToPath(new URL("../..", import.meta.url));

/** An agent as a package in a folder of its own. */
function emitted(agent: string): string {
  const root = temporary();
  const place = { root, document: join(root, "scaffold.yaml"), shown: "scaffold.yaml", exists: true };
  const document = `name: shop\napp: {logs: [/var/log/app/*.log]}\ncompanions:\n  log-agent:\n    pattern: sidecar\n    port: 9101\n${agent}`;
  for (const { path, content } of desiredFiles(parseProject(place, document, testHost(root)).spec)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return join(root, "log-agent");
}

const sources = `    sources:
      app: { watch: [/var/log/app/*.log], multiline: java, exclude: ["*.old.log"] }
      audit: /var/log/audit/**/*.json
      legacy: { watch: [/var/log/legacy/*.txt], encoding: utf-16, container: cri }
`;

test.each([
  [
    "each sink that a test can stand for, and several sources",
    `${sources}    sinks:
      central: otlp http://collector:4318
      plain: http http://logs.example.com/ingest
      loki: { type: loki, url: https://loki.example.com, labels: { env: prod }, tenant: shop, auth: { secret: loki, user: shop } }
      search: { type: elasticsearch, url: http://search:9200, compression: gzip, auth: { secret: search } }
      lines: { type: tcp, url: tcp://lines:5170, format: raw }
      archive: file /var/log/shipped/all.ndjson
      here: stdout
    redact: [email, "key:password", "pattern:PID-[0-9]+"]
    sample: [{ match: GET /healthz, keep: 0 }]
    limit: { records: 1000 }
    state: { claim: c }
    trim: true
    gate: upstream
`,
  ],
  ["one sink, and no server over HTTP", "    sink: { type: tcp, url: tcp://lines:5170 }\n"],
  ["what comes in over the network, and no file", "    watch: []\n    listen: [tcp://127.0.0.1:5170, udp://:5140]\n    multiline: java\n"],
  ["what comes in over the network beside files", `${sources}    listen: [http://127.0.0.1:8090/logs]\n    multiline: python\n`],
  ["one sink with credentials", "    sink: { type: loki, url: http://localhost:3100, auth: { secret: s } }\n"],
])("an agent with %s passes its own test and type-checks", async (_, agent) => {
  const folder = emitted(agent);
  const { code, stdout, stderr } = await run(process.execPath, ["build.mjs", "--test"], folder, {
    SCAFFOLD_TOOLKIT: join(repository, "package.json"),
  });
  expect({ code, stdout, stderr }).toMatchObject({ code: 0, stdout: expect.stringContaining("every line of every source") });
  const tsc = join(repository, "node_modules/typescript/bin/tsc");
  const types = ["--typeRoots", join(repository, "node_modules/@types")];
  expect(spawnSync(process.execPath, [tsc, "--noEmit", "-p", folder, ...types], { encoding: "utf8" })).toMatchObject({
    status: 0,
    stdout: "",
  });
});
