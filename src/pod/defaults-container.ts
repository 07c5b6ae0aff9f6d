/** What the API server adds to a container (SetDefaults_Container, _Pod, _Probe, _HTTPGetAction and the generated ones). */
import type { Container, ContainerPort, EnvVar, Handler, Probe } from "./model.ts";

/** @param hostNetwork its ports are the node's: SetDefaults_Pod */
export function containerDefaults(container: Container, hostNetwork: boolean): Container {
  const { ports, env, lifecycle, livenessProbe, readinessProbe, startupProbe } = container;
  return {
    ...container,
    ...(ports && { ports: ports.map((port) => portDefaults(port, hostNetwork)) }),
    ...(env && { env: env.map(envDefaults) }),
    ...(livenessProbe && { livenessProbe: probeDefaults(livenessProbe) }),
    ...(readinessProbe && { readinessProbe: probeDefaults(readinessProbe) }),
    ...(startupProbe && { startupProbe: probeDefaults(startupProbe) }),
    ...(lifecycle && {
      lifecycle: {
        ...lifecycle,
        ...(lifecycle.postStart && { postStart: handlerDefaults(lifecycle.postStart) }),
        ...(lifecycle.preStop && { preStop: handlerDefaults(lifecycle.preStop) }),
      },
    }),
    resources: resourceDefaults(container.resources),
    terminationMessagePath: container.terminationMessagePath || "/dev/termination-log",
    terminationMessagePolicy: container.terminationMessagePolicy || "File",
    imagePullPolicy: container.imagePullPolicy || pullPolicy(container.image ?? ""),
  };
}

/**
 * Always for the tag `latest`, written or meant; a digest alone means no tag (pkg/util/parsers ParseImageName).
 * `pullPolicy("nginx")` → `"Always"`, `pullPolicy("nginx:1.27")` → `"IfNotPresent"`
 */
export function pullPolicy(image: string): "Always" | "IfNotPresent" {
  const [name = "", digest] = image.split("@");
  // A colon before the last slash belongs to the registry's port.
  const [, tag] = name.slice(name.lastIndexOf("/") + 1).split(":");
  const latest = tag === "latest" || (tag === undefined && digest === undefined && name !== "");
  return latest ? "Always" : "IfNotPresent";
}

function portDefaults(port: ContainerPort, hostNetwork: boolean): ContainerPort {
  return { ...port, ...(hostNetwork && { hostPort: port.hostPort || port.containerPort }), protocol: port.protocol || "TCP" };
}

/** A divisor that is not written is the zero quantity, which the API server prints and the kubelet takes for 1. */
function envDefaults(variable: EnvVar): EnvVar {
  const { fieldRef, resourceFieldRef, fileKeyRef } = variable.valueFrom ?? {};
  if (!fieldRef && !resourceFieldRef && !fileKeyRef) return variable;
  return {
    ...variable,
    valueFrom: {
      ...variable.valueFrom,
      ...(fieldRef && { fieldRef: { ...fieldRef, apiVersion: fieldRef.apiVersion || "v1" } }),
      ...(resourceFieldRef && { resourceFieldRef: { ...resourceFieldRef, divisor: resourceFieldRef.divisor ?? "0" } }),
      ...(fileKeyRef && { fileKeyRef: { ...fileKeyRef, optional: fileKeyRef.optional ?? false } }),
    },
  };
}

function probeDefaults(probe: Probe): Probe {
  return {
    ...handlerDefaults(probe),
    ...(probe.grpc && { grpc: { ...probe.grpc, service: probe.grpc.service ?? "" } }),
    timeoutSeconds: probe.timeoutSeconds || 1,
    periodSeconds: probe.periodSeconds || 10,
    successThreshold: probe.successThreshold || 1,
    failureThreshold: probe.failureThreshold || 3,
  };
}

function handlerDefaults<T extends Handler>(handler: T): T {
  const { httpGet } = handler;
  if (!httpGet) return handler;
  return { ...handler, httpGet: { ...httpGet, path: httpGet.path || "/", scheme: httpGet.scheme || "HTTP" } };
}

/** A request that is not written is the limit (SetDefaults_Pod). */
function resourceDefaults(resources: Container["resources"] = {}): NonNullable<Container["resources"]> {
  return resources.limits ? { ...resources, requests: { ...resources.limits, ...resources.requests } } : resources;
}
