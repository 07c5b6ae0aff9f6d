import type { Container, Pod } from "./model.ts";

/** All containers of a pod, init containers first. */
export function allContainers({ spec }: Pod): readonly Container[] {
  return [...(spec.initContainers ?? []), ...spec.containers];
}
