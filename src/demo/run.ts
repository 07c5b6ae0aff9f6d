import { randomBytes } from "node:crypto";
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startReceiver } from "../console/receiver.ts";
import type { PodEvent } from "../engine/driver.ts";
import { worldHere } from "../engine/isolation.ts";
import { createObjects } from "../engine/objects.ts";
import { type PodRun, startPod } from "../engine/run.ts";
import { startWatchdog } from "../engine/watchdog.ts";
import type { Host } from "../host.ts";
import { createMissing, replaceFile } from "../project/files.ts";
import { buildStale, generateProject } from "../project/generate.ts";
import { type LoadedProject, parseProject } from "../project/load.ts";
import { documentName } from "../project/locate.ts";
import { projectImages } from "../project/resolve.ts";
import { failed } from "./failed.ts";
import { interruptible } from "./interruption.ts";
import { type Load, send, startLoad } from "./load.ts";
import { isBack, isReady, kill, readPod, restarts } from "./pod.ts";
import { choosePorts } from "./ports.ts";
import { findPostgres } from "./postgres/programs.ts";
import { type Cluster, makeCluster, readColumn, type Server, startServer } from "./postgres/servers.ts";
import { type DemoPorts, demoProject, secretName } from "./project.ts";
import { readReceived } from "./received.ts";
import { switchRoute } from "./switch.ts";
import { type OrderTally, type RecordTally, tallyOrders, tallyRecords } from "./tally.ts";

export interface DemoResult {
  /** Orders that the app took, and requests that it did not answer with 201. */
  readonly orders: number;
  readonly failed: number;
  /** The app's JSON log, through the agent; its access log, through the adapter. */
  readonly app: RecordTally;
  readonly access: RecordTally;
  readonly databases: OrderTally;
  /** By container. */
  readonly restarts: Readonly<Record<string, number>>;
  readonly phase: string;
  /** The project, when it was kept. */
  readonly project?: string;
}

/** Nothing was lost, doubled, misplaced or refused. What was sent again after a SIGKILL carries the same uid and counts once. */
export function isGood({ failed, app, access, databases, phase }: DemoResult): boolean {
  const { lost, doubled, misplaced } = databases;
  const records = app.lost + app.duplicated + access.lost + access.duplicated;
  return failed + records + lost + doubled + misplaced === 0 && phase === "Succeeded";
}

/** What the demo tells while it runs: one sentence per step, and the pod's own events. */
export interface DemoWatcher {
  step(text: string): void;
  event(event: PodEvent): void;
}

const routes = ["dev", "test", "prod"] as const;
const table = "create table orders (seq bigint primary key);";

/**
 * A whole pod under faults: an init container waits for a database that starts two seconds later, orders are placed, logs are rotated, agent
 * and adapter are killed with SIGKILL, the ambassador goes from dev to test, the pod is stopped; then everything is counted, in the log
 * server's file and in the three databases. Nothing of it is left, unless kept.
 */
export async function runDemo(host: Host, watch: DemoWatcher, options: { keep: boolean }): Promise<DemoResult> {
  const root = mkdtempSync(join(tmpdir(), "scaffold-demo-"));
  const folder = join(root, "postgres");
  // Servers and files go with this process, however it ends.
  const watchdog = startWatchdog({ marker: `SCAFFOLD_DEMO=${root}`, folder: options.keep ? folder : root });
  const interruption = interruptible(() => pod?.delete(0));
  const servers: Server[] = [];
  let receiver: Awaited<ReturnType<typeof startReceiver>> | undefined;
  let pod: PodRun | undefined;
  let load: Load | undefined;
  try {
    mkdirSync(folder);
    chmodSync(root, 0o711); // the servers' user comes through
    const cluster: Cluster = { programs: findPostgres(host, folder), folder };
    const password = randomBytes(12).toString("hex");
    makeCluster(cluster, password, table);
    const open = async (route: string, port: number) => {
      const server = await startServer(cluster, route, port);
      servers.push(server);
      watchdog.started(server.pid);
    };

    receiver = await startReceiver({ port: 0, host: "127.0.0.1", file: join(root, "received.ndjson") });
    const ports = await choosePorts((text) => watch.step(text));
    const project = writeProject(root, ports, receiver.url, host);
    watch.step(`wrote a project: app, agent, adapter, ambassador, init container, pod.yaml${options.keep ? ` (kept in ${root})` : ""}`);
    // One after the other: a server that is still starting when something else fails would be stopped by nobody.
    for (const route of ["test", "prod"]) await open(route, port(ports, route));
    const { built } = await buildStale(project, host);
    watch.step(`built ${built.length} programs; PostgreSQL servers test and prod started`);

    const token = randomBytes(12).toString("hex");
    let output = "";
    const run = startPod({
      pod: readPod(root),
      objects: createObjects({ localEnv: secrets(password, token) }),
      env: host.env,
      directory: root,
      world: (await worldHere(host.env)).world,
      resolve: projectImages(project, host),
      onEvent: (event) => watch.event(event),
      onOutput: (chunk) => {
        if (chunk.container === "demo") output += new TextDecoder().decode(chunk.bytes);
      },
    });
    pod = run;
    watch.step(`the log server listens on ${receiver.url}; the pod starts, and its init container waits for the database`);
    await interruption.until("the init container waits", () => run.pid("wait-for-db") !== undefined);
    await interruption.pause(2000);
    await open("dev", port(ports, "dev"));
    watch.step("two seconds later the PostgreSQL server dev starts");
    await interruption.until("the pod is ready", () => isReady(run.pod()));

    watch.step("orders are placed: each is a row, a line of JSON and a line in the access log");
    load = startLoad(ports.app);
    await interruption.pause(1500);
    if ((await send(undefined, ports.app, "POST", "/rotate"))?.status !== 200) throw failed("rotating the logs failed");
    watch.step("both logs were rotated: app.log became app.log.1 while the agent was reading it");
    await interruption.pause(1000);
    kill(run, "log-agent");
    watch.step("the agent was killed with SIGKILL, with batches under way");
    await interruption.pause(700);
    kill(run, "access-adapter");
    watch.step("the adapter was killed with SIGKILL");
    await interruption.pause(1000);
    const change = await switchRoute({ port: ports.admin, token, from: "dev", to: "test" });
    watch.step(`the ambassador went from dev to test in ${Math.round(change.acknowledgedAt - change.askedAt)} ms: ${change.said}`);
    await interruption.pause(2000);
    await load.stop();
    for (const name of ["log-agent", "access-adapter"]) await interruption.until(`${name} is back`, () => isBack(run.pod(), name));
    watch.step(`${load.orders.length} orders were taken; the pod is stopped: app first, then its companions, which deliver the rest`);
    run.delete();
    const { pod: end } = await run.finished;
    pod = undefined;

    const [, written, requests] = /records written: (\d+) (\d+)/.exec(output) ?? [];
    if (requests === undefined) throw failed("the app did not say how many records it wrote");
    await Promise.all(servers.map((server) => server.stop()));
    const rows = Object.fromEntries(routes.map((route) => [route, readColumn(cluster, route, "select seq from orders").map(Number)]));
    const received = readReceived(join(root, "received.ndjson"));
    return {
      orders: load.orders.length,
      failed: load.failed(),
      app: tallyRecords(received.app, Number(written)),
      access: tallyRecords(received.access, Number(requests)),
      databases: tallyOrders(load.orders, rows, change),
      restarts: restarts(end),
      phase: end.status?.phase ?? "Unknown",
      ...(options.keep && { project: root }),
    };
  } finally {
    pod?.delete(0);
    await pod?.finished.catch(() => undefined);
    interruption.stop();
    await load?.stop();
    await Promise.all(servers.map((server) => server.stop()));
    await receiver?.close();
    rmSync(options.keep ? folder : root, { recursive: true, force: true });
    await watchdog.close();
  }
}

const port = ({ servers }: DemoPorts, route: string): number => servers[route] ?? 0;

/** What `.scaffold/local.env` of the project would hold. */
function secrets(password: string, token: string): string {
  return [`${secretName}.admin-token=${token}`, ...routes.map((route) => `${secretName}.${route}-password=${password}`)].join("\n");
}

function writeProject(root: string, ports: DemoPorts, logServer: string, host: Host): LoadedProject {
  const { document, files } = demoProject(ports, logServer);
  const path = join(root, documentName);
  const project = parseProject({ root, document: path, shown: documentName, exists: true }, document, host);
  replaceFile(host.fs, path, project.text);
  createMissing(host.fs, root, files);
  generateProject(project, host);
  return project;
}
