import { toEnvVars } from "../../pod/env.ts";
import type { Container } from "../../pod/model.ts";
import type { PodPart } from "../../pod/part.ts";
import { resourcesOf } from "../../pod/resources.ts";
import { companionImage, imageName } from "../image.ts";
import type { Companion } from "../pattern.ts";
import type { InitOptions } from "./options.ts";

/** What an init container adds to the pod. */
export function initPart({ name, options, spec }: Companion<InitOptions>): PodPart {
  const common = {
    role: "init" as const,
    volumes: [],
    drainSeconds: 0,
  };
  const rest = { env: toEnvVars(options.env), resources: resourcesOf(options.resources) } satisfies Partial<Container>;
  if (options.task === "run") {
    const container = {
      ...rest,
      name,
      image: imageName(spec, spec.app.image ?? spec.name),
      command: ["/bin/sh", "-c", options.run],
      env: [...toEnvVars(spec.app.env), ...toEnvVars(options.env)],
    };
    return { ...common, asApp: true, container, shares: [], comments: { command: "In the app's own image and with its environment." } };
  }
  const image = companionImage(spec, name);
  if (options.task === "fetch") {
    const env = [{ name: "FETCH_URL", value: options.url }, { name: "FETCH_INTO", value: options.into }, ...rest.env];
    return { ...common, container: { ...rest, name, image, env }, shares: [{ path: options.into, writes: true }], comments: {} };
  }
  const env = [{ name: "WAIT_FOR", value: options.for.join(",") }, { name: "WAIT_TIMEOUT", value: options.timeout }, ...rest.env];
  const local = options.for.some((target) => /\/\/(localhost|127\.0\.0\.1|\[::1\])[:/]/.test(target));
  const comments = local ? { env: "localhost is this pod. On a cluster name the service instead, as in tcp://db:5432." } : {};
  return { ...common, container: { ...rest, name, image, env }, shares: [], comments };
}
