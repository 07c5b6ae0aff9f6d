/** The quality-of-service class of a pod (pkg/apis/core/v1/helper/qos ComputePodQOS). */
import type { Container, PodSpec } from "../../pod/model.ts";

export type QosClass = "Guaranteed" | "Burstable" | "BestEffort";

const counted = ["cpu", "memory"] as const;

export function qosClass(spec: PodSpec): QosClass {
  const containers = [...(spec.initContainers ?? []), ...spec.containers];
  const amounts = containers.map(amountsOf);
  if (amounts.every(({ requests, limits }) => requests.size === 0 && limits.size === 0)) return "BestEffort";
  const guaranteed = amounts.every(({ requests, limits }) =>
    counted.every((name) => limits.has(name) && (requests.get(name) ?? limits.get(name)) === limits.get(name)),
  );
  return guaranteed ? "Guaranteed" : "Burstable";
}

function amountsOf({ resources }: Container): { requests: Map<string, number>; limits: Map<string, number> } {
  const pick = (list: Record<string, string | number> | undefined) =>
    new Map(
      counted.flatMap((name): [string, number][] =>
        list?.[name] !== undefined && quantity(list[name]) > 0 ? [[name, quantity(list[name])]] : [],
      ),
    );
  return { requests: pick(resources?.requests), limits: pick(resources?.limits) };
}

const suffixes: Record<string, number> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  "": 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/** `quantity("500m")` → `0.5`; NaN for what is no quantity. */
function quantity(text: string | number): number {
  const match = /^([+-]?[0-9.]+(?:[eE][+-]?[0-9]+)?)([a-zA-Z]*)$/.exec(String(text));
  return match === null ? Number.NaN : Number(match[1]) * (suffixes[match[2] ?? ""] ?? Number.NaN);
}
