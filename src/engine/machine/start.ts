/**
 * One start: create and start the process, then run the postStart hook and wait for it (kuberuntime_container.go startContainer).
 * A hook that fails kills the container, with preStop and the pod's whole grace period. A hook has no timeout.
 */
import type { DriverEvent } from "../driver.ts";
import { type ContainerRecord, isRunning, nextRestartCount } from "./container.ts";
import type { Outbox } from "./outbox.ts";
import { Stopping } from "./stopping.ts";

type Event = Extract<DriverEvent, { kind: "started" | "startFailed" | "exited" | "hookDone" }>;

export interface StartOptions {
  readonly outbox: Outbox;
  readonly graceSeconds: number;
  readonly retryMs: (failedStarts: number) => number;
  /** The start succeeded: the status shows the instance, probes may begin. */
  readonly settled: () => void;
  readonly changed: () => void;
}

export class Start {
  readonly record: ContainerRecord;
  readonly #options: StartOptions;
  #hookId: number | undefined;
  #hookError = "";
  #stopping: Stopping | undefined;
  #over = false;

  constructor(record: ContainerRecord, options: StartOptions) {
    this.record = record;
    this.#options = options;
    record.starting = ++record.instances;
    const restartCount = nextRestartCount(record);
    options.outbox.command({ kind: "start", container: record.spec, instance: record.instances, restartCount });
  }

  get over(): boolean {
    return this.#over;
  }

  /** The kill after a failed hook, while it is under way. */
  get stopping(): Stopping | undefined {
    return this.#over ? undefined : this.#stopping;
  }

  /** Nobody waits for this start any more; an answer that still comes is the pod's end to handle. */
  abandon(): void {
    this.record.frozen = undefined;
    this.record.resumeAtMs = undefined;
    if (this.record.current?.settled === false) this.record.current.settled = true;
  }

  /** Takes an event of this container, or the passing of time. Returns true when the start is over and did not succeed. */
  advance(event?: Event): boolean {
    const { record } = this;
    if (this.#over) return false;
    if (this.#stopping !== undefined) {
      if (event?.kind === "hookDone") this.#stopping.hookDone(event.id, event.error);
      this.#stopping.advance();
      return this.#stopping.over && this.#fail("PostStartHookError", this.#hookError);
    }
    if (event === undefined || (event.kind !== "hookDone" && event.container !== record.spec.name)) return false;
    switch (event.kind) {
      case "startFailed":
        // A process that could not be executed leaves an instance behind: it exited 128 and is backed off like any other.
        if (record.current?.exit?.reason === "StartError" && event.reason === "StartError")
          return this.#fail("RunContainerError", event.message);
        record.failedStarts++;
        record.resumeAtMs = this.#options.outbox.nowMs + this.#options.retryMs(record.failedStarts);
        return this.#fail(event.reason, event.message);
      case "started":
        this.#runHook();
        return false;
      case "exited":
        // A command run inside a container ends with it.
        if (this.#hookId !== undefined && record.spec.lifecycle?.postStart?.exec !== undefined)
          return this.#hookFailed("the container exited before the hook ended");
        return false;
      case "hookDone":
        if (event.id !== this.#hookId) return false;
        if (event.error !== undefined) return this.#hookFailed(event.error);
        this.#settle();
        return false;
      default:
        event satisfies never;
        return false;
    }
  }

  #runHook(): void {
    const { record } = this;
    const handler = record.spec.lifecycle?.postStart;
    if (handler === undefined) {
      this.#settle();
      return;
    }
    this.#hookId = this.#options.outbox.newId();
    this.#options.outbox.command({
      kind: "hook",
      id: this.#hookId,
      container: record.spec,
      instance: record.instances,
      hook: "postStart",
      handler,
    });
  }

  #hookFailed(error: string): boolean {
    const { outbox, graceSeconds } = this.#options;
    this.#hookId = undefined;
    this.#hookError = error;
    outbox.warn("FailedPostStartHook", "PostStartHook failed", this.record.spec.name);
    if (!isRunning(this.record)) return this.#fail("PostStartHookError", error);
    this.#stopping = new Stopping(this.record, { graceSeconds, message: "FailedPostStartHook" }, outbox);
    return false;
  }

  #settle(): void {
    const { record } = this;
    this.#over = true;
    record.waiting = undefined;
    this.#show();
    this.#options.settled();
    this.#options.changed();
  }

  #fail(reason: string, message: string): boolean {
    this.#over = true;
    this.record.waiting = { reason, message };
    this.#show();
    this.#options.changed();
    return true;
  }

  #show(): void {
    this.record.frozen = undefined;
    if (this.record.current !== undefined) this.record.current.settled = true;
  }
}
