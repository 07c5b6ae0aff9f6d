// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { accessSync, constants, readFileSync, statSync } from "node:fs";
import { type Log, reasonOf } from "../../service/log.ts";
import { inContainer, optional, type Setting, string } from "../../service/settings.ts";

/** A setting that names a file which has to be there when the agent starts. */
export function readableFile(common: { readonly env: string; readonly about: string }): Setting<string | undefined> {
  return optional({ ...inContainer(string(common)), type: "path of a file", check: unreadable });
}

function unreadable(path: string): string | undefined {
  try {
    accessSync(path, constants.R_OK);
    return statSync(path).isFile() ? undefined : `must be a file, ${path} is none`;
  } catch (error) {
    return `must be a file that can be read: ${reasonOf(error)}`;
  }
}

/**
 * What is made of some files that are replaced while the agent runs, as those of a mounted Secret are: by a symlink that is swapped. They are
 * looked at on every use and read again when one of them is another. What cannot be used is refused, said once, and the old stays in force.
 */
export class WatchedFiles<T> {
  readonly #paths: readonly string[];
  readonly #make: (contents: readonly Buffer[]) => T;
  readonly #what: string;
  readonly #log: Log;
  #made: { readonly value: T } | undefined;
  #seen = "";
  #version = 0;
  #refused: string | undefined;

  /** `make` throws when it is given contents that cannot be used; `what` names the files in the log. */
  constructor(paths: readonly string[], make: (contents: readonly Buffer[]) => T, what: string, log: Log) {
    this.#paths = paths;
    this.#make = make;
    this.#what = what;
    this.#log = log;
  }

  /** Throws as long as there was nothing that could be used. */
  current(): T {
    this.#look();
    if (!this.#made) throw new Error(`${this.#what}: ${this.#refused}`);
    return this.#made.value;
  }

  /** Another number: another value. */
  get version(): number {
    this.#look();
    return this.#version;
  }

  /** Reads again at the next use, whatever the files look like from outside. */
  distrust(): void {
    this.#seen = "";
  }

  #look(): void {
    // Of the files before they are read: what is swapped meanwhile is found at the next look.
    const seen = this.#paths.map(stampOf).join(" ");
    if (seen === this.#seen && (this.#made || this.#refused !== undefined)) return;
    this.#seen = seen;
    try {
      this.#keep(this.#make(this.#paths.map((path) => readFileSync(path))));
    } catch (error) {
      const reason = reasonOf(error);
      const kept = this.#made ? "; what was read before stays in force" : "";
      if (reason !== this.#refused) this.#log.error(`${this.#what} cannot be used${kept}`, { reason });
      this.#refused = reason;
    }
  }

  #keep(value: T): void {
    this.#refused = undefined;
    if (this.#made?.value === value) return;
    if (this.#made) this.#log.info(`${this.#what} changed and were read again`);
    this.#made = { value };
    this.#version += 1;
  }
}

function stampOf(path: string): string {
  try {
    const { dev, ino, mtimeNs, size } = statSync(path, { bigint: true });
    return `${dev}:${ino}:${mtimeNs}:${size}`;
  } catch (error) {
    return reasonOf(error);
  }
}
