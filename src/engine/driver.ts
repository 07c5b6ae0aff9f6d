/**
 * The seam between deciding and doing.
 *
 *      pod + objects                        commands
 *   ---------------->  machine (pure)  ------------------>  driver (process | fake)
 *                          ^                                      |
 *                          |            driver events             |
 *                          +--------------------------------------+
 *                          |  clock ticks, stop requests
 *
 * The machine holds the kubelet's rules and never does anything; a driver does things and knows no rule.
 * A container that is restarted is a new *instance*; events of an older instance are ignored by the machine.
 */
import type { Container, ContainerUser, Handler, Probe } from "../pod/model.ts";

export type ProbeKind = "startup" | "liveness" | "readiness";

/**
 * A signal by its name in signal(7), real-time ones as Kubernetes writes them: `SIGTERM`, `SIGRTMIN+3`. One that the machine of a driver
 * does not have is not sent.
 */
export type SignalName = `SIG${string}`;

export type Command =
  /** Make volumes and whatever else all containers share. Answered by `podReady` or `podFailed`. */
  | { readonly kind: "setUp" }
  /**
   * Start one instance. Answered by `started` or `startFailed`, later by `exited`. `restartCount` is what the status will show once it has
   * started; instances that never ran do not count there.
   */
  | { readonly kind: "start"; readonly container: Container; readonly instance: number; readonly restartCount: number }
  /** Signal an instance and every process it started. Nothing happens when it is gone. */
  | { readonly kind: "signal"; readonly container: string; readonly instance: number; readonly signal: SignalName }
  /**
   * Run one probe once, with its own timeout. Answered by `probed` with the same id, also when the instance is gone (not with
   * success then). Commands that run inside a container end with it.
   */
  | {
      readonly kind: "probe";
      readonly id: number;
      readonly container: Container;
      readonly instance: number;
      readonly probe: ProbeKind;
      readonly spec: Probe;
    }
  /** Run a lifecycle hook. Answered by `hookDone` with the same id; a hook that overruns is abandoned, not killed. */
  | {
      readonly kind: "hook";
      readonly id: number;
      readonly container: Container;
      readonly instance: number;
      readonly hook: "postStart" | "preStop";
      readonly handler: Handler;
    }
  /** Everything is over: remove volumes and whatever `setUp` made. Answered by `tornDown`. */
  | { readonly kind: "tearDown" };

export type DriverEvent =
  | { readonly kind: "podReady"; readonly podIP: string }
  /** Required volumes could not be made; the machine retries `setUp`. */
  | { readonly kind: "podFailed"; readonly reason: "FailedMount"; readonly message: string }
  /** Files of volumes that run could not be brought up to date, and stay as they were. */
  | { readonly kind: "outdated"; readonly reason: "FailedMount"; readonly message: string }
  /** The pod used more than it may and has to go; at most once. */
  | { readonly kind: "evicted"; readonly message: string }
  /** user: who it runs as, where that can be known. */
  | {
      readonly kind: "started";
      readonly container: string;
      readonly instance: number;
      readonly containerID: string;
      readonly user?: ContainerUser;
    }
  /**
   * reason: CreateContainerConfigError (env or volume reference missing), ErrImageNeverPull or InvalidImageName (nothing says what to run),
   * CreateContainerError, or StartError (could not exec, counts as exit 128).
   */
  | {
      readonly kind: "startFailed";
      readonly container: string;
      readonly instance: number;
      readonly reason: string;
      readonly message: string;
    }
  /** exitCode is 128 + signal number for a signalled process. message: the termination message, at most 4096 bytes. */
  | {
      readonly kind: "exited";
      readonly container: string;
      readonly instance: number;
      readonly exitCode: number;
      readonly oomKilled?: boolean;
      readonly message?: string;
    }
  /**
   * `unknown`: the probe itself could not be run; no result is counted. `warning`: a success that a person should hear of
   * (a redirect to another host).
   */
  | {
      readonly kind: "probed";
      readonly id: number;
      readonly container: string;
      readonly instance: number;
      readonly probe: ProbeKind;
      readonly result: "success" | "warning" | "failure" | "unknown";
      readonly output: string;
    }
  | {
      readonly kind: "hookDone";
      readonly id: number;
      readonly container: string;
      readonly instance: number;
      readonly hook: "postStart" | "preStop";
      readonly error?: string;
    }
  | { readonly kind: "tornDown" };

/** What executes commands. One per pod run. After `close()` returns nothing of the run is left and no event follows. */
export interface Driver {
  /** Where events go; set once, before the first command. Events are delivered asynchronously, never from inside `execute`. */
  onEvent(listener: (event: DriverEvent) => void): void;
  execute(command: Command): void;
  close(): Promise<void>;
}

/** Something worth telling a person, in the shape of a Kubernetes Event. */
export interface PodEvent {
  /** ms since the epoch */
  readonly at: number;
  readonly type: "Normal" | "Warning";
  /** Kubernetes' reason word: Created, Started, Killing, BackOff, Unhealthy, FailedPostStartHook, … */
  readonly reason: string;
  readonly message: string;
  readonly container?: string;
}
