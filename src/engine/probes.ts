/**
 * The probes of a pod: when each runs, and what a container is by them, started and ready (pkg/kubelet/prober/prober_manager.go).
 * Running a probe is the driver's work.
 */
import type { Command, DriverEvent, ProbeKind } from "./driver.ts";
import { type ContainerRecord, isRunning } from "./machine/container.ts";
import type { Outbox } from "./machine/outbox.ts";
import { catchUp, count, initialResult, newWorker, type ProbeResult, usefulTick, type Worker } from "./probes-worker.ts";

type Probed = Extract<DriverEvent, { kind: "probed" }>;

type ByKind = { [kind in ProbeKind]?: Worker };

export class Probes {
  readonly #workers: Worker[] = [];
  readonly #byContainer = new Map<string, ByKind>();
  readonly #outbox: Outbox;
  /** What `nextWake` says, or "stale" when it has to be looked for. */
  #wake: number | undefined | "stale" = "stale";

  constructor(records: readonly ContainerRecord[], outbox: Outbox) {
    this.#outbox = outbox;
    for (const record of records) {
      const { startupProbe, livenessProbe, readinessProbe } = record.spec;
      if (record.role === "init") continue;
      for (const [kind, probe] of [
        ["startup", startupProbe],
        ["liveness", livenessProbe],
        ["readiness", readinessProbe],
      ] as const) {
        if (probe === undefined) continue;
        const worker = newWorker(record, kind, probe);
        this.#workers.push(worker);
        const workers = this.#byContainer.get(record.spec.name) ?? {};
        workers[kind] = worker;
        this.#byContainer.set(record.spec.name, workers);
      }
    }
  }

  /** Containers came or went: when probes are due has to be looked for again. */
  changed(): void {
    this.#wake = "stale";
  }

  /** The pod is synced for the first time: the tickers start. */
  begin(): void {
    for (const worker of this.#workers) worker.nextTickMs = this.#outbox.nowMs + worker.timing.periodMs;
  }

  /** Running, and past its startup probe if it has one (prober_manager.go isContainerStarted). */
  started(record: ContainerRecord): boolean {
    if (!isRunning(record) || record.current?.settled !== true) return false;
    const startup = this.#worker(record, "startup");
    return startup === undefined || (this.#isCurrent(startup) && startup.result === "success");
  }

  ready(record: ContainerRecord): boolean {
    if (!this.started(record)) return false;
    const readiness = this.#worker(record, "readiness");
    return readiness === undefined || (this.#isCurrent(readiness) && readiness.result === "success");
  }

  result(record: ContainerRecord, kind: ProbeKind): ProbeResult | undefined {
    const worker = this.#worker(record, kind);
    return worker !== undefined && this.#isCurrent(worker) ? worker.result : undefined;
  }

  /** A new instance runs: its probes begin at their initial values, with the next tick. */
  observe(record: ContainerRecord): void {
    this.#wake = "stale";
    for (const worker of this.#workersOf(record)) {
      worker.instance = record.current?.number;
      worker.result = initialResult[worker.kind];
      worker.onHold = false;
      worker.inFlight = undefined;
      worker.triggered = false;
      catchUp(worker, this.#outbox.nowMs);
    }
  }

  /** The pod's status changed: containers that are not ready are asked at once, not at the next tick (UpdatePodStatus). */
  trigger(): void {
    this.#wake = "stale";
    for (const worker of this.#workers) {
      if (worker.kind !== "readiness" || worker.stopped || !this.started(worker.record) || this.ready(worker.record)) continue;
      if (worker.inFlight !== undefined) {
        worker.triggered = true;
        continue;
      }
      worker.nextTickMs = this.#outbox.nowMs + worker.timing.periodMs;
      this.#run(worker);
    }
  }

  /** The pod is terminated: only readiness goes on, and the probes of sidecars (prober_manager.go StopLivenessAndStartup). */
  stopLivenessAndStartup(): void {
    this.#wake = "stale";
    for (const worker of this.#workers) {
      if (worker.record.role === "app" && worker.kind !== "readiness") worker.stopped = true;
    }
  }

  stop(): void {
    this.#wake = "stale";
    for (const worker of this.#workers) worker.stopped = true;
  }

  tick(): void {
    this.#wake = "stale";
    for (const worker of this.#workers) this.#tick(worker);
  }

  nextWake(): number | undefined {
    if (this.#wake !== "stale") return this.#wake;
    let wake: number | undefined;
    for (const worker of this.#workers) wake = this.#sooner(wake, worker);
    this.#wake = wake;
    return wake;
  }

  /** An earlier wake for the sake of this worker, if it wants one. */
  #sooner(wake: number | undefined, worker: Worker): number | undefined {
    if (worker.inFlight !== undefined || !this.#wants(worker)) return wake;
    const at = usefulTick(worker);
    return wake === undefined || at < wake ? at : wake;
  }

  /** Takes an answer; true when it changed the published state, so that the pod has to be looked at again. */
  answered(event: Probed): boolean {
    const worker = this.#byContainer.get(event.container)?.[event.probe];
    if (worker === undefined || worker.inFlight !== event.id) return false;
    worker.inFlight = undefined;
    const counts = this.#isCurrent(worker) && isRunning(worker.record) && !worker.stopped;
    if (counts) this.#report(worker, event);
    const changed = counts && count(worker, event.result);
    if (worker.triggered) {
      worker.triggered = false;
      worker.nextTickMs = this.#outbox.nowMs + worker.timing.periodMs;
      if (!changed) this.#run(worker);
    } else {
      this.#tick(worker);
    }
    if (changed && worker.kind === "startup") for (const other of this.#workersOf(worker.record)) catchUp(other, this.#outbox.nowMs);
    // An answer as before moves nobody's turn but its own: a pod with many probes is not searched after each of them.
    if (changed) this.#wake = "stale";
    else if (this.#wake !== "stale") this.#wake = this.#sooner(this.#wake, worker);
    return changed;
  }

  #report(worker: Worker, event: Probed): void {
    if (event.result === "success") return;
    const title = `${worker.kind[0]?.toUpperCase()}${worker.kind.slice(1)} probe`;
    const { name } = worker.record.spec;
    if (event.result === "failure") this.#outbox.warn("Unhealthy", `${title} failed: ${event.output}`, name);
    if (event.result === "unknown") this.#outbox.warn("Unhealthy", `${title} errored and resulted in unknown state: ${event.output}`, name);
    if (event.result === "warning") this.#outbox.warn("ProbeWarning", `${title} warning: ${event.output}`, name);
  }

  #tick(worker: Worker): void {
    if (worker.inFlight !== undefined || worker.nextTickMs > this.#outbox.nowMs) return;
    catchUp(worker, this.#outbox.nowMs);
    this.#run(worker);
  }

  /** One round of the worker (worker.go doProbe). */
  #run(worker: Worker): void {
    const { record, timing, kind } = worker;
    const { current } = record;
    if (current === undefined || !this.#wants(worker)) return;
    const ranSeconds = Math.floor((this.#outbox.nowMs - current.startedAtMs) / 1000);
    if (ranSeconds * 1000 < timing.initialDelayMs) return;
    const id = this.#outbox.newId();
    worker.inFlight = id;
    const command: Command = { kind: "probe", id, container: record.spec, instance: current.number, probe: kind, spec: worker.probe };
    this.#outbox.command(command);
  }

  /** The instance runs, the worker is not on hold, and it is this kind's turn: before `started` only startup, afterwards the others. */
  #wants(worker: Worker): boolean {
    const { record, kind } = worker;
    if (worker.stopped || worker.onHold || !this.#isCurrent(worker) || !isRunning(record)) return false;
    return this.started(record) ? kind !== "startup" : kind === "startup";
  }

  #isCurrent(worker: Worker): boolean {
    return worker.instance !== undefined && worker.instance === worker.record.current?.number;
  }

  #workersOf(record: ContainerRecord): Worker[] {
    return Object.values(this.#byContainer.get(record.spec.name) ?? {});
  }

  #worker(record: ContainerRecord, kind: ProbeKind): Worker | undefined {
    return this.#byContainer.get(record.spec.name)?.[kind];
  }
}
