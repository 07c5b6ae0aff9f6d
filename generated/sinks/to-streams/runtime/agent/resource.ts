// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { hostname } from "node:os";
import { type Env, parsePairs } from "../service/settings.ts";
import type { Attributes } from "./record.ts";

/** Environment variable → attribute. The variables come from the downward API. https://opentelemetry.io/docs/specs/semconv/resource/k8s/ */
const fromEnv = [
  ["OTEL_SERVICE_NAME", "service.name"],
  ["POD_NAME", "k8s.pod.name"],
  ["POD_UID", "k8s.pod.uid"],
  ["POD_NAMESPACE", "k8s.namespace.name"],
  ["NODE_NAME", "k8s.node.name"],
  ["CONTAINER_NAME", "k8s.container.name"],
] as const;

/**
 * Who the records come from: `app`, unless OTEL_RESOURCE_ATTRIBUTES (`name=value,…`), which adds to it, or OTEL_SERVICE_NAME, which wins over
 * it, says otherwise. A CONTAINER_NAME without a POD_NAME is a shell's, and no container's.
 */
export function resourceFromEnv(env: Env, app?: string): Attributes {
  const listed = env["OTEL_RESOURCE_ATTRIBUTES"] ? parsePairs(env["OTEL_RESOURCE_ATTRIBUTES"]) : {};
  const known = fromEnv.flatMap(([variable, name]) =>
    env[variable] && (variable !== "CONTAINER_NAME" || env["POD_NAME"]) ? [[name, env[variable]] as const] : [],
  );
  return { "service.name": app ?? "unknown_service", "host.name": env["HOSTNAME"] || hostname(), ...listed, ...Object.fromEntries(known) };
}
