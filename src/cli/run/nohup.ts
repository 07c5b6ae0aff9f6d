/**
 * Whether nohup(1) stands before the command. It has SIGHUP ignored, but Node sets every signal back to its default when it begins, so what is
 * left to see are two things besides: shells name the program that they start in `_`, and GNU's nohup puts a /dev/null that can only be
 * written in the place of a terminal's input.
 */
import { fstatSync, readFileSync, statSync } from "node:fs";
import { basename } from "node:path";

export function isNohup(env: Readonly<Record<string, string | undefined>>, input: () => boolean = inputIsWriteOnly): boolean {
  return basename(env["_"] ?? "") === "nohup" || input();
}

function inputIsWriteOnly(): boolean {
  try {
    const flags = /^flags:\s*([0-7]+)$/m.exec(readFileSync("/proc/self/fdinfo/0", "latin1"))?.[1] ?? "0";
    const writeOnly = (Number.parseInt(flags, 8) & 3) === 1;
    return writeOnly && fstatSync(0).rdev === statSync("/dev/null").rdev;
  } catch {
    return false;
  }
}
