/** What is known of a pod that runs: the status, as k8s.io/api/core/v1 has it. */
import type { Resources } from "./model.ts";

export type PodPhase = "Pending" | "Running" | "Succeeded" | "Failed";

export interface PodCondition {
  type: string;
  status: "True" | "False";
  /** Always null: the API server prints the field, nothing sets it. */
  lastProbeTime?: null;
  lastTransitionTime: string;
  /** metadata.generation of the pod that this was said of. */
  observedGeneration?: number;
  reason?: string;
  message?: string;
}

/** Times are RFC 3339 with whole seconds, as the API server prints them. */
export interface PodStatus {
  observedGeneration?: number;
  phase: PodPhase;
  conditions: PodCondition[];
  reason?: string;
  message?: string;
  hostIP?: string;
  hostIPs?: { ip: string }[];
  podIP?: string;
  podIPs?: { ip: string }[];
  startTime?: string;
  qosClass?: string;
  initContainerStatuses?: ContainerStatus[];
  containerStatuses?: ContainerStatus[];
}

export interface ContainerStateTerminated {
  exitCode: number;
  reason: string;
  message?: string;
  signal?: number;
  /** null when the container was removed or lost before anyone saw it run. */
  startedAt: string | null;
  finishedAt: string | null;
  containerID?: string;
}

/** Who its first process ran as when it began. */
export interface ContainerUser {
  linux: { uid: number; gid: number; supplementalGroups?: number[] };
}

export interface ContainerState {
  waiting?: { reason: string; message?: string };
  running?: { startedAt: string };
  terminated?: ContainerStateTerminated;
}

export interface ContainerStatus {
  name: string;
  image: string;
  imageID: string;
  containerID?: string;
  state: ContainerState;
  lastState: ContainerState;
  ready: boolean;
  started: boolean;
  restartCount: number;
  volumeMounts?: { name: string; mountPath: string; readOnly?: boolean; recursiveReadOnly?: "Disabled" }[];
  resources?: Resources;
  allocatedResources?: Record<string, string | number>;
  user?: ContainerUser;
  stopSignal?: string;
}
