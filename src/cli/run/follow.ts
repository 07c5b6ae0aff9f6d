/** A pod that runs follows the files that it came from, as far as a kubelet would follow their objects. */
import type { PodRun } from "../../engine/run.ts";
import { ScaffoldError } from "../../errors.ts";
import type { RunInput } from "./input.ts";
import { watchFiles } from "./watch-files.ts";

export interface Following {
  readonly input: RunInput;
  readonly run: Pick<PodRun, "relabel">;
  readonly note: (text: string) => void;
}

/**
 * ConfigMaps, Secrets, labels and annotations are those of the files from a moment after each change. Files that cannot be read change
 * nothing, and neither does the rest of the pod: it is said.
 * @returns the function that ends this
 */
export function followFiles({ input, run, note }: Following): () => void {
  let metadata = labelsOf(input.pod.metadata);
  let spec = JSON.stringify(input.written.spec);
  let ended = false;

  async function take(): Promise<void> {
    try {
      const { pod, sources } = await input.reread();
      if (ended) return;
      watchAgain();
      input.objects.replace(sources);
      const labels = labelsOf(pod.metadata);
      if (labels !== metadata) run.relabel(pod.metadata);
      metadata = labels;
      const before = spec;
      spec = JSON.stringify(pod.spec);
      if (spec !== before) note("the pod's spec has changed in its file: it is that of the next run, a pod keeps its own");
    } catch (error) {
      if (!ended) note(`the pod's files have changed and cannot be used, all stays as it was: ${reasonOf(error)}`);
    }
  }

  let watched = input.watched();
  let stop = watchFiles(watched, () => void take());
  function watchAgain(): void {
    const now = input.watched();
    if (ended || now.join("\n") === watched.join("\n")) return;
    watched = now;
    stop();
    stop = watchFiles(watched, () => void take());
  }
  return () => {
    ended = true;
    stop();
  };
}

const labelsOf = ({ labels, annotations }: RunInput["pod"]["metadata"]): string => JSON.stringify([labels, annotations]);

function reasonOf(error: unknown): string {
  if (!(error instanceof ScaffoldError)) return error instanceof Error ? error.message : String(error);
  return error.issues.map(({ message, where }) => (where ? `${where.file}:${where.line}:${where.column} ${message}` : message)).join("; ");
}
