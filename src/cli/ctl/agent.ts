/** What can be asked of a log agent, and of an adapter. */
import { ScaffoldError } from "../../errors.ts";
import type { Actions, Answer, Argv } from "./action.ts";
import { showLedger } from "./ledger.ts";

export const agentActions: Actions = {
  status: { method: "GET", question: () => ({}), show: showStatus },
  ledger: { method: "GET", question: () => ({}), show: showLedger },
  shapes: { method: "GET", question: () => ({}), show: showShapes },
  tap: { method: "GET", question: tapQuery, show: showRecord, follows: true },
  replay: { method: "POST", operand: "a sink", question: replayBody, show: showReplay, failed: refusedAgain },
};

function tapQuery({ match, count }: Argv): Record<string, unknown> {
  if (count !== undefined && !/^[1-9]\d*$/.test(String(count)))
    throw new ScaffoldError("USAGE", `--count: expected a whole number from 1; got "${count}"`, {
      hint: "--count 10 ends after ten records",
    });
  return { ...(match !== undefined && { match: String(match) }), ...(count !== undefined && { count: String(count) }) };
}

function replayBody({ name }: Argv): Record<string, unknown> {
  return name === undefined ? {} : { sink: String(name) };
}

/** What an agent of an earlier version does not say is absent. */
interface SinkStatus {
  readonly name: string;
  readonly problem?: string;
  readonly delivered: number;
  readonly deadLettered: number;
  readonly deadLetters?: number;
  readonly dropped: number;
  readonly droppedBy?: Readonly<Record<string, number>>;
  readonly pendingBytes: number;
  readonly abandonedBytes?: number;
}

function showStatus(answer: Answer): string {
  const sinks = answer["sinks"] as readonly SinkStatus[];
  const width = Math.max(...sinks.map(({ name }) => name.length));
  return sinks
    .map((sink) => {
      const { name, problem, delivered, deadLettered, deadLetters, dropped, droppedBy = {}, pendingBytes, abandonedBytes } = sink;
      const rules = Object.entries(droppedBy).map(([rule, records]) => `${rule} ${records}`);
      const lines = [
        `${delivered} records delivered, ${pendingBytes} bytes to go`,
        `${deadLetters === undefined ? "" : `${deadLetters} dead letters wait now, `}${deadLettered} records were refused since its start`,
        `${dropped} records dropped${rules.length > 0 ? `: ${rules.join(", ")}` : ""}`,
        ...(abandonedBytes === undefined ? [] : [`${abandonedBytes} bytes abandoned: gone before they were read`]),
        ...(problem === undefined ? [] : [problem]),
      ];
      const indented = lines.join(`\n${" ".repeat(width + 4)}`);
      return `${problem === undefined ? " " : "!"} ${name.padEnd(width)}  ${indented}\n`;
    })
    .join("");
}

interface Shape {
  readonly sample: string;
  readonly records: number;
  readonly closest: string;
}

function showShapes(answer: Answer): string {
  const [shapes, others] = [answer["shapes"] as readonly Shape[], Number(answer["others"])];
  if (shapes.length === 0) return "every line was of a format\n";
  const width = (texts: readonly string[]) => Math.max(...texts.map((text) => text.length));
  const [counts, formats] = [width(shapes.map(({ records }) => String(records))), width(shapes.map(({ closest }) => closest))];
  const rows = shapes.map(({ sample, records, closest }) => `${String(records).padStart(counts)}  ${closest.padEnd(formats)}  ${sample}\n`);
  return `${rows.join("")}${others > 0 ? `and ${others} records of other shapes\n` : ""}`;
}

function showRecord({ sink, record, missed }: Answer): string {
  if (missed !== undefined) return `… ${missed} records were not shown: they came faster than they could be printed\n`;
  const { body, severityText, attributes } = record as {
    body: string;
    severityText?: string;
    attributes: Readonly<Record<string, unknown>>;
  };
  return `${sink}  ${attributes["log.file.name"] ?? ""}  ${severityText ? `${severityText} ` : ""}${body}\n`;
}

interface Replayed {
  readonly name: string;
  readonly sent: number;
  /** Absent in the answer of an agent of an earlier version. */
  readonly delivered?: number;
  readonly refused?: number;
  readonly reason?: string;
  readonly dropped?: number;
  readonly damaged: number;
  readonly filesLeft: number;
  /** Files in the agent's state folder. */
  readonly kept?: readonly string[];
}

function refusedAgain(answer: Answer): boolean {
  return (answer["sinks"] as readonly Replayed[]).some(({ refused = 0 }) => refused > 0);
}

function showReplay(answer: Answer): string {
  const sinks = answer["sinks"] as readonly Replayed[];
  return sinks
    .map(({ name, sent, delivered, refused = 0, reason, dropped = 0, damaged, filesLeft, kept = [] }) => {
      const where = kept.length > 0 ? `, see ${kept.join(" and ")} in its state folder` : "";
      const torn = damaged > 0 ? `, ${damaged} lines were no entry` : kept.length > 0 ? ", a file could not be read" : "";
      const left = filesLeft > 0 ? `, ${filesLeft} files left for the next replay` : "";
      const gone = dropped > 0 ? `, ${dropped} dropped by the transform` : "";
      const again = delivered === undefined ? "" : `, ${refused} refused again${refused > 0 ? " and back in the dead-letter file" : ""}`;
      const why = refused > 0 && reason !== undefined ? `\n  the first because: ${reason}` : "";
      return `${name}: ${delivered ?? sent} dead letters ${delivered === undefined ? "sent again" : "delivered"}${again}${gone}${torn}${where}${left}${why}\n`;
    })
    .join("");
}
