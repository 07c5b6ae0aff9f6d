/** The pod's current JSON in a file. A reader finds a whole document, at any moment. */
import { randomBytes } from "node:crypto";
import { accessSync, constants, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { EXIT, ScaffoldError } from "../errors.ts";
import type { Pod } from "../pod/model.ts";

export interface StatusFile {
  /** Exists only while `write` runs. To be removed when the writer dies. */
  readonly temporary: string;
  /** Writes when something has changed since the last time. Throws a ScaffoldError when it cannot; the next call tries again. */
  write(pod: Pod): void;
}

/** Throws a ScaffoldError when the folder cannot be written to. */
export function createStatusFile(path: string): StatusFile {
  const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(4).toString("hex")}.tmp`);
  try {
    accessSync(dirname(path), constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw new ScaffoldError("STATUS_FILE", `cannot write the status file ${path}: ${dirname(path)} is no folder that may be written to`, {
      exit: EXIT.failed,
      cause,
    });
  }
  let last = "";
  return {
    temporary,
    write(pod) {
      const text = `${JSON.stringify(pod, undefined, 2)}\n`;
      if (text === last) return;
      try {
        writeFileSync(temporary, text);
        renameSync(temporary, path);
        last = text;
      } catch (cause) {
        rmSync(temporary, { force: true });
        const reason = cause instanceof Error ? cause.message : String(cause);
        throw new ScaffoldError("STATUS_FILE", `cannot write the status file ${path}: ${reason}`, { exit: EXIT.failed, cause });
      }
    },
  };
}
