// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { codeOf, type Log, reasonOf } from "../../service/log.ts";
import { look } from "./siblings.ts";

/** What cannot be read, and why: told once, and remembered as long as it is so. */
export class Complaints {
  /** There are no file descriptors left: no use in trying the next file of this look. */
  exhausted = false;
  readonly #log: Log;
  readonly #byPath = new Map<string, string>();

  constructor(log: Log) {
    this.#log = log;
  }

  /** One sentence each. */
  get all(): readonly string[] {
    return [...this.#byPath.values()];
  }

  add(path: string, error: unknown): void {
    // Gone between the two looks: nothing to say.
    if (codeOf(error) === "ENOENT") return;
    this.exhausted ||= codeOf(error) === "EMFILE" || codeOf(error) === "ENFILE";
    const complaint = `cannot read ${path}: ${reasonOf(error)}`;
    if (this.#byPath.get(path) !== complaint) this.#log.warn("cannot read a file, will try again", { path, reason: error });
    this.#byPath.set(path, complaint);
  }

  settle(path: string): void {
    this.#byPath.delete(path);
  }

  forgetGone(): void {
    for (const path of this.#byPath.keys()) if (look(path) === undefined) this.#byPath.delete(path);
  }
}
