/** A runner that is killed with SIGKILL at some moment, and what is left a little later. */
import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { expect } from "vitest";
import { runningPods } from "../../../src/engine/control/client.ts";
import { cgroupsOf } from "../../support/cgroup-places.ts";
import { Bench, pod, shell, until } from "./scaffold-run.ts";

const server = (port: number): string =>
  `exec node -e 'require("node:net").createServer().listen(${port}, "127.0.0.1"); setInterval(() => {}, 1000)'`;

/** Everything that could be left behind: init container, sidecar, a port, a process that left its group, probes that are under way, hooks. */
function manifest(port: number) {
  return pod({
    initContainers: [
      shell("setup", "echo setup > /shared/file; sleep 0.05"),
      shell("sidecar", "sleep 600 & sleep 601", { restartPolicy: "Always" }),
    ],
    containers: [
      shell("server", server(port), { ports: [{ containerPort: port }] }),
      shell("daemon", "(setsid sh -c 'trap \"\" TERM; sleep 602; sleep 603' &) ; trap '' TERM; while :; do sleep 0.02; done", {
        readinessProbe: { exec: { command: ["sleep", "604"] }, timeoutSeconds: 30 },
        lifecycle: { postStart: { exec: { command: ["sleep", "605"] } } },
      }),
    ],
  });
}

export interface Moment {
  /** `start`: Node itself starts and the run begins. `setup`, `server`: that container was started. */
  readonly after: "start" | "setup" | "server";
  readonly ms: number;
}

export async function expectNothingLeft({ after, ms }: Moment): Promise<void> {
  const bench = new Bench();
  try {
    const port = await freePort();
    const { child, finished, stderr } = bench.start(bench.file("pod.yaml", [manifest(port)]), "--status-file", bench.statusFile);
    if (after !== "start") await until(() => new RegExp(`^${after} +> started`, "m").test(stderr()), `the start of ${after}`);
    await new Promise((resolve) => setTimeout(resolve, ms));
    const runs = bench.leftovers();
    child.kill("SIGKILL");
    // The streams end when no process of the run holds them: containers have pipes of their own.
    await finished;
    await until(() => bench.processes().length === 0, "the end of all processes");
    await until(() => bench.leftovers().length === 0, "the removal of the run folder");
    await until(() => markedBy(runs).length === 0, "the end of what makes namespaces");
    expect(await runningPods({ XDG_RUNTIME_DIR: bench.runtime })).toEqual([]);
    await until(() => cgroupsOf(runs).length === 0, "the removal of the control groups");
    expect(await isFree(port)).toBe(true);
    expect(bench.files()).toEqual(bench.files().filter((name) => ["pod.yaml", "runtime", "status.json"].includes(name)));
  } finally {
    await bench.close();
  }
}

/** Processes of these runs: `scaffold-48f0b9d7ba95`. */
function markedBy(runs: readonly string[]): string[] {
  const markers = runs.map((run) => `SCAFFOLD_RUN=${run.replace("scaffold-", "")}/`);
  return readdirSync("/proc").filter((pid) => {
    try {
      const environ = readFileSync(`/proc/${pid}/environ`, "latin1");
      return markers.some((marker) => environ.includes(marker));
    } catch {
      return false;
    }
  });
}

function listenOn(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(undefined));
    probe.listen(port, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address ? address.port : undefined));
    });
  });
}

const isFree = async (port: number): Promise<boolean> => (await listenOn(port)) !== undefined;

async function freePort(): Promise<number> {
  const port = await listenOn(0);
  if (port === undefined) throw new Error("no port is free");
  return port;
}
