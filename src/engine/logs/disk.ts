/**
 * Container logs on disk as on a node, for whatever tails them there: `<run folder>/logs` stands for /var/log/pods.
 *
 *   <namespace>_<pod>_<uid>/<container>/<restartCount>.log       (kuberuntime/helpers.go BuildPodLogsDirectory)
 *
 * An instance's log and that of the one before it are kept, as the kubelet's container collection does (MaxPerPodContainerCount 1).
 */
import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Pod } from "../../pod/model.ts";
import type { LogWriter, MakeLogs } from "../drivers/process/logs.ts";
import { criEncoder, logClock } from "./cri.ts";
import { createCompressor, kubeletRotation, openRotatingFile, type RotatingFile, type RotationOptions } from "./rotation.ts";

export interface DiskLogsOptions {
  /** Hears, once per run, that something could not be kept. The containers run on. */
  readonly onTrouble: (sentence: string) => void;
  readonly rotation?: RotationOptions;
}

/** Absolute, for a pod that has name, namespace and uid. */
export function podLogFolder(runFolder: string, { metadata }: Pod): string {
  return join(runFolder, "logs", `${metadata.namespace ?? "default"}_${metadata.name ?? ""}_${metadata.uid ?? ""}`);
}

export function diskLogs({ onTrouble, rotation = kubeletRotation }: DiskLogsOptions): MakeLogs {
  return (pod, folder) => {
    const logs = podLogFolder(folder.path, pod);
    const compress = createCompressor();
    const clock = logClock();
    let said = false;

    function attempt(work: () => void): void {
      try {
        work();
      } catch (error) {
        if (said) return;
        said = true;
        const why = error instanceof Error ? error.message : String(error);
        onTrouble(`container output is shown, but not all of it is kept in ${logs}: ${why}`);
      }
    }

    function open(container: string, restartCount: number): LogWriter {
      const encoder = criEncoder();
      let file: RotatingFile | undefined;
      attempt(() => {
        const own = join(logs, container);
        mkdirSync(own, { recursive: true, mode: 0o755 });
        removeBefore(own, restartCount - 1);
        file = openRotatingFile(join(own, `${restartCount}.log`), rotation, compress);
      });
      return {
        write: (stream, bytes) => attempt(() => file?.append(encoder.encode(stream, bytes, clock()))),
        close() {
          attempt(() => file?.append(encoder.end(clock())));
          attempt(() => file?.close());
          file = undefined;
        },
      };
    }
    return { open };
  };
}

/** Logs of instances that are older than the one before the newest. */
function removeBefore(folder: string, restartCount: number): void {
  for (const name of readdirSync(folder)) {
    if (Number.parseInt(name, 10) < restartCount) rmSync(join(folder, name), { force: true });
  }
}
