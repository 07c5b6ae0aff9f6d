import { downwardEnv, toEnvVars } from "../../pod/env.ts";
import type { EnvVar, Probe } from "../../pod/model.ts";
import type { PodPart } from "../../pod/part.ts";
import { resourcesOf } from "../../pod/resources.ts";
import { companionImage } from "../image.ts";
import type { Companion } from "../pattern.ts";
import type { AmbassadorOptions } from "./options.ts";
import { ambassadorView, drainOf } from "./view.ts";

/** What an ambassador adds to the pod. */
export function ambassadorPart(companion: Companion<AmbassadorOptions>): PodPart {
  const { name, options, spec } = companion;
  const { port, admin, listen, routes, secret, isPostgres } = ambassadorView(companion);
  const drain = drainOf(companion);
  const gated = options.gate === "upstream";
  const portName = `health-${port}`;
  const probe = (path: string, rest: Probe): Probe => ({ httpGet: { path, port: portName }, ...rest });
  // Which route is selected differs by overlay, and a namespace has the values of its own alone: a missing one must not stop the pod.
  const fromSecret = (variable: string, key: string): EnvVar => ({
    name: variable,
    valueFrom: { secretKeyRef: { name: secret, key, optional: true } },
  });
  return {
    role: "sidecar",
    drainSeconds: Math.ceil(drain.maxMs / 1000),
    container: {
      name,
      image: companionImage(spec, name),
      ports: [{ name: portName, containerPort: port }],
      env: [
        { name: "LISTEN_PORT", value: String(listen) },
        { name: "HEALTH_PORT", value: String(port) },
        { name: "ADMIN_PORT", value: String(admin) },
        ...(drain.minMs > 0 ? [{ name: "DRAIN_MIN", value: `${drain.minMs / 1000}s` }] : []),
        ...downwardEnv.filter((variable) => variable.name === "POD_IP"),
        fromSecret("ADMIN_TOKEN", "admin-token"),
        ...routes.flatMap(({ variable, hasUrl, secretKey }) => {
          if (!hasUrl) return [fromSecret(`${variable}_URL`, secretKey)];
          return isPostgres ? [fromSecret(`${variable}_PASSWORD`, secretKey)] : [];
        }),
        ...toEnvVars(options.env),
      ],
      startupProbe: probe("/readyz", { periodSeconds: 1, failureThreshold: gated ? 600 : 60 }),
      readinessProbe: probe("/readyz", { periodSeconds: 10 }),
      livenessProbe: probe("/livez", { periodSeconds: 10, failureThreshold: 6 }),
      resources: resourcesOf(options.resources),
    },
    volumes: [],
    shares: [],
    comments: {
      startupProbe: startupComment(gated, spec.pod.sidecars === "native"),
      livenessProbe: "Fails only when the proxy stands still, never because a database is down.",
    },
  };
}

function startupComment(gated: boolean, native: boolean): string {
  if (!native) return "Settings valid and listening. The app does not wait for a plain container.";
  if (gated) return "gate: upstream. The app starts only after the database answered once.";
  return "The app starts after this succeeds: settings valid and listening. A database that is down does not hold the app back.";
}
