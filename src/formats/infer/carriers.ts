import { severityOfWord } from "../../runtime/formats/severity.ts";
import { cri } from "../catalogue/carriers.ts";
import { patternFormat } from "../pattern.ts";
import type { Evidence, InferredFormat } from "./types.ts";

/** What the lines of the sample come in. */
export interface Carrier {
  readonly inner: readonly string[];
  readonly format?: InferredFormat;
  /** A setting of the agent, which puts records of several lines together behind it. Without, each line is a record. */
  readonly container?: string;
  readonly evidence: Evidence;
}

const criLine = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d) (stdout|stderr) ([FP])(?::\S+)? (.*)$/s;

/** Container runtimes write lines around those of the program: what they add is taken away first. */
export function carrierOf(lines: readonly string[]): Carrier | undefined {
  const mostly = (count: number): boolean => count > 0 && count >= lines.length * 0.9;
  const cris = lines.flatMap((line) => criLine.exec(line) ?? []).length / 4;
  if (mostly(cris)) {
    return {
      inner: joined(lines),
      format: { format: cri, from: "catalogue", written: ["cri"], records: cris },
      container: "cri",
      evidence: { about: "carrier", decided: "cri", because: `${cris} of ${lines.length} lines have a runtime's time, stream and tag` },
    };
  }
  const dockers = lines.map(dockerLine);
  const docker = dockers.filter((line) => line !== undefined).length;
  if (mostly(docker)) {
    return {
      inner: dockers.flatMap((line) => (line === undefined ? [] : [line.replace(/\r?\n$/, "")])).filter((line) => line !== ""),
      container: "docker",
      evidence: { about: "carrier", decided: "docker", because: `${docker} of ${lines.length} lines are JSON with log, stream and time` },
    };
  }
  return composed(lines);
}

const composeLine = /^([\w.-]+) {2,}\| ?(.*)$/s;
const compose = "<container.name:word>< >| <line:inner>";

/** `docker compose logs` puts the container in front, in a column that two blanks at least end. */
function composed(lines: readonly string[]): Carrier | undefined {
  const found = lines.flatMap((line) => [composeLine.exec(line)].filter((match) => match !== null));
  const names = new Set(found.map((match) => match[1] ?? ""));
  if (found.length < lines.length * 0.9 || found.length === 0 || names.size > 50) return undefined;
  if ([...names].some((name) => severityOfWord(name) > 0)) return undefined;
  return {
    inner: found.map((match) => match[2] ?? "").filter((line) => line.trim() !== ""),
    format: { format: patternFormat("compose", compose), from: "sample", written: [compose], records: found.length },
    evidence: {
      about: "carrier",
      decided: "compose",
      because: `${found.length} of ${lines.length} lines have one of ${names.size} containers in front`,
    },
  };
}

/** Lines that the runtime has split are put together, per stream. */
function joined(lines: readonly string[]): string[] {
  const waiting = new Map<string, string>();
  return lines.flatMap((line) => {
    const [, stream = "", tag, text = ""] = criLine.exec(line) ?? [];
    const whole = (waiting.get(stream) ?? "") + text;
    if (tag === "P") {
      waiting.set(stream, whole);
      return [];
    }
    waiting.delete(stream);
    return whole === "" ? [] : [whole];
  });
}

function dockerLine(line: string): string | undefined {
  if (!line.startsWith('{"')) return undefined;
  try {
    const { log, stream, time } = JSON.parse(line) as Record<string, unknown>;
    return typeof log === "string" && typeof stream === "string" && typeof time === "string" ? log : undefined;
  } catch {
    return undefined;
  }
}
