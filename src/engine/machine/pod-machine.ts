/**
 * The life of one pod:
 *
 *   setUp (retried)  ->  syncs  ->  termination  ->  tearDown  ->  done
 *                                      ^ the app is done, initialisation failed, deletion, activeDeadlineSeconds
 */
import type { ObjectMeta, Pod } from "../../pod/model.ts";
import { Backoff } from "../backoff.ts";
import type { Command, DriverEvent, PodEvent } from "../driver.ts";
import type { Machine, MachineOptions, RestartVerdict } from "../machine.ts";
import { Probes } from "../probes.ts";
import { containerStatus } from "../status/containers.ts";
import { StatusKeeper } from "../status/keeper.ts";
import { isTerminal } from "../status/phase.ts";
import { apiTime } from "../status/time.ts";
import { type ContainerRecord, containerRecords } from "./container.ts";
import { deletionGraceSeconds } from "./grace.ts";
import { recordExited, recordStarted, recordStartFailed } from "./instances.ts";
import { namedPod } from "./named-pod.ts";
import { Outbox } from "./outbox.ts";
import { beginAgain, sandboxChanged, wantRestart } from "./restart.ts";
import { Sync } from "./sync.ts";
import { Termination } from "./termination.ts";

type Probed = Extract<DriverEvent, { kind: "probed" }>;

const deadlineExceeded = { reason: "DeadlineExceeded", message: "Pod was active on the node longer than the specified deadline" };

export class PodMachine implements Machine {
  readonly #pod: Pod;
  readonly #outbox: Outbox;
  readonly #wall: (ms: number) => number;
  readonly #records: readonly ContainerRecord[];
  readonly #byName: ReadonlyMap<string, ContainerRecord>;
  readonly #probes: Probes;
  readonly #sync: Sync;
  readonly #status: StatusKeeper;
  readonly #retryMs: (failures: number) => number;
  #setUp: "pending" | "failed" | "done" = "pending";
  #setUpFailures = 0;
  #setUpAtMs: number | undefined;
  #deadlineAtMs: number | undefined;
  #termination: Termination | undefined;
  /** The termination is not the pod's end: it begins again afterwards. */
  #restarting = false;
  #tearDown: "none" | "pending" | "done" = "none";
  /** What `pod` gave last. */
  #shown: Pod | undefined;
  /** The next wake but for probes, or "stale" when it has to be looked for. */
  #wake: number | undefined | "stale" = "stale";

  constructor(pod: Pod, options: MachineOptions) {
    this.#pod = namedPod(pod, options);
    this.#wall = options.wall ?? ((ms) => ms);
    this.#outbox = new Outbox(this.#wall);
    const { spec, metadata } = this.#pod;
    const { initialMs, maxMs, resetMs = 600_000 } = options.backoff;
    this.#retryMs = (failures) => Math.min(Math.min(initialMs, maxMs) * 2 ** (failures - 1), maxMs);
    this.#records = containerRecords(spec);
    this.#byName = new Map(this.#records.map((record) => [record.spec.name, record]));
    this.#probes = new Probes(this.#records, this.#outbox);
    this.#sync = new Sync({
      spec,
      label: `${metadata.name}_${metadata.namespace}(${options.uid})`,
      records: this.#records,
      probes: this.#probes,
      backoff: new Backoff({ initialMs, maxMs, resetMs }),
      outbox: this.#outbox,
      isOver: () => this.#status.isOver(),
      retryMs: this.#retryMs,
      sidecarLeadMs: options.sidecarLeadMs ?? 0,
    });
    this.#status = new StatusKeeper(spec, this.#records, this.#probes, options.hostIP ?? "127.0.0.1", this.#wall);
  }

  pod(): Pod {
    const status = this.#status.current;
    if (this.#shown?.status !== status) this.#shown = { ...this.#pod, metadata: { ...this.#pod.metadata }, status };
    return this.#shown;
  }

  start(nowMs: number): Command[] {
    return this.#call(nowMs, () => {
      this.#pod.metadata.creationTimestamp ??= apiTime(this.#wall(nowMs));
      this.#shown = undefined;
      this.#status.begin(nowMs);
      const { activeDeadlineSeconds } = this.#pod.spec;
      if (activeDeadlineSeconds !== undefined) this.#deadlineAtMs = nowMs + activeDeadlineSeconds * 1000;
      this.#outbox.command({ kind: "setUp" });
    });
  }

  handle(event: DriverEvent, nowMs: number): Command[] {
    if (event.kind === "probed") return this.#handleProbed(event, nowMs);
    return this.#call(nowMs, () => this.#take(event));
  }

  tick(nowMs: number): Command[] {
    return this.#call(nowMs, () => {
      if (this.#setUpAtMs !== undefined && this.#setUpAtMs <= nowMs) this.#retrySetUp();
      if (this.#deadlineAtMs !== undefined && this.#deadlineAtMs <= nowMs) this.#exceedDeadline();
      this.#sync.advance();
      this.#termination?.advance();
      this.#probes.tick();
    });
  }

  delete(nowMs: number, graceSeconds?: number): Command[] {
    return this.#call(nowMs, () => {
      const { metadata, spec } = this.#pod;
      const seconds = graceSeconds ?? deletionGraceSeconds(spec);
      const before = metadata.deletionGracePeriodSeconds;
      if (before !== undefined && before <= seconds) return;
      // apiserver/pkg/registry/rest/delete.go BeforeDelete: asking for the deletion counts as a change, shortening its grace does not.
      if (before === undefined) this.#status.generation = metadata.generation = (metadata.generation ?? 1) + 1;
      this.#outbox.touched = true;
      this.#shown = undefined;
      metadata.deletionGracePeriodSeconds = seconds;
      metadata.deletionTimestamp = apiTime(this.#wall(nowMs) + seconds * 1000);
      this.#status.deleted = true;
      this.#setUpAtMs = undefined;
      this.#restarting = false;
      if (this.#termination === undefined) this.#terminate(seconds);
      else this.#termination.shorten(seconds);
    });
  }

  restart(nowMs: number, container?: string): Command[] {
    return this.#call(nowMs, () => {
      if (this.mayRestart(container) !== "yes") return;
      const record = container === undefined ? undefined : this.#byName.get(container);
      if (record !== undefined) {
        wantRestart(record);
        this.#sync.changed();
      } else {
        this.#outbox.note(sandboxChanged.reason, sandboxChanged.message);
        this.#restarting = true;
        this.#terminate();
      }
    });
  }

  mayRestart(container?: string): RestartVerdict {
    const role = container === undefined ? undefined : (this.#byName.get(container)?.role ?? "none");
    if (role === "none") return "no such container";
    if (this.#restarting) return "restarting";
    if (this.#termination !== undefined || this.#tearDown !== "none") return "ending";
    if (role === "init") return "init container";
    return this.#setUp === "done" ? "yes" : "not begun";
  }

  relabel({ labels, annotations }: Pick<ObjectMeta, "labels" | "annotations">, nowMs: number): Command[] {
    return this.#call(nowMs, () => {
      Object.assign(this.#pod.metadata, structuredClone({ labels, annotations }));
      this.#shown = undefined;
    });
  }

  nextWake(): number | undefined {
    if (this.#tearDown !== "none") return undefined;
    if (this.#wake === "stale") {
      const under = this.#termination ?? this.#sync;
      this.#wake = earliest(earliest(this.#setUpAtMs, this.#deadlineAtMs), under.nextWake());
    }
    return earliest(this.#wake, this.#probes.nextWake());
  }

  takeEvents(): PodEvent[] {
    return this.#outbox.takeEvents();
  }

  done(): boolean {
    return this.#tearDown === "done";
  }

  #call(nowMs: number, work: () => void): Command[] {
    this.#outbox.nowMs = nowMs;
    this.#outbox.touched = false;
    work();
    this.#proceed();
    this.#wake = "stale";
    // A probe that was asked for, or that answered as before, changes no status; they are most of what happens to a pod.
    if (this.#outbox.touched) {
      this.#probes.changed();
      this.#status.refresh(nowMs, this.#sync.resetting);
    }
    return this.#outbox.takeCommands();
  }

  /** An answer as before is all that happens to most pods most of the time: no container is looked at for it. */
  #handleProbed(event: Probed, nowMs: number): Command[] {
    this.#outbox.nowMs = nowMs;
    this.#outbox.touched = false;
    const changed = this.#probes.answered(event);
    if (!changed && !this.#outbox.touched) return this.#outbox.takeCommands();
    return this.#call(nowMs, () => {
      this.#outbox.touched = true;
      if (changed) this.#sync.changed();
    });
  }

  #take(event: Exclude<DriverEvent, Probed>): void {
    this.#outbox.touched = true;
    switch (event.kind) {
      case "podReady":
        this.#setUp = "done";
        this.#status.ready(event.podIP);
        this.#probes.begin();
        this.#sync.changed();
        return;
      case "podFailed":
        this.#setUp = "failed";
        this.#setUpFailures++;
        this.#outbox.warn(event.reason, event.message);
        if (this.#termination === undefined) this.#setUpAtMs = this.#outbox.nowMs + this.#retryMs(this.#setUpFailures);
        return;
      case "outdated":
        this.#outbox.warn(event.reason, event.message);
        return;
      case "evicted":
        this.#fail("warn", { reason: "Evicted", message: event.message }, 1);
        return;
      case "hookDone":
        this.#sync.advance(event);
        this.#termination?.advance(event);
        return;
      case "tornDown":
        this.#tearDown = "done";
        return;
      default: {
        const record = this.#byName.get(event.container);
        if (record === undefined || !this.#note(record, event)) return;
        this.#sync.changed();
        this.#sync.advance(event);
        if (this.#termination !== undefined) this.#end(record, this.#termination);
      }
    }
  }

  /** A container ended, or began when nobody wanted it any more. */
  #end(record: ContainerRecord, termination: Termination): void {
    record.frozen = undefined;
    if (record.current !== undefined) record.current.settled = true;
    termination.stop(record);
    termination.advance();
  }

  #note(record: ContainerRecord, event: Extract<DriverEvent, { kind: "started" | "startFailed" | "exited" }>): boolean {
    if (event.kind === "exited") return recordExited(record, event, this.#outbox);
    if (event.kind === "startFailed") return recordStartFailed(record, event, this.#outbox);
    return recordStarted(record, event, this.#outbox, () => containerStatus(record, this.#status.view));
  }

  #proceed(): void {
    if (this.#setUp === "done" && this.#termination === undefined && this.#sync.run()) this.#terminate();
    if (this.#termination?.over !== true || this.#setUp === "pending" || this.#tearDown !== "none") return;
    if (this.#restarting) {
      this.#restarting = false;
      for (const record of this.#records) beginAgain(record);
      this.#goOn();
      return;
    }
    this.#status.end(this.#outbox.nowMs);
    if (isTerminal(this.#status.current.phase)) {
      this.#probes.stop();
      this.#deadlineAtMs = undefined;
      this.#tearDown = "pending";
      this.#outbox.command({ kind: "tearDown" });
      return;
    }
    // A container was killed for good and its exit code matches a rule that restarts it: the pod goes on.
    this.#goOn();
  }

  #goOn(): void {
    this.#termination = undefined;
    this.#sync.changed();
    this.#proceed();
  }

  /** `graceSeconds` undefined: the pod's own grace period, and the end is not asked for from outside. */
  #terminate(graceSeconds?: number): void {
    const underWay = this.#sync.abandon();
    if (graceSeconds !== undefined) this.#probes.stopLivenessAndStartup();
    this.#termination = new Termination(this.#pod.spec, this.#records, this.#outbox, graceSeconds, underWay);
  }

  /** active_deadline.go: counted from status.startTime, whatever the containers do. */
  #exceedDeadline(): void {
    this.#deadlineAtMs = undefined;
    this.#fail("note", deadlineExceeded, deletionGraceSeconds(this.#pod.spec));
  }

  /** Ends the pod as Failed, whatever its containers make of it. */
  #fail(say: "note" | "warn", cause: { readonly reason: string; readonly message: string }, graceSeconds: number): void {
    if (this.#termination !== undefined && !this.#restarting) return;
    this.#restarting = false;
    this.#outbox[say](cause.reason, cause.message);
    this.#status.fail(cause);
    this.#setUpAtMs = undefined;
    if (this.#termination === undefined) this.#terminate(graceSeconds);
    else this.#termination.shorten(graceSeconds);
  }

  #retrySetUp(): void {
    this.#setUpAtMs = undefined;
    this.#setUp = "pending";
    this.#outbox.command({ kind: "setUp" });
  }
}

function earliest(a: number | undefined, b: number | undefined): number | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return Math.min(a, b);
}
