/** What the demo asks of its pod while it runs. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { PodRun } from "../engine/run.ts";
import { EXIT, ScaffoldError } from "../errors.ts";
import type { Pod } from "../pod/model.ts";
import { readManifest } from "../pod/read.ts";
import { failed } from "./failed.ts";

/** The generated manifest of a project. */
export function readPod(root: string): Pod {
  const manifest = readManifest(readFileSync(join(root, "pod.yaml"), "utf8"), "pod.yaml");
  const found = manifest.documents.find(({ kind }) => kind === "Pod");
  if (!found) throw new ScaffoldError("DEMO", "the generated pod.yaml holds no Pod", { exit: EXIT.bug });
  return found.value as Pod;
}

/** SIGKILL, as the kernel's out-of-memory killer would. */
export function kill(pod: PodRun, container: string): void {
  const pid = pod.pid(container);
  if (pid === undefined) throw failed(`${container} has no process to kill`);
  process.kill(pid, "SIGKILL");
}

export function isReady(pod: Pod | undefined): boolean {
  return pod?.status?.conditions.some(({ type, status }) => type === "Ready" && status === "True") ?? false;
}

/** It was killed, and is ready again. */
export function isBack(pod: Pod | undefined, container: string): boolean {
  return statuses(pod).some(({ name, ready, restartCount }) => name === container && ready && restartCount > 0);
}

/** By container. */
export function restarts(pod: Pod): Record<string, number> {
  return Object.fromEntries(statuses(pod).map(({ name, restartCount }) => [name, restartCount]));
}

function statuses(pod: Pod | undefined) {
  return [...(pod?.status?.initContainerStatuses ?? []), ...(pod?.status?.containerStatuses ?? [])];
}
