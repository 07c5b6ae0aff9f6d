import { closeSync, constants, fstatSync, openSync, readFileSync } from "node:fs";
import { codeOf } from "../../service/log.ts";
import { fileKey } from "./stream.ts";

/** Left for everything else that a process opens: connections, the checkpoint, the watches of folders. */
const others = 100;
const fewest = 16;
/** Where the system does not say how many there may be. */
const assumed = 256;

/**
 * The open files. There may be more files than a process may have descriptors: those that were not used for longest are closed then, and
 * opened again when they are used. A file without a name cannot be: it keeps its descriptor.
 */
export class Descriptors {
  /** Those that have a descriptor; the first was not used for longest. */
  readonly #open = new Set<Handle>();
  #most: number;

  constructor(most = Math.max(fewest, descriptorLimit() - others)) {
    this.#most = most;
  }

  /** Opens without waiting, should the path have become a pipe. Throws what open(2) throws. */
  open(path: string): number {
    while (this.#open.size >= this.#most && this.#park());
    for (;;) {
      try {
        return openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
      } catch (error) {
        // The others need more than was thought.
        if (codeOf(error) !== "EMFILE" || !this.#park()) throw error;
        this.#most = Math.max(fewest, this.#open.size);
      }
    }
  }

  use(handle: Handle): void {
    this.#open.delete(handle);
    this.#open.add(handle);
  }

  forget(handle: Handle): void {
    this.#open.delete(handle);
  }

  #park(): boolean {
    for (const handle of this.#open) {
      if (handle.path === undefined) continue;
      handle.close();
      return true;
    }
    return false;
  }
}

/** A file to be read, open or not at the moment. */
export class Handle {
  /** The name to find it by; undefined: it has none that is known, and must not be closed. */
  path: string | undefined;
  readonly #descriptors: Descriptors;
  readonly #key: string;
  #fd: number | undefined;

  constructor(descriptors: Descriptors, fd: number, key: string, path?: string) {
    this.#descriptors = descriptors;
    this.#fd = fd;
    this.#key = key;
    this.path = path;
    descriptors.use(this);
  }

  get isOpen(): boolean {
    return this.#fd !== undefined;
  }

  /** Opens the file again where it must. Throws when it is not to be found by its name any more. */
  get fd(): number {
    if (this.#fd === undefined) this.openAs(this.path ?? "");
    this.#descriptors.use(this);
    return this.#fd ?? -1;
  }

  /** Opens it by another name. Throws when that is another file's. */
  openAs(path: string): void {
    const fd = this.#descriptors.open(path);
    const stat = fstatSync(fd, { bigint: true });
    if (fileKey({ dev: String(stat.dev), ino: String(stat.ino) }) !== this.#key) {
      closeSync(fd);
      throw new Error("another file has its name now");
    }
    this.#fd = fd;
    this.#descriptors.use(this);
  }

  /** The descriptor, which is the caller's from now on. */
  take(): number {
    const { fd } = this;
    this.#fd = undefined;
    this.#descriptors.forget(this);
    return fd;
  }

  close(): void {
    if (this.#fd !== undefined) closeSync(this.#fd);
    this.#fd = undefined;
    this.#descriptors.forget(this);
  }
}

/** How many descriptors this process may have. Node has raised the soft limit to the hard one when it started. */
function descriptorLimit(): number {
  try {
    const [, soft] = /^Max open files\s+(\d+|unlimited)/m.exec(readFileSync("/proc/self/limits", "utf8")) ?? [];
    return soft === "unlimited" ? Number.POSITIVE_INFINITY : Number(soft ?? assumed);
  } catch {
    return assumed;
  }
}
