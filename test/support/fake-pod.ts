/** Pods in one literal, and what a simulation of them is asked: who started when, which signals, which phases, which events. */
import type { Command } from "../../src/engine/driver.ts";
import type { FakeScript } from "../../src/engine/drivers/fake.ts";
import { type SimulateOptions, type Simulation, simulate } from "../../src/engine/simulate.ts";
import type { Container, ContainerStatus, Pod, PodCondition, PodPhase, PodSpec, Probe } from "../../src/pod/model.ts";

type Spec = Partial<Omit<PodSpec, "containers" | "initContainers">> & { containers?: Container[]; initContainers?: Container[] };

/** `pod({ initContainers: [container("setup")] })` has one app container called `app` unless it says otherwise. */
export function pod(spec: Spec = {}): Pod {
  return { apiVersion: "v1", kind: "Pod", metadata: { name: "web" }, spec: { containers: [container("app")], ...spec } };
}

export function container(name: string, fields: Partial<Container> = {}): Container {
  return { name, image: `example/${name}`, ...fields };
}

export function sidecar(name: string, fields: Partial<Container> = {}): Container {
  return container(name, { restartPolicy: "Always", ...fields });
}

/** A probe that is quick to judge: every second, one answer decides, unless it says otherwise. */
export function probe(fields: Partial<Probe> = {}): Probe {
  return { exec: { command: ["check"] }, periodSeconds: 1, failureThreshold: 1, ...fields };
}

export const preStop = { lifecycle: { preStop: { exec: { command: ["bye"] } } } };
export const postStart = { lifecycle: { postStart: { exec: { command: ["hello"] } } } };

export class Play {
  readonly simulation: Simulation;

  constructor(simulation: Simulation) {
    this.simulation = simulation;
  }

  /** What was done and what ended, as `"3 start app#2"`, `"5.5 exit app#2 0"`; seconds since the pod's start. */
  get log(): string[] {
    return this.simulation.timeline.flatMap((moment): string[] => {
      const at = moment.atMs / 1000;
      if (moment.kind === "driver" && moment.event.kind === "exited") {
        return [`${at} exit ${moment.event.container}#${moment.event.instance} ${moment.event.exitCode}`];
      }
      return moment.kind === "command" ? commandLine(moment.command).map((line) => `${at} ${line}`) : [];
    });
  }

  /** The log without probes, set-up and tear-down. */
  get life(): string[] {
    return this.log.filter((line) => /^\S+ (start|exit|SIG\S+|postStart|preStop) /.test(line));
  }

  /** Seconds at which this container was started. */
  starts(name: string): number[] {
    return this.#commands((command) => command.kind === "start" && command.container.name === name);
  }

  /** What each start command of this container says that restartCount will be. */
  restartCounts(name: string): number[] {
    return this.simulation.timeline.flatMap((moment) =>
      moment.kind === "command" && moment.command.kind === "start" && moment.command.container.name === name
        ? [moment.command.restartCount]
        : [],
    );
  }

  probes(name: string, kind: string): number[] {
    return this.#commands((command) => command.kind === "probe" && command.container.name === name && command.probe === kind);
  }

  /** `[seconds, phase]` at each change. */
  get phases(): [number, PodPhase][] {
    const all = this.simulation.timeline.flatMap((moment): [number, PodPhase][] =>
      moment.kind === "status" && moment.pod.status ? [[moment.atMs / 1000, moment.pod.status.phase]] : [],
    );
    return all.filter(([, phase], index) => all[index - 1]?.[1] !== phase);
  }

  /** `"12 Killing Stopping container app"` */
  events(...reasons: string[]): string[] {
    return this.simulation.timeline.flatMap((moment) =>
      moment.kind === "event" && (reasons.length === 0 || reasons.includes(moment.event.reason))
        ? [`${moment.atMs / 1000} ${moment.event.reason} ${moment.event.message}`]
        : [],
    );
  }

  /** The pod as it was at this second, after everything that happened in it. */
  at(seconds: number): Pod {
    const { timeline } = this.simulation;
    const last = timeline.findLast((moment) => moment.kind === "status" && moment.atMs <= seconds * 1000);
    if (last?.kind !== "status") throw new Error(`no status at ${seconds} s`);
    return last.pod;
  }

  get end(): Pod {
    return this.simulation.pod;
  }

  #commands(wanted: (command: Command) => boolean): number[] {
    return this.simulation.timeline.flatMap((moment) => (moment.kind === "command" && wanted(moment.command) ? [moment.atMs / 1000] : []));
  }
}

export function play(pod: Pod, script: FakeScript = {}, options: SimulateOptions = {}): Play {
  return new Play(simulate(pod, script, options));
}

export function status(pod: Pod, name: string): ContainerStatus {
  const found = [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])].find((each) => each.name === name);
  if (found === undefined) throw new Error(`no status of ${name}`);
  return found;
}

/** `"True"`, `"False ContainersNotReady: containers with unready status: [app]"` */
export function condition(pod: Pod, type: string): string {
  const found = pod.status?.conditions.find((each: PodCondition) => each.type === type);
  if (found === undefined) return "absent";
  return `${found.status}${found.reason ? ` ${found.reason}` : ""}${found.message ? `: ${found.message}` : ""}`;
}

/** The one word a person reads: `running`, `terminated Completed 0`, `waiting CrashLoopBackOff`. */
export function state(pod: Pod, name: string): string {
  const { running, terminated, waiting } = status(pod, name).state;
  if (running) return "running";
  return terminated ? `terminated ${terminated.reason} ${terminated.exitCode}` : `waiting ${waiting?.reason}`;
}

function commandLine(command: Command): string[] {
  switch (command.kind) {
    case "start":
      return [`start ${command.container.name}#${command.instance}`];
    case "signal":
      return [`${command.signal} ${command.container}#${command.instance}`];
    case "hook":
      return [`${command.hook} ${command.container.name}#${command.instance}`];
    case "probe":
      return [`${command.probe} ${command.container.name}#${command.instance}`];
    default:
      return [command.kind];
  }
}
