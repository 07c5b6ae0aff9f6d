/** How far the containers of a run are kept apart from this machine's files. */
import { tmpdir } from "node:os";
import { privilegeHere } from "../../engine/drivers/process/namespace/enter.ts";
import { namespaceWorld } from "../../engine/drivers/process/namespace/world.ts";
import { type MakeWorld, plainWorld } from "../../engine/drivers/process/world.ts";
import { EXIT, ScaffoldError } from "../../errors.ts";
import type { Host } from "../../host.ts";
import type { RunOptions } from "./options.ts";

/**
 * Chosen automatically it is none: a namespace costs each start several programs more, which a busy machine feels.
 * Throws a ScaffoldError when what must be cannot be.
 */
export function worldFor(isolation: RunOptions["isolation"], host: Host): MakeWorld {
  if (isolation !== "namespace") return plainWorld;
  const privilege = privilegeHere(tmpdir(), host.env);
  if (privilege !== undefined) return namespaceWorld({ privilege, env: host.env });
  throw new ScaffoldError("ISOLATION", "this machine allows no mount namespaces: unshare, mount, pivot_root or nsenter fails", {
    exit: EXIT.failed,
    hint: "--isolation none rewrites mount paths instead",
  });
}
