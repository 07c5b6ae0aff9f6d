/** Container statuses as the API shows them (kubelet_pods.go convertToAPIContainerStatuses, prober_manager.go UpdatePodStatus). */
import type { ContainerState, ContainerStateTerminated, ContainerStatus, PodSpec } from "../../pod/model.ts";
import { type ContainerRecord, type Exit, wantsStart } from "../machine/container.ts";
import type { Probes } from "../probes.ts";
import { apiTime } from "./time.ts";

export interface ContainersView {
  readonly spec: PodSpec;
  readonly records: readonly ContainerRecord[];
  readonly probes: Probes;
  /** metadata.deletionTimestamp is set: no container is going to be restarted. */
  readonly deleted: boolean;
  /** What the clock on the wall said at a time of the machine. */
  readonly wall: (ms: number) => number;
}

/** status.initContainerStatuses is in the order of the spec, status.containerStatuses sorted by name. */
export function containerStatuses(view: ContainersView): { init: ContainerStatus[]; app: ContainerStatus[] } {
  const status = (record: ContainerRecord) => containerStatus(record, view);
  return {
    init: view.records.filter((record) => record.role !== "app").map(status),
    app: view.records
      .filter((record) => record.role === "app")
      .map(status)
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
  };
}

export function containerStatus(record: ContainerRecord, view: ContainersView): ContainerStatus {
  if (record.frozen !== undefined) return record.frozen;
  const { spec, current } = record;
  const { state, lastState } = states(record, view);
  const started = view.probes.started(record);
  const containerID = current?.containerID || undefined;
  return {
    name: spec.name,
    image: spec.image ?? "",
    imageID: "",
    ...(containerID !== undefined && { containerID }),
    state,
    lastState,
    ready: record.role === "init" ? state.terminated?.exitCode === 0 : view.probes.ready(record),
    started,
    restartCount: record.restartCount,
    ...(spec.volumeMounts !== undefined && {
      volumeMounts: spec.volumeMounts.map(({ name, mountPath, readOnly }) => mountStatus(name, mountPath, readOnly)),
    }),
    ...(current !== undefined && { resources: spec.resources ?? {}, ...allocated(spec.resources?.requests) }),
    ...(current?.user !== undefined && { user: current.user }),
    ...(current !== undefined && spec.lifecycle?.stopSignal !== undefined && { stopSignal: spec.lifecycle.stopSignal }),
  };
}

function states(record: ContainerRecord, view: ContainersView): { state: ContainerState; lastState: ContainerState } {
  const { current, previous, waiting } = record;
  const before = previous === undefined ? {} : { terminated: terminated(previous, view) };
  if (record.lost) return { state: { terminated: lost }, lastState: before };
  if (current === undefined) {
    return { state: { waiting: waiting !== undefined && !view.deleted ? { ...waiting } : notStarted(view.spec) }, lastState: before };
  }
  if (current.exit === undefined) return { state: { running: { startedAt: shown(current.startedAtMs, view) } }, lastState: before };
  // A container that will be restarted shows how it ended until an attempt to start it is known to have failed or to wait.
  const restarts = !view.deleted && wantsStart(record, view.spec) && !(record.role === "init" && current.exit.exitCode === 0);
  const ended = { terminated: terminated(current.exit, view) };
  return restarts && waiting !== undefined ? { state: { waiting: { ...waiting } }, lastState: ended } : { state: ended, lastState: before };
}

/** Before its first start every container of a pod that has init containers shows PodInitializing. */
function notStarted(spec: PodSpec): { reason: string } {
  return { reason: spec.initContainers !== undefined && spec.initContainers.length > 0 ? "PodInitializing" : "ContainerCreating" };
}

/** status_manager.go TerminatePod */
const lost: ContainerStateTerminated = {
  exitCode: 137,
  reason: "ContainerStatusUnknown",
  message: "The container could not be located when the pod was terminated",
  startedAt: null,
  finishedAt: null,
};

/** All termination messages of a pod together are at most 12 KiB, shared equally (status_manager.go normalizeStatus). */
function shortened(message: string, spec: PodSpec): string {
  const share = Math.floor((12 * 1024) / (spec.containers.length + (spec.initContainers?.length ?? 0)));
  const bytes = Buffer.from(message);
  return bytes.length <= share
    ? message
    : bytes
        .subarray(0, share)
        .toString()
        .replace(/\uFFFD$/, "");
}

/** 0 is the zero time of an instance that never ran. */
const shown = (ms: number, { wall }: ContainersView): string => apiTime(ms === 0 ? 0 : wall(ms));

function terminated(exit: Exit, view: ContainersView): ContainerStateTerminated {
  return {
    exitCode: exit.exitCode,
    reason: exit.reason,
    ...(exit.message !== undefined && { message: shortened(exit.message, view.spec) }),
    startedAt: exit.startedAtMs === undefined ? null : shown(exit.startedAtMs, view),
    finishedAt: exit.finishedAtMs === undefined ? null : shown(exit.finishedAtMs, view),
    ...(exit.containerID && { containerID: exit.containerID }),
  };
}

function mountStatus(name: string, mountPath: string, readOnly: boolean | undefined) {
  return { name, mountPath, ...(readOnly === true && { readOnly, recursiveReadOnly: "Disabled" as const }) };
}

function allocated(requests: Record<string, string | number> | undefined) {
  return requests === undefined ? {} : { allocatedResources: requests };
}
