import { join } from "node:path";
import type { Launch, Resolve } from "../engine/launch.ts";
import type { Host } from "../host.ts";
import { imageName } from "../patterns/image.ts";
import { companionsOf } from "../patterns/index.ts";
import { buildPackages, isStale } from "./build.ts";
import type { LoadedProject } from "./load.ts";

/**
 * What stands for an image on this machine: for a companion's image its program, built first when it is stale; for the app's image the
 * document's `run:`, in the app's folder.
 */
export function projectImages({ place, spec }: LoadedProject, host: Host): Resolve {
  const companions = new Map(
    companionsOf(spec)
      .filter((companion) => companion.hasPackage)
      .map(({ name }) => [imageName(spec, name), join(place.root, spec.out, name)]),
  );
  const appImage = imageName(spec, spec.app.image ?? spec.name);
  return async ({ image = "" }): Promise<Launch | undefined> => {
    const folder = companions.get(image);
    if (folder !== undefined) {
      if (isStale(folder, host)) await buildPackages([folder], host);
      return { entrypoint: [process.execPath, join(folder, "dist/main.mjs")], cwd: folder };
    }
    if (image !== appImage || spec.app.run === undefined) return undefined;
    return { entrypoint: spec.app.run, cwd: join(place.root, spec.app.folder) };
  };
}
