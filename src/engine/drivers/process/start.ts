/**
 * One start of a container: its program, its limits and its log brought together, and let go of when nothing of it is left.
 *
 *   programOf (world: view, prepare) -> limits.open, logs.open -> startInstance -> over: limits.end, oomKilled, release; message
 *                                                                (limits.adopt) \-> drained: log.close
 */
import type { Container } from "../../../pod/model.ts";
import type { Command } from "../../driver.ts";
import type { Rewrite } from "../../mounts-rewrite.ts";
import { removeTree } from "../../run-folder.ts";
import { terminationMessage } from "../../termination-message.ts";
import type { GroupLedger } from "./group.ts";
import { type Instance, startInstance } from "./instance.ts";
import type { Limits } from "./limits.ts";
import type { Logs } from "./logs.ts";
import type { OnOutput } from "./output.ts";
import { type Place, type Program, type ProgramOptions, programOf, StartRefused } from "./program.ts";
import type { Sweeper } from "./sweep.ts";

export interface StartContext extends Place {
  readonly options: ProgramOptions & { readonly onOutput?: OnOutput; readonly onTrouble?: (text: string) => void };
  readonly limits: Limits;
  readonly logs: Logs;
  readonly ledger: GroupLedger;
  readonly sweeper: Sweeper;
  /** The run ends: nothing is started any more. */
  readonly signal: AbortSignal;
}

export interface Running {
  readonly container: Container;
  readonly instance: Instance;
  /** How a text that was written for the container reads to its processes. */
  readonly here: Rewrite;
  readonly over: Promise<Ending>;
  /** Lets go of output that nobody takes any more. */
  release(): void;
}

export interface Ending {
  readonly exitCode: number;
  readonly oomKilled: boolean;
  /** The termination message. */
  readonly message: string | undefined;
}

/** undefined when the run ended meanwhile. Throws a StartRefused; any other error is a CreateContainerError. */
export async function startContainer(
  { container, instance, restartCount }: Extract<Command, { kind: "start" }>,
  context: StartContext,
): Promise<Running | undefined> {
  const { ledger, sweeper, options } = context;
  const program = await programOf(container, instance, options, context);
  if (context.signal.aborted) {
    program.release();
    return undefined;
  }
  const limits = opened(program, () => context.limits.open(container, instance));
  const log = context.logs.open(container.name, restartCount);
  const begun = await startInstance(program, {
    container: container.name,
    instance,
    ledger: {
      started(group) {
        ledger.started(group);
        limits.adopt(group);
      },
      gone: (group) => ledger.gone(group),
    },
    sweeper,
    log,
    onOutput: options.onOutput,
    onTrouble: options.onTrouble,
    enter: program.enter,
  }).catch((error: unknown) => {
    log.close();
    limits.release();
    program.release();
    throw new StartRefused("StartError", error);
  });
  void begun.drained.then(() => log.close());
  const over = begun.over.then(async (exitCode): Promise<Ending> => {
    await limits.end();
    const oomKilled = limits.oomKilled();
    limits.release();
    program.release();
    const tail = container.terminationMessagePolicy === "FallbackToLogsOnError" ? begun.logTail() : undefined;
    const message = terminationMessage(program.messageFile, exitCode, tail);
    removeTree(program.messageFile);
    return { exitCode, oomKilled, message };
  });
  const release = (): void => {
    begun.release();
    log.close();
  };
  return { container, instance: begun, here: program.here, over, release };
}

function opened<T>(program: Program, open: () => T): T {
  try {
    return open();
  } catch (error) {
    program.release();
    throw error;
  }
}
