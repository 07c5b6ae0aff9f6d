import type { Volume, VolumeMount } from "../../pod/model.ts";
import type { Spec } from "../../spec/schema.ts";
import type { SidecarOptions } from "./options.ts";
import { volumeName } from "./volume-name.ts";

/** Where an agent remembers what was acknowledged. */
export function stateFolder(name: string): string {
  return `/var/lib/${name}`;
}

/** The volume for it. */
export function stateVolume(name: string, state: SidecarOptions["state"]): Volume {
  return { name: volumeName([name], "state"), ...source(state) };
}

function source(state: SidecarOptions["state"]): Partial<Volume> {
  if (state === undefined) return { emptyDir: {} };
  if ("claim" in state) return { persistentVolumeClaim: { claimName: state.claim } };
  return { hostPath: { path: state.hostPath, type: "DirectoryOrCreate" } };
}

/**
 * The agent's own folder in that volume. A claim may serve several agents, in one pod and in several, and a folder of the node the pods of
 * every namespace: two that shared a checkpoint would destroy each other's. `shop.log-agent`, and on a node `prod.shop.log-agent`.
 */
export function stateMount(name: string, state: SidecarOptions["state"], { name: app, pod }: Pick<Spec, "name" | "pod">): VolumeMount {
  const mount = { name: volumeName([name], "state"), mountPath: stateFolder(name) };
  if (state === undefined) return mount;
  // A Deployment's pods have another name each time, and the next one is to go on where the last one ended.
  const owner = pod.kind === "Pod" ? "$(POD_NAME)" : app;
  const folder = [...("hostPath" in state ? ["$(POD_NAMESPACE)"] : []), owner, name].join(".");
  return { ...mount, ...(folder.includes("$") ? { subPathExpr: folder } : { subPath: folder }) };
}

/** The kubelet makes folders of the node for root alone. */
export function stateComment(state: SidecarOptions["state"]): string | undefined {
  if (state === undefined || "claim" in state) return undefined;
  return `The node's folder is to be writable for the pod's group: install -d -m 2775 -g 1000 ${state.hostPath}`;
}

/** Where the file of settings is mounted. */
export function settingsFolder(name: string): string {
  return `/etc/${name}/settings`;
}

/** The key of the ConfigMap that is that file. */
export const settingsKey = "settings.env";
