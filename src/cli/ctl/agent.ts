/** What can be asked of a log agent, and of an adapter. */
import { ScaffoldError } from "../../errors.ts";
import type { Actions, Answer, Argv } from "./action.ts";

export const agentActions: Actions = {
  status: { method: "GET", question: () => ({}), show: showStatus },
  ledger: { method: "GET", question: () => ({}), show: showLedger },
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

interface Replayed {
  readonly name: string;
  readonly sent: number;
  readonly damaged: number;
  readonly filesLeft: number;
  /** Files in the agent's state folder. */
  readonly kept?: readonly string[];
}

function showReplay(answer: Answer): string {
  const sinks = answer["sinks"] as readonly Replayed[];
  return sinks
    .map(({ name, sent, damaged, filesLeft, kept = [] }) => {
      const where = kept.length > 0 ? `, see ${kept.join(" and ")} in its state folder` : "";
      const torn = damaged > 0 ? `, ${damaged} lines were no entry` : kept.length > 0 ? ", a file could not be read" : "";
      const left = filesLeft > 0 ? `, ${filesLeft} files left for the next replay` : "";
      return `${name}: ${sent} dead letters sent again${torn}${where}${left}; what was refused once more is in the dead-letter file\n`;
    })
    .join("");
}

interface Account {
  readonly path: string;
  readonly acknowledged: number;
  readonly delivered: number;
  readonly deadLettered: number;
  readonly dropped: Readonly<Record<string, number>>;
  readonly abandoned: readonly { readonly from: number; readonly to: number; readonly reason: string }[];
  readonly pending?: number;
}

/** Bytes by what became of them: a line for each content of a file, and under it what was dropped or abandoned. */
function showLedger(answer: Answer): string {
  const pages = answer["sinks"] as readonly { sink: string; files: readonly Account[]; closed: readonly Account[] }[];
  return pages
    .map(({ sink, files, closed }) => `${sink}\n${[...files, ...closed].map(showAccount).join("") || "  no file was read yet\n"}`)
    .join("");
}

function showAccount({ path, delivered, deadLettered, dropped, abandoned, pending }: Account): string {
  const rest = pending === undefined ? "gone" : `${pending} to go`;
  const rules = Object.entries(dropped).map(([rule, bytes]) => `    ${bytes} dropped: ${rule}\n`);
  const ranges = abandoned.map(({ from, to, reason }) => `    ${to - from} abandoned, bytes ${from} to ${to}: ${reason}\n`);
  const letters = deadLettered > 0 ? [`    ${deadLettered} in the dead-letter file\n`] : [];
  return `  ${path}  ${delivered} bytes delivered, ${rest}\n${[...letters, ...rules, ...ranges].join("")}`;
}
