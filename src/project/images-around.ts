import { dirname } from "node:path";
import type { Resolve } from "../engine/launch.ts";
import type { WantedPort } from "../engine/ports.ts";
import { ScaffoldError } from "../errors.ts";
import type { Host } from "../host.ts";
import type { Container, Pod } from "../pod/model.ts";
import { locate, type Place } from "./locate.ts";

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
  const place = placeAround(manifest, host);
  if (!place) return () => undefined;
  const [{ projectImages }, { readProject }] = await Promise.all([import("./resolve.ts"), import("./load.ts")]);
  return projectImages(readProject(host, place), host);
}

/**
 * The ports of this machine that companions of the project listen on, on localhost alone, so that no `containerPort` names them. None
 * where there is no document, or a broken one: what needs it says so when it starts.
 */
export async function loopbackPortsAround(manifest: string, pod: Pod, host: Host): Promise<WantedPort[]> {
  const place = placeAround(manifest, host);
  // Without a number in its variables no container can have one, and the document need not be loaded.
  const candidates = containersOf(pod).filter(({ env = [] }) => env.some(({ name, value }) => name.endsWith("_PORT") && isPort(value)));
  if (!place || candidates.length === 0) return [];
  const [{ loopbackVariables }, { readProject }] = await Promise.all([import("./resolve.ts"), import("./load.ts")]);
  try {
    const variablesOf = loopbackVariables(readProject(host, place));
    return candidates.flatMap((container) => {
      const env = new Map((container.env ?? []).map(({ name, value }) => [name, value]));
      const values = variablesOf(container).map((variable) => env.get(variable));
      return values.filter(isPort).map((value) => ({ port: Number(value), container: container.name }));
    });
  } catch (error) {
    if (error instanceof ScaffoldError) return [];
    throw error;
  }
}

function containersOf({ spec }: Pod): Container[] {
  return [...(spec.initContainers ?? []), ...spec.containers];
}

function isPort(value: string | undefined): value is string {
  return value !== undefined && /^[1-9][0-9]{0,4}$/.test(value);
}

function placeAround(manifest: string, host: Host): Place | undefined {
  const beside = locate({ ...host, cwd: dirname(manifest) });
  const place = beside.exists ? beside : locate(host);
  return place.exists ? place : undefined;
}
