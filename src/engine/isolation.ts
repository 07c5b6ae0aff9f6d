/** How far containers can be kept apart from this machine's files. */

import type { Pod } from "../pod/model.ts";
import { privilegeHere } from "./drivers/process/namespace/trial.ts";
import { namespaceWorld } from "./drivers/process/namespace/world.ts";
import { type Isolation, type MakeWorld, plainWorld } from "./drivers/process/world.ts";

export interface WorldHere {
  readonly isolation: Isolation;
  readonly world: MakeWorld;
  /** Why it is not a namespace, for a person. */
  readonly why?: string;
}

/** Mounts of their own wherever this machine allows them: it is asked by making some. */
export async function worldHere(env: Readonly<Record<string, string | undefined>>): Promise<WorldHere> {
  const { privilege, why } = await privilegeHere(env);
  if (privilege === undefined) return { isolation: "none", world: plainWorld, why };
  return { isolation: "namespace", world: namespaceWorld({ privilege, env }) };
}

/** The annotation by which a pod that runs says how it is isolated. Its containers do not see it. */
const ISOLATION = "scaffold.dev/isolation";

type Annotated = Pick<Pod["metadata"], "labels" | "annotations">;

export const withIsolation = <T extends Annotated>(metadata: T, isolation: Isolation): T => ({
  ...metadata,
  annotations: { ...metadata.annotations, [ISOLATION]: isolation },
});
