// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
/**
 * The program of an init container that fetches: ends with 0 when the folder holds what the source holds.
 *
 *   source ──▶ staging/download ──▶ sha256 ──▶ staging/tree ──▶ in place ──▶ after hook ──▶ marked as done
 *
 *   0    in place, or already was
 *   1    failed; Kubernetes runs the container again (unless the pod's restartPolicy is Never), and it goes on where it was
 *   2    a setting is wrong, or there is no git program for a git source
 *   143  stopped by SIGTERM (130: by SIGINT)
 */
import { createLog, reasonOf } from "../service/log.ts";
import { type GivenOf, readSettings } from "../service/settings.ts";
import { EXIT, onTermination } from "../service/termination.ts";
import { milliseconds } from "./duration.ts";
import { end } from "./end.ts";
import { fetchSettings } from "./fetch-settings.ts";
import { fetchInto, SetupError } from "./fetching.ts";
import { GitMissingError } from "./git.ts";
import { planJob } from "./job.ts";

/**
 * A hook of the user's own: runs once what was fetched is in place, with the folder. When it throws, the container fails, and the next run
 * fetches again.
 */
export type After = (into: string) => void | Promise<void>;

export interface FetchOptions extends GivenOf<typeof fetchSettings> {
  readonly name: string;
  readonly after?: After | undefined;
}

/** Fetches as its settings say, then ends the process. */
export async function runFetch(options: FetchOptions): Promise<never> {
  const { name, after, ...given } = options;
  const log = createLog({ fields: { name } });
  const termination = onTermination();
  const read = readSettings(fetchSettings, process.env, given);
  const job = planJob(read);
  if (!job.ok) return end(log, EXIT.settings, "settings are wrong", { problems: job.problems });

  // Every state that the files can be in is one that the next run goes on from: there is nothing to tidy up when it is stopped.
  const progress = { step: "starting" };
  termination.asked.addEventListener("abort", () =>
    end(log, termination.asked.reason === "SIGINT" ? 130 : 143, `stopped while ${progress.step}`),
  );
  const { timeout, source } = job.value;
  if (milliseconds(timeout) > 0)
    setTimeout(() => end(log, EXIT.failed, `not done after ${timeout}, while ${progress.step}`), milliseconds(timeout)).unref();

  try {
    const outcome = await fetchInto(job.value, after, log, progress);
    return end(log, EXIT.ok, outcome.already ? "already in place" : "in place", { from: source.text, ...outcome.facts });
  } catch (error) {
    const final = error instanceof SetupError || error instanceof GitMissingError;
    return end(log, final ? EXIT.settings : EXIT.failed, reasonOf(error));
  }
}
