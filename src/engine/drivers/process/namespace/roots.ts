/**
 * The containers' roots. Each is made once, ahead of a start where it is certain what will be in it, and serves one instance after the other, also
 * of another container, as long as it is what a new one would be: the same mounts, and nothing that changed in it or around it.
 */
import { closeSync, fchmodSync, linkSync, mkdirSync, openSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { removeTree } from "../../../run-folder.ts";
import type { Maker, Namespace } from "./enter.ts";
import { type Placed, planLayout } from "./layout.ts";
import type { MountPoints } from "./mount-points.ts";
import { mountsHere, tableOf } from "./table.ts";

/** What a container's root is made of. */
export interface Plan {
  readonly placed: readonly Placed[];
  /** Where it finds the file for its termination message. */
  readonly messagePath: string;
}

export interface Use {
  readonly namespace: Namespace;
  /** Nothing runs in it any more. */
  release(): void;
}

export interface Roots {
  /**
   * Begins to make what `of` will be asked for. A failure is left to be found then.
   * @param passesOn its container ends before the next one starts, and leaves its root to that
   */
  ahead(plan: Plan, passesOn: boolean): void;
  /** @param messageFile becomes a name of the file for the message, which is empty. Rejects with what keeps the container from being created. */
  of(container: string, plan: Plan, messageFile: string): Promise<Use>;
  close(): void;
}

export interface RootsOptions {
  readonly folder: string;
  readonly points: MountPoints;
  readonly maker: Maker;
}

interface Root {
  readonly namespace: Namespace;
  readonly message: string;
  /** Nothing has changed, here or in it, that a new one would show. */
  isLikeNew(): boolean;
  release(): void;
}

interface Entry {
  readonly shape: string;
  taken: boolean;
  /** The next container that is told of ahead, and is like its own, needs no other. */
  passesOn?: boolean;
  /** Who had it last. */
  container?: string;
  root(): Promise<Root>;
  readonly begun: boolean;
}

/** How many are made at a time before somebody waits for them. */
const AT_ONCE = 2;

export function createRoots({ folder, points, maker }: RootsOptions): Roots {
  const entries = new Set<Entry>();
  let busy = 0;
  let count = 0;
  let closed = false;

  async function make({ placed, messagePath }: Plan): Promise<Root> {
    // It starts while this one plans.
    maker.base().catch(nothing);
    const place = join(folder, String(++count));
    const held: string[] = [];
    let namespace: Namespace | undefined;
    const release = (): void => {
      namespace?.release();
      removeTree(place);
      points.release(held.splice(0));
    };
    try {
      const [root, spare, message] = [join(place, "root"), join(place, "spare"), join(place, "message")];
      mkdirSync(root, { recursive: true });
      empty(message);
      const taken = placed.some(({ at }) => at === messagePath);
      const all = taken ? placed : [...placed, { from: message, at: messagePath, readOnly: false }];
      const hold = (path: string, directory: boolean): void => {
        held.push(...points.hold(path, directory));
      };
      const around = surroundings(all);
      const layout = planLayout(all, { root, spare, isOwn: points.isOwn, hold });
      writeFileSync(join(place, "mounts"), tableOf(layout.lines));
      const looks = layout.state();
      namespace = await maker.make(place);
      if (closed) throw new Error("the run has ended");
      return { namespace, message, release, isLikeNew: () => surroundings(all) === around && layout.state() === looks };
    } catch (error) {
      release();
      throw error;
    }
  }

  function enter(plan: Plan): Entry {
    let root: Promise<Root> | undefined;
    const entry: Entry = {
      shape: JSON.stringify(plan),
      taken: false,
      root() {
        root ??= make(plan);
        return root;
      },
      get begun() {
        return root !== undefined;
      },
    };
    entries.add(entry);
    return entry;
  }

  async function drop(entry: Entry): Promise<void> {
    entries.delete(entry);
    if (entry.begun) await entry.root().then(({ release }) => release(), nothing);
  }

  async function next(): Promise<void> {
    const entry = [...entries].find(({ begun }) => !begun);
    if (entry === undefined || busy === AT_ONCE || closed) return;
    busy++;
    await entry.root().catch(nothing);
    busy--;
    void next();
  }

  /** One that is not in use, or is still being made for nobody. */
  async function idle(container: string, shape: string): Promise<[Entry, Root] | undefined> {
    for (const entry of entries) {
      if (entry.taken) continue;
      if (entry.shape !== shape) {
        // What the container's next instance has no use for, nobody has.
        if (entry.container === container) void drop(entry);
        continue;
      }
      entry.taken = true;
      const root = await entry.root().catch(nothing);
      if (root && isLikeNew(root)) return [entry, root];
      void drop(entry);
    }
    return undefined;
  }

  async function made(plan: Plan): Promise<[Entry, Root]> {
    const entry = enter(plan);
    entry.taken = true;
    try {
      return [entry, await entry.root()];
    } catch (error) {
      entries.delete(entry);
      throw error;
    }
  }

  return {
    ahead(plan, passesOn) {
      const shape = JSON.stringify(plan);
      const entry = [...entries].find((one) => one.shape === shape && one.passesOn) ?? enter(plan);
      entry.passesOn = passesOn;
      void next();
    },
    async of(container, plan, messageFile) {
      const [entry, { namespace, message }] = (await idle(container, JSON.stringify(plan))) ?? (await made(plan));
      empty(message);
      rmSync(messageFile, { force: true });
      linkSync(message, messageFile);
      entry.container = container;
      const release = (): void => {
        entry.taken = false;
      };
      return { namespace, release: once(release) };
    },
    close() {
      closed = true;
      for (const entry of entries) void drop(entry);
    },
  };
}

const nothing = (): undefined => undefined;

/** A folder of it that cannot be read is a change, too. */
function isLikeNew(root: Root): boolean {
  try {
    return root.isLikeNew();
  } catch {
    return false;
  }
}

/** What the mounts are made from, by inode: a directory that is made anew is another one. */
function surroundings(placed: readonly Placed[]): string {
  const sources = placed.map(({ from }) => {
    const { dev, ino } = statSync(from);
    return [dev, ino];
  });
  return JSON.stringify([sources, mountsHere()]);
}

/** Writable for everyone, whatever the umask. */
function empty(path: string): void {
  const file = openSync(path, "w");
  fchmodSync(file, 0o666);
  closeSync(file);
}

function once(work: () => void): () => void {
  let done = false;
  return () => {
    if (!done) work();
    done = true;
  };
}
