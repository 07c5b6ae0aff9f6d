/** The pod's status over time: what the parts compute, and what must not change any more (kubelet_pods.go generateAPIPodStatus). */
import type { ContainerStatus, PodPhase, PodSpec, PodStatus } from "../../pod/model.ts";
import { type ContainerRecord, isAlive } from "../machine/container.ts";
import type { Probes } from "../probes.ts";
import { podConditions } from "./conditions.ts";
import { type ContainersView, containerStatuses } from "./containers.ts";
import { isTerminal, podPhase } from "./phase.ts";
import { type QosClass, qosClass } from "./qos.ts";
import { apiTime } from "./time.ts";
import { unchanged } from "./unchanged.ts";

interface Cause {
  readonly reason: string;
  readonly message: string;
}

export class StatusKeeper {
  deleted = false;
  /** metadata.generation of the pod. */
  generation = 1;
  readonly #spec: PodSpec;
  readonly #records: readonly ContainerRecord[];
  readonly #probes: Probes;
  readonly #hostIP: string;
  readonly #qosClass: QosClass;
  #current: PodStatus = { phase: "Pending", conditions: [] };
  #startTime: string | undefined;
  readonly #wall: (ms: number) => number;
  #podIP: string | undefined;
  #sandbox = false;
  #ended = false;
  #failure: Cause | undefined;

  constructor(spec: PodSpec, records: readonly ContainerRecord[], probes: Probes, hostIP: string, wall: (ms: number) => number) {
    this.#wall = wall;
    this.#spec = spec;
    this.#records = records;
    this.#probes = probes;
    this.#hostIP = hostIP;
    this.#qosClass = qosClass(spec);
  }

  /** A new object after each refresh that changed something; the ones before stay as they are. */
  get current(): PodStatus {
    return this.#current;
  }

  get view(): ContainersView {
    return { spec: this.#spec, records: this.#records, probes: this.#probes, deleted: this.deleted, wall: this.#wall };
  }

  begin(nowMs: number): void {
    this.#startTime = apiTime(this.#wall(nowMs));
  }

  ready(podIP: string): void {
    this.#podIP = podIP;
    this.#sandbox = true;
  }

  /** The pod as a whole failed; the phase is published once nothing of it is alive. */
  fail(cause: Cause): void {
    this.#failure = cause;
  }

  /** The phase as it would be computed now is final, though something may be alive still. */
  isOver(): boolean {
    const { init, app } = containerStatuses(this.view);
    return isTerminal(this.#phase([...init, ...app]));
  }

  /**
   * Nothing of the pod is alive. Afterwards the phase is final, unless a container that was stopped for good is to be restarted after
   * all by a rule for its exit code.
   */
  end(nowMs: number): void {
    this.#ended = this.deleted || this.#failure !== undefined;
    this.refresh(nowMs, false);
    this.#ended ||= isTerminal(this.#current.phase);
    if (!this.#ended) return;
    this.#sandbox = false;
    this.#markLost();
    this.refresh(nowMs, false);
  }

  refresh(nowMs: number, restartingAll: boolean): void {
    const { init, app } = containerStatuses(this.view);
    const statuses = [...init, ...app];
    const phase = this.#phase(statuses);
    const alive = this.#records.some(isAlive);
    const shown = isTerminal(phase) && alive ? this.#current.phase : phase;
    const appStarted = this.#records.some((record) => record.role === "app" && record.everStarted);
    const conditions = podConditions(
      {
        spec: this.#spec,
        statuses,
        phase,
        sandbox: this.#sandbox,
        appStarted,
        restartingAll,
        generation: this.generation,
        ...(this.#failure?.reason === "Evicted" && { evicted: this.#failure.message }),
      },
      this.#current.conditions,
      this.#wall(nowMs),
    );
    const status: PodStatus = {
      observedGeneration: this.generation,
      phase: shown,
      conditions,
      ...(shown === "Failed" && this.#failure),
      hostIP: this.#hostIP,
      hostIPs: [{ ip: this.#hostIP }],
      ...(this.#podIP !== undefined && { podIP: this.#podIP, podIPs: [{ ip: this.#podIP }] }),
      ...(this.#startTime !== undefined && { startTime: this.#startTime }),
      qosClass: this.#qosClass,
      ...(init.length > 0 && { initContainerStatuses: init }),
      containerStatuses: app,
    };
    this.#current = unchanged(this.#current, status);
  }

  #phase(statuses: readonly ContainerStatus[]): PodPhase {
    if (isTerminal(this.#current.phase)) return this.#current.phase;
    if (this.#failure !== undefined) return "Failed";
    const initialized = this.#records.some(({ role, current }) => role === "app" && current !== undefined);
    const wanted = (name: string) => this.#records.some(({ spec, restartWanted }) => restartWanted && spec.name === name);
    const phase = podPhase({ spec: this.#spec, statuses, terminal: this.#ended, initialized, wanted });
    // status_manager.go TerminatePod: a pod that was torn down before it could end has failed.
    return this.#ended && !isTerminal(phase) ? "Failed" : phase;
  }

  /**
   * What never was seen to end counts as a failure: the app containers if the pod got that far, and the init containers up to the
   * last one that was started (status_manager.go TerminatePod, hasPodInitialized, initializedContainers).
   */
  #markLost(): void {
    const inits = this.#records.filter(({ role }) => role !== "app");
    const apps = this.#records.filter(({ role }) => role === "app");
    const last = inits.at(-1);
    const initialized =
      inits.length === 0 || apps.some(({ everStarted }) => everStarted) || (last?.role === "init" && last.current?.exit?.exitCode === 0);
    const reached = Math.max(1, inits.findLastIndex(({ current, previous }) => current !== undefined || previous !== undefined) + 1);
    for (const record of [...inits.slice(0, reached), ...(initialized ? apps : [])]) record.lost = record.current === undefined;
  }
}
