/**
 * Where a container's output is kept, beside being shown.
 *
 * The contract. Logs are made once per run, before anything starts. `open` is called once per instance, before it starts; `write` gets all
 * its stdout and stderr, in the order in which they were read, in pieces that need not be lines, and before they are shown. `close` comes after
 * the last byte, or when the run ends and nobody waits for more; it may be called again, and a `write` after it is nothing. What
 * programs beside the container's print (exec, probes, hooks) is not part of its log. None of them throws or waits: a disk that is full is
 * no trouble of the container's.
 */
import type { Pod } from "../../../pod/model.ts";
import type { RunFolder } from "../../run-folder.ts";

export interface Logs {
  /** @param restartCount what the status shows for this instance once it runs, by which a kubelet names its log */
  open(container: string, restartCount: number): LogWriter;
}

export interface LogWriter {
  write(stream: "stdout" | "stderr", bytes: Uint8Array): void;
  close(): void;
}

export type MakeLogs = (pod: Pod, folder: RunFolder) => Logs;

/** Output is shown and forgotten. */
export const noLogs: MakeLogs = () => ({ open: () => ({ write: () => {}, close: () => {} }) });
