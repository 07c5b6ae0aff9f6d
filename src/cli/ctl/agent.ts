/** What can be asked of a log agent, and of an adapter. */
import { ScaffoldError } from "../../errors.ts";
import type { Actions, Answer, Argv } from "./action.ts";

export const agentActions: Actions = {
  status: { method: "GET", question: () => ({}), show: showStatus },
  ledger: { method: "GET", question: () => ({}), show: (answer) => `${JSON.stringify(answer, undefined, 2)}\n` },
  tap: { method: "GET", question: tapQuery, show: showRecord, follows: true },
  replay: { method: "POST", question: () => ({}), show: showReplay },
};

function tapQuery({ match, count }: Argv): Record<string, unknown> {
  if (count !== undefined && !/^[1-9]\d*$/.test(String(count)))
    throw new ScaffoldError("USAGE", `--count: expected a whole number from 1; got "${count}"`, {
      hint: "--count 10 ends after ten records",
    });
  return { ...(match !== undefined && { match: String(match) }), ...(count !== undefined && { count: String(count) }) };
}

interface SinkStatus {
  readonly name: string;
  readonly kind: string;
  readonly problem?: string;
  readonly delivered: number;
  readonly deadLettered: number;
  readonly dropped: number;
  readonly pendingBytes: number;
}

function showStatus(answer: Answer): string {
  const sinks = answer["sinks"] as readonly SinkStatus[];
  const width = Math.max(...sinks.map(({ name }) => name.length));
  return sinks
    .map(({ name, problem, delivered, deadLettered, dropped, pendingBytes }) => {
      const counts = `${delivered} delivered, ${pendingBytes} bytes to go, ${deadLettered} dead letters, ${dropped} dropped`;
      return `${problem === undefined ? " " : "!"} ${name.padEnd(width)}  ${counts}${problem === undefined ? "" : `\n    ${problem}`}\n`;
    })
    .join("");
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

function showReplay(answer: Answer): string {
  const sinks = answer["sinks"] as readonly { name: string; sent: number; refused: number; left: number }[];
  return sinks
    .map(({ name, sent, refused, left }) => {
      const rest = `${refused > 0 ? `, ${refused} refused again` : ""}${left > 0 ? `, ${left} left for the next replay` : ""}`;
      return `${name}: ${sent} dead letters sent again${rest}\n`;
    })
    .join("");
}
