import type { Manifest } from "./compose.ts";
import type { Container, PodSpec, VolumeMount } from "./model.ts";

/** What Podman can tell a container of its pod (`fieldPath`, podman-kube-play(1)); it refuses a manifest that asks for more. */
const knownFields = /^metadata\.(name|uid|labels|annotations)\b/;

/** Init containers run at every start of the pod, as on Kubernetes, and stay to be asked for their logs (podman-kube-play(1)). */
const initAnnotation = "io.podman.annotations.init.container.type";

/**
 * The same pod as `podman kube play` takes it. It refuses environment from fields it does not know; it turns probes into commands such as
 * `curl`, which the images do not have, and restarts a container whose command is missing; and it publishes every port on every address of
 * the machine. So the first two are left out, and of the ports only the app's remain, on 127.0.0.1. With `restartPolicy: Always` it starts
 * init containers again that have succeeded, beside the app; with OnFailure it does not. Of a `subPathExpr` it would mount the whole volume.
 */
export function forPodman({ object, comments }: Manifest): Manifest {
  const { name = "", namespace = "default" } = object["metadata"] as { name?: string; namespace?: string };
  const pod = { POD_NAME: name, POD_NAMESPACE: namespace };
  const change = (podSpec: PodSpec): PodSpec => ({
    ...podSpec,
    ...(podSpec.initContainers && { initContainers: podSpec.initContainers.map((container) => adapt(container, pod)) }),
    containers: podSpec.containers.map((container, index) => adapt(container, pod, index === 0)),
    ...(podSpec.initContainers && { restartPolicy: "OnFailure" }),
  });
  const annotate = (metadata: unknown) => {
    const { annotations, ...rest } = metadata as { annotations?: Record<string, string> };
    return { ...rest, annotations: { ...annotations, [initAnnotation]: "always" } };
  };
  const { metadata, spec } = object;
  if (object["kind"] === "Pod") return { object: { ...object, metadata: annotate(metadata), spec: change(spec as PodSpec) }, comments };
  const { template, ...rest } = spec as { template: { metadata: unknown; spec: PodSpec } };
  const inner = { ...template, metadata: annotate(template.metadata), spec: change(template.spec) };
  return { object: { ...object, spec: { ...rest, template: inner } }, comments };
}

function adapt(container: Container, pod: Readonly<Record<string, string>>, isApp = false): Container {
  const { startupProbe: _s, readinessProbe: _r, livenessProbe: _l, ports = [], env = [], ...rest } = container;
  const published = isApp ? ports.map((port) => ({ ...port, hostPort: port.containerPort, hostIP: "127.0.0.1" })) : [];
  const known = env.filter(({ valueFrom }) => !valueFrom?.fieldRef || knownFields.test(valueFrom.fieldRef.fieldPath));
  const { name, image, command, args, ...others } = rest;
  return {
    name,
    image,
    ...(command && { command }),
    ...(args && { args }),
    ...(published.length > 0 && { ports: published }),
    ...(known.length > 0 && { env: known }),
    ...others,
    ...(others.volumeMounts && { volumeMounts: others.volumeMounts.map((mount) => plainMount(mount, pod)) }),
  } as Container;
}

function plainMount({ subPathExpr, ...mount }: VolumeMount, pod: Readonly<Record<string, string>>): VolumeMount {
  if (subPathExpr === undefined) return mount;
  return { ...mount, subPath: subPathExpr.replace(/\$\((\w+)\)/g, (text, variable: string) => pod[variable] ?? text) };
}
