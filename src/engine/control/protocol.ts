/**
 * How another terminal talks to a pod that runs: JSON lines over the unix socket in the run folder, one question a connection.
 *
 *   show                 -> pod
 *   watch                -> pod, pod, … at each change; the connection ends with the run
 *   restart, delete      -> done            accepted; `watch` tells what becomes of it
 *   exec                 -> output …, exit  meanwhile the other side may send input
 *   any                  -> refused         with a sentence that says why
 *
 * The folder is of mode 0700 and the socket 0600: whoever can connect may do what the one who started the run may.
 */
import { join } from "node:path";
import type { Pod } from "../../pod/model.ts";
import type { CountedEvent } from "./event-log.ts";

export type Question =
  | { readonly verb: "show" | "watch" }
  | { readonly verb: "restart"; readonly container?: string }
  | { readonly verb: "delete"; readonly graceSeconds?: number }
  | { readonly verb: "exec"; readonly container: string; readonly command: readonly string[]; readonly stdin: boolean };

/** For the program of an `exec`; bytes are base64. */
export type Input = { readonly kind: "stdin"; readonly data: string } | { readonly kind: "end" };

export type Answer =
  /** logs: the folder with the logs of its containers. */
  | { readonly kind: "pod"; readonly pod: Pod; readonly events: readonly CountedEvent[]; readonly logs: string }
  | { readonly kind: "done" }
  | { readonly kind: "output"; readonly stream: "stdout" | "stderr"; readonly data: string }
  | { readonly kind: "exit"; readonly exitCode: number }
  | { readonly kind: "refused"; readonly message: string };

export function controlSocket(runFolder: string): string {
  return join(runFolder, "control.sock");
}

/** undefined when it is none. */
export function readQuestion(line: string): Question | undefined {
  const value = parsed(line);
  const { verb, container, graceSeconds, command, stdin } = value ?? {};
  if (verb === "show" || verb === "watch") return { verb };
  if (verb === "restart" && container === undefined) return { verb };
  if (verb === "restart" && typeof container === "string") return { verb, container };
  if (verb === "delete" && graceSeconds === undefined) return { verb };
  if (verb === "delete" && typeof graceSeconds === "number" && graceSeconds >= 0) return { verb, graceSeconds };
  if (verb === "exec" && typeof container === "string" && isTexts(command)) return { verb, container, command, stdin: stdin === true };
  return undefined;
}

/** undefined when it is none. */
export function readInput(line: string): Input | undefined {
  const { kind, data } = parsed(line) ?? {};
  if (kind === "stdin" && typeof data === "string") return { kind, data };
  return kind === "end" ? { kind } : undefined;
}

function parsed(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.length > 0 && value.every((text) => typeof text === "string");

const NEWLINE = 10;

/** The lines of a stream. One that is longer than `longest` bytes ends it. */
export async function* linesOf(source: AsyncIterable<Buffer>, longest = Number.POSITIVE_INFINITY): AsyncGenerator<string, void, void> {
  let parts: Buffer[] = [];
  let size = 0;
  for await (const bytes of source) {
    let from = 0;
    for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, from)) {
      yield Buffer.concat([...parts, bytes.subarray(from, end)]).toString("utf8");
      parts = [];
      size = 0;
      from = end + 1;
    }
    parts.push(bytes.subarray(from));
    size += bytes.length - from;
    if (size > longest) return;
  }
}
