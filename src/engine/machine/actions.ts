/**
 * What a sync has to do, computed from the state of all containers at its begin and then executed step by step
 * (kuberuntime_manager.go computePodActions, kuberuntime_container.go computeInitContainerActions).
 */
import type { PodSpec } from "../../pod/model.ts";
import type { ProbeResult } from "../probes-worker.ts";
import { type ContainerRecord, deadSince, isRunning, wantsStart } from "./container.ts";
import { resetOrder, shouldRestartAll } from "./restart-all.ts";
import { restartsAfterProbeKill, shouldRestart } from "./restart-policy.ts";

type ProbeKill = "liveness" | "startup";
/** `restart`: a person asked for it. */
export type KillCause = ProbeKill | "restart";

export type Step =
  | {
      readonly kind: "kill";
      readonly record: ContainerRecord;
      readonly instance: number;
      readonly message: string;
      readonly cause: KillCause;
    }
  /** deadSince: the exit from which back-off is measured, as it was known when the sync began. */
  | { readonly kind: "start"; readonly record: ContainerRecord; readonly deadSince: number | undefined }
  /** Kill without grace and forget: one container of a restart of the whole pod. */
  | { readonly kind: "reset"; readonly record: ContainerRecord };

export interface Actions {
  /** Nothing is left to do for the app, or initialisation failed for good: stop what still runs. */
  readonly killPod: boolean;
  readonly steps: readonly Step[];
}

/** What the probes say about the running instance of a container; undefined = no such probe, or no result yet. */
export type ProbeView = (record: ContainerRecord, kind: ProbeKill) => ProbeResult | undefined;

export function computeActions(spec: PodSpec, records: readonly ContainerRecord[], probe: ProbeView): Actions {
  if (shouldRestartAll(records)) return { killPod: false, steps: resetOrder(records).map((record) => ({ kind: "reset", record })) };
  const inits = records.filter((record) => record.role !== "app");
  const apps = records.filter((record) => record.role === "app");

  const init = initActions(spec, inits, apps, probe);
  if (init.failed) return { killPod: true, steps: [] };
  if (!init.initialized) return { killPod: false, steps: [...init.kills, ...init.starts.map(startStep)] };

  const kills: Step[] = [...init.kills];
  const starts: ContainerRecord[] = [];
  let keep = 0;
  for (const record of apps) {
    if (!isRunning(record)) {
      if (wantsStart(record, spec)) starts.push(record);
      continue;
    }
    const cause = failedProbe(record, probe) ?? (record.restartWanted ? "restart" : undefined);
    if (cause === undefined) {
      keep++;
      continue;
    }
    if (cause === "restart") {
      starts.push(record);
      kills.push(restartStep(record));
      continue;
    }
    const restart = restartsAfterProbeKill(record.spec, spec);
    if (restart) starts.push(record);
    kills.push(killStep(record, cause, `Container ${record.spec.name} failed ${cause} probe${restart ? ", will be restarted" : ""}`));
  }
  // Sidecars do not keep a pod alive, nor are they started again for its end.
  if (keep === 0 && starts.length === 0) return { killPod: true, steps: [] };
  return { killPod: false, steps: [...kills, ...[...init.starts, ...starts].map(startStep)] };
}

interface InitActions {
  readonly failed: boolean;
  readonly initialized: boolean;
  readonly kills: Step[];
  readonly starts: ContainerRecord[];
}

/**
 * The loop runs from the last init container back to the first: the first one found that has an instance is where initialisation
 * stands, everything before it is over, except sidecars, which are kept running.
 */
function initActions(spec: PodSpec, inits: readonly ContainerRecord[], apps: readonly ContainerRecord[], probe: ProbeView): InitActions {
  const kills: Step[] = [];
  const starts: ContainerRecord[] = [];
  let initialized = inits.length === 0 || apps.some(isRunning);
  let reached = initialized;

  for (let i = inits.length - 1; i >= 0; i--) {
    const record = inits[i];
    if (record === undefined) continue;
    const sidecar = record.role === "sidecar";
    if (record.current === undefined) {
      if (reached && sidecar) starts.unshift(record);
      continue;
    }
    if (reached && !sidecar) continue;

    const proceed = () => {
      const next = inits[i + 1];
      if (next === undefined) initialized = true;
      else if (!reached) starts.unshift(next);
    };
    const { exit } = record.current;
    if (exit !== undefined) {
      if (sidecar) {
        starts.unshift(record);
      } else if (exit.exitCode === 0 && exit.reason !== "OOMKilled") {
        proceed();
      } else {
        if (!shouldRestart(record.spec, spec, exit.exitCode)) return { failed: true, initialized: false, kills: [], starts: [] };
        starts.unshift(record);
      }
    } else if (sidecar) {
      const startup = record.spec.startupProbe === undefined ? "success" : probe(record, "startup");
      if (startup === "success") proceed();
      // Liveness does not gate the next container, a startup probe does.
      const cause =
        startup === "failure" ? "startup" : startup === "success" && probe(record, "liveness") === "failure" ? "liveness" : undefined;
      if (cause !== undefined) {
        kills.unshift(killStep(record, cause, `Init container ${record.spec.name} failed ${cause} probe`));
        starts.unshift(record);
      } else if (record.restartWanted) {
        kills.unshift(restartStep(record));
        starts.unshift(record);
      }
    }
    reached = true;
  }
  if (!reached && inits[0] !== undefined) starts.push(inits[0]);
  return { failed: false, initialized, kills, starts };
}

function failedProbe(record: ContainerRecord, probe: ProbeView): ProbeKill | undefined {
  if (probe(record, "liveness") === "failure") return "liveness";
  return probe(record, "startup") === "failure" ? "startup" : undefined;
}

function killStep(record: ContainerRecord, cause: KillCause, message: string): Step {
  return { kind: "kill", record, instance: record.current?.number ?? 0, message, cause };
}

function restartStep(record: ContainerRecord): Step {
  return killStep(record, "restart", `Stopping container ${record.spec.name}`);
}

function startStep(record: ContainerRecord): Step {
  return { kind: "start", record, deadSince: deadSince(record) };
}
