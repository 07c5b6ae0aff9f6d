import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { stringify } from "yaml";
import type { ContainerStatus, Pod } from "../../src/pod/model.ts";
import { Bench } from "../engine/run/scaffold-run.ts";
import type { Case, Snapshot, Step } from "./case.ts";

export interface Trial {
  readonly code: number | null;
  readonly stderr: string;
  /** From the first status to the last one, a snapshot for every difference that was found. */
  readonly history: readonly Snapshot[];
  readonly last: Snapshot;
  readonly out: readonly string[];
  /** Steps that never came to pass. */
  readonly missed: readonly Step[];
}

type Shape = (free: (name: string) => number, folder: string) => object;

const LONGEST = 25_000;

/** Runs the pod to its end and looks at its status file all the time. */
export async function tryOut(given: Case): Promise<Trial> {
  const bench = new Bench();
  try {
    const shared = join(bench.folder, "shared");
    mkdirSync(shared);
    const file = bench.file("pod.yaml", await manifest(given, bench.folder, shared));
    const flags = ["--status-file", bench.statusFile, "--backoff-initial", "200ms", "--backoff-max", "1s"];
    const { child, finished, stderr } = bench.start(file, ...flags);
    const history: Snapshot[] = [];
    const missed = [...(given.steps ?? [])];
    const look = recorder(bench.statusFile, join(shared, "events"), history);
    let over = false;
    void finished.then(() => {
      over = true;
    });
    for (const end = Date.now() + LONGEST; !over && Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 20))) {
      const now = look();
      const [step] = missed;
      if (now === undefined || step === undefined || !reached(step, now, given.want)) continue;
      missed.shift();
      if (step.act === "SIGTERM") child.kill("SIGTERM");
      else if ("touch" in step.act) writeFileSync(join(shared, step.act.touch), "");
      else if ("edit" in step.act) writeFileSync(file, step.act.edit(readFileSync(file, "utf8")));
      else rmSync(join(shared, step.act.remove));
    }
    if (!over) child.kill("SIGKILL");
    const { code } = await finished;
    look();
    const last = history.at(-1);
    if (last === undefined) throw new Error(`no status was ever written\n${stderr()}`);
    return { code, stderr: stderr(), history, last, out: lines(join(shared, "out")), missed };
  } finally {
    await bench.close();
  }
}

async function manifest({ spec, metadata, objects = [] }: Case, folder: string, shared: string): Promise<string> {
  const names: string[] = [];
  const shape: Shape = typeof spec === "function" ? (spec as Shape) : () => spec;
  shape((name) => names.push(name), folder); // to learn the names
  const ports = await freePorts(names);
  const built = shape((name) => ports.get(name) ?? 0, folder) as { volumes?: object[] };
  const volumes = [{ name: "shared", hostPath: { path: shared } }, ...(built.volumes ?? [])];
  const pod = { apiVersion: "v1", kind: "Pod", metadata: { name: "web", ...metadata }, spec: { ...built, volumes } };
  return [pod, ...objects].map((object) => stringify(object, { version: "1.1" })).join("---\n");
}

/** Ports that were free a moment ago, all different. */
async function freePorts(names: readonly string[]): Promise<Map<string, number>> {
  const servers = [...new Set(names)].map((name) => ({ name, server: createServer() }));
  const found = new Map<string, number>();
  for (const { name, server } of servers) {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    if (address !== null && typeof address === "object") found.set(name, address.port);
  }
  await Promise.all(servers.map(({ server }) => new Promise((resolve) => server.close(resolve))));
  return found;
}

/** A signal comes only when the programs and the status have caught up with each other: SIGTERM must not meet a shell that has no trap yet. */
function reached({ when, act }: Step, now: Snapshot, { phases = [] }: Case["want"]): boolean {
  const holds = typeof when === "string" ? now.events.includes(when) : when(now);
  return holds && (act !== "SIGTERM" || (announced(now) && (!phases.includes("Running") || now.phase === "Running")));
}

/** Every running instance has said `NAME start`, as far as its script says that at all. */
function announced({ pod, of, events }: Snapshot): boolean {
  return [...(pod.spec.initContainers ?? []), ...pod.spec.containers].every(({ name, command = [] }) => {
    const { state, restartCount } = of(name);
    const start = `${name} start`;
    const said = events.filter((event) => event === start || event.startsWith(`${start} #`)).length;
    return state.running === undefined || !command.some((text) => text.includes(`"${start}"`)) || said > restartCount;
  });
}

/** Adds a snapshot when something is different; gives the newest. */
function recorder(statusFile: string, eventsFile: string, history: Snapshot[]): () => Snapshot | undefined {
  let before = "";
  return () => {
    if (!existsSync(statusFile)) return undefined;
    const text = readFileSync(statusFile, "utf8");
    const events = lines(eventsFile);
    const now = `${events.length}${text}`;
    if (now !== before) history.push(snapshot(JSON.parse(text) as Pod, events));
    before = now;
    return history.at(-1);
  };
}

function snapshot(pod: Pod, lines: readonly string[]): Snapshot {
  const status = pod.status;
  if (status === undefined) throw new Error("the status file holds a pod without status");
  const all = [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])];
  const of = (container: string): ContainerStatus => {
    const found = all.find(({ name }) => name === container);
    if (found === undefined) throw new Error(`no status of container ${container}`);
    return found;
  };
  const condition = (type: string): string | undefined => {
    const found = status.conditions?.find((one) => one.type === type);
    return found && [found.status, found.reason, found.message].filter((part) => part !== undefined).join(" ");
  };
  const waiting = (container: string): string | undefined => of(container).state?.waiting?.reason;
  return { pod, status, phase: status.phase ?? "", events: numbered(lines), of, waiting, condition };
}

function numbered(events: readonly string[]): string[] {
  const counts = new Map<string, number>();
  return events.map((event) => {
    const count = (counts.get(event) ?? 0) + 1;
    counts.set(event, count);
    return count === 1 ? event : `${event} #${count}`;
  });
}

function lines(file: string): string[] {
  return existsSync(file) ? readFileSync(file, "utf8").split("\n").slice(0, -1) : [];
}
