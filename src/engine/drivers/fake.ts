/**
 * A driver without processes: containers behave as a script says, in virtual time. With it an hour of crash loops takes a
 * millisecond, which is what tests and predictions are made of.
 */
import type { Command, Driver, DriverEvent, ProbeKind } from "../driver.ts";
import type { VirtualClock } from "./virtual-clock.ts";

/** How one instance of a container behaves. Times are ms. An empty run goes on until it is told to stop, and answers every probe. */
export interface FakeRun {
  /** It does not start at all. */
  readonly startFails?: { readonly reason: string; readonly message: string };
  /** Between the start command and the running process; 0 unless given. */
  readonly startMs?: number;
  /** It ends by itself after this time, with `exitCode`. */
  readonly forMs?: number;
  readonly exitCode?: number;
  readonly oomKilled?: boolean;
  /** The termination message. */
  readonly message?: string;
  /** What SIGTERM does: ends it after `ms` with `exitCode` (143 unless given), or nothing at all. */
  readonly onTerm?: "ignore" | { readonly ms?: number; readonly exitCode?: number };
  readonly postStart?: FakeHook;
  readonly preStop?: FakeHook;
  readonly probes?: { readonly [kind in ProbeKind]?: FakeProbe };
}

/** A hook takes `ms` (0 unless given; `Infinity` = for ever) and fails if there is an error. `sleep` hooks keep their own time. */
interface FakeHook {
  readonly ms?: number;
  readonly error?: string;
}

type Answer = Extract<DriverEvent, { kind: "probed" }>["result"];

/**
 * What a probe answers, by the time since the instance started and since the pod was. An answer that takes longer than the probe's timeout is
 * a failure.
 */
type FakeProbe =
  | Answer
  | ((ranMs: number, podMs: number) => Answer | { readonly result: Answer; readonly ms?: number; readonly output?: string });

/** By container: its runs in order, of which the last one repeats. A container without a script runs until it is told to stop. */
export type FakeScript = Readonly<Record<string, FakeRun | readonly FakeRun[]>>;

export interface FakeDriverOptions {
  readonly clock: VirtualClock;
  readonly script?: FakeScript;
  /** How often `setUp` fails before it succeeds. */
  readonly setUpFails?: number;
}

interface Live {
  readonly instance: number;
  readonly run: FakeRun;
  readonly startedAtMs: number;
  /** Commands that run inside the container and end with it. */
  readonly inside: Set<() => void>;
  exit: (() => void) | undefined;
}

export function fakeDriver(options: FakeDriverOptions): Driver {
  return new FakeDriver(options);
}

class FakeDriver implements Driver {
  readonly #clock: VirtualClock;
  readonly #script: FakeScript;
  readonly #live = new Map<string, Live>();
  readonly #beganAtMs: number;
  #setUpFailures: number;
  #listener: (event: DriverEvent) => void = () => {};
  #closed = false;

  constructor(options: FakeDriverOptions) {
    this.#clock = options.clock;
    this.#beganAtMs = options.clock.nowMs;
    this.#script = options.script ?? {};
    this.#setUpFailures = options.setUpFails ?? 0;
  }

  onEvent(listener: (event: DriverEvent) => void): void {
    this.#listener = listener;
  }

  execute(command: Command): void {
    if (this.#closed) return;
    switch (command.kind) {
      case "setUp":
        if (this.#setUpFailures-- > 0) this.#say(0, { kind: "podFailed", reason: "FailedMount", message: "MountVolume.SetUp failed" });
        else this.#say(0, { kind: "podReady", podIP: "127.0.0.1" });
        return;
      case "start":
        this.#start(command.container.name, command.instance);
        return;
      case "signal":
        this.#signal(command);
        return;
      case "probe":
        this.#probe(command);
        return;
      case "hook":
        this.#hook(command);
        return;
      case "tearDown":
        this.#later(0, () => {
          for (const name of [...this.#live.keys()]) this.#exit(name, 137);
        });
        this.#say(0, { kind: "tornDown" });
        return;
      default:
        command satisfies never;
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#live.clear();
  }

  #start(container: string, instance: number): void {
    const run = runOf(this.#script[container], instance);
    if (run.startFails !== undefined) {
      this.#say(run.startMs ?? 0, { kind: "startFailed", container, instance, ...run.startFails });
      return;
    }
    this.#later(run.startMs ?? 0, () => {
      const live: Live = { instance, run, startedAtMs: this.#clock.nowMs, inside: new Set(), exit: undefined };
      this.#live.set(container, live);
      this.#listener({ kind: "started", container, instance, containerID: `fake://${container}-${instance}` });
      if (run.forMs !== undefined) live.exit = this.#later(run.forMs, () => this.#exit(container, run.exitCode ?? 0));
    });
  }

  #signal({ container, instance, signal }: Extract<Command, { kind: "signal" }>): void {
    const live = this.#live.get(container);
    if (live === undefined || live.instance !== instance) return;
    if (signal === "SIGKILL") this.#later(0, () => this.#live.get(container) === live && this.#exit(container, 137));
    if (signal === "SIGKILL" || live.run.onTerm === "ignore") return;
    const { ms = 0, exitCode = 143 } = live.run.onTerm ?? {};
    this.#later(ms, () => this.#live.get(container) === live && this.#exit(container, exitCode));
  }

  #exit(container: string, exitCode: number): void {
    const live = this.#live.get(container);
    if (live === undefined) return;
    live.exit?.();
    this.#live.delete(container);
    const { oomKilled, message } = live.run;
    this.#listener({
      kind: "exited",
      container,
      instance: live.instance,
      exitCode: oomKilled === true ? 137 : exitCode,
      ...(oomKilled !== undefined && { oomKilled }),
      ...(message !== undefined && { message }),
    });
    for (const end of live.inside) end();
  }

  #probe({ id, container: { name }, instance, probe, spec }: Extract<Command, { kind: "probe" }>): void {
    const live = this.#live.get(name);
    const say = (result: Answer, output: string): void =>
      this.#listener({ kind: "probed", id, container: name, instance, probe, result, output });
    const gone = (): void => say("failure", "container not running");
    if (live?.instance !== instance) {
      this.#later(0, gone);
      return;
    }
    const script = live.run.probes?.[probe] ?? "success";
    const answer =
      typeof script === "function" ? script(this.#clock.nowMs - live.startedAtMs, this.#clock.nowMs - this.#beganAtMs) : script;
    if (typeof answer === "string") {
      // Nearly all that a simulated pod does.
      this.#clock.soon(() => {
        if (this.#closed) return;
        if (this.#live.get(name) === live) say(answer, answer === "failure" ? "failed" : "");
        else gone();
      });
      return;
    }
    const { result, ms = 0, output = result === "failure" ? "failed" : "" } = answer;
    const timeoutMs = (spec.timeoutSeconds || 1) * 1000;
    this.#inside(live, Math.min(ms, timeoutMs), (ended) => {
      if (ended) gone();
      else if (ms > timeoutMs) say("failure", "command timed out");
      else say(result, output);
    });
  }

  #hook({ id, container: { name }, instance, hook, handler }: Extract<Command, { kind: "hook" }>): void {
    const live = this.#live.get(name);
    const done = { kind: "hookDone", id, container: name, instance, hook } as const;
    if (live?.instance !== instance) {
      this.#say(0, { ...done, error: "container not running" });
      return;
    }
    const script: FakeHook = handler.sleep !== undefined ? { ms: handler.sleep.seconds * 1000 } : (live.run[hook] ?? {});
    const { error } = script;
    const say = (gone: boolean) =>
      this.#listener({ ...done, ...(gone ? { error: "container not running" } : error !== undefined && { error }) });
    if (handler.exec !== undefined) this.#inside(live, script.ms ?? 0, say);
    else this.#later(script.ms ?? 0, () => say(false));
  }

  /** Something that takes time inside the container: done when the time is over or the container is gone. */
  #inside(live: Live, ms: number, done: (gone: boolean) => void): void {
    const end = () => {
      cancel();
      live.inside.delete(end);
      this.#later(0, () => done(true));
    };
    const cancel = this.#later(ms, () => {
      live.inside.delete(end);
      done(false);
    });
    live.inside.add(end);
  }

  #say(delayMs: number, event: DriverEvent): void {
    this.#later(delayMs, () => this.#listener(event));
  }

  #later(delayMs: number, work: () => void): () => void {
    if (delayMs === Number.POSITIVE_INFINITY) return () => {};
    return this.#clock.after(delayMs, () => {
      if (!this.#closed) work();
    });
  }
}

function runOf(script: FakeRun | readonly FakeRun[] | undefined, instance: number): FakeRun {
  const runs = script === undefined ? [] : [script].flat();
  return runs[Math.min(instance, runs.length) - 1] ?? {};
}
