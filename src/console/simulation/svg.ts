/**
 * A simulated pod as a picture: time from left to right, one lane for the pod's phase and one for each container.
 *
 *   pod   | Pending |        Running          |
 *   app   | waiting |  running ###ready###| x |     below the bar a stripe for each probe, green or red
 */
import { goDuration } from "../../engine/backoff.ts";
import type { SimulationEnd } from "../../engine/simulate.ts";
import type { Pod } from "../../pod/model.ts";
import { type Entry, withoutPod } from "./history.ts";

const colours = {
  Pending: "#f2d492",
  Running: "#9fd8a4",
  Succeeded: "#7fb3d5",
  Failed: "#e08a8a",
  waiting: "#f2d492",
  backoff: "#e9a15b",
  running: "#c9e8cc",
  ready: "#58b368",
  completed: "#7fb3d5",
  failed: "#d9534f",
} as const;
type Colour = keyof typeof colours;

interface Bar {
  readonly fromMs: number;
  readonly toMs: number;
  readonly colour: Colour;
  readonly title: string;
}

interface Lane {
  readonly name: string;
  readonly bars: readonly Bar[];
  /** Moments at which it ended by a failure; it may run again at once. */
  readonly failures: readonly Mark[];
  readonly stripes: readonly { readonly name: string; readonly bars: readonly Bar[] }[];
}

const BAR = 18;
const STRIPE = 5;
const GAP = 12;
const TOP = 34;
const TIME = 960;
/** Narrower than this nothing is seen, px. */
const THIN = 0.05;
/** How wide a failure is drawn, px. */
const FAILURE = 2;

export function simulationSvg(entries: readonly Entry[], end: SimulationEnd): string {
  const lanes = [phaseLane(entries, end), ...containersOf(end.pod).map((name) => containerLane(name, entries, end))];
  // A letter is about seven pixels wide.
  const left = 24 + 7 * Math.max(...lanes.map(({ name, stripes }) => Math.max(name.length, stripes.length > 0 ? 10 : 0)));
  const scale = TIME / Math.max(1, end.endMs);
  const x = (ms: number): number => left + ms * scale;
  const parts: string[] = [];
  let y = TOP;
  for (const { name, bars, failures, stripes } of lanes) {
    parts.push(text(left - 8, y + BAR - 5, name, 'text-anchor="end"'));
    parts.push(...draw(bars, y, BAR, x, scale));
    for (const { atMs, title } of failures)
      parts.push(rectangle(x(atMs) - FAILURE, y, FAILURE, BAR, "failed", `${goDuration(atMs)}: ${title}`));
    y += BAR;
    for (const stripe of stripes) {
      y += 2;
      parts.push(text(left - 8, y + STRIPE, stripe.name, 'text-anchor="end" font-size="7" fill="#666"'));
      parts.push(...draw(stripe.bars, y, STRIPE, x, scale));
      y += STRIPE;
    }
    y += GAP;
  }
  const grid = ticks(end.endMs).flatMap((ms) => [
    `<line x1="${px(x(ms))}" y1="${TOP - 6}" x2="${px(x(ms))}" y2="${y}" stroke="#ddd"/>`,
    text(x(ms), y + 14, goDuration(ms), 'text-anchor="middle" fill="#666"'),
  ]);
  const width = left + TIME + 40;
  const { phase } = end.pod.status ?? {};
  const heading = `${end.pod.metadata.name ?? "pod"}: ${end.done ? "over after" : "after"} ${goDuration(end.endMs)} ${phase}`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${y + 48}" viewBox="0 0 ${width} ${y + 48}" font-family="sans-serif" font-size="12">
<title>${escaped(heading)}</title>
<rect width="100%" height="100%" fill="#fff"/>
${[text(left, 18, heading, 'font-weight="bold"'), ...grid, ...parts, ...legend(left, y + 28)].join("\n")}
</svg>
`;
}

function containersOf({ spec }: Pod): string[] {
  return [...(spec.initContainers ?? []), ...spec.containers].map(({ name }) => name);
}

function phaseLane(entries: readonly Entry[], { endMs }: SimulationEnd): Lane {
  const marks = entries.flatMap((entry) =>
    entry.kind === "phase"
      ? [{ atMs: entry.atMs, colour: entry.phase as Colour, title: [entry.phase, entry.reason].filter(Boolean).join(" ") }]
      : [],
  );
  return { name: "pod", bars: barsOf(marks, endMs), failures: [], stripes: [] };
}

interface Mark {
  readonly atMs: number;
  readonly colour: Colour;
  readonly title: string;
}

function containerLane(name: string, entries: readonly Entry[], { endMs }: SimulationEnd): Lane {
  const marks: Mark[] = [];
  const answers = new Map<string, Mark[]>();
  let running: string | undefined;
  for (const entry of entries) {
    if (!("container" in entry) || entry.container !== name) continue;
    const { atMs } = entry;
    if (entry.kind === "state") {
      running = entry.state === "running" ? `running, restart ${entry.restartCount}` : undefined;
      marks.push({ atMs, colour: colourOf(entry), title: running ?? endText(entry) });
      if (running === undefined) for (const stripe of answers.values()) stripe.push({ atMs, colour: "waiting", title: "" });
    } else if (entry.kind === "ready" && running !== undefined) {
      marks.push({ atMs, colour: entry.value ? "ready" : "running", title: `${running}, ${entry.value ? "ready" : "not ready"}` });
    } else if (entry.kind === "probe") {
      const stripe = answers.get(entry.probe) ?? [];
      answers.set(entry.probe, stripe);
      stripe.push({ atMs, colour: entry.result === "failure" ? "failed" : "ready", title: `${entry.probe}: ${entry.result}` });
    }
  }
  const stripes = [...answers].map(([probe, stripe]) => ({ name: probe, bars: barsOf(stripe, endMs).filter(({ title }) => title !== "") }));
  return { name, bars: barsOf(marks, endMs), failures: marks.filter(({ colour }) => colour === "failed"), stripes };
}

function colourOf({ state, reason, exitCode }: Extract<Entry, { kind: "state" }>): Colour {
  if (state === "running") return "running";
  if (state === "waiting") return reason === "CrashLoopBackOff" ? "backoff" : "waiting";
  return exitCode === 0 ? "completed" : "failed";
}

function endText({ reason = "", message, exitCode }: Extract<Entry, { kind: "state" }>): string {
  return exitCode === undefined ? [reason, message && withoutPod(message)].filter(Boolean).join(": ") : `exited ${exitCode} (${reason})`;
}

/** Each mark lasts until the next one. */
function barsOf(marks: readonly Mark[], endMs: number): Bar[] {
  return marks.map(({ atMs, colour, title }, index) => ({ fromMs: atMs, toMs: marks[index + 1]?.atMs ?? endMs, colour, title }));
}

function draw(bars: readonly Bar[], y: number, height: number, x: (ms: number) => number, scale: number): string[] {
  return bars
    .filter(({ fromMs, toMs }) => (toMs - fromMs) * scale >= THIN)
    .map(({ fromMs, toMs, colour, title }) =>
      rectangle(
        x(fromMs),
        y,
        Math.max(0.5, (toMs - fromMs) * scale),
        height,
        colour,
        `${goDuration(fromMs)} to ${goDuration(toMs)}: ${title}`,
      ),
    );
}

function rectangle(x: number, y: number, width: number, height: number, colour: Colour, title: string): string {
  return `<rect x="${px(x)}" y="${y}" width="${px(width)}" height="${height}" fill="${colours[colour]}"><title>${escaped(title)}</title></rect>`;
}

/** About ten round times. */
function ticks(endMs: number): number[] {
  const steps = [1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200, 14_400, 43_200, 86_400, 604_800].map((seconds) => seconds * 1000);
  const step = steps.find((one) => endMs / one <= 12) ?? endMs / 10;
  return Array.from({ length: Math.floor(endMs / step) + 1 }, (_, index) => index * step);
}

function legend(left: number, y: number): string[] {
  const names = ["waiting", "backoff", "running", "ready", "completed", "failed"] as const;
  return names.flatMap((name, index) => [
    `<rect x="${left + index * 100}" y="${y}" width="12" height="12" fill="${colours[name]}"/>`,
    text(left + index * 100 + 18, y + 10, name, 'fill="#444"'),
  ]);
}

function text(x: number, y: number, content: string, attributes: string): string {
  return `<text x="${px(x)}" y="${y}" ${attributes}>${escaped(content)}</text>`;
}

function px(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/** For XML text and attributes; characters that XML cannot hold become a question mark. */
function escaped(content: string): string {
  return content
    .replace(
      /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g,
      "?",
    )
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
