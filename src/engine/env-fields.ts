/**
 * The downward API: what a container may learn of its own pod.
 * @see https://kubernetes.io/docs/concepts/workloads/pods/downward-api/
 */
import { statfsSync } from "node:fs";
import { availableParallelism, tmpdir, totalmem } from "node:os";
import type { Container, Pod } from "../pod/model.ts";
import { parseQuantity } from "../pod/validate/quantity.ts";

/** What is known of a pod that runs, beside its manifest. */
export interface PodFacts {
  /** With name, namespace and uid filled in. */
  readonly pod: Pod;
  readonly podIP: string;
  readonly hostIP: string;
  readonly nodeName: string;
}

/** The value of a fieldRef, or undefined when there is no such field. A label or annotation that is missing is "". */
export function fieldValue(path: string, { pod, podIP, hostIP, nodeName }: PodFacts): string | undefined {
  const entry = /^metadata\.(labels|annotations)\['(.*)'\]$/.exec(path);
  if (entry) return (entry[1] === "labels" ? pod.metadata.labels : pod.metadata.annotations)?.[entry[2] ?? ""] ?? "";
  switch (path) {
    case "metadata.name":
      return pod.metadata.name ?? "";
    case "metadata.namespace":
      return pod.metadata.namespace ?? "default";
    case "metadata.uid":
      return pod.metadata.uid ?? "";
    case "metadata.labels":
      return formatMap(pod.metadata.labels);
    case "metadata.annotations":
      return formatMap(pod.metadata.annotations);
    case "spec.nodeName":
      return pod.spec.nodeName ?? nodeName;
    case "spec.serviceAccountName":
      return pod.spec.serviceAccountName ?? "default";
    case "status.hostIP":
    case "status.hostIPs":
      return hostIP;
    case "status.podIP":
    case "status.podIPs":
      return podIP;
    default:
      return undefined;
  }
}

/** `{ b: "2", a: "1" }` -> `a="1"\nb="2"`: sorted, Go-quoted, no final newline. */
function formatMap(map: Readonly<Record<string, string>> = {}): string {
  return Object.entries(map)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}=${goQuote(value)}`)
    .join("\n");
}

/** A string as Go's %q prints it. */
export function goQuote(text: string): string {
  const named: Readonly<Record<string, string>> = {
    '"': '\\"',
    "\\": "\\\\",
    "\n": "\\n",
    "\r": "\\r",
    "\t": "\\t",
    "\x07": "\\a",
    "\b": "\\b",
    "\f": "\\f",
    "\v": "\\v",
  };
  const quoted = text.replace(
    /["\\\u0000-\u001f\u007f]/g,
    (char) => named[char] ?? `\\x${char.charCodeAt(0).toString(16).padStart(2, "0")}`,
  );
  return `"${quoted}"`;
}

export interface ResourceFieldRef {
  readonly containerName?: string;
  readonly resource: string;
  readonly divisor?: string | number;
}

/**
 * The value of a resourceFieldRef: ceil(quantity / divisor). A limit that is not set is what the machine has,
 * a request that is not set is the limit, else 0. Throws an Error with the kubelet's text.
 */
export function resourceValue(ref: ResourceFieldRef, own: Container, pod: Pod): string {
  const container =
    ref.containerName === undefined
      ? own
      : [...pod.spec.containers, ...(pod.spec.initContainers ?? [])].find(({ name }) => name === ref.containerName);
  if (!container) throw new Error(`container ${ref.containerName} not found`);
  const match = /^(limits|requests)\.(cpu|memory|ephemeral-storage|hugepages-.+)$/.exec(ref.resource);
  if (!match) throw new Error(`unsupported container resource : ${ref.resource}`);
  const [, list, name = ""] = match;
  const limit = container.resources?.limits?.[name];
  const written = list === "limits" ? limit : (container.resources?.requests?.[name] ?? limit);
  const value = written === undefined ? (list === "limits" ? allocatable(name) : 0n) : nano(written);
  // A divisor that is not written is the zero quantity where the API server has been.
  const divisor = nano(ref.divisor || 1) || ONE;
  return String((value + divisor - 1n) / divisor);
}

const ONE = 1_000_000_000n;

/** Exact, times 10^9. */
function nano(written: string | number): bigint {
  const parsed = parseQuantity(String(written));
  if (!parsed.ok) throw new Error(parsed.error);
  return parsed.nano;
}

function allocatable(resource: string): bigint {
  if (resource === "cpu") return BigInt(availableParallelism()) * ONE;
  if (resource === "memory") return BigInt(totalmem()) * ONE;
  if (resource !== "ephemeral-storage") return 0n;
  const { blocks, bsize } = statfsSync(tmpdir(), { bigint: true });
  return blocks * bsize * ONE;
}
