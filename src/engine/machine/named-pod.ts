import { withDefaults } from "../../pod/defaults.ts";
import type { Pod } from "../../pod/model.ts";
import type { MachineOptions } from "../machine.ts";

/** The pod as the API server would have stored it. */
export function namedPod(pod: Pod, options: MachineOptions): Pod {
  const { metadata, spec } = structuredClone({ metadata: pod.metadata, spec: pod.spec });
  const name = metadata.name ?? `${metadata.generateName ?? "pod-"}${options.uid.slice(0, 5)}`;
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { ...metadata, name, namespace: metadata.namespace ?? "default", uid: options.uid, generation: 1 },
    spec: { ...withDefaults(spec), ...(spec.nodeName === undefined && options.nodeName !== undefined && { nodeName: options.nodeName }) },
  };
}
