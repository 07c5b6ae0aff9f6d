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
      command: ["/bin/sh", "-c", literally(options.run)],
      env: toEnvVars({ ...spec.app.env, ...options.env }),
    };
    return { ...common, asApp: true, container, shares: [], comments: { command: "In the app's own image and with its environment." } };
  }
  const shares = options.task === "fetch" ? [{ path: options.into, writes: true }] : [];
  return { ...common, container: { ...rest, name, image: companionImage(spec, name) }, shares, comments: {} };
}

/** Kubernetes reads `$$` and `$(NAME)` in a command itself; doubled, the `$` reaches the shell as it was written. */
function literally(command: string): string {
  return command.replace(/\$(?=[$(])/g, "$$$$");
}
