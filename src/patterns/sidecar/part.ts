import { posix } from "node:path";
import { downwardEnv, toEnvVars } from "../../pod/env.ts";
import { globRoot } from "../../pod/glob-root.ts";
import type { ContainerPort, Probe } from "../../pod/model.ts";
import type { PodPart } from "../../pod/part.ts";
import { resourcesOf } from "../../pod/resources.ts";
import { parseDuration } from "../../spec/fields.ts";
import { type ListenedPort, listenedPorts } from "../../spec/listen.ts";
import { companionImage } from "../image.ts";
import type { Companion } from "../pattern.ts";
import type { SidecarOptions } from "./options.ts";
import { secretMounts, type Target, targetsOf } from "./sinks.ts";
import { watched } from "./sources.ts";
import { settingsFolder, settingsKey, stateComment, stateMount, stateVolume } from "./state.ts";
import { volumeName } from "./volume-name.ts";

/** What a log agent adds to the pod. */
export function sidecarPart(companion: Companion<SidecarOptions>): PodPart {
  const { name, options, spec } = companion;
  const { port = 0, secret = name, settings } = options;
  const targets = targetsOf(options);
  const mounts = targets.flatMap((target) => secretMounts(name, target));
  const drainSeconds = Math.ceil(parseDuration(options.drain) / 1000);
  const listened = listenedPorts(options.listen).filter((one) => one !== undefined);
  const gated = options.gate === "upstream";
  // A name of its own in the whole pod: what selects ports by name, such as a Service, would find the first agent only.
  const portName = `health-${port}`;
  const probe = (path: string, rest: Probe): Probe => ({ httpGet: { path, port: portName }, ...rest });
  return {
    role: "sidecar",
    drainSeconds,
    isAlone: options.state !== undefined,
    container: {
      name,
      image: companionImage(spec, name),
      ports: [{ name: portName, containerPort: port }, ...listened.map(containerPort)],
      env: [
        { name: "HEALTH_PORT", value: String(port) },
        // Where a port is moved, as `scaffold run --port-map` does, it is moved here too.
        ...(options.listen ? [{ name: "LISTEN", value: options.listen.join(",") }] : []),
        ...(settings === undefined ? [] : [{ name: "SETTINGS_FILE", value: `${settingsFolder(name)}/${settingsKey}` }]),
        { name: "OTEL_SERVICE_NAME", value: spec.name },
        { name: "CONTAINER_NAME", value: spec.name },
        ...downwardEnv,
        // Without a token nobody may tap and replay, and the agent runs all the same.
        { name: "ADMIN_TOKEN", valueFrom: { secretKeyRef: { name: secret, key: "admin-token", optional: true } } },
        ...toEnvVars(options.env),
      ],
      startupProbe: probe("/readyz", { periodSeconds: 1, failureThreshold: gated ? 600 : 60 }),
      readinessProbe: probe("/readyz", { periodSeconds: 10 }),
      livenessProbe: probe("/livez", { periodSeconds: 10, failureThreshold: 6 }),
      resources: resourcesOf(options.resources),
      volumeMounts: [
        stateMount(name, options.state, spec),
        ...(settings === undefined ? [] : [{ name: volumeName([name], "settings"), mountPath: settingsFolder(name), readOnly: true }]),
        ...mounts.map(({ volume, folder }) => ({ name: volume, mountPath: folder, readOnly: true })),
      ],
    },
    volumes: [
      stateVolume(name, options.state),
      // Without it the agent runs with what src/main.ts says, and it may be made later.
      ...(settings === undefined ? [] : [{ name: volumeName([name], "settings"), configMap: { name: settings, optional: true } }]),
      ...mounts.map((mount) => ({ name: mount.volume, secret: { secretName: mount.secret } })),
    ],
    secretFiles: mounts.flatMap(({ secret, keys }) => keys.map((key) => ({ secret, key }))),
    shares: [
      // Who trims deletes files, and so writes.
      ...watched(companion).map((glob) => ({ path: globRoot(glob), writes: options.trim })),
      ...targets.flatMap(({ sink }) => (sink.type === "file" ? [{ path: posix.dirname(sink.path), writes: true, notApp: true }] : [])),
    ],
    comments: {
      startupProbe: startupComment(gated, spec.pod.sidecars === "native"),
      ...mountsComment(stateComment(options.state), archiveComment(targets)),
      livenessProbe: "Fails only when the agent's loop stands still, never because the log server is down.",
    },
  };
}

function containerPort({ scheme, port, protocol }: ListenedPort): ContainerPort {
  return { name: `${scheme}-${port}`, containerPort: port, ...(protocol === "UDP" && { protocol }) };
}

function mountsComment(...texts: readonly (string | undefined)[]): { readonly volumeMounts?: string } {
  const given = texts.filter((text) => text !== undefined);
  return given.length > 0 ? { volumeMounts: given.join(" ") } : {};
}

/** Whoever opens pod.yaml to see where the archive is has to see what it is not. */
function archiveComment(targets: readonly Target[]): string | undefined {
  const files = targets.flatMap(({ sink }) => (sink.type === "file" ? [sink] : []));
  if (files.length === 0) return undefined;
  const bound = files.every(({ rotate }) => rotate !== undefined) ? "" : ", and without `rotate` they grow without end";
  return `What is written to ${files.map(({ path }) => path).join(" and ")} goes with the pod, unless you make the volume a claim${bound}.`;
}

function startupComment(gated: boolean, native: boolean): string {
  if (!native) return "Settings valid and files being watched. The app does not wait for a plain container.";
  if (gated) return "gate: upstream. The app starts only after the log server answered once.";
  return "The app starts after this succeeds: settings valid and files being watched. A log server that is down does not hold the app back.";
}
