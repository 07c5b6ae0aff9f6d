/**
 * The end of a pod: all app containers are stopped in parallel, then sidecars from the last to the first, within one grace period
 * (kuberuntime_container.go killContainersWithSyncResult, kuberuntime_termination_order.go). preStop hooks all run at once, only
 * SIGTERM waits for its turn; when the period is used up every sidecar gets SIGTERM and 2 s.
 */
import type { PodSpec } from "../../pod/model.ts";
import type { DriverEvent } from "../driver.ts";
import { type ContainerRecord, isAlive, isRunning } from "./container.ts";
import { podGraceSeconds } from "./grace.ts";
import type { Outbox } from "./outbox.ts";
import { Stopping } from "./stopping.ts";

export class Termination {
  readonly #records: readonly ContainerRecord[];
  readonly #outbox: Outbox;
  readonly #stoppings = new Map<ContainerRecord, Stopping>();
  #graceSeconds: number;

  /** `underWay`: a kill that a sync had begun; it goes on, no slower than the pod's end asks for. */
  constructor(spec: PodSpec, records: readonly ContainerRecord[], outbox: Outbox, graceSeconds?: number, underWay?: Stopping) {
    this.#records = records;
    this.#outbox = outbox;
    this.#graceSeconds = graceSeconds ?? podGraceSeconds(spec);
    if (underWay !== undefined && !underWay.over) {
      underWay.order(this.#turnOf(underWay.record));
      underWay.shorten(this.#graceSeconds);
      this.#stoppings.set(underWay.record, underWay);
    }
    for (const record of records) this.stop(record);
  }

  /** Nothing of the pod is alive. */
  get over(): boolean {
    return !this.#records.some(isAlive);
  }

  /** Stops a container that runs; one whose start is still under way is stopped when it has begun. */
  stop(record: ContainerRecord): void {
    if (!isRunning(record) || this.#stoppings.has(record)) return;
    const options = { graceSeconds: this.#graceSeconds, message: `Stopping container ${record.spec.name}`, myTurn: this.#turnOf(record) };
    this.#stoppings.set(record, new Stopping(record, options, this.#outbox));
  }

  /** A second, shorter deletion. */
  shorten(graceSeconds: number): void {
    if (graceSeconds >= this.#graceSeconds) return;
    this.#graceSeconds = graceSeconds;
    for (const stopping of this.#stoppings.values()) stopping.shorten(graceSeconds);
  }

  advance(event?: Extract<DriverEvent, { kind: "hookDone" }>): void {
    for (const stopping of this.#stoppings.values()) {
      if (event !== undefined) stopping.hookDone(event.id, event.error);
      stopping.advance();
    }
  }

  nextWake(): number | undefined {
    let wake: number | undefined;
    for (const stopping of this.#stoppings.values()) {
      const at = stopping.nextWake();
      if (at !== undefined && (wake === undefined || at < wake)) wake = at;
    }
    return wake;
  }

  /** A sidecar waits for every app container and for the sidecars after it; everything else waits for nobody. */
  #turnOf(record: ContainerRecord): (() => boolean) | undefined {
    if (record.role !== "sidecar") return undefined;
    const before = this.#records.slice(this.#records.indexOf(record) + 1).filter((other) => other.role !== "init");
    return () => !before.some(isAlive);
  }
}
