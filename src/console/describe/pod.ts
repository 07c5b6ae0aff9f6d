/** A pod as `kubectl describe pod` shows it (kubectl/pkg/describe/describe.go describePod). */
import type { CountedEvent } from "../../engine/control/event-log.ts";
import type { Pod } from "../../pod/model.ts";
import { humanDuration, longTime } from "../human-duration.ts";
import { describeContainer } from "./container.ts";
import { tabbed } from "./tabbed.ts";
import { describeVolume } from "./volume.ts";

export function describePod(pod: Pod, events: readonly CountedEvent[], nowMs: number): string {
  const { metadata, spec, status } = pod;
  const statuses = new Map([...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])].map((one) => [one.name, one]));
  const containers = (title: string, list: Pod["spec"]["containers"] = []): string[] =>
    list.length === 0 ? [] : [`${title}:`, ...list.flatMap((container) => describeContainer(container, statuses.get(container.name)))];
  const lines = [
    `Name:\t${metadata.name}`,
    `Namespace:\t${metadata.namespace}`,
    `Priority:\t${spec["priority"] ?? "<none>"}`,
    ...(spec["priorityClassName"] ? [`Priority Class Name:\t${spec["priorityClassName"]}`] : []),
    `Service Account:\t${spec.serviceAccountName ?? "default"}`,
    `Node:\t${spec.nodeName ? `${spec.nodeName}/${status?.hostIP ?? ""}` : "<none>"}`,
    ...(status?.startTime ? [`Start Time:\t${longTime(status.startTime)}`] : []),
    ...pairs("Labels", metadata.labels, "="),
    ...pairs("Annotations", metadata.annotations, ": "),
    ...phaseLines(pod, nowMs),
    ...(status?.reason ? [`Reason:\t${status.reason}`] : []),
    ...(status?.message ? [`Message:\t${status.message}`] : []),
    `IP:\t${status?.podIP ?? ""}`,
    ...(status?.podIPs ? ["IPs:", ...status.podIPs.map(({ ip }) => `  IP:\t${ip}`)] : ["IPs:\t<none>"]),
    ...containers("Init Containers", spec.initContainers),
    ...containers("Containers", spec.containers),
    ...(status?.conditions.length
      ? ["Conditions:", "  Type\tStatus", ...status.conditions.map(({ type, status: is }) => `  ${type} \t${is} `)]
      : []),
    ...(spec.volumes?.length ? ["Volumes:", ...spec.volumes.flatMap(describeVolume)] : ["Volumes:\t<none>"]),
    `QoS Class:\t${status?.qosClass ?? ""}`,
    ...pairs("Node-Selectors", spec["nodeSelector"], "="),
    ...tolerationLines(spec["tolerations"]),
    ...eventLines(events, nowMs),
  ];
  return `${tabbed(lines.join("\n"))}\n`;
}

function phaseLines({ metadata, status }: Pod, nowMs: number): string[] {
  const over = status?.phase === "Succeeded" || status?.phase === "Failed";
  if (metadata.deletionTimestamp === undefined || over) return [`Status:\t${status?.phase ?? "Pending"}`];
  const grace = metadata.deletionGracePeriodSeconds ?? 0;
  // The timestamp says when the pod is to be gone; it was deleted that much earlier.
  const lasts = humanDuration(nowMs - Date.parse(metadata.deletionTimestamp) + grace * 1000);
  return [`Status:\tTerminating (lasts ${lasts})`, `Termination Grace Period:\t${grace}s`];
}

/** @param values strings by name; anything else is none */
function pairs(title: string, values: unknown, separator: string): string[] {
  const entries = Object.entries(values ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  return rows(
    title,
    entries.map(([name, value]) => `${name}${separator}${value}`),
  );
}

function rows(title: string, texts: readonly string[]): string[] {
  return texts.length === 0 ? [`${title}:\t<none>`] : texts.map((text, i) => `${i === 0 ? `${title}:` : ""}\t${text}`);
}

interface Toleration {
  readonly key?: string;
  readonly value?: string;
  readonly operator?: string;
  readonly effect?: string;
  readonly tolerationSeconds?: number;
}

/** `node.kubernetes.io/not-ready:NoExecute op=Exists for 300s` (printTolerationsMultiline) */
function tolerationLines(list: unknown): string[] {
  const texts = (Array.isArray(list) ? list : []).map(({ key = "", value, operator, effect, tolerationSeconds }: Toleration) => {
    const what = `${key}${value ? `=${value}` : ""}${effect ? `:${effect}` : ""}`;
    const exists = operator === "Exists" && !value ? (what === "" ? "op=Exists" : " op=Exists") : "";
    return `${what}${exists}${tolerationSeconds === undefined ? "" : ` for ${tolerationSeconds}s`}`;
  });
  return rows("Tolerations", texts.sort());
}

function eventLines(events: readonly CountedEvent[], nowMs: number): string[] {
  if (events.length === 0) return ["Events:\t<none>"];
  const since = (ms: number): string => humanDuration(nowMs - ms);
  const rows = events.map(({ type, reason, at, firstAt, count, message }) => {
    const age = count > 1 ? `${since(at)} (x${count} over ${since(firstAt)})` : since(firstAt);
    return `  ${type}\t${reason}\t${age}\tkubelet\t${message.trim()}`;
  });
  return ["Events:", "  Type\tReason\tAge\tFrom\tMessage", "  ----\t------\t----\t----\t-------", ...rows];
}
