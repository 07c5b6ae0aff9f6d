/** What containers are supposed to do in a simulation, and the fake driver's script that makes them do it. */
import type { Container, Pod } from "../../pod/model.ts";
import type { ProbeKind } from "../driver.ts";
import type { FakeRun, FakeScript } from "../drivers/fake.ts";

/** Which runs of a container, counted from 1, the last included. */
export interface Runs {
  readonly from: number;
  readonly to: number;
}

/** Times are ms: since the start of the container's run, except those of `probeFails`, which are since the pod's start. */
export type Behaviour = { readonly container: string } & (
  | { readonly kind: "exit"; readonly runs: Runs; readonly afterMs: number; readonly exitCode: number; readonly oomKilled: boolean }
  /** Startup and readiness probes fail until then. */
  | { readonly kind: "ready"; readonly runs: Runs; readonly afterMs: number }
  /** From the first moment on, until the second one. */
  | { readonly kind: "probeFails"; readonly probe: ProbeKind; readonly fromMs: number; readonly toMs: number }
  | { readonly kind: "hook"; readonly hook: "postStart" | "preStop"; readonly ms: number; readonly fails: boolean }
  /** SIGTERM ends it after `ms` with this code; "never": it takes SIGKILL. */
  | { readonly kind: "term"; readonly ms: number | "never"; readonly exitCode: number }
);

/** How long a container that is there to end takes if nothing else is said, ms. */
const TASK_MS = 1000;

/**
 * Containers that are always restarted run for ever; those that are there to end (plain init containers, and all whose restart policy
 * is Never or OnFailure, as in a Job) end with 0 after a second. Later behaviours of the same kind win.
 */
export function scriptOf({ spec }: Pod, behaviours: readonly Behaviour[]): FakeScript {
  const inits = spec.initContainers ?? [];
  const policy = (container: Container): string | undefined =>
    container.restartPolicy ?? (inits.includes(container) ? "OnFailure" : spec.restartPolicy);
  return Object.fromEntries(
    [...inits, ...spec.containers].map((container) => {
      const own = behaviours.filter((behaviour) => behaviour.container === container.name);
      const ends = policy(container) === "Never" || policy(container) === "OnFailure";
      const runs = Array.from({ length: lastDifferent(own) + 1 }, (_, index) => runOf(own, index + 1, ends));
      return [container.name, runs];
    }),
  );
}

/** All runs after this one are alike. */
function lastDifferent(own: readonly Behaviour[]): number {
  const edges = own.flatMap((one) => ("runs" in one ? [one.runs.from - 1, one.runs.to] : []));
  return Math.max(0, ...edges.filter(Number.isFinite));
}

function runOf(own: readonly Behaviour[], run: number, ends: boolean): FakeRun {
  let made: FakeRun = ends ? { forMs: TASK_MS, exitCode: 0 } : {};
  for (const one of own) {
    if ("runs" in one && (run < one.runs.from || run > one.runs.to)) continue;
    if (one.kind === "exit") made = { ...made, forMs: one.afterMs, exitCode: one.exitCode, oomKilled: one.oomKilled };
    else if (one.kind === "term") made = { ...made, onTerm: one.ms === "never" ? "ignore" : { ms: one.ms, exitCode: one.exitCode } };
    else if (one.kind === "hook") made = { ...made, [one.hook]: { ms: one.ms, ...(one.fails && { error: "failed" }) } };
  }
  const probes = Object.fromEntries((["startup", "readiness", "liveness"] as const).map((kind) => [kind, probeOf(own, run, kind)]));
  return { ...made, probes };
}

function probeOf(own: readonly Behaviour[], run: number, kind: ProbeKind): NonNullable<FakeRun["probes"]>[ProbeKind] & {} {
  const failures = own.filter((one) => one.kind === "probeFails" && one.probe === kind);
  const ready = kind === "liveness" ? undefined : own.findLast((one) => one.kind === "ready" && run >= one.runs.from && run <= one.runs.to);
  const readyMs = ready?.kind === "ready" ? ready.afterMs : 0;
  if (failures.length === 0 && readyMs === 0) return "success";
  return (ranMs, podMs) => {
    const failing = failures.some((one) => one.kind === "probeFails" && podMs >= one.fromMs && podMs < one.toMs);
    return failing || ranMs < readyMs ? { result: "failure", output: "simulated" } : "success";
  };
}
