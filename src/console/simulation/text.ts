/** A simulated pod as lines of text. What repeats is said once. */
import { goDuration } from "../../engine/backoff.ts";
import type { SimulationEnd } from "../../engine/simulate.ts";
import type { Pod } from "../../pod/model.ts";
import { readyColumn, statusColumn } from "../terminal-status.ts";
import { type Entry, statusesOf, withoutPod } from "./history.ts";

interface Row {
  readonly atMs: number;
  readonly lane: string;
  readonly texts: string[];
}

const POD = "pod";
/** Said by the states of containers already. */
const said = new Set(["Created", "Started", "BackOff"]);
const shownConditions = new Set(["Initialized", "Ready", "AllContainersRestarting", "DisruptionTarget"]);

/** `     12s  app    exited 1 (Error); not ready`: a line for each moment of a container, then how the pod and its containers are in the end. */
export function simulationText(entries: readonly Entry[], end: SimulationEnd): string {
  const lanes = new Map<string, Row[]>();
  for (const entry of entries) {
    const lane = "container" in entry && entry.container !== undefined ? entry.container : POD;
    const rows = lanes.get(lane) ?? [];
    lanes.set(lane, rows);
    const last = rows.at(-1);
    const texts = textsOf(entry);
    if (last?.atMs === entry.atMs) last.texts.push(...texts);
    else if (texts.length > 0) rows.push({ atMs: entry.atMs, lane, texts });
  }
  const width = Math.max(...[...lanes.keys()].map((lane) => lane.length));
  const rows = [...lanes]
    .toSorted(([a], [b]) => Number(a === POD) - Number(b === POD))
    .flatMap(([, all]) => collapse(all))
    .toSorted((a, b) => a.atMs - b.atMs);
  const lines = rows.map(({ atMs, lane, texts }) => `${goDuration(atMs).padStart(12)}  ${lane.padEnd(width)}  ${texts.join("; ")}`);
  return `${[...lines, "", ...summary(end)].join("\n")}\n`;
}

function textsOf(entry: Entry): string[] {
  switch (entry.kind) {
    case "event":
      return said.has(entry.reason) ? [] : [`${entry.reason}: ${entry.message}`];
    case "state":
      return stateText(entry);
    case "ready":
      return [entry.value ? "ready" : "not ready"];
    case "phase":
      return [`phase ${[entry.phase, entry.reason].filter(Boolean).join(", ")}`];
    case "condition": {
      const why = [entry.reason, entry.message].filter(Boolean).join(": ");
      return shownConditions.has(entry.type) ? [`${entry.type} ${entry.status}${why && ` (${why})`}`] : [];
    }
    // Events tell of failed probes, readiness of the others.
    case "probe":
    case "started":
      return [];
    default:
      return entry satisfies never;
  }
}

function stateText({ state, reason = "", message, exitCode, restartCount }: Extract<Entry, { kind: "state" }>): string[] {
  if (state === "running") return [restartCount > 0 ? `started again (restart ${restartCount})` : "started"];
  if (state === "terminated") return [`exited ${exitCode} (${[reason, message].filter(Boolean).join(": ")})`];
  if (reason === "PodInitializing" || reason === "ContainerCreating") return [];
  return [`${reason}${message ? `: ${withoutPod(message)}` : ""}`];
}

/** Cycles longer than this are told in full. */
const LONGEST_CYCLE = 24;
/** So often a cycle has to come to be told once. */
const FEWEST = 3;

/** The rows of one lane; of what repeats the first time, and how often it came. Numbers of restarts make no difference. */
function collapse(rows: readonly Row[]): Row[] {
  const keys = rows.map(({ texts }) => texts.join("; ").replace(/restart \d+/, "restart"));
  const shown: Row[] = [];
  for (let at = 0; at < rows.length; ) {
    const { length, times } = cycleAt(keys, at);
    shown.push(...rows.slice(at, at + length));
    at += length * times;
    const [second, last] = [rows[at - length * (times - 1)], rows[at - 1]];
    if (times > 1 && second !== undefined && last !== undefined)
      shown.push({ atMs: second.atMs, lane: second.lane, texts: [`... the same ${times - 1} times more, until ${goDuration(last.atMs)}`] });
  }
  return shown;
}

/** The shortest cycle that begins here, and how many times it comes in a row; one row, once, when there is none. */
function cycleAt(keys: readonly string[], at: number): { length: number; times: number } {
  for (let length = 1; length <= LONGEST_CYCLE && at + length * FEWEST <= keys.length; length++) {
    let same = 0;
    while (at + length + same < keys.length && keys[at + same] === keys[at + length + same]) same++;
    const times = 1 + Math.floor(same / length);
    if (times >= FEWEST) return { length, times };
  }
  return { length: 1, times: 1 };
}

function summary({ pod, endMs, done }: SimulationEnd): string[] {
  const { phase, reason } = pod.status ?? {};
  const { ready, all } = readyColumn(pod);
  const head = `${done ? "over after" : "after"} ${goDuration(endMs)}: phase ${[phase, reason].filter(Boolean).join(", ")}; STATUS ${statusColumn(pod)}, ${ready}/${all} ready`;
  const table = [["CONTAINER", "RESTARTS", "STATE", "LAST STATE"], ...outcomes(pod)];
  const widths = [0, 1, 2].map((column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  return [
    head,
    ...table.map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    ),
  ];
}

function outcomes(pod: Pod): string[][] {
  const text = ({ waiting, running, terminated }: ReturnType<typeof statusesOf>[number]["state"]): string => {
    if (terminated) return `exited ${terminated.exitCode} (${terminated.reason})`;
    return running ? "running" : (waiting?.reason ?? "");
  };
  return statusesOf(pod).map(({ name, restartCount, state, lastState }) => [name, String(restartCount), text(state), text(lastState)]);
}
