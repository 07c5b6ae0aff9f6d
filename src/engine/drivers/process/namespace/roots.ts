/**
 * The containers' roots: each is made once, ahead of its container's start where it is certain what will be in it, and is used again by the
 * next instance as long as it is what a new one would be.
 */
import { mkdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type RunFolder, removeTree } from "../../../run-folder.ts";
import { MARKER } from "../sweep.ts";
import { makeNamespace, type Namespace, type NamespaceOptions } from "./enter.ts";
import { type Placed, planLayout } from "./layout.ts";
import type { MountPoints } from "./mount-points.ts";
import { mountsHere, tableOf } from "./table.ts";

export interface Roots {
  /** Begins to make what `of` will be asked for. A failure is left to be found then. */
  ahead(container: string, placed: readonly Placed[]): void;
  /** Rejects with what keeps the container from being created. */
  of(container: string, placed: readonly Placed[]): Promise<Namespace>;
  close(): void;
}

export interface RootsOptions extends Pick<NamespaceOptions, "privilege" | "env"> {
  readonly folder: RunFolder;
  readonly points: MountPoints;
  /** Whose mounts all of them begin with. */
  readonly within: () => Promise<Namespace | undefined>;
}

interface Root {
  readonly namespace: Namespace;
  /** Nothing has changed, here or in it, that a new one would show. */
  isLike(placed: readonly Placed[]): boolean;
  release(): void;
}

/** How many are made at a time before somebody waits for them. */
const AT_ONCE = 2;

export function createRoots({ folder, points, within, ...options }: RootsOptions): Roots {
  const roots = new Map<string, Promise<Root>>();
  const planned: (() => Promise<unknown>)[] = [];
  let busy = 0;
  let count = 0;
  let closed = false;

  async function make(container: string, placed: readonly Placed[]): Promise<Root> {
    const place = join(folder.path, "roots", `${container}-${++count}`);
    const held: string[] = [];
    const holding = {
      isOwn: points.isOwn,
      hold(path: string, directory: boolean) {
        const more = points.hold(path, directory);
        held.push(...more);
        return more;
      },
    };
    let namespace: Namespace | undefined;
    const release = (): void => {
      namespace?.release();
      removeTree(place);
      points.release(held.splice(0));
    };
    try {
      const [root, spare, table] = [join(place, "root"), join(place, "spare"), join(place, "mounts")];
      mkdirSync(root, { recursive: true });
      const before = surroundings(placed);
      const layout = planLayout(placed, { root, spare, points: holding });
      writeFileSync(table, tableOf(layout.lines));
      const looks = layout.state();
      const marker = { [MARKER]: `${folder.id}/${container}/0` };
      namespace = await makeNamespace({ ...options, table, marker, within: await within() });
      if (closed) throw new Error("the run has ended");
      return { namespace, isLike: (now) => surroundings(now) === before && layout.state() === looks, release };
    } catch (error) {
      release();
      throw error;
    }
  }

  function begin(container: string, placed: readonly Placed[]): Promise<Root> {
    const made = make(container, placed);
    roots.set(container, made);
    return made;
  }

  function next(): void {
    if (busy === AT_ONCE || closed) return;
    const work = planned.shift();
    if (work === undefined) return;
    busy++;
    void work().then(() => {
      busy--;
      next();
    });
  }

  return {
    ahead(container, placed) {
      planned.push(async () => {
        if (!roots.has(container)) await begin(container, placed).catch(() => {});
      });
      next();
    },
    async of(container, placed) {
      const known = await roots.get(container)?.catch(() => undefined);
      if (known !== undefined && isLike(known, placed)) return known.namespace;
      known?.release();
      return (await begin(container, placed)).namespace;
    },
    close() {
      closed = true;
      for (const root of roots.values())
        void root.then(
          ({ release }) => release(),
          () => {},
        );
      roots.clear();
    },
  };
}

/** A folder of it that cannot be read is a change, too. */
function isLike(root: Root, placed: readonly Placed[]): boolean {
  try {
    return root.isLike(placed);
  } catch {
    return false;
  }
}

/** What the mounts are made from, by inode: a directory that is made anew is another one. */
function surroundings(placed: readonly Placed[]): string {
  const sources = placed.map(({ from, at, readOnly }) => {
    const { dev, ino } = statSync(from);
    return [at, from, readOnly, dev, ino];
  });
  return JSON.stringify([sources, mountsHere()]);
}
