/**
 * A pod as the API server stores it: with all that the manifest leaves to it (pkg/apis/core/v1/defaults.go and
 * zz_generated.defaults.go), and what the admission plugins of every cluster add (serviceaccount, priority, defaulttolerationseconds) but for
 * the token of the service account, which only a cluster can give out. Kubernetes 1.36.
 *
 *   containers: [{ name: web, image: nginx }]  ->  + imagePullPolicy: Always, terminationMessagePath: /dev/termination-log, …
 *
 * What is written stays as it is written: nothing is changed, only added.
 */
import { containerDefaults } from "./defaults-container.ts";
import { volumeDefaults } from "./defaults-volume.ts";
import type { PodSpec } from "./model.ts";

/** Seconds that a pod stays on a node which is not there (plugin/pkg/admission/defaulttolerationseconds). */
const TOLERATION_SECONDS = 300;
const lostNode = ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"];

/** Of the classes that every cluster has (pkg/apis/scheduling/v1/helpers.go). */
const priorities: Readonly<Record<string, number>> = {
  "": 0,
  "system-cluster-critical": 2_000_000_000,
  "system-node-critical": 2_000_001_000,
};

/** @param spec a valid one; it is not changed */
export function withDefaults(spec: PodSpec): PodSpec {
  const { initContainers, containers, volumes } = spec;
  const complete = (container: PodSpec["containers"][number]) => containerDefaults(container, spec["hostNetwork"] === true);
  const account = spec.serviceAccountName || spec["serviceAccount"] || "default";
  return {
    ...spec,
    ...(initContainers && { initContainers: initContainers.map(complete) }),
    containers: containers.map(complete),
    ...(volumes && { volumes: volumes.map(volumeDefaults) }),
    restartPolicy: spec.restartPolicy || "Always",
    terminationGracePeriodSeconds: spec.terminationGracePeriodSeconds ?? 30,
    dnsPolicy: spec["dnsPolicy"] || "ClusterFirst",
    serviceAccountName: String(account),
    serviceAccount: account,
    securityContext: spec.securityContext ?? {},
    schedulerName: spec["schedulerName"] || "default-scheduler",
    enableServiceLinks: spec["enableServiceLinks"] ?? true,
    tolerations: tolerations(spec["tolerations"]),
    ...priority(spec),
  };
}

/** Of other classes only their cluster knows the number. */
function priority(spec: PodSpec): Partial<PodSpec> {
  const known = priorities[String(spec["priorityClassName"] ?? "")];
  const value = spec["priority"] ?? known;
  const preemption = spec["preemptionPolicy"] ?? (known === undefined ? undefined : "PreemptLowerPriority");
  return { ...(value !== undefined && { priority: value }), ...(preemption !== undefined && { preemptionPolicy: preemption }) };
}

interface Toleration {
  readonly key?: string;
  readonly operator?: string;
  readonly effect?: string;
  readonly tolerationSeconds?: number;
}

function tolerations(written: unknown): Toleration[] {
  const list: Toleration[] = Array.isArray(written) ? written : [];
  const tolerates = (key: string): boolean =>
    list.some((one) => (one.key === key || !one.key) && (one.effect === "NoExecute" || !one.effect));
  const missing = lostNode.filter((key) => !tolerates(key));
  return [...list, ...missing.map((key) => ({ key, operator: "Exists", effect: "NoExecute", tolerationSeconds: TOLERATION_SECONDS }))];
}
