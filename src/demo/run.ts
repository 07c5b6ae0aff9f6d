import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { type AddressInfo, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startReceiver } from "../console/receiver.ts";
import type { PodEvent } from "../engine/driver.ts";
import { createObjects } from "../engine/objects.ts";
import { type PodRun, startPod } from "../engine/run.ts";
import { EXIT, ScaffoldError } from "../errors.ts";
import type { Host } from "../host.ts";
import type { Pod } from "../pod/model.ts";
import { readManifest } from "../pod/read.ts";
import { createMissing, replaceFile } from "../project/files.ts";
import { buildStale, generateProject } from "../project/generate.ts";
import { type LoadedProject, parseProject } from "../project/load.ts";
import { documentName } from "../project/locate.ts";
import { withPorts } from "../project/ports.ts";
import { projectImages } from "../project/resolve.ts";
import { type Load, send, startLoad } from "./load.ts";
import { demoProject } from "./project.ts";
import { type Tally, tally } from "./tally.ts";

export interface DemoResult extends Tally {
  readonly requests: number;
  /** By container. */
  readonly restarts: Readonly<Record<string, number>>;
  readonly phase: string;
  /** The project, when it was kept. */
  readonly project?: string;
}

/** What the demo tells while it runs: one sentence per step, and the pod's own events. */
export interface DemoWatcher {
  step(text: string): void;
  event(event: PodEvent): void;
}

const wantedPort = 8080;

/**
 * A whole pod under faults: an init container waits for a port that opens two seconds later, the app is driven with requests, its log is
 * rotated, the agent is killed with SIGKILL, the pod is stopped; then what arrived is counted. Nothing of it is left, unless kept.
 */
export async function runDemo(host: Host, watch: DemoWatcher, options: { keep: boolean }): Promise<DemoResult> {
  const root = mkdtempSync(join(tmpdir(), "scaffold-demo-"));
  const received = join(root, "received.ndjson");
  const receiver = await startReceiver({ port: 0, host: "127.0.0.1", file: received });
  let gate: Server | undefined;
  let pod: PodRun | undefined;
  let load: Load | undefined;
  // A signal ends the demo as any failure does: pod, log server and folder go with it.
  let interrupted: NodeJS.Signals | undefined;
  const interrupt = (signal: NodeJS.Signals) => {
    interrupted = signal;
    pod?.delete(0);
  };
  process.on("SIGINT", interrupt).on("SIGTERM", interrupt);
  const check = () => {
    if (interrupted)
      throw new ScaffoldError("INTERRUPTED", "the demo was interrupted", {
        exit: interrupted === "SIGINT" ? EXIT.interrupted : EXIT.terminated,
      });
  };
  const pause = async (ms: number) => {
    for (const end = Date.now() + ms; Date.now() < end; ) {
      check();
      await sleep(Math.min(50, end - Date.now()));
    }
  };
  try {
    const ports = { app: await freePort(wantedPort), gate: await freePort(0) };
    if (ports.app !== wantedPort) watch.step(`port ${wantedPort} is busy, the app takes ${ports.app}`);
    const project = writeProject(root, ports, receiver.url, host);
    watch.step(`wrote a project: app, log agent, init container, pod.yaml${options.keep ? ` (kept in ${root})` : ""}`);
    await buildStale(project, host);

    let output = "";
    pod = startPod({
      pod: readPod(root),
      objects: createObjects({}),
      env: host.env,
      directory: root,
      resolve: projectImages(project, host),
      onEvent: (event) => watch.event(event),
      onOutput: (chunk) => {
        if (chunk.container === "demo") output += new TextDecoder().decode(chunk.bytes);
      },
    });
    watch.step(`the log server listens on ${receiver.url}; the pod starts, and its init container waits for port ${ports.gate}`);
    await pause(2000);
    gate = await listen(ports.gate);
    watch.step("two seconds later that port is open");
    await until("the pod is ready", () => condition(pod?.pod(), "Ready"), check);

    watch.step("the app is driven with requests");
    load = startLoad(ports.app);
    await pause(1500);
    await require("rotating the log", send(undefined, ports.app, "POST", "/rotate"));
    watch.step("the log was rotated: app.log became app.log.1 while the agent was reading it");
    await pause(1000);
    kill(pod, "log-agent");
    watch.step("the log agent was killed with SIGKILL, with batches under way");
    await pause(2500);
    await load.stop();
    const requests = load.answered();
    await until("the agent is back", () => ready(pod?.pod(), "log-agent"), check);
    watch.step(`${requests} requests were answered; the pod is stopped: app first, then the agent, which delivers the rest`);
    pod.delete();
    const { pod: end } = await pod.finished;
    pod = undefined;

    const expected = Number(/records written: (\d+)/.exec(output)?.[1]);
    if (!Number.isInteger(expected))
      throw new ScaffoldError("DEMO", "the app did not say how many records it wrote", { exit: EXIT.failed });
    return {
      requests,
      ...tally(received, expected),
      restarts: restarts(end),
      phase: end.status?.phase ?? "Unknown",
      ...(options.keep && { project: root }),
    };
  } finally {
    pod?.delete(0);
    await pod?.finished.catch(() => undefined);
    process.off("SIGINT", interrupt).off("SIGTERM", interrupt);
    await load?.stop();
    gate?.close();
    await receiver.close();
    if (!options.keep) rmSync(root, { recursive: true, force: true });
  }
}

function writeProject(root: string, ports: { app: number; gate: number }, logServer: string, host: Host): LoadedProject {
  const { document, files } = demoProject(ports, logServer);
  const path = join(root, documentName);
  const project = withPorts(parseProject({ root, document: path, shown: documentName, exists: true }, document, host), host);
  replaceFile(host.fs, path, project.text);
  createMissing(host.fs, root, files);
  generateProject(project, host);
  return project;
}

function readPod(root: string): Pod {
  const manifest = readManifest(readFileSync(join(root, "pod.yaml"), "utf8"), "pod.yaml");
  const found = manifest.documents.find(({ kind }) => kind === "Pod");
  if (!found) throw new ScaffoldError("DEMO", "the generated pod.yaml holds no Pod", { exit: EXIT.bug });
  return found.value as Pod;
}

function kill(pod: PodRun, container: string): void {
  const pid = pod.pid(container);
  if (pid === undefined) throw new ScaffoldError("DEMO", `${container} has no process to kill`, { exit: EXIT.failed });
  process.kill(pid, "SIGKILL");
}

function condition(pod: Pod | undefined, type: string): boolean {
  return pod?.status?.conditions.some((candidate) => candidate.type === type && candidate.status === "True") ?? false;
}

function statuses(pod: Pod | undefined) {
  return [...(pod?.status?.initContainerStatuses ?? []), ...(pod?.status?.containerStatuses ?? [])];
}

function ready(pod: Pod | undefined, container: string): boolean {
  return statuses(pod).some(({ name, ready: isReady, restartCount }) => name === container && isReady && restartCount > 0);
}

function restarts(pod: Pod): Record<string, number> {
  return Object.fromEntries(statuses(pod).map(({ name, restartCount }) => [name, restartCount]));
}

async function until(what: string, done: () => boolean, check: () => void): Promise<void> {
  for (const end = Date.now() + 20_000; !done(); await sleep(50)) {
    check();
    if (Date.now() > end) throw new ScaffoldError("DEMO", `waited 20 s, and it did not come about that ${what}`, { exit: EXIT.failed });
  }
}

async function require(what: string, done: Promise<boolean>): Promise<void> {
  if (!(await done)) throw new ScaffoldError("DEMO", `${what} failed`, { exit: EXIT.failed });
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function listen(port: number): Promise<Server> {
  const server = createServer((socket) => socket.end());
  return new Promise((resolve, reject) => server.once("error", reject).listen(port, "127.0.0.1", () => resolve(server)));
}

/** `wanted` when it can be had on loopback, else one that the system chooses. */
async function freePort(wanted: number): Promise<number> {
  const server = await listen(wanted).catch(() => listen(0));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
