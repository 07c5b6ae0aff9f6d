// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { streamEnd } from "../stream-name.ts";

const [space, quote, backslash, colon, brace] = [0x20, 0x22, 0x5c, 0x3a, 0x7b];
const [tagPartial, tagFull, letterN, letterU] = [0x50, 0x46, 0x6e, 0x75];

/** A line as a container runtime wrote it, taken apart. */
export interface Wrapped {
  readonly kind: "cri" | "docker";
  /** `stdout` or `stderr`. */
  readonly stream: string;
  /** The line goes on in the next one of its stream. */
  readonly partial: boolean;
  /** What is in front of the text, and behind it. */
  readonly head: Buffer;
  readonly rest: Buffer;
  /** The text itself; of Docker as it is inside of JSON. */
  readonly text: Buffer;
}

/**
 * Takes a line apart; undefined when no runtime wrote it.
 *
 *     2026-01-02T03:04:05.678901234Z stdout P the beginning of
 *     {"log":"a line\n","stream":"stdout","time":"2026-01-02T03:04:05.678901234Z"}
 *
 * https://github.com/kubernetes/design-proposals-archive/blob/main/node/kubelet-cri-logging.md
 * https://docs.docker.com/engine/logging/drivers/json-file/
 */
export function unwrap(line: Buffer): Wrapped | undefined {
  return line[0] === brace ? unwrapDocker(line) : unwrapCri(line);
}

/** Whether it is a line that was not split, or none of CRI: told without taking it apart. */
export function isWholeLine(line: Buffer): boolean {
  if (line[0] === brace) return false;
  const tag = tagOf(line);
  return tag < 0 || line[tag] === tagFull;
}

/** Where the tag of a CRI line is; -1 when it is none. Both streams' names have six letters. */
function tagOf(line: Buffer): number {
  const stream = line.indexOf(space) + 1;
  const tag = stream + 7;
  if (stream < 20 || line[tag - 1] !== space || (line[tag] !== tagPartial && line[tag] !== tagFull)) return -1;
  const after = line[tag + 1];
  if (after !== space && after !== colon && after !== undefined) return -1;
  return streamEnd(line, stream, line.length) < 0 ? -1 : tag;
}

function unwrapCri(line: Buffer): Wrapped | undefined {
  const tag = tagOf(line);
  if (tag < 0) return undefined;
  // Further tags stand behind the first, each behind a colon.
  const textEnd = line.indexOf(space, tag);
  const text = line.subarray(textEnd < 0 ? line.length : textEnd + 1);
  const stream = line.toString("latin1", tag - 7, tag - 1);
  return { kind: "cri", stream, partial: line[tag] === tagPartial, head: line.subarray(0, tag), rest: line.subarray(0, 0), text };
}

const dockerHead = Buffer.from('{"log":"');
const dockerStream = Buffer.from('"stream":"');
const dockerTime = Buffer.from('"time":"');

function unwrapDocker(line: Buffer): Wrapped | undefined {
  if (line.compare(dockerHead, 0, dockerHead.length, 0, dockerHead.length) !== 0) return undefined;
  const textEnd = stringEnd(line, dockerHead.length);
  const stream = textEnd < 0 ? -1 : line.indexOf(dockerStream, textEnd);
  if (stream < 0 || line.at(-1) !== 0x7d || line.indexOf(dockerTime, textEnd) < 0) return undefined;
  const name = stream + dockerStream.length;
  if (streamEnd(line, name, line.length) < 0) return undefined;
  const ended = endsLine(line, dockerHead.length, textEnd);
  return {
    kind: "docker",
    stream: line.toString("latin1", name, name + 6),
    partial: !ended,
    head: line.subarray(0, dockerHead.length),
    rest: line.subarray(textEnd),
    text: line.subarray(dockerHead.length, ended ? textEnd - 2 : textEnd),
  };
}

/** Where the string of JSON that begins here ends; -1 when it is none that may be copied as it is. */
function stringEnd(line: Buffer, from: number): number {
  for (let at = from; at < line.length; at += 1) {
    const byte = line[at] as number;
    if (byte === quote) return at;
    if (byte < space) return -1;
    if (byte !== backslash) continue;
    at += 1;
    const letter = line[at];
    if (letter === letterU) {
      if (!/^[\da-fA-F]{4}$/.test(line.toString("latin1", at + 1, at + 5))) return -1;
      at += 4;
    } else if (letter === undefined || !'"\\/bfnrt'.includes(String.fromCharCode(letter))) return -1;
  }
  return -1;
}

/** Whether the text ends in an escaped newline, whose backslash is not itself escaped. */
function endsLine(line: Buffer, from: number, to: number): boolean {
  if (to - from < 2 || line[to - 1] !== letterN) return false;
  let backslashes = 0;
  while (to - 2 - backslashes >= from && line[to - 2 - backslashes] === backslash) backslashes += 1;
  return backslashes % 2 === 1;
}

/** The text that was wrapped. */
export function plainText({ kind, text }: Wrapped): Buffer {
  if (kind === "cri" || !text.includes(backslash)) return text;
  return Buffer.from(String(JSON.parse(`"${text.toString("utf8")}"`)));
}

const newlines = { cri: Buffer.from("\n"), docker: Buffer.from("\\n") };

/** One line of lines that belong together, each of them of parts; wrapped as the first part was. */
export function wrapAgain({ kind, head, rest }: Wrapped, lines: readonly (readonly Buffer[])[]): Buffer {
  const newline = newlines[kind];
  const texts = lines.flatMap((parts, index) => (index === 0 ? parts : [newline, ...parts]));
  return Buffer.concat(kind === "cri" ? [head, Buffer.from("F "), ...texts] : [head, ...texts, newline, rest]);
}
