import { parseDuration } from "../spec/fields.ts";
import type { Spec } from "../spec/schema.ts";
import { toEnvVars } from "./env.ts";
import { globRoot } from "./glob-root.ts";
import type { Container, PodSpec, RestartRule, Volume } from "./model.ts";
import type { PodPart } from "./part.ts";
import { resourcesOf } from "./resources.ts";
import { type Shares, shareFolders, tmpMount, tmpVolume } from "./shares.ts";

/** A manifest as data: the objects and, by path, the comments that say why. */
export interface Manifest {
  readonly object: Record<string, unknown>;
  /** Path such as `["spec", "initContainers", 0, "startupProbe"]` → comment above that field. */
  readonly comments: readonly { readonly path: readonly (string | number)[]; readonly text: string }[];
  /** Keys of Secrets that containers read as files. The object says which Secrets are mounted, and not what is to be in them. */
  readonly secretFiles?: readonly { readonly secret: string; readonly key: string }[];
}

const appGraceSeconds = 15;
const reserveSeconds = 5;

/** Kubernetes' pod-security profile "restricted", plus a read-only root (kubernetes.io/docs/concepts/security/pod-security-standards). */
const containerSecurity = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ["ALL"] },
};
const podSecurity = {
  runAsNonRoot: true,
  runAsUser: 1000,
  runAsGroup: 1000,
  fsGroup: 1000,
  seccompProfile: { type: "RuntimeDefault" },
};

/** "If any of them fails, the pod restarts": every exit code but 0 restarts all containers, init containers included. */
const restartTogether: RestartRule[] = [{ action: "RestartAllContainers", exitCodes: { operator: "NotIn", values: [0] } }];

/**
 * Wires the app and its companions into one Pod, or a Deployment of it: native sidecars first and in document order, then the init
 * containers that run to completion, then the app; one emptyDir for each folder they share.
 */
export function compose(spec: Spec, image: string, parts: readonly PodPart[]): Manifest {
  const native = spec.pod.sidecars === "native";
  const together = spec.pod.lifecycle === "together";
  const shares = shareFolders(spec.app.logs.map(globRoot), parts);
  const finish = (container: Container, part?: PodPart): Container =>
    inOrder(withPolicy(withMounts(container, shares, part), part, { native, together }));

  const inits = parts.filter((part) => part.role === "init");
  const sidecars = parts.filter((part) => part.role === "sidecar");
  const initParts = native ? [...sidecars, ...inits] : inits;
  const besideParts = native ? [] : sidecars;
  const podSpec: PodSpec = {
    ...(initParts.length > 0 && { initContainers: initParts.map((part) => finish(part.container, part)) }),
    containers: [finish(appContainer(spec, image)), ...besideParts.map((part) => finish(part.container, part))],
    volumes: [
      ...shares.volumes.map((name): Volume => ({ name, emptyDir: {} })),
      ...parts.flatMap((part) => part.volumes),
      { name: tmpVolume, emptyDir: {} },
    ],
    restartPolicy: "Always",
    terminationGracePeriodSeconds: graceSeconds(spec, parts),
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    securityContext: podSecurity,
  };
  const alone = parts.filter((part) => part.isAlone).map((part) => part.container.name);
  const secretFiles = parts.flatMap((part) => part.secretFiles ?? []);
  const manifest = wrap(spec, podSpec, alone, [
    ...initParts.flatMap((part, index) => partComments(part, ["initContainers", index], native)),
    ...besideParts.flatMap((part, index) => partComments(part, ["containers", index + 1], native)),
    { path: ["containers", 0], text: "The app." },
    {
      path: ["terminationGracePeriodSeconds"],
      text: spec.pod.grace
        ? "One budget for all, as `grace:` says."
        : `One budget for all: ${appGraceSeconds} s for the app, then what the companions need to deliver the rest, and ${reserveSeconds} s in reserve.`,
    },
    ...(together
      ? [
          {
            path: ["containers", 0, "restartPolicyRules"],
            text: "Any failure restarts all containers, init containers too. Kubernetes 1.36+; older clusters refuse or ignore the field: leave `lifecycle: together` out there.",
          },
        ]
      : []),
  ]);
  return secretFiles.length > 0 ? { ...manifest, secretFiles } : manifest;
}

function appContainer(spec: Spec, image: string): Container {
  const { app } = spec;
  const ports = app.ports.map((port) =>
    typeof port === "number" ? { containerPort: port } : { name: port.name, containerPort: port.port },
  );
  const ready = app.ready && ("tcp" in app.ready ? { tcpSocket: { port: app.ready.tcp } } : { httpGet: app.ready });
  return {
    name: spec.name,
    image,
    ...(app.command && { command: app.command }),
    ...(app.args && { args: app.args }),
    ...(ports.length > 0 && { ports }),
    env: toEnvVars(app.env),
    ...(ready && { readinessProbe: { ...ready, periodSeconds: 2 } }),
    ...(app.resources && { resources: resourcesOf(app.resources) }),
  };
}

/** The order in which a person reads a container; the rest follows as it comes. */
const fieldOrder: readonly (keyof Container)[] = [
  ...(["name", "image", "restartPolicy", "restartPolicyRules", "command", "args", "workingDir", "ports", "env", "envFrom"] as const),
  ...(["startupProbe", "readinessProbe", "livenessProbe", "lifecycle", "resources", "volumeMounts", "securityContext"] as const),
];

function inOrder(container: Container): Container {
  const isGiven = (value: unknown): boolean => value !== undefined && !(Array.isArray(value) && value.length === 0);
  const rank = (field: string): number => (fieldOrder as readonly string[]).indexOf(field) >>> 0;
  const fields = Object.entries(container).filter(([, value]) => isGiven(value));
  return Object.fromEntries(fields.sort(([a], [b]) => rank(a) - rank(b))) as unknown as Container;
}

function withMounts(container: Container, shares: Shares, part: PodPart | undefined): Container {
  const own = [...(!part || part.asApp ? shares.ofApp() : shares.of(part)), ...(container.volumeMounts ?? [])];
  const hasTmp = own.some(({ mountPath }) => mountPath === "/tmp");
  return {
    ...container,
    volumeMounts: [...own, ...(hasTmp ? [] : [tmpMount(container.name)])],
    securityContext: containerSecurity,
  };
}

function withPolicy(
  container: Container,
  part: PodPart | undefined,
  { native, together }: { native: boolean; together: boolean },
): Container {
  const sidecar = part?.role === "sidecar" && native;
  const policy = sidecar ? "Always" : together ? (part?.role === "init" ? "OnFailure" : "Always") : undefined;
  if (!policy) return container;
  return { ...container, restartPolicy: policy, ...(together && { restartPolicyRules: restartTogether }) };
}

function graceSeconds(spec: Spec, parts: readonly PodPart[]): number {
  if (spec.pod.grace !== undefined) return Math.ceil(parseDuration(spec.pod.grace) / 1000);
  const drains = parts.map((part) => part.drainSeconds);
  // Native sidecars stop one after the other, last to first; plain containers all at once.
  const drain = spec.pod.sidecars === "native" ? drains.reduce((sum, seconds) => sum + seconds, 0) : Math.max(0, ...drains);
  return appGraceSeconds + drain + reserveSeconds;
}

function partComments(part: PodPart, at: readonly (string | number)[], native: boolean) {
  const kind =
    part.role === "init"
      ? "Runs to completion before the app starts."
      : native
        ? "A native sidecar: started before the app, restarted on its own, stopped after the app."
        : "A plain container beside the app (`sidecars: classic`): no order of start or stop.";
  return [{ path: at, text: kind }, ...Object.entries(part.comments).map(([field, text]) => ({ path: [...at, field], text }))];
}

function wrap(spec: Spec, podSpec: PodSpec, alone: readonly string[], comments: Manifest["comments"]): Manifest {
  const { name, pod } = spec;
  const labels = { "app.kubernetes.io/name": name, ...pod.labels };
  const annotations = Object.keys(pod.annotations).length > 0 && { annotations: pod.annotations };
  const metadata = { name, ...(pod.namespace && { namespace: pod.namespace }), labels, ...annotations };
  if (pod.kind === "Pod") {
    return { object: { apiVersion: "v1", kind: "Pod", metadata, spec: podSpec }, comments: comments.map(below("spec")) };
  }
  const template = { metadata: { labels, ...annotations }, spec: podSpec };
  const selector = { matchLabels: { "app.kubernetes.io/name": labels["app.kubernetes.io/name"] } };
  const strategy = alone.length > 0 && { strategy: { type: "Recreate" } };
  return {
    object: { apiVersion: "apps/v1", kind: "Deployment", metadata, spec: { replicas: pod.replicas, ...strategy, selector, template } },
    comments: [
      {
        path: ["spec", "strategy"],
        text: `The old pod ends before the next one starts: both would write the state of ${alone.join(" and ")}.`,
      },
      ...comments.map(below("spec", "template", "spec")),
    ],
  };
}

function below(...prefix: string[]) {
  return ({ path, text }: Manifest["comments"][number]) => ({ path: [...prefix, ...path], text });
}
