/** Twenty pods, each as a manifest for real processes and as a script for the simulation. */
import type { FakeRun, FakeScript } from "../../src/engine/drivers/fake.ts";
import type { Container, Pod, PodSpec, Probe } from "../../src/pod/model.ts";

/** What a container does in one of its runs, in words that both a shell and the fake driver understand. Times are ms. */
export interface Part {
  readonly forMs?: number;
  readonly exitCode?: number;
  /** Exit code after SIGTERM, and how long that takes; it ignores SIGTERM. 143 at once when there is nothing. */
  readonly onTerm?: { readonly ms: number; readonly exitCode: number } | "ignore";
  /** From when on the file that `fileProbe` looks for is there. */
  readonly readyMs?: number;
}

type Member = Omit<Container, "command"> & { readonly runs?: readonly Part[] };

export interface Play {
  readonly title: string;
  readonly spec: Omit<PodSpec, "containers" | "initContainers"> & { containers: Member[]; initContainers?: Member[] };
  /** When the pod is deleted, ms after its start; pods without it end by themselves. */
  readonly deleteMs?: number;
}

const hook = (command: string) => ({ exec: { command: ["/bin/sh", "-c", command] } });
const quick: Probe = { periodSeconds: 1, failureThreshold: 1 };
const always = (answer: "true" | "false", more: Probe = {}): Probe => ({ exec: { command: [answer] }, ...quick, ...more });
/** Succeeds as soon as the container's file is there; `FILE` is put in by `podOf`. */
const fileProbe = (more: Probe = {}): Probe => ({ exec: { command: ["test", "-e", "FILE"] }, ...quick, ...more });
const end = (forMs: number, exitCode = 0): Part => ({ forMs, exitCode });
const task = (name: string, ...runs: Part[]): Member => ({ name, runs: runs.length > 0 ? runs : [end(300)] });
const server = (name: string, more: Partial<Member> = {}): Member => ({ name, ...more });
const sidecar = (name: string, more: Partial<Member> = {}): Member => ({ name, restartPolicy: "Always", ...more });
const fails = end(300, 1);

/** What decides the order of two things is half a second apart where it can be: real processes begin late on a busy machine. */
export const plays: readonly Play[] = [
  {
    title: "1.1 init containers in order",
    spec: { restartPolicy: "Never", initContainers: [task("a"), task("b"), task("c")], containers: [task("app")] },
  },
  {
    title: "1.3 an init container that fails under Never",
    spec: { restartPolicy: "Never", initContainers: [task("a"), task("b", end(300, 3)), task("c")], containers: [task("app")] },
  },
  {
    title: "1.3 an init container that is tried again",
    spec: { restartPolicy: "OnFailure", initContainers: [task("a"), task("b", fails, fails, fails, end(300))], containers: [task("app")] },
  },
  {
    title: "1.10 deletion while an init container runs",
    spec: { initContainers: [task("a", end(9000))], containers: [server("app")] },
    deleteMs: 900,
  },
  {
    title: "2.1 sidecars in order, gated by a startup probe",
    spec: {
      restartPolicy: "Never",
      initContainers: [sidecar("s", { startupProbe: fileProbe({ failureThreshold: 20 }), runs: [{ readyMs: 1500 }] }), task("a")],
      containers: [task("app", end(800))],
    },
  },
  {
    title: "2.3 a sidecar that crashes beside an app that ends",
    spec: { restartPolicy: "OnFailure", initContainers: [sidecar("s", { runs: [fails] })], containers: [task("app", end(1800))] },
  },
  {
    title: "2.5 a startup probe that fails",
    spec: {
      restartPolicy: "Never",
      initContainers: [sidecar("s", { startupProbe: always("false", { failureThreshold: 2 }) })],
      containers: [task("app")],
    },
    deleteMs: 2600,
  },
  {
    title: "2.8 a sidecar that is killed does not spoil success",
    spec: {
      restartPolicy: "Never",
      terminationGracePeriodSeconds: 1,
      initContainers: [sidecar("s", { runs: [{ onTerm: "ignore" }] })],
      containers: [task("app", end(700))],
    },
  },
  {
    title: "3.4 a postStart hook that fails",
    spec: { restartPolicy: "Never", containers: [server("app", { lifecycle: { postStart: hook("exit 1") } }), task("other", end(900))] },
  },
  {
    title: "4.2 a liveness kill under OnFailure, exit 0",
    spec: {
      restartPolicy: "OnFailure",
      containers: [server("app", { livenessProbe: always("false"), runs: [{ onTerm: { ms: 200, exitCode: 0 } }] })],
    },
    deleteMs: 2500,
  },
  {
    title: "4.2 a liveness kill under Never",
    spec: { restartPolicy: "Never", containers: [server("app", { livenessProbe: always("false") })] },
  },
  {
    title: "5.2 SIGKILL after the grace period",
    spec: { terminationGracePeriodSeconds: 1, containers: [server("app", { runs: [{ onTerm: "ignore" }] })] },
    deleteMs: 700,
  },
  {
    title: "5.6 the order of an end",
    spec: {
      initContainers: [
        sidecar("s1", { runs: [{ onTerm: { ms: 300, exitCode: 0 } }] }),
        sidecar("s2", { runs: [{ onTerm: { ms: 300, exitCode: 0 } }] }),
      ],
      containers: [server("app", { runs: [{ onTerm: { ms: 500, exitCode: 0 } }] })],
    },
    deleteMs: 1200,
  },
  {
    title: "5.7 a preStop hook",
    spec: { containers: [server("app", { lifecycle: { preStop: hook("exit 1") }, runs: [{ onTerm: { ms: 300, exitCode: 0 } }] })] },
    deleteMs: 900,
  },
  { title: "6.2 a crash loop", spec: { containers: [task("app", end(100, 1))] }, deleteMs: 2700 },
  { title: "6.2 exit 0 under Always", spec: { containers: [task("app", end(400))] }, deleteMs: 2500 },
  {
    title: "6.6 rules of a container",
    spec: {
      restartPolicy: "Never",
      containers: [
        {
          ...task("app", end(300, 42), end(300, 42), end(300, 7)),
          restartPolicy: "Never",
          restartPolicyRules: [{ action: "Restart", exitCodes: { operator: "In", values: [42] } }],
        },
      ],
    },
  },
  {
    title: "6.8 a restart of all containers",
    spec: {
      restartPolicy: "Never",
      initContainers: [task("a")],
      containers: [
        {
          ...task("app", end(600, 42), end(600)),
          restartPolicy: "Never",
          restartPolicyRules: [{ action: "RestartAllContainers", exitCodes: { operator: "In", values: [42] } }],
        },
        task("other", end(300)),
      ],
    },
  },
  {
    title: "7.5 readiness that comes late",
    spec: {
      restartPolicy: "Never",
      containers: [{ ...task("app", { forMs: 3500, exitCode: 0, readyMs: 1500 }), readinessProbe: fileProbe() }],
    },
  },
  {
    title: "8.3 a deadline",
    spec: { restartPolicy: "Never", activeDeadlineSeconds: 1, containers: [server("app"), task("crash", end(400, 1))] },
  },
];

/** What the shell does with the container's file: the number of its runs is in `FILE.runs`. */
function script(runs: readonly Part[], file: string): string {
  const count = `n=$(cat ${file}.runs 2>/dev/null || echo 0); n=$((n + 1)); echo $n > ${file}.runs; rm -f ${file}`;
  const cases = runs.map((run, index) => `${index === runs.length - 1 ? "*" : index + 1}) ${partOf(run, file)};;`);
  return `${count}; case $n in ${cases.join(" ")} esac`;
}

const seconds = (ms: number): string => String(ms / 1000);

function partOf({ forMs, exitCode = 0, onTerm, readyMs }: Part, file: string): string {
  const ready = readyMs === undefined ? "" : `(sleep ${seconds(readyMs)}; : > ${file}) & `;
  if (onTerm === "ignore") return `trap '' TERM; ${ready}while :; do sleep 1; done`;
  if (onTerm !== undefined) return `trap 'sleep ${seconds(onTerm.ms)}; exit ${onTerm.exitCode}' TERM; ${ready}sleep 600 & wait $!`;
  return forMs === undefined ? `${ready}exec sleep 600` : `${ready}sleep ${seconds(forMs)}; exit ${exitCode}`;
}

export function podOf({ spec }: Play, folder: string): Pod {
  const real = ({ runs = [{}], ...container }: Member): Container => {
    const file = `${folder}/${container.name}`;
    const probes = (["startupProbe", "livenessProbe", "readinessProbe"] as const).flatMap((kind) => {
      const probe = container[kind];
      const command = probe?.exec?.command?.map((word) => (word === "FILE" ? file : word)) ?? [];
      return probe === undefined ? [] : [[kind, { ...probe, exec: { command } }]];
    });
    return { ...container, ...Object.fromEntries(probes), command: ["/bin/sh", "-c", script(runs, file)] };
  };
  const { initContainers, containers, ...rest } = spec;
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "web" },
    spec: { ...rest, ...(initContainers && { initContainers: initContainers.map(real) }), containers: containers.map(real) },
  };
}

export function fakeOf({ spec }: Play): FakeScript {
  return Object.fromEntries(
    [...(spec.initContainers ?? []), ...spec.containers].map((member) => [
      member.name,
      (member.runs ?? [{}]).map((run) => fakeRun(run, member)),
    ]),
  );
}

function fakeRun({ readyMs = 0, ...run }: Part, member: Member): FakeRun {
  const answer = (probe: Probe | undefined) => (ranMs: number) =>
    probe?.exec?.command?.[0] === "false" || ranMs < readyMs ? ("failure" as const) : ("success" as const);
  const error = (handler: { exec?: { command?: string[] } } | undefined) =>
    handler?.exec?.command?.includes("exit 1") ? { error: "failed" } : {};
  return {
    ...run,
    probes: { startup: answer(member.startupProbe), liveness: answer(member.livenessProbe), readiness: answer(member.readinessProbe) },
    postStart: error(member.lifecycle?.postStart),
    preStop: error(member.lifecycle?.preStop),
  };
}
