import type { PodPart } from "../../pod/part.ts";
import type { Companion } from "../pattern.ts";
import { sidecarPart } from "../sidecar/part.ts";
import type { AdapterOptions } from "./options.ts";

/** What a log adapter adds to the pod: the same as an agent. */
export function adapterPart(companion: Companion<AdapterOptions>): PodPart {
  const { options } = companion;
  return sidecarPart(options.source === "stdin" ? { ...companion, options: { ...options, watch: [] } } : companion);
}
