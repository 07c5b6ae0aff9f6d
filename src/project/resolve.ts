import { join } from "node:path";
import type { Launch, Resolve } from "../engine/launch.ts";
import type { Host } from "../host.ts";
import { companionImage, imageName } from "../patterns/image.ts";
import { companionsOf } from "../patterns/index.ts";
import type { Container } from "../pod/model.ts";
import { isStale, requirePackages } from "./build.ts";
import type { LoadedProject } from "./load.ts";

/**
 * What stands for an image on this machine: for a companion's image its program, built first when it is stale; for the app's image the
 * document's `run:`, in the app's folder.
 */
export function projectImages({ place, spec }: LoadedProject, host: Host): Resolve {
  const companions = new Map(
    companionsOf(spec)
      .filter((companion) => companion.hasPackage)
      .map(({ name }) => [companionImage(spec, name), join(place.root, spec.out, name)]),
  );
  const appImage = imageName(spec, spec.app.image ?? spec.name);
  return async ({ image = "" }): Promise<Launch | undefined> => {
    const folder = companions.get(image);
    if (folder !== undefined) {
      if (isStale(folder, host)) await requirePackages([folder], host);
      return { entrypoint: [process.execPath, join(folder, "dist/main.mjs")], cwd: folder };
    }
    if (image !== appImage || spec.app.run === undefined) return undefined;
    return { entrypoint: replacingShell(spec.app.run), cwd: join(place.root, spec.app.folder) };
  };
}

/** The variables of a companion's container that are ports which it listens on, on localhost alone; none for other images. */
export function loopbackVariables({ spec }: LoadedProject): (container: Pick<Container, "image">) => readonly string[] {
  const variables = new Map(companionsOf(spec).map((companion) => [companionImage(spec, companion.name), companion.loopbackVariables]));
  return ({ image = "" }) => variables.get(image) ?? [];
}

/**
 * A single command takes the shell's place, as in an image's `CMD ["node", "server.mjs"]`: signals reach it directly and its exit code is the
 * container's. `A=1 node x` → `A=1 exec node x`; a line with more than one command, or a builtin, stays as it is.
 */
function replacingShell(line: string): string {
  const [, variables = "", command = ""] = /^\s*((?:[A-Za-z_]\w*=[^\s"'$`\\]*\s+)*)(.*)$/s.exec(line) ?? [];
  const several = /[;&|<>()`\n]|\$\(/.test(command);
  const builtin = /^(?:\.|:|cd|eval|exec|exit|export|for|if|case|set|source|trap|ulimit|umask|wait|while|until|\{|!)(?:\s|$)/.test(command);
  return several || builtin || command === "" ? line : `${variables}exec ${command}`;
}
