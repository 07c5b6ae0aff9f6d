/**
 * What a person sees of a pod that runs, on standard error:
 *
 *     wait-for-db | waiting for localhost:5432          what a container writes
 *     pod         > Init:0/1                            what happens to it
 *     wait-for-db > completed
 *     app         > started, ready
 */
import type { PodEvent } from "../engine/driver.ts";
import type { Container, Pod } from "../pod/model.ts";
import { type KeysOf, whatToType } from "./missing-object.ts";
import { newsOf, statusColumn } from "./terminal-status.ts";

export interface TerminalOptions {
  /** May say when the text has been taken: containers then write no faster than that. */
  readonly write: (text: string) => void | Promise<void>;
  readonly color: boolean;
  readonly pod: Pod;
  /** What is to be in the Secrets and ConfigMaps that are missing. */
  readonly keysOf?: KeysOf;
}

export interface Terminal {
  /** Something to know that no container said. */
  note(text: string): void;
  status(pod: Pod): void;
  event(event: PodEvent): void;
  /** Something to know about a container that it did not say; a line of its output that has no end yet comes before it. */
  aside(container: string, text: string): void;
  /** What it returns is what the last `write` returned. */
  output(container: string, stream: string, bytes: Uint8Array): void | Promise<void>;
  /** How it all ended: one line per container. */
  summary(pod: Pod): void;
}

/** A line without an end is shown in parts of this size, so that memory stays bounded, bytes. */
const LONGEST_LINE = 16 * 1024;
const COLORS = [36, 33, 32, 35, 34, 96, 93, 92, 95, 94];
const POD = "pod";

export function createTerminal({ write, color, pod, keysOf }: TerminalOptions): Terminal {
  const names = [...(pod.spec.initContainers ?? []), ...pod.spec.containers].map(({ name }) => name);
  const width = Math.max(POD.length, ...names.map((name) => name.length));
  const partial = new Map<string, Buffer>();
  /** The last thing said of each name. */
  const said = new Map<string, string>();
  const warned = new Map<string, string>();
  let last: Pod | undefined;

  const paint = (code: number, text: string): string => (color ? `\x1b[${code}m${text}\x1b[0m` : text);
  const label = (name: string): string => {
    const index = names.indexOf(name);
    return paint(index < 0 ? 1 : (COLORS[index % COLORS.length] ?? 36), name.padEnd(width));
  };
  const say = (name: string, text: string): void => {
    // An event and the status often say the same, one after the other.
    if (said.get(name) === text) return;
    said.set(name, text);
    for (const line of text.split("\n")) void write(`${label(name)} ${paint(1, ">")} ${line}\n`);
  };
  const lineOf = (name: string, line: Buffer): string => `${label(name)} | ${line.toString("utf8").replace(/\r$/, "")}\n`;

  /** Shows lines that have no end yet: of one container, which has something else to say, or of all. */
  function flush(container?: string): void {
    for (const [key, rest] of partial) {
      const name = key.slice(0, key.lastIndexOf("/"));
      if (container !== undefined && name !== container) continue;
      void write(lineOf(name, rest));
      partial.delete(key);
    }
  }

  return {
    note: (text) => say(POD, text),
    aside(container, text) {
      flush(container);
      say(container, text);
    },
    status(next) {
      for (const { container, text } of newsOf(last, next, keysOf)) {
        if (container !== undefined) flush(container);
        say(container ?? POD, text);
      }
      last = next;
    },
    event({ type, reason, message, container }) {
      // Why a container is killed is told by no state, unless the whole pod is stopped.
      const telling = type === "Warning" ? !shownByStatus.has(reason) : reason === "Killing" && message.includes("failed");
      if (!telling) return;
      // A probe that keeps failing says the same every few seconds.
      const key = `${container ?? ""}/${reason}`;
      if (warned.get(key) === message) return;
      warned.set(key, message);
      say(container ?? POD, `${reason}: ${message}${whatToType(message, keysOf)}`);
    },
    output(container, stream, bytes) {
      const key = `${container}/${stream}`;
      let text = "";
      let rest = Buffer.concat([partial.get(key) ?? Buffer.alloc(0), bytes]);
      for (let end = lineEnd(rest); end !== undefined; end = lineEnd(rest)) {
        text += lineOf(container, rest.subarray(0, end));
        rest = rest.subarray(rest[end] === NEWLINE ? end + 1 : end);
      }
      if (rest.length > 0) partial.set(key, Buffer.from(rest));
      else partial.delete(key);
      if (text !== "") return write(text);
    },
    summary(final) {
      flush();
      said.clear();
      say(POD, paint(1, `${final.metadata.name ?? POD} ${final.status?.phase ?? ""}: ${reasonOf(final)}`));
      for (const container of [...(final.spec.initContainers ?? []), ...final.spec.containers])
        say(container.name, outcome(container, final));
    },
  };
}

const NEWLINE = 10;

function lineEnd(bytes: Buffer): number | undefined {
  const at = bytes.indexOf(NEWLINE);
  if (at >= 0 && at <= LONGEST_LINE) return at;
  return bytes.length > LONGEST_LINE ? LONGEST_LINE : undefined;
}

/** What made the pod fail, if it did; else what kubectl's STATUS column says, which names one container's reason only. */
function reasonOf(pod: Pod): string {
  if (pod.status?.phase !== "Failed" || pod.status.reason) return pod.status?.reason ?? statusColumn(pod);
  const failed = [...(pod.status.initContainerStatuses ?? []), ...(pod.status.containerStatuses ?? [])].flatMap(({ name, state }) =>
    state.terminated && state.terminated.exitCode !== 0 ? [`${name} ended with ${state.terminated.exitCode}`] : [],
  );
  return failed.length > 0 ? failed.join(", ") : statusColumn(pod);
}

/** Events whose content is in the container's state already. */
const shownByStatus = new Set(["BackOff", "Failed"]);

function outcome({ name }: Container, { status }: Pod): string {
  const found = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])].find((one) => one.name === name);
  const restarts = found?.restartCount ? `, ${found.restartCount} restart${found.restartCount > 1 ? "s" : ""}` : "";
  const ended = found?.state.terminated ?? found?.lastState.terminated;
  if (!ended) return `never ran${found?.state.waiting ? ` (${found.state.waiting.reason})` : ""}${restarts}`;
  const hint = ended.exitCode === 143 ? " (SIGTERM ended it: a program that handles SIGTERM can exit 0)" : "";
  const why = ended.exitCode !== 0 && ended.message ? `: ${ended.message.trim()}` : "";
  return `${ended.reason}, exit code ${ended.exitCode}${hint}${restarts}${why}`;
}
