import type { Span } from "../../formats/interpret.ts";

const [quote, backslash, comma, colon] = [0x22, 0x5c, 0x2c, 0x3a];
const opening = new Set([0x7b, 0x5b]);
const closing = new Set([0x7d, 0x5d]);

/** The values of a line whose fields name themselves: members of one JSON object, or logfmt's pairs. For pictures: nothing is checked. */
export function memberSpans(line: Buffer): Span[] {
  return line.toString("latin1").trimStart().startsWith("{") ? jsonMembers(line) : pairs(line);
}

function jsonMembers(line: Buffer): Span[] {
  const spans: Span[] = [];
  let depth = 0;
  let name = "";
  let from = -1;
  for (let at = 0; at < line.length; at += 1) {
    const byte = line[at] ?? 0;
    if (byte === quote) {
      const end = stringEnd(line, at);
      if (depth === 1 && from < 0) name = line.toString("utf8", at + 1, end);
      at = end;
    } else if (opening.has(byte)) depth += 1;
    else if (depth === 1 && byte === colon && from < 0) from = at + 1;
    else if (depth === 1 && (byte === comma || closing.has(byte)) && from >= 0) {
      spans.push(trimmed(line, from, at, name));
      from = -1;
    }
    if (closing.has(byte)) depth -= 1;
  }
  return spans;
}

/** Where the string ends that begins here, without its closing quotation mark. */
function stringEnd(line: Buffer, start: number): number {
  let at = start + 1;
  while (at < line.length && line[at] !== quote) at += line[at] === backslash ? 2 : 1;
  return Math.min(at, line.length);
}

function trimmed(line: Buffer, from: number, to: number, name: string): Span {
  let [start, end] = [from, to];
  while (start < end && line[start] === 0x20) start += 1;
  while (end > start && line[end - 1] === 0x20) end -= 1;
  return { start, end, name };
}

function pairs(line: Buffer): Span[] {
  const found = line.toString("latin1").matchAll(/([^\s="]+)=("(?:[^"\\]|\\.)*"?|\S*)/g);
  return [...found].map(({ index, 1: key = "", 2: value = "" }) => {
    const start = index + key.length + 1;
    return { start, end: start + value.length, name: Buffer.from(key, "latin1").toString("utf8") };
  });
}
