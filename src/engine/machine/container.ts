/** What the machine knows of one container: its instances so far, why it waits, how often it was restarted. */
import type { Container, ContainerStatus, ContainerUser, PodSpec } from "../../pod/model.ts";
import { isSidecar, shouldRestart } from "./restart-policy.ts";

type Role = "init" | "sidecar" | "app";

/** How an instance ended. Times are ms since the epoch and missing when the instance was never seen to run or was removed. */
export interface Exit {
  readonly exitCode: number;
  readonly reason: string;
  readonly message?: string | undefined;
  readonly startedAtMs?: number | undefined;
  readonly finishedAtMs?: number | undefined;
  readonly containerID?: string | undefined;
}

interface Instance {
  readonly number: number;
  readonly containerID: string;
  readonly user: ContainerUser | undefined;
  readonly startedAtMs: number;
  /** undefined while it runs. */
  exit: Exit | undefined;
  /** The start is over, postStart hook included. Before that the status does not show the instance and no probe runs. */
  settled: boolean;
}

interface Waiting {
  readonly reason: string;
  readonly message: string;
}

export interface ContainerRecord {
  readonly spec: Container;
  readonly role: Role;
  /** Start commands so far; the number of the newest instance. */
  instances: number;
  /** The instance whose start command is not answered yet. */
  starting: number | undefined;
  current: Instance | undefined;
  /** How the instance before `current` ended. */
  previous: Exit | undefined;
  /** An instance was created since the pod began or was restarted in place: the next one counts as a restart. */
  created: boolean;
  restartCount: number;
  /** A person asked for a new instance: the next start is neither policy's matter nor back-off's. */
  restartWanted: boolean;
  /** Why the last start did not succeed (kubelet's reasonCache); forgotten by a start that does. */
  waiting: Waiting | undefined;
  /** No start before this time, ms since the epoch. */
  resumeAtMs: number | undefined;
  /** Starts in a row that failed before a process ran. */
  failedStarts: number;
  everStarted: boolean;
  /** What the status shows while a postStart hook runs: the sync that runs it updates no status. */
  frozen: ContainerStatus | undefined;
  /** Torn down without ever being seen to end (status_manager.go TerminatePod). */
  lost: boolean;
}

/** One record per container, init containers first, each group in the order of the spec. */
export function containerRecords(spec: PodSpec): ContainerRecord[] {
  return [
    ...(spec.initContainers ?? []).map((container) => newRecord(container, isSidecar(container) ? "sidecar" : "init")),
    ...spec.containers.map((container) => newRecord(container, "app")),
  ];
}

function newRecord(spec: Container, role: Role): ContainerRecord {
  return {
    spec,
    role,
    instances: 0,
    starting: undefined,
    current: undefined,
    previous: undefined,
    created: false,
    restartCount: 0,
    restartWanted: false,
    waiting: undefined,
    resumeAtMs: undefined,
    failedStarts: 0,
    everStarted: false,
    frozen: undefined,
    lost: false,
  };
}

export function isRunning(record: ContainerRecord): boolean {
  return record.current !== undefined && record.current.exit === undefined;
}

/** Running or about to: something of it may be alive. */
export function isAlive(record: ContainerRecord): boolean {
  return record.starting !== undefined || isRunning(record);
}

/** A container that is not running is to be started (kubelet/container/helpers.go ShouldContainerBeRestarted, without deletion). */
export function wantsStart(record: ContainerRecord, spec: PodSpec): boolean {
  if (record.current === undefined || (record.restartWanted && !isRunning(record))) return true;
  return record.current.exit !== undefined && shouldRestart(record.spec, spec, record.current.exit.exitCode);
}

/** What restartCount will be when an instance has begun: it counts starts after the first and changes with the new start, not with the exit. */
export function nextRestartCount(record: ContainerRecord): number {
  return record.created ? record.restartCount + 1 : record.restartCount;
}

/** When the newest instance that is known to be dead ended: what the back-off is measured from (kuberuntime_manager.go doBackOff). */
export function deadSince(record: ContainerRecord): number | undefined {
  return record.current?.exit !== undefined ? record.current.exit.finishedAtMs : record.previous?.finishedAtMs;
}
