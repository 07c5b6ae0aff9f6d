import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parseDocument } from "yaml";
import { initCluster } from "../runtime/setup/postgres-server.ts";
import { Engine, jsonLines, podmanMissing } from "./engine.ts";

const here = dirname(fileURLToPath(import.meta.url));
const repository = join(here, "../..");
const scaffold = (cwd: string, ...args: string[]) =>
  execFileSync(process.execPath, [join(repository, "bin/scaffold.js"), ...args], {
    cwd,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
const ports = { database: 15432, collector: 4318 };
const password = "secret"; // as initCluster sets it

let folder: string;
let shop: string;
let engine: Engine;
const ends: (() => void)[] = [];

beforeAll(async () => {
  if (podmanMissing) return;
  folder = realpathSync(mkdtempSync(join(tmpdir(), "scaffold-podman-")));
  ends.push(() => rmSync(folder, { recursive: true, force: true }));
  engine = new Engine(folder);
  ends.unshift(() => engine.stop());
  engine.start();
  startDatabase();
  const artefact = makeArtefact();
  await startCollector();
  shop = await makeShop(artefact);
}, 300_000);

afterAll(() => {
  for (const end of ends) end();
}, 120_000);

/** A real server where the pod's network reaches it; SCRAM-SHA-256, so the app's connections need the ambassador's password. */
function startDatabase(): void {
  // A user's home is not always open to the server's user.
  const place = mkdtempSync(join(tmpdir(), "scaffold-podman-db-"));
  const data = initCluster(place, "scram-sha-256");
  appendFileSync(join(data, "pg_hba.conf"), "host all all all scram-sha-256\n");
  appendFileSync(
    join(data, "postgresql.conf"),
    `listen_addresses = '*'\nport = ${ports.database}\nunix_socket_directories = ''\nfsync = off\n`,
  );
  const owner = execFileSync("stat", ["-c", "--reuid=%u --regid=%g", data], { encoding: "utf8" }).trim().split(" ");
  const control = (...args: string[]) =>
    engine.run("setpriv", [...owner, "--clear-groups", "pg_ctl", "-D", data, "-w", "-l", join(data, "server.log"), ...args], { cwd: "/" });
  control("start");
  ends.unshift(() => {
    control("stop", "-m", "immediate");
    rmSync(place, { recursive: true, force: true });
  });
}

/** What the init container fetches. */
function makeArtefact(): { sha256: string } {
  writeFileSync(join(folder, "version.txt"), "2026\n");
  execFileSync("tar", ["-C", folder, "-czf", join(folder, "artefact.tar.gz"), "version.txt"]);
  return {
    sha256: createHash("sha256")
      .update(readFileSync(join(folder, "artefact.tar.gz")))
      .digest("hex"),
  };
}

async function startCollector(): Promise<void> {
  const collector = engine.spawn(process.execPath, [join(here, "collector.mjs"), String(ports.collector), folder], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  ends.unshift(() => collector.kill());
  await new Promise((resolve) => collector.stdout?.once("data", resolve));
}

/** The reference project as it is, with the addresses of this test, in the classic form: an init container cannot use the ambassador there. */
async function makeShop({ sha256 }: { sha256: string }): Promise<string> {
  const root = join(folder, "shop");
  mkdirSync(join(root, "app"), { recursive: true });
  const document = parseDocument(readFileSync(join(repository, "generated/shop/scaffold.yaml"), "utf8"));
  const collector = `http://${engine.gateway}:${ports.collector}`;
  const address = `${engine.gateway}:${ports.database}`;
  document.setIn(["pod", "sidecars"], "classic");
  for (const name of ["log-agent", "access-adapter"]) document.setIn(["companions", name, "sink", "url"], collector);
  document.setIn(["companions", "orders-db", "routes", "dev", "url"], `postgres://postgres@${address}/postgres`);
  document.setIn(["companions", "wait-for-db", "for"], [`tcp://${address}`]);
  document.setIn(["companions", "fetch-catalogue", "url"], `${collector}/artefact.tar.gz`);
  document.setIn(["companions", "fetch-catalogue", "sha256"], sha256);
  document.setIn(["companions", "migrate", "env"], { DATABASE_URL: { secret: "migration", key: "url" } });
  writeFileSync(join(root, "scaffold.yaml"), document.toString());
  scaffold(root, "generate");
  for (const program of ["server", "migrate"])
    await build({
      entryPoints: [join(here, "app", `${program}.mjs`)],
      outfile: join(root, "app", `${program}.mjs`),
      bundle: true,
      platform: "node",
      format: "esm",
      external: ["pg-native"],
      banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
      logLevel: "error",
    });
  writeFileSync(
    join(root, "app/Dockerfile"),
    'FROM node:24-alpine\nWORKDIR /app\nCOPY server.mjs migrate.mjs ./\nUSER 1000:1000\nENTRYPOINT ["node", "/app/server.mjs"]\n',
  );
  // The form in which Podman before 4.4 keeps a Secret of Kubernetes.
  const secrets: Record<string, Record<string, string>> = {
    collector: { headers: "x-team=shop" },
    "orders-db": {
      "admin-token": "token",
      "dev-password": password,
      "test-password": password,
      "prod-url": `postgres://shop@${address}/x`,
    },
    migration: { url: `postgres://postgres:${password}@${address}/postgres` },
  };
  for (const [name, values] of Object.entries(secrets)) {
    const encoded = Object.entries(values).map(([key, value]) => [key, Buffer.from(value).toString("base64")]);
    const file = join(folder, `${name}.json`);
    writeFileSync(file, JSON.stringify(Object.fromEntries(encoded)));
    engine.podman("secret", "create", name, file);
  }
  return root;
}

async function until<T>(what: string, check: () => T | undefined | false): Promise<T> {
  const end = Date.now() + 60_000;
  for (;;) {
    const found = check();
    if (found) return found;
    if (Date.now() > end)
      throw new Error(`not within a minute: ${what}\n${engine.podman("ps", "--all", "--format", "{{.Names}} {{.Status}}")}`);
    await sleep(250);
  }
}

/** Asks from inside the pod, where localhost is the pod's. `undefined`: no answer, or not 2xx. */
function ask(port: number, path: string, method = "GET"): string | undefined {
  const script = `const r = await fetch("http://localhost:${port}${path}", { method: "${method}" }); console.log(await r.text()); process.exit(r.ok ? 0 : 1)`;
  try {
    return engine.podman("exec", "shop-shop", "node", "--input-type=module", "-e", script).trim();
  } catch {
    return undefined;
  }
}

interface OtlpBody {
  resourceLogs: {
    scopeLogs: { logRecords: { body?: { stringValue?: string }; attributes?: { key: string; value: { stringValue?: string } }[] }[] }[];
  }[];
}

function received() {
  return (jsonLines(join(folder, "received.ndjson")) as OtlpBody[]).flatMap(({ resourceLogs }) =>
    resourceLogs.flatMap(({ scopeLogs }) => scopeLogs.flatMap(({ logRecords }) => logRecords)),
  );
}

test.skipIf(podmanMissing)("podman kube play runs the shop's classic manifest with images of the emitted Dockerfiles", async () => {
  const commands = scaffold(shop, "images", "--engine", "podman").split("\n");
  for (const command of commands.filter((line) => line.startsWith("podman build "))) engine.run("sh", ["-ec", command], { cwd: shop });
  engine.podman("kube", "play", "--network", engine.network, join(shop, "podman.yaml"));

  await until("all companions and the app are ready", () =>
    [8080, 9101, 9102, 9103].every((port) => ask(port, port === 8080 ? "/healthz" : "/readyz") !== undefined),
  );
  expect(engine.podman("logs", "shop-migrate")).toContain("migrated with catalogue 2026");

  const orders = [1, 2, 3].map(() => JSON.parse(ask(8080, "/orders", "POST") ?? "null"));
  expect(orders).toEqual(["1", "2", "3"].map((id) => ({ id, database: "postgres" })));

  const records = await until("three lines of each log arrived", () => received().length >= 6 && received());
  const bodies = records.map(({ body }) => body?.stringValue ?? "");
  for (const { id } of orders) expect(bodies.filter((body) => body.includes(`"order":"${id}"`))).toHaveLength(1);
  const agents = records.flatMap(({ attributes = [] }) => attributes.filter(({ key }) => key === "user_agent.original"));
  expect(agents.map(({ value }) => value.stringValue).sort()).toEqual(["order/1", "order/2", "order/3"]);

  // No container was restarted on the way, and all stop when asked.
  const inspected = JSON.parse(engine.podman("inspect", ...engine.podman("ps", "--all", "--quiet").trim().split("\n")));
  const restarts = (inspected as { Name: string; RestartCount: number }[]).filter(({ RestartCount }) => RestartCount > 0);
  expect(restarts.map(({ Name }) => Name)).toEqual([]);
  engine.podman("pod", "stop", "--time", "20", "shop");
  const codes = engine.podman("ps", "--all", "--filter", "name=shop-", "--format", "{{.Names}} {{.ExitCode}}").trim().split("\n");
  expect(codes.filter((line) => !line.endsWith(" 0"))).toEqual([]);
});
