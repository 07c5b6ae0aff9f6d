/** Probes and hooks of one instance, from the command to the event that answers it. */

import type { Command, DriverEvent } from "../../driver.ts";
import { expand } from "../../expand.ts";
import type { Rewrite } from "../../mounts-rewrite.ts";
import { errorText } from "./error-text.ts";
import { runHook } from "./hook.ts";
import { type ProbeOutcome, type ProbeTarget, runProbe } from "./probe.ts";
import type { Running } from "./start.ts";

type Around = Pick<ProbeTarget, "podIP" | "signal">;

/** @param known undefined when the instance does not run */
export async function answerProbe(
  { id, container, instance, probe, spec }: Extract<Command, { kind: "probe" }>,
  known: Running | undefined,
  around: Around,
): Promise<DriverEvent> {
  const literal = new Map((container.env ?? []).map((entry) => [entry.name, entry.value ?? ""]));
  const outcome = known
    ? await tried(() =>
        runProbe(
          spec,
          target(known, around, (text) => expand(text, (name) => literal.get(name))),
        ),
      )
    : ({ result: "unknown", output: `container "${container.name}" is not running` } as const);
  return { kind: "probed", id, container: container.name, instance, probe, ...outcome };
}

/** prober.go maxProbeRetries: a probe that could not be run is tried three times, at once. */
const TRIES = 3;

async function tried(run: () => Promise<ProbeOutcome>): Promise<ProbeOutcome> {
  let outcome = await run();
  for (let count = 1; count < TRIES && outcome.result === "unknown"; count++) outcome = await run();
  return outcome;
}

/** @param known undefined when the instance does not run */
export async function answerHook(
  { id, container, instance, hook, handler }: Extract<Command, { kind: "hook" }>,
  known: Running | undefined,
  around: Around,
): Promise<DriverEvent> {
  let error: string | undefined;
  try {
    if (!known) throw new Error(`container "${container.name}" is not running`);
    await runHook(
      handler,
      target(known, around, (text) => text),
    );
  } catch (failure) {
    error = errorText(failure);
  }
  return { kind: "hookDone", id, container: container.name, instance, hook, ...(error !== undefined && { error }) };
}

const target = ({ container, instance, here }: Running, around: Around, expanded: Rewrite): ProbeTarget => ({
  ...around,
  container,
  instance,
  command: (command) => command.map((text) => here(expanded(text))),
});
