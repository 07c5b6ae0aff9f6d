/** What `scaffold simulate` says of a pod is what `scaffold run` does with it. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test, vi } from "vitest";
import { createHistory, type Entry, statusesOf } from "../../src/console/simulation/history.ts";
import { createObjects } from "../../src/engine/objects.ts";
import { startPod } from "../../src/engine/run.ts";
import { watchSimulation } from "../../src/engine/simulate.ts";
import type { Pod } from "../../src/pod/model.ts";
import { fakeOf, type Play, plays, podOf } from "./simulate-equals-run.ts";

vi.setConfig({ maxConcurrency: 3 });
const backoff = { initialMs: 500, maxMs: 1000 };

/** Real processes are late on a busy machine, and may then come in another order. What is wrong fails twice. */
describe.concurrent("a simulated pod and a real one", () => {
  test.for(plays.map((play) => [play.title, play] as const))("%s", { retry: 1 }, async ([, play], { expect }) => {
    const [real, simulated] = [await runForReal(play), simulatedStory(play)];
    expect(simulated.order.length).toBeGreaterThan(1);
    expect(real).toEqual(simulated);
  });
});

function simulatedStory(play: Play) {
  const { entries, watch } = createHistory();
  const { pod, done } = watchSimulation(podOf(play, "/nowhere"), watch, fakeOf(play), {
    machine: { backoff, sidecarLeadMs: 100 },
    ...(play.deleteMs !== undefined && { deletions: [{ atMs: play.deleteMs }] }),
  });
  if (!done) throw new Error("the simulated pod goes on for ever");
  return storyOf(entries, pod);
}

async function runForReal(play: Play) {
  const folder = mkdtempSync(join(tmpdir(), "scaffold-equals-"));
  const { entries, watch } = createHistory();
  try {
    const run = startPod({
      pod: podOf(play, folder),
      objects: createObjects({}),
      env: { PATH: process.env["PATH"], XDG_RUNTIME_DIR: folder },
      directory: folder,
      backoff,
      onEvent: (event) => watch.onEvent?.(event, 0),
      onStatus: (pod) => watch.onStatus?.(pod, 0),
    });
    if (play.deleteMs !== undefined) setTimeout(() => run.delete(), play.deleteMs);
    const { pod } = await run.finished;
    return storyOf(entries, pod);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Everything but times: the order in which containers start, end and wait, events by container, phases, conditions, the end. */
function storyOf(entries: readonly Entry[], pod: Pod) {
  const names = statusesOf(pod).map(({ name }) => name);
  return {
    order: entries.flatMap((entry) =>
      entry.kind === "state" ? [[entry.container, entry.state, entry.reason, entry.exitCode, entry.restartCount].join(" ")] : [],
    ),
    events: Object.fromEntries(
      names.map((name) => [
        name,
        entries.flatMap((entry) => (entry.kind === "event" && entry.container === name && !ofReadiness(entry) ? [entry.reason] : [])),
      ]),
    ),
    phases: entries.flatMap((entry) => (entry.kind === "phase" ? [[entry.phase, entry.reason].join(" ")] : [])),
    ready: entries.flatMap((entry) =>
      entry.kind === "condition" && entry.type === "Ready" ? [[entry.status, entry.reason].join(" ")] : [],
    ),
    end: statusesOf(pod).map(({ name, restartCount, state }) => [name, restartCount, state.terminated?.exitCode, state.terminated?.reason]),
  };
}

/** How often readiness was asked for before it came depends on when else the pod was looked at. */
function ofReadiness(entry: Extract<Entry, { kind: "event" }>): boolean {
  return entry.reason === "Unhealthy" && entry.message.startsWith("Readiness");
}
