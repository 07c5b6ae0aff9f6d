/** Everything that is shown of a run: the terminal, JSON lines, the status file. */

import type { KeysOf } from "../../console/missing-object.ts";
import { createOutputGate } from "../../console/output-gate.ts";
import { createTerminal } from "../../console/terminal.ts";
import { readyColumn, statusColumn } from "../../console/terminal-status.ts";
import { createTerminalWriter } from "../../console/terminal-writer.ts";
import type { RunRequest } from "../../engine/run.ts";
import type { StatusFile } from "../../engine/run-status-file.ts";
import type { Host } from "../../host.ts";
import type { Pod } from "../../pod/model.ts";

export interface RunView {
  readonly listeners: Required<Pick<RunRequest, "onStatus" | "onEvent" | "onOutput">>;
  note(text: string): void;
  /** The last word; resolves when all has been shown. Rejects with a ScaffoldError when the final status could not be written. */
  end(pod: Pod, exit: number, ready: boolean | undefined): Promise<void>;
}

export interface RunViewOptions {
  readonly host: Host;
  readonly pod: Pod;
  readonly json: boolean;
  readonly statusFile: StatusFile | undefined;
  readonly keysOf: KeysOf;
}

/** How long the end of a run waits for a reader who has fallen behind, ms. */
const LAST_WORDS = 1000;
/** What happens to the pod is shown while no more than this waits to be shown, bytes. */
const MOST_WAITING = 4 * 2 ** 20;
/** The result is an answer that somebody may depend on: it waits longer, ms. */
const LAST_ANSWER = 10_000;
/** JSON lines that wait for their reader, characters: while there are more than this, events and status are left out. */
const MOST_ANSWERS = 4 * 2 ** 20;
/** When a status that could not be written is tried again, ms. */
const WRITE_AGAIN = 250;

export function createRunView({ host, pod, json, statusFile, keysOf }: RunViewOptions): RunView {
  const writer = host.stderrDescriptor === undefined ? undefined : createTerminalWriter(host.stderrDescriptor);
  const write = writer ? (text: string) => (writer.backlog() > MOST_WAITING ? undefined : writer.write(text)) : host.stderr;
  const terminal = createTerminal({ write, color: host.color, pod, keysOf });
  const gate = createOutputGate({
    backlog: writer?.backlog ?? (() => 0),
    show: ({ container, stream, bytes }) => void terminal.output(container, stream, bytes),
    skipped: (container, bytes) =>
      terminal.aside(container, `${shortSize(bytes)} of its output are not shown here, which stood still; they are in its log`),
  });
  let lastStatus = "";
  let unwritten: unknown;
  let retry: NodeJS.Timeout | undefined;

  const answers = json && host.stdoutDescriptor !== undefined ? createTerminalWriter(host.stdoutDescriptor) : undefined;
  let unanswered = 0;

  /** false: left out, because the reader has fallen behind */
  function answer(line: Readonly<Record<string, unknown>>): boolean {
    if (!json) return true;
    if (unanswered > MOST_ANSWERS && line["kind"] !== "result") return false;
    const text = `${JSON.stringify(line)}\n`;
    if (!answers) {
      host.stdout(text);
      return true;
    }
    unanswered += text.length;
    void answers.write(text).then(() => {
      unanswered -= text.length;
    });
    return true;
  }

  function answerStatus(current: Pod): void {
    const line = { kind: "status", status: statusColumn(current), ...readyColumn(current) };
    const text = JSON.stringify(line);
    if (text !== lastStatus && answer(line)) lastStatus = text;
  }

  /** A disk that is full now may not be a moment later, and the pod has nothing to do with it. */
  function writeStatus(current: Pod): void {
    clearTimeout(retry);
    try {
      statusFile?.write(current);
      unwritten = undefined;
    } catch (error) {
      if (!unwritten) terminal.note(error instanceof Error ? error.message : String(error));
      unwritten = error;
      retry = setTimeout(() => writeStatus(current), WRITE_AGAIN).unref();
    }
  }

  return {
    listeners: {
      onStatus(current) {
        writeStatus(current);
        terminal.status(current);
        answerStatus(current);
      },
      onEvent(event) {
        terminal.event(event);
        answer({ kind: "event", ...event, at: new Date(event.at).toISOString() });
      },
      onOutput: gate.take,
    },
    note: terminal.note,
    async end(final, exit, ready) {
      gate.end();
      if (unwritten) writeStatus(final);
      clearTimeout(retry);
      terminal.summary(final);
      await writer?.end(LAST_WORDS);
      answer({ kind: "result", phase: final.status?.phase, exit, ...(ready !== undefined && { ready }), containers: outcomes(final) });
      await answers?.end(LAST_ANSWER);
      if (unwritten) throw unwritten;
    },
  };
}

/** 3276800 → `"3.1 MiB"` */
function shortSize(bytes: number): string {
  return bytes < 2 ** 20 ? `${Math.ceil(bytes / 2 ** 10)} KiB` : `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}

/** How each container ended, init containers first: `[{"name":"app","exitCode":0,"reason":"Completed","restartCount":0}]` */
function outcomes({ status }: Pod) {
  return [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])].map(
    ({ name, state, lastState, restartCount }) => {
      const { exitCode, reason } = state.terminated ?? lastState.terminated ?? {};
      return { name, exitCode, reason, restartCount };
    },
  );
}
