/**
 * The end of one running instance (kuberuntime_container.go killContainer):
 *
 *   preStop hook  ->  wait for the turn (sidecars of a pod that ends)  ->  SIGTERM  ->  SIGKILL
 *   |<------------------------------ one budget, the grace period ---------------------->|
 *
 * Instead of SIGTERM it is lifecycle.stopSignal, where there is one (KEP-4960); an image that might name another one does not exist here.
 * Whole seconds spent in the first two steps are taken from the budget, but SIGTERM always leaves at least 2 s. A preStop hook that
 * overruns is abandoned, not killed: it dies with the container. Without grace there is no preStop.
 */
import type { SignalName } from "../driver.ts";
import { type ContainerRecord, isRunning } from "./container.ts";
import { minimumGraceSeconds } from "./grace.ts";
import type { Outbox } from "./outbox.ts";

export interface StoppingOptions {
  readonly graceSeconds: number;
  /** The text of the Killing event. */
  readonly message: string;
  /** Whether everything that has to end before has ended; without it there is no order to keep. */
  readonly myTurn?: (() => boolean) | undefined;
}

export class Stopping {
  readonly record: ContainerRecord;
  readonly #outbox: Outbox;
  readonly #instance: number;
  #myTurn: (() => boolean) | undefined;
  #phase: "preStop" | "turn" | "term" | "kill" = "preStop";
  /** Seconds left when the phase began. */
  #budget: number;
  #sinceMs: number;
  #hookId: number | undefined;

  constructor(record: ContainerRecord, options: StoppingOptions, outbox: Outbox) {
    this.record = record;
    this.#outbox = outbox;
    this.#instance = record.current?.number ?? 0;
    this.#myTurn = options.myTurn;
    this.#budget = options.graceSeconds;
    this.#sinceMs = outbox.nowMs;
    outbox.note("Killing", options.message, record.spec.name);
    const handler = record.spec.lifecycle?.preStop;
    if (handler !== undefined && this.#budget > 0) {
      this.#hookId = outbox.newId();
      outbox.command({ kind: "hook", id: this.#hookId, container: record.spec, instance: this.#instance, hook: "preStop", handler });
    } else {
      this.#enterTurn();
    }
  }

  /** The instance is gone. A hook that still runs is nobody's any more. */
  get over(): boolean {
    return !isRunning(this.record) || this.record.current?.number !== this.#instance;
  }

  /** Takes the answer of a hook if it is this one's. */
  hookDone(id: number, error: string | undefined): void {
    if (id !== this.#hookId) return;
    this.#hookId = undefined;
    if (error !== undefined) this.#outbox.warn("FailedPreStopHook", "PreStopHook failed", this.record.spec.name);
    if (this.#phase === "preStop" && !this.over) this.#enterTurn();
  }

  /** Time passed, or another container ended. */
  advance(): void {
    if (this.over) return;
    const expired = this.#outbox.nowMs >= this.#deadlineMs();
    if (this.#phase === "preStop" && expired) this.#enterTurn();
    else if (this.#phase === "turn" && (expired || this.#myTurn?.() !== false)) this.#terminate();
    else if (this.#phase === "term" && expired) this.#kill();
  }

  /** The pod is to end sooner than was said. Without grace SIGTERM comes at once, or SIGKILL when it had its 2 s already. */
  shorten(graceSeconds: number): void {
    if (this.over) return;
    const spent = (this.#outbox.nowMs - this.#sinceMs) / 1000;
    if (this.#phase === "term") this.#budget = Math.min(this.#budget, Math.max(minimumGraceSeconds, spent + graceSeconds));
    else this.#budget = Math.min(this.#budget, graceSeconds === 0 ? 0 : spent + graceSeconds);
    this.advance();
  }

  /** From now on the order of the pod's end applies to it too. */
  order(myTurn: (() => boolean) | undefined): void {
    this.#myTurn = myTurn;
  }

  nextWake(): number | undefined {
    return this.over || this.#phase === "kill" ? undefined : this.#deadlineMs();
  }

  #deadlineMs(): number {
    return this.#sinceMs + this.#budget * 1000;
  }

  #enterTurn(): void {
    this.#spend();
    this.#phase = "turn";
    if (this.#budget <= 0 || this.#myTurn === undefined || this.#myTurn()) this.#terminate();
  }

  #terminate(): void {
    this.#spend();
    this.#budget = Math.max(this.#budget, minimumGraceSeconds);
    this.#phase = "term";
    this.#signal(this.record.spec.lifecycle?.stopSignal ?? "SIGTERM");
  }

  #kill(): void {
    this.#phase = "kill";
    this.#signal("SIGKILL");
  }

  #signal(signal: SignalName): void {
    this.#outbox.command({ kind: "signal", container: this.record.spec.name, instance: this.#instance, signal });
  }

  #spend(): void {
    this.#budget -= Math.floor((this.#outbox.nowMs - this.#sinceMs) / 1000);
    this.#sinceMs = this.#outbox.nowMs;
  }
}
