import { dirname } from "node:path";
import type { Resolve } from "../engine/launch.ts";
import type { Host } from "../host.ts";
import { locate } from "./locate.ts";

/**
 * The images of the project that a manifest belongs to: the one beside the manifest, else the one that the command was typed in. Read
 * only when a container needs it, so that a manifest without a project, or beside a broken document, still runs what it says itself;
 * the document's schema, a fifth of a second to load, only where there is a document.
 */
export function imagesAround(manifest: string, host: Host): Resolve {
  let images: Promise<Resolve> | undefined;
  return async (container) => {
    images ??= projectAround(manifest, host).catch((error: unknown) => {
      images = undefined; // a document that is mended is read at the next start
      throw error;
    });
    return (await images)(container);
  };
}

async function projectAround(manifest: string, host: Host): Promise<Resolve> {
  const beside = locate({ ...host, cwd: dirname(manifest) });
  const place = beside.exists ? beside : locate(host);
  if (!place.exists) return () => undefined;
  const [{ projectImages }, { readProject }] = await Promise.all([import("./resolve.ts"), import("./load.ts")]);
  return projectImages(readProject(host, place), host);
}
