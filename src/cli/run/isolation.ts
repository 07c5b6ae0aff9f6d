/** How far the containers of a run are kept apart from this machine's files: what was asked for, or the best there is. */
import type { MakeWorld } from "../../engine/drivers/process/world.ts";
import { plainWorld } from "../../engine/drivers/process/world.ts";
import { worldHere } from "../../engine/isolation.ts";
import { EXIT, ScaffoldError } from "../../errors.ts";
import type { Host } from "../../host.ts";
import type { RunOptions } from "./options.ts";

export interface Chosen {
  readonly world: MakeWorld;
  /** What it means for the pod, for a person. */
  readonly text: string;
}

const rewritten = "mount paths are rewritten (isolation: none";

/** Rejects with a ScaffoldError when what must be cannot be. */
export async function worldFor(isolation: RunOptions["isolation"], host: Host): Promise<Chosen> {
  if (isolation === "none") return { world: plainWorld, text: `${rewritten})` };
  const here = await worldHere(host.env);
  if (here.isolation === "namespace")
    return { world: here.world, text: "volumes are at their mount paths, /etc/hosts is the pod's (isolation: namespace)" };
  if (isolation === "auto") return { world: here.world, text: `${rewritten}; ${here.why})` };
  throw new ScaffoldError("ISOLATION", here.why ?? "", { exit: EXIT.failed, hint: "--isolation none rewrites mount paths instead" });
}
